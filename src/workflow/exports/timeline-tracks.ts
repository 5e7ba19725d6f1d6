import { type Language } from '../../common/vocabulary.js';
import { type SubtitleLine } from '../../media/media.js';
import { type FilmTimeline, type TimelineClip, type TimelineStem } from './film-timeline.js';
import { oneLine } from './plain-text.js';

/** What lies beside a film's picture, in tracks of which none has two things at the same time. */

export interface SoundLane {
  role: TimelineStem['role'];
  name: string;
  stems: TimelineStem[];
}

/** Sound from what matters most to an editor to what matters least. */
const ROLES = ['speech', 'music', 'ambience', 'footage'] as const satisfies TimelineStem['role'][];

const ROLE_NAMES: Record<Language, Record<TimelineStem['role'], string>> = {
  en: { speech: 'Speech', music: 'Music', ambience: 'Ambience', footage: 'Sound of the footage' },
  zh: { speech: '对白', music: '音乐', ambience: '环境声', footage: '素材原声' },
};

/** One lane for each kind of sound, and further ones where two stems of a kind would lie over each other. */
export function soundLanes({ stems, language }: Pick<FilmTimeline, 'stems' | 'language'>): SoundLane[] {
  return ROLES.flatMap((role) => {
    const lanes: TimelineStem[][] = [];
    for (const stem of inOrder(stems.filter((each) => each.role === role))) {
      const lane = lanes.find((each) => endOf(each.at(-1)) <= stem.startFrame);
      if (lane === undefined) {
        lanes.push([stem]);
      } else {
        lane.push(stem);
      }
    }
    return lanes.map((lane, index) => ({
      role,
      name: ROLE_NAMES[language][role] + (index === 0 ? '' : ` ${index + 1}`),
      stems: lane,
    }));
  });
}

const inOrder = (stems: TimelineStem[]) => stems.toSorted((first, second) => first.startFrame - second.startFrame);
const endOf = (stem: TimelineStem | undefined) => (stem === undefined ? 0 : stem.startFrame + stem.frames);

export interface Caption {
  startFrame: number;
  frames: number;
  speaker: string | null;
  text: string;
}

export interface CaptionTrack {
  language: Language;
  captions: Caption[];
}

/** The captions in whole frames, inside the film; one ends where the next begins, and two at once are one of two rows. */
export function captionTracks(timeline: Pick<FilmTimeline, 'captions' | 'profile' | 'frames'>): CaptionTrack[] {
  return timeline.captions
    .map(({ language, lines }) => ({ language, captions: captionsOf(lines, timeline) }))
    .filter(({ captions }) => captions.length > 0);
}

function captionsOf(lines: SubtitleLine[], { profile, frames }: Pick<FilmTimeline, 'profile' | 'frames'>): Caption[] {
  const frameOf = (seconds: number) => Math.min(frames, Math.max(0, Math.round(seconds * profile.fps)));
  const captions: Caption[] = [];
  for (const { startSec, endSec, speaker, text } of lines.toSorted((a, b) => a.startSec - b.startSec)) {
    const [startFrame, endFrame, words] = [frameOf(startSec), frameOf(endSec), oneLine(text)];
    const last = captions.at(-1);
    if (words === '' || endFrame <= startFrame) {
      continue;
    }
    if (last?.startFrame === startFrame) {
      last.text += `\n${words}`;
      last.frames = Math.max(last.frames, endFrame - startFrame);
      continue;
    }
    if (last !== undefined) {
      last.frames = Math.min(last.frames, startFrame - last.startFrame);
    }
    captions.push({
      startFrame,
      frames: endFrame - startFrame,
      speaker: speaker === null ? null : oneLine(speaker, 100),
      text: words,
    });
  }
  return captions;
}

/** The clip that is seen at a frame. */
export function clipAt(clips: TimelineClip[], frame: number): number {
  return Math.max(
    0,
    clips.findLastIndex(({ startFrame }) => startFrame <= frame),
  );
}

const TRANSITION_NAMES: Record<Language, Record<'dissolve' | 'fade' | 'wipe', string>> = {
  en: { dissolve: 'dissolve', fade: 'fade through black', wipe: 'wipe' },
  zh: { dissolve: '叠化', fade: '经黑场过渡', wipe: '划像' },
};

/** Says that a transition is in the picture, so that nobody lays another over it; null where there is a plain cut. */
export function transitionNote({ transition }: TimelineClip, language: Language): string | null {
  if (transition === null) {
    return null;
  }
  const name = TRANSITION_NAMES[language][transition.kind];
  return language === 'zh'
    ? `${name}（${transition.frames} 帧）已在画面中`
    : `${name} of ${transition.frames} frames, already in the picture`;
}

/** A clip's own name, or its number where it has none. */
export function clipName(clip: TimelineClip, index: number): string {
  return oneLine(clip.name, 100) || String(index + 1);
}
