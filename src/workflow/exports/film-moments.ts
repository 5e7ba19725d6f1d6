import { type Language } from '../../common/vocabulary.js';
import { MOST_PICTURES } from '../../media/media.js';
import { type GifPlan, type SheetPlan } from '../../media/timeline.js';
import { type FilmTimeline, type TimelineClip } from './film-timeline.js';

/** Which moments of a film stand for all of it. */

const GIF_SECONDS = 6;
const MOST_PASSAGES = 4;

/** Pieces out of the middle of some shots, evenly spread over the film; each is an even number of frames. */
export function passagesOf({ clips, profile }: Pick<FilmTimeline, 'clips' | 'profile'>): GifPlan['passages'] {
  const shots = spread(shotsOf(clips), MOST_PASSAGES);
  const share = Math.floor((GIF_SECONDS * profile.fps) / Math.max(1, shots.length));
  return shots.map((shot) => {
    const { startFrame, frames } = shownAlone(shot);
    const length = Math.max(2, 2 * Math.floor(Math.min(share, frames) / 2));
    return { startFrame: startFrame + Math.max(0, Math.floor((frames - length) / 2)), frames: length };
  });
}

/** The middle of every shot, with its number and when it begins. */
export function picturesOf({ clips, profile }: Pick<FilmTimeline, 'clips' | 'profile'>): SheetPlan['pictures'] {
  const numbered = shotsOf(clips).map((shot, index) => ({ shot, number: index + 1 }));
  return spread(numbered, MOST_PICTURES).map(({ shot, number }) => {
    const { startFrame, frames } = shownAlone(shot);
    return {
      frame: startFrame + Math.floor(frames / 2),
      caption: `${number} · ${clockOf(shot.startFrame / profile.fps)}`,
    };
  });
}

/** How much there is of the film, in its language. */
export function extentOf({ clips, frames, profile, language }: FilmTimeline): string {
  return EXTENT[language](shotsOf(clips).length, clockOf(frames / profile.fps));
}

const EXTENT: Record<Language, (shots: number, length: string) => string> = {
  zh: (shots, length) => `共 ${shots} 个镜头 · ${length}`,
  en: (shots, length) => `${shots} ${shots === 1 ? 'shot' : 'shots'} · ${length}`,
};

/** Cards say what the film is called; they are no shots, unless there is nothing else. */
function shotsOf(clips: TimelineClip[]): TimelineClip[] {
  const shots = clips.filter(({ kind }) => kind === 'shot');
  return shots.length > 0 ? shots : clips;
}

/** Where nothing of the shot before is seen any more; two frames at the least. */
function shownAlone({ startFrame, frames, transition }: TimelineClip): { startFrame: number; frames: number } {
  const tied = Math.max(0, Math.min(transition?.frames ?? 0, frames - 2));
  return { startFrame: startFrame + tied, frames: frames - tied };
}

function spread<Item>(items: Item[], most: number): Item[] {
  if (items.length <= most) {
    return items;
  }
  return items.filter(
    (_, index) => Math.floor((index * most) / items.length) !== Math.floor(((index + 1) * most) / items.length),
  );
}

/** `4:05`, or `1:04:05`. */
function clockOf(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
  const two = (number = 0) => String(number).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
