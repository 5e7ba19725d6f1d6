import { type CuePlacement, placeCue } from './captions.js';
import { TRACK_LANGUAGES } from './ffmpeg-commands.js';
import { atLeast, atMost, exactly, explained, rounded, skipped } from './check-results.js';
import { type Mp4Track } from './mp4-tracks.js';
import { sampleBytes } from './packet-sums.js';
import { type Check, type FilmExpectation, type FilmSubtitles, type RenderProfile } from './timeline.js';

/** Whether a film's subtitles are inside it: in time, and in the picture. */

/** What television leaves free of letters at each side (EBU R 95), in parts of the picture. */
const SAFE_MARGIN = 0.05;

export async function subtitleChecks(
  path: string,
  tracks: Mp4Track[],
  { subtitles, frames, profile }: FilmExpectation & { subtitles: FilmSubtitles },
): Promise<Check[]> {
  const { times, burned, tracks: planned } = subtitles;
  return [
    ...timeChecks(times, { frames, profile }),
    ...placeChecks(
      burned.map((cue) => placeCue(cue, profile)),
      profile,
    ),
    ...(await trackChecks(path, tracks, { planned, frames, profile })),
  ];
}

type Film = Pick<FilmExpectation, 'frames' | 'profile'>;

export function timeChecks(times: FilmSubtitles['times'], { frames, profile: { fps } }: Film): Check[] {
  if (times.length === 0) {
    return ['subtitles_inside_film', 'subtitles_in_turn'].map((name) => skipped(name, 'nobody_speaks'));
  }
  const isOutside = (cue: (typeof times)[number]) =>
    cue.startFrame < 0 || cue.endFrame <= cue.startFrame || cue.endFrame > frames;
  const outside = times.findIndex(isOutside);
  const { startFrame = 0, endFrame = 0 } = times[outside] ?? {};
  const overlapping = times.findIndex((cue, index) => cue.startFrame < (times[index - 1]?.endFrame ?? -Infinity));
  const overlaps = times.filter((cue, index) => cue.startFrame < (times[index - 1]?.endFrame ?? -Infinity)).length;
  const told = { number: outside + 1, start: startFrame / fps, end: endFrame / fps };
  return [
    explained(exactly('subtitles_inside_film', times.filter(isOutside).length, 0), 'cue_outside', told),
    explained(exactly('subtitles_in_turn', overlaps, 0), 'cue_overlaps', { number: overlapping + 1 }),
  ];
}

/** Of what is drawn into the picture, from where its letters are laid out. */
export function placeChecks(places: (CuePlacement | null)[], profile: RenderProfile): Check[] {
  if (places.length === 0) {
    return ['subtitle_safe_margin', 'subtitles_whole'].map((name) => skipped(name, 'not_burned'));
  }
  const { width, height } = profile;
  const margins = places.map((place) =>
    place ? Math.min(place.left / width, 1 - place.right / width, place.top / height, 1 - place.bottom / height) : 1,
  );
  const least = Math.min(...margins);
  const cut = places.findIndex((place) => place?.isCut);
  return [
    explained(atLeast('subtitle_safe_margin', rounded(least) ?? 0, SAFE_MARGIN), 'cue_place', {
      number: margins.indexOf(least) + 1,
    }),
    explained(exactly('subtitles_whole', places.filter((place) => place?.isCut).length, 0), 'cue_cut', {
      number: cut + 1,
    }),
  ];
}

/** Those that a viewer can switch on: in which languages, how many, and until when. */
async function trackChecks(
  path: string,
  tracks: Mp4Track[],
  { planned, frames, profile }: Film & { planned: FilmSubtitles['tracks'] },
): Promise<Check[]> {
  const found = await Promise.all(
    tracks
      .filter(({ kind }) => ['sbtl', 'text', 'subt'].includes(kind))
      .map(async (track) => ({ language: track.language, ...(await textsIn(path, track)) })),
  );
  const list = (each: { language: string; count: number }[]) =>
    each.map(({ language, count }) => `${language} ${count}`).join(', ') || 'none';
  const end = Math.max(0, ...found.map(({ endSec }) => endSec));
  // A track counts milliseconds.
  const checks = [atMost('subtitle_tracks_end_seconds', end, (rounded(frames / profile.fps) ?? 0) + 0.002)];
  const wanted = planned.map(({ language, count }) => ({ language: TRACK_LANGUAGES[language], count }));
  return [exactly('subtitle_tracks', list(found), list(wanted)), ...(found.length > 0 ? checks : [])];
}

/** Between subtitles there are empty ones. */
async function textsIn(path: string, track: Mp4Track): Promise<{ count: number; endSec: number }> {
  let [count, endSec] = [0, 0];
  for await (const { sample, bytes } of sampleBytes(path, track)) {
    if (bytes.length > 2 && bytes.readUInt16BE(0) > 0) {
      count += 1;
      endSec = sample.startSec + sample.durationSec;
    }
  }
  return { count, endSec };
}
