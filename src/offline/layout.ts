import { type Language } from '../common/vocabulary.js';
import { type BoardShot, type EpisodeBoard, type EpisodeScript, type StoryLine } from './story.js';

/** Frame arithmetic of an episode: how long each shot is and when each line in it starts. Pure numbers. */

export interface LayoutInput {
  script: EpisodeScript;
  board: EpisodeBoard;
  language: Language;
  fps: number;
  /** Length of the whole episode, title and end card included. */
  totalFrames: number;
  titleFrames: number;
  endFrames: number;
  /** How long each shot of each scene is, where that is given; `totalFrames` then decides nothing. */
  shotFrames?: readonly (readonly number[])[];
}

export interface ShotLayout {
  sceneIndex: number;
  shotIndex: number;
  frames: number;
  /** The transition plays in the first frames of this shot; 0 is a cut. */
  transitionFrames: number;
  /** When each line of the shot starts, in frames of the shot. */
  lineStartFrames: number[];
  /** How long each line may be at most, in frames. */
  lineMaxFrames: number[];
}

/** Seconds of air around spoken lines; the writer keeps the same ones free. */
export const LINE_AIR = { before: 0.45, between: 0.35, after: 0.55 } as const;

const TRANSITION_SECONDS = { cut: 0, dissolve: 0.6, wipe: 0.6, fade: 0.4 } as const;
/** A transition takes no more of its shot than this. */
export const TRANSITION_SHARE = 0.4;
const SHORTEST_SHOT_SECONDS = 1.2;
/** A shorter shot of a given length begins with a cut: fast ones do so in any film. */
const SHORTEST_BLENDED_SECONDS = 1.5;

/** How long a text takes to say: Chinese about 4.2 syllables, English about 2.5 words per second. */
export function speakingSeconds(text: string, language: Language): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu) ?? [];
  const spelt = words.filter((word) => !/\p{Script=Han}/u.test(word)).length;
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  return language === 'zh' ? (han + Math.max(spelt * 1.6, digits)) / 4.2 : (spelt + digits * 0.3) / 2.5 + han / 4.2;
}

/** Lengths of the title and end card that suit a film of this length. */
export function cardFrames(totalFrames: number, fps: number): { titleFrames: number; endFrames: number } {
  const seconds = totalFrames / fps;
  const part = Math.min(1, seconds / 20);
  const title = Math.min(Math.max(2.6 * part, 1.2), seconds * 0.3);
  const end = Math.min(Math.max(2 * part, 0.8), seconds * 0.2);
  const titleFrames = Math.round(title * fps);
  // Rounded together: each by itself, films two frames apart would leave the same time for their shots.
  return { titleFrames, endFrames: Math.round((title + end) * fps) - titleFrames };
}

/** Playing time of a scene: the episode without its cards, shared evenly. */
export function secondsPerScene(episodeSeconds: number, scenes: number, fps: number): number {
  const total = episodeSeconds * fps;
  const { titleFrames, endFrames } = cardFrames(total, fps);
  return (total - titleFrames - endFrames) / fps / scenes;
}

interface ShotNeed {
  sceneIndex: number;
  shotIndex: number;
  transition: BoardShot['transition'];
  estimates: number[];
  lead: number;
  tail: number;
  need: number;
  weight: number;
}

/** Lays all shots of an episode out; their lengths and the two cards add up to exactly `totalFrames`, or are the given ones. */
export function layOut(input: LayoutInput): { shots: ShotLayout[] } {
  const scenes = input.board.scenes.map((_, sceneIndex) => needsOfScene(input, sceneIndex));
  const { shotFrames, fps } = input;
  if (shotFrames) {
    const placed = scenes.flat().map((shot) => {
      const frames = shotFrames[shot.sceneIndex]?.[shot.shotIndex] ?? fps;
      return layOutShot(withTimeFor(shot, frames, fps), frames, fps);
    });
    return { shots: placed };
  }
  const available = input.totalFrames - input.titleFrames - input.endFrames;
  const sceneNeeds = scenes.map((shots) => shots.reduce((sum, shot) => sum + shot.need, 0));
  const fairShare = available / Math.max(1, scenes.length);
  const budgets = distribute(
    available,
    sceneNeeds,
    sceneNeeds.map((need) => Math.max(0, fairShare - need)),
    scenes.map((shots) => shots.length),
  );
  const shots = scenes.flatMap((scene, index) => {
    const frames = distribute(
      budgets[index] ?? 0,
      scene.map((shot) => shot.need),
      scene.map((shot) => shot.weight),
      scene.map(() => 1),
    );
    return scene.map((shot, shotIndex) => layOutShot(shot, frames[shotIndex] ?? 1, input.fps));
  });
  return { shots };
}

/** A shot of a given length, as far as its lines are concerned. */
export interface SpokenShot {
  texts: string[];
  frames: number;
  transition: BoardShot['transition'];
  transitionFrames: number;
  opensScene: boolean;
  endsScene: boolean;
}

/** How long each line of a shot may be at most, in frames: as `layOut` says it for a shot of this length. */
export function lineLimits(shot: SpokenShot, language: Language, fps: number): number[] {
  const estimates = shot.texts.map((text) => Math.ceil(speakingSeconds(text, language) * fps));
  const lead = leadSeconds(shot.transition, shot.opensScene ? 0 : 1) * fps;
  const tail = tailSeconds(shot.endsScene) * fps;
  return timeLines({ estimates, lead, tail }, shot.frames, shot.transitionFrames, fps).lineMaxFrames;
}

function needsOfScene(input: LayoutInput, sceneIndex: number): ShotNeed[] {
  const { script, board, language, fps } = input;
  const shots = board.scenes[sceneIndex]?.shots ?? [];
  const lines = script.scenes[sceneIndex]?.lines ?? [];
  return shots.map((shot, shotIndex) => {
    const spoken = shot.lines.map((line) => lines[line]).filter((line): line is StoryLine => line !== undefined);
    const estimates = spoken.map(({ text }) => Math.ceil(speakingSeconds(text, language) * fps));
    const transition = sceneIndex === 0 && shotIndex === 0 ? 'cut' : shot.transition;
    const lead = leadSeconds(transition, shotIndex) * fps;
    const tail = tailSeconds(shotIndex === shots.length - 1) * fps;
    const between = LINE_AIR.between * fps * Math.max(0, estimates.length - 1);
    const speech = estimates.reduce((sum, frames) => sum + frames, 0);
    const spokenNeed = estimates.length > 0 ? lead + speech + between + tail : 0;
    const need = Math.ceil(Math.max(spokenNeed, SHORTEST_SHOT_SECONDS * fps));
    const isWide = shot.shot_type === 'wide' || shot.shot_type === 'full';
    // A silent look at a place needs time to be read; speech has its time already.
    const weight = estimates.length === 0 ? (isWide ? 4 : 2) : (isWide ? 1.4 : 1) + 0.25 * estimates.length;
    return { sceneIndex, shotIndex, transition, estimates, lead, tail, need, weight };
  });
}

/** A shot of a given length has a transition only where it is not too short for one, with what is said in it. */
function withTimeFor(shot: ShotNeed, frames: number, fps: number): ShotNeed {
  const isShort = frames < SHORTEST_BLENDED_SECONDS * fps || (shot.estimates.length > 0 && shot.need > frames);
  return isShort ? { ...shot, transition: 'cut', lead: leadSeconds('cut', shot.shotIndex) * fps } : shot;
}

function leadSeconds(transition: BoardShot['transition'], shotIndex: number): number {
  const transitionSeconds = TRANSITION_SECONDS[transition];
  if (transitionSeconds > 0) {
    return transitionSeconds + 0.1;
  }
  return shotIndex === 0 ? LINE_AIR.before : LINE_AIR.between / 2;
}

const tailSeconds = (endsScene: boolean) => (endsScene ? LINE_AIR.after : LINE_AIR.between / 2);

/**
 * Shares a whole number of frames: everyone gets the need and a part of the rest by weight; when there is too little,
 * all shrink in proportion, never below the floor while the total allows it. The parts add up to the total.
 */
function distribute(total: number, needs: number[], weights: number[], floors: number[]): number[] {
  const needed = needs.reduce((sum, need) => sum + need, 0);
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const rest = total - needed;
  const exact = needs.map((need, index) => {
    if (rest <= 0) {
      return needed > 0 ? (total * need) / needed : 0;
    }
    return need + (weightSum > 0 ? (rest * (weights[index] ?? 0)) / weightSum : rest / needs.length);
  });
  return toWholeFrames(total, exact, floors);
}

function toWholeFrames(total: number, exact: number[], floors: number[]): number[] {
  const whole = exact.map((frames, index) => Math.max(floors[index] ?? 0, Math.floor(frames)));
  let left = total - whole.reduce((sum, frames) => sum + frames, 0);
  const byFraction = exact.map((frames, index) => ({ index, fraction: frames - Math.floor(frames) }));
  byFraction.sort((one, other) => other.fraction - one.fraction || one.index - other.index);
  for (let turn = 0; left > 0 && whole.length > 0; turn++, left--) {
    const { index } = byFraction[turn % byFraction.length] ?? { index: 0 };
    whole[index] = (whole[index] ?? 0) + 1;
  }
  while (left < 0) {
    const longest = whole.indexOf(Math.max(...whole));
    whole[longest] = (whole[longest] ?? 0) - 1;
    left++;
  }
  return whole;
}

function layOutShot(shot: ShotNeed, frames: number, fps: number): ShotLayout {
  const wished = Math.round(TRANSITION_SECONDS[shot.transition] * fps);
  const transitionFrames = Math.min(wished, Math.floor(frames * TRANSITION_SHARE));
  const timed = timeLines(shot, frames, transitionFrames, fps);
  return { sceneIndex: shot.sceneIndex, shotIndex: shot.shotIndex, frames, transitionFrames, ...timed };
}

function timeLines(
  shot: Pick<ShotNeed, 'estimates' | 'lead' | 'tail'>,
  frames: number,
  transitionFrames: number,
  fps: number,
): Pick<ShotLayout, 'lineStartFrames' | 'lineMaxFrames'> {
  const count = shot.estimates.length;
  if (count === 0) {
    return { lineStartFrames: [], lineMaxFrames: [] };
  }
  const speech = shot.estimates.reduce((sum, estimate) => sum + estimate, 0);
  const air = shot.lead + shot.tail + LINE_AIR.between * fps * (count - 1);
  const spare = frames - speech - air;
  const squeeze = spare < 0 ? Math.min(1, Math.max(0, (frames - speech) / air)) : 1;
  const lead = Math.max(transitionFrames, shot.lead * squeeze + Math.min(Math.max(0, spare) * 0.15, 0.8 * fps));
  const gap = LINE_AIR.between * fps * squeeze;
  const room = Math.max(count, frames - lead - gap * (count - 1) - shot.tail * squeeze);
  // A voice may need more than the estimate: up to a quarter more is kept for each line before the next one starts.
  const stretch = Math.min(1.25, room / Math.max(1, speech));
  const starts: number[] = [];
  const limits: number[] = [];
  let at = lead;
  shot.estimates.forEach((estimate, index) => {
    const isLast = index === count - 1;
    const start = Math.min(Math.round(at), frames - 1);
    const next = at + estimate * stretch + gap;
    const end = isLast ? frames - Math.floor(shot.tail * squeeze * 0.5) : Math.round(next - gap);
    starts.push(start);
    limits.push(Math.max(1, Math.min(end, frames) - start));
    at = next;
  });
  return { lineStartFrames: starts, lineMaxFrames: limits };
}
