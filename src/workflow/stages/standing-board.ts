import { type Language } from '../../common/vocabulary.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { cardFrames, lineLimits, TRANSITION_SHARE } from '../../offline/layout.js';
import { type Mood, MOODS } from '../../offline/story.js';
import { type EpisodePlan, type PlannedScene, type PlannedShot, type ShotFacts } from '../film-plan.js';
import { type BoardRow, type FilmShot } from '../film-reader.js';

/** The plan of an episode, from its scenes and shots as they stand. */

/** Cards are not shorter than those of the shortest film that is written: the label is in them. */
const SHORTEST_FILM_SEC = 5;

export interface StandingBoard {
  episode: number;
  title: string;
  seriesTitle: string;
  language: Language;
  /** In their order. */
  rows: BoardRow[];
}

export function planBoard({ episode, title, seriesTitle, language, rows }: StandingBoard): EpisodePlan {
  const scenes: PlannedScene[] = [];
  for (const [index, row] of rows.entries()) {
    const { id, scene_id, title: name, mood, ...facts } = row;
    const [opensScene, endsScene] = [-1, 1].map((step) => rows[index + step]?.scene_id !== scene_id);
    const place = { opensScene: opensScene ?? true, endsScene: endsScene ?? true };
    const shot = { id, ...timesOf({ ...facts, ...place }, index === 0, language) };
    const scene = scenes.at(-1);
    if (scene?.id === scene_id) {
      scene.shots.push(shot);
    } else {
      scenes.push({ id: scene_id, title: name, ...settingOf(facts, mood), shots: [shot] });
    }
  }
  const shots = scenes.flatMap((scene) => scene.shots.map(({ frames }) => frames));
  return { episode, title, seriesTitle, ...cardsAround(shots.reduce((sum, frames) => sum + frames, 0)), scenes };
}

/** How long each line of a shot may be, where no film has planned it: as long as in one. */
export function limitsOf(shot: FilmShot, language: Language): number[] {
  return timesOf(shot, false, language).lineMaxFrames;
}

/** The cards of a film whose shots are so long together. */
export function cardsAround(shotFrames: number): { titleFrames: number; endFrames: number } {
  const fps = FRAMES_PER_SECOND;
  let total = Math.max(shotFrames, SHORTEST_FILM_SEC * fps);
  let cards = cardFrames(total, fps);
  // They are shares of a whole that they belong to; each round comes at least four times closer.
  for (let round = 0; round < 8; round++) {
    total = Math.max(shotFrames + cards.titleFrames + cards.endFrames, SHORTEST_FILM_SEC * fps);
    cards = cardFrames(total, fps);
  }
  return cards;
}

/** As the shot says it; nothing comes before the first one, and a shot that was made shorter has a shorter transition. */
function timesOf(
  shot: ShotFacts & { opensScene: boolean; endsScene: boolean },
  isFirst: boolean,
  language: Language,
): Omit<PlannedShot, 'id'> {
  const { opensScene, endsScene, ...facts } = shot;
  const { frames } = facts;
  const isCut = isFirst || facts.transition === 'cut';
  const transitionFrames = isCut ? 0 : Math.min(facts.transition_frames, Math.floor(frames * TRANSITION_SHARE));
  const transition = transitionFrames > 0 ? facts.transition : 'cut';
  const texts = facts.lines.map(({ line }) => line);
  const spoken = { texts, frames, transition, transitionFrames, opensScene, endsScene };
  return {
    frames,
    transitionFrames,
    lineMaxFrames: lineLimits(spoken, language, FRAMES_PER_SECOND),
    facts: { ...facts, transition, transition_frames: transitionFrames },
  };
}

function settingOf({ scene }: ShotFacts, mood: string): Omit<PlannedScene, 'id' | 'title' | 'shots'> {
  const { location, time_of_day: timeOfDay, weather } = scene;
  return { location, timeOfDay, weather, mood: MOODS.find((word) => word === mood) ?? ('calm' satisfies Mood) };
}
