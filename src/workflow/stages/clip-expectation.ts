import { type JobInput } from '../../jobs/job-input.js';
import { type Moderation } from '../../ai/ports.js';
import { type CheckReason } from '../../common/check-catalogue.js';
import { type DeepExpectation, type DeepFindings, excused } from '../../media/media.js';
import { type Check, type Cue, type RenderProfile } from '../../media/timeline.js';
import { type TurnedClipOutput } from '../film-plan.js';
import { drawnCues } from '../subtitle-cues.js';

/** What is to be seen in a clip, and what is made of what was. */

export function deepExpectationOf(clip: TurnedClipOutput, input: JobInput, profile: RenderProfile): DeepExpectation {
  return { profile, frames: clip.frames, subtitles: subtitlesOf(clip, input), face: faceOf(clip) };
}

function subtitlesOf({ cues }: TurnedClipOutput, input: JobInput): DeepExpectation['subtitles'] {
  if (input.subtitles !== 'burned') {
    return { skip: 'not_burned' };
  }
  if (cues === undefined) {
    return { skip: 'older_clip' };
  }
  return cues.length === 0 ? { skip: 'nobody_speaks' } : { cues: drawnCues(cues, input, asNamed) };
}

/** A name may stand above the text; what colour it has, nobody reads. */
function asNamed(name: string | null): Cue['speaker'] {
  return name === null ? null : { name, sex: 'female' };
}

function faceOf({ isOwn, showsFace }: TurnedClipOutput): DeepExpectation['face'] {
  if (isOwn) {
    return { skip: 'own_pictures' };
  }
  if (showsFace === undefined) {
    return { skip: 'older_clip' };
  }
  return showsFace ? { isWanted: true } : { skip: 'no_close_shot' };
}

const HARMLESS_IN_OURS: Record<string, CheckReason> = { nsfw_score: 'indecent_in_ours' };
const HARMLESS_IN_OTHERS: Record<string, CheckReason> = {
  subtitle_text: 'misread_in_others',
  face_visible: 'no_face_in_others',
  nsfw_score: 'indecent_in_others',
};

/**
 * The checks as they count. What a vendor or a user has made may have words in it where our subtitles stand, or be in a
 * style in which the networks know no face, and too much skin is for a person to judge: all is told, and is no fault. What
 * our own renderer draws is never naked, whatever is said of it.
 */
export function settledChecks({ checks }: DeepFindings, { isDrawn }: TurnedClipOutput): Check[] {
  return checks.map((check) => {
    const excuse = (isDrawn ? HARMLESS_IN_OURS : HARMLESS_IN_OTHERS)[check.name];
    return check.status === 'failed' && excuse !== undefined ? excused(check, excuse) : check;
  });
}

/** What somebody said of the frames, if anybody did, and that a person has to look where there may be too much skin. */
export function judgementWith(
  said: Moderation | null,
  found: DeepFindings,
  { isDrawn }: TurnedClipOutput,
): Moderation | null {
  const score = found.checks.find(({ name }) => name === 'nsfw_score')?.value;
  if (isDrawn || found.nudeAtSec === null || typeof score !== 'number') {
    return said;
  }
  const finding = {
    category: 'sexual',
    severity: 'medium',
    where: 'clip',
    start_sec: found.nudeAtSec,
    reason: 'It may show nakedness',
  } as const;
  return {
    verdict: said?.verdict === 'reject' ? 'reject' : 'review',
    score: Math.max(said?.score ?? 0, Math.round(score * 100)),
    findings: [...(said?.findings ?? []), finding],
  };
}
