import { stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { atLeast, atMost, exactly, explained, failed, passed, rounded, skipped } from './check-results.js';
import { blackCheck, EXAMINE_TIMEOUT_MS, pictureChecks, readable, unlessOwn, videoOf } from './checks.js';
import { listenArguments } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import {
  isAtCeiling,
  type Loudness,
  LOUDNESS_LUFS,
  loudnessOf,
  SILENCE_LUFS,
  TRUE_PEAK_LIMIT_DB,
} from './film-sound.js';
import { LABEL_WITHIN_SECONDS, labelChecks, labelFaults, labelPatch, type Patch } from './label-check.js';
import { isComplete, isFastStart, readAtoms } from './mp4-atoms.js';
import { type Mp4Track, readTracks } from './mp4-tracks.js';
import { packetSum, packetSums } from './packet-sums.js';
import { type MediaProbe, probeFile } from './probe.js';
import { subtitleChecks } from './subtitle-checks.js';
import { type Check, type FilmExpectation } from './timeline.js';

/**
 * Whether a finished film is what was planned. Its pictures are not decoded again: they are proved to be those of its clips,
 * each of which was, packet by packet.
 */

const DURATION_TOLERANCE_SECONDS = 0.1;
const SKEW_LIMIT_SECONDS = 0.05;
const LOUDNESS_TOLERANCE = 0.5;
/** Longer than anybody pauses where something is to be heard all the time. */
const LONGEST_SILENCE_SECONDS = 2;

export async function checkFilmFile(
  tools: MediaTools,
  path: string,
  expectation: FilmExpectation,
  signal: AbortSignal,
): Promise<Check[]> {
  const probe = await readable(signal, () => probeFile(tools, path, signal));
  if ('problem' in probe) {
    return [failed('readable', 'unreadable', { words: probe.problem })];
  }
  const [atoms, { size }, tracks, heard] = await Promise.all([
    readAtoms(path),
    stat(path),
    // Of a damaged index its tracks are missing, and what is proved of them fails.
    readTracks(path).catch((): Mp4Track[] => []),
    readable(signal, () => listen(tools, path, expectation, signal)),
  ]);
  return [
    ...pictureChecks(videoOf(probe), expectation),
    exactly('audio_codec', probe.streams.find((stream) => stream.type === 'audio')?.codec ?? null, 'aac'),
    ...lengthChecks(probe, tracks, expectation),
    isComplete(atoms, size) ? passed('complete') : failed('complete', 'no_end'),
    isFastStart(atoms) ? passed('fast_start') : failed('fast_start', 'late_index'),
    ...(await packetChecks(path, tracks, expectation)),
    ...('problem' in heard ? [failed('sound_decodes', 'unreadable', { words: heard.problem })] : heard.checks),
    metadataCheck(probe.tags.AIGC, expectation.label?.metadata),
    ...(expectation.subtitles
      ? await subtitleChecks(path, tracks, { ...expectation, subtitles: expectation.subtitles })
      : []),
  ];
}

function lengthChecks(probe: MediaProbe, tracks: Mp4Track[], { frames, profile }: FilmExpectation): Check[] {
  const [picture, sound] = [trackOf(tracks, 'vide'), trackOf(tracks, 'soun')];
  const planned = rounded(frames / profile.fps);
  const off = Math.abs((probe.durationSec ?? 0) - frames / profile.fps);
  const length = atMost('duration_seconds', off, DURATION_TOLERANCE_SECONDS);
  const told = { value: probe.durationSec, limit: planned };
  const between = (of: (track: Mp4Track) => number) =>
    picture && sound ? Math.abs(of(picture) - of(sound)) : Infinity;
  const skew = Math.max(
    between(({ startSec }) => startSec),
    between(({ endSec }) => endSec),
  );
  const start = Math.max(...[picture, sound].map((track) => Math.abs(track?.startSec ?? Infinity)));
  return [
    exactly('frames', picture?.samples.length ?? null, frames),
    { ...explained(length, 'other', { value: told.value ?? '?', limit: planned ?? '?' }), ...told },
    atMost('start_seconds', start, SKEW_LIMIT_SECONDS),
    atMost('audio_video_skew_seconds', skew, SKEW_LIMIT_SECONDS),
  ];
}

/** The film's pictures are those of its clips, in their order, and its sound is the one that was made for it. */
async function packetChecks(path: string, tracks: Mp4Track[], expectation: FilmExpectation): Promise<Check[]> {
  const { clips, sound, profile } = expectation;
  const checks: Check[] = [];
  if (clips) {
    let at = 0;
    const starts = clips.map(({ frames }) => (at += frames) - frames);
    const stretches = clips.map(({ frames }, index) => ({
      samples: frames,
      startSec: (starts[index] ?? 0) / profile.fps,
    }));
    const picture = trackOf(tracks, 'vide');
    const sums = picture ? await packetSums(path, picture, profile.fps, stretches) : [];
    const other = clips.findIndex(({ packets }, index) => packets === null || packets !== sums[index]);
    const proved = clips.filter(({ packets }, index) => packets !== null && packets === sums[index]).length;
    const place = { number: other + 1, count: clips.length, second: stretches[other]?.startSec ?? 0 };
    const black = clips.flatMap((clip, index) => shifted(clip.black, starts[index] ?? 0));
    checks.push(
      explained(exactly('clips_proved', proved, clips.length), 'other_clip', place),
      ...unlessOwn(expectation, [blackCheck(black, profile.fps)]),
    );
  }
  if (sound !== undefined) {
    const [has, wants] = [trackOf(tracks, 'soun'), trackOf(await readTracks(sound), 'soun')];
    const sumOf = (file: string, track?: Mp4Track) => track && packetSum(file, track, profile.fps);
    const isIt = wants !== undefined && (await sumOf(path, has)) === (await sumOf(sound, wants));
    checks.push(isIt ? passed('sound_proved') : failed('sound_proved', 'other_sound'));
  }
  return checks;
}

function trackOf(tracks: Mp4Track[], kind: string): Mp4Track | undefined {
  return tracks.find((track) => track.kind === kind);
}

function shifted(stretches: [number, number][], by: number): [number, number][] {
  return stretches.map(([from, to]) => [from + by, to + by]);
}

/** Reads its sound to the end; and the corner of its first pictures where the label is to be, in the same go. */
async function listen(
  tools: MediaTools,
  path: string,
  expectation: FilmExpectation,
  signal: AbortSignal,
): Promise<{ checks: Check[] }> {
  const { label, profile } = expectation;
  const patch = label ? labelPatch(label.text, profile) : null;
  const corner: Patch | null = patch && { x: patch.x, y: patch.y, width: patch.width, height: patch.height };
  const args = listenArguments(
    path,
    LONGEST_SILENCE_SECONDS / 2,
    corner && { ...corner, seconds: LABEL_WITHIN_SECONDS },
  );
  const tool = new ToolProcess(tools, 'ffmpeg', args, { signal, timeoutMs: EXAMINE_TIMEOUT_MS });
  tool.stdin.end();
  const pixels = buffer(tool.stdout);
  pixels.catch(() => undefined);
  await tool.finished;
  return {
    checks: [
      ...soundChecks(loudnessOf(tool.stderr), expectation),
      silenceCheck(tool.stderr, expectation),
      ...(label ? labelChecks(patch, await pixels, expectation) : []),
    ],
  };
}

export function soundChecks({ lufs, truePeakDb }: Loudness, { isSilent }: Pick<FilmExpectation, 'isSilent'>): Check[] {
  if (isSilent) {
    return ['not_silent', 'loudness_lufs', 'true_peak_db'].map((name) => skipped(name, 'nothing_heard'));
  }
  return [
    atLeast('not_silent', lufs, SILENCE_LUFS),
    loudnessCheck({ lufs, truePeakDb }),
    atMost('true_peak_db', truePeakDb, TRUE_PEAK_LIMIT_DB),
  ];
}

/** A few claps in silence cannot be as loud as a film: their peaks would be cut off. That is told, but no fault. */
function loudnessCheck(loudness: Loudness): Check {
  const { lufs } = loudness;
  const check = atMost('loudness_lufs', Math.abs(lufs - LOUDNESS_LUFS), LOUDNESS_TOLERANCE);
  const told = { value: rounded(lufs), limit: LOUDNESS_LUFS };
  return check.status === 'failed' && isAtCeiling(loudness)
    ? { ...skipped('loudness_lufs', 'no_headroom'), ...told }
    : { ...explained(check, 'other', { value: told.value ?? '?', limit: LOUDNESS_LUFS }), ...told };
}

/** Told by whole lines of the detector: a title that looks like one of them is indented. */
function silenceCheck(stderr: string, { isSilent, pauseSec = 0, frames, profile }: FilmExpectation): Check {
  if (isSilent) {
    return skipped('longest_silence_seconds', 'nothing_heard');
  }
  const timesOf = (word: string) =>
    [...stderr.matchAll(new RegExp(`^\\[silencedetect @ [^\\]]*\\].* ${word}: (-?[\\d.]+)`, 'gm'))].map((match) =>
      Number(match[1]),
    );
  const [starts, lengths] = [timesOf('silence_start'), timesOf('silence_duration')];
  const open = starts.length > lengths.length ? frames / profile.fps - (starts.at(-1) ?? 0) : 0;
  const longest = Math.max(0, open, ...lengths);
  return atMost('longest_silence_seconds', longest, rounded(pauseSec + LONGEST_SILENCE_SECONDS) ?? 0);
}

function metadataCheck(found: string | undefined, planned: string | undefined): Check {
  if (!found) {
    return failed('metadata_label', 'no_label');
  }
  const faults = planned === undefined ? [] : labelFaults(found, planned);
  return faults.length === 0
    ? passed('metadata_label')
    : failed('metadata_label', 'other_label', { fields: faults.join(', ') });
}
