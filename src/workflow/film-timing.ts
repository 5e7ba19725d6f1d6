import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { type ScoreSection } from '../offline/composer.js';
import { ambienceOf } from './ambience.js';
import { type EpisodePlan, type SpeechOutput } from './film-plan.js';

/** When what is said in a film is said, and how long its shots are for it: the same sums for clips, sound and plans. */

/** Seconds of air around lines: as wanted, and what is left of it in a shot that is too short. */
const AIR = { before: 0.45, between: 0.35, after: 0.55 };
const LEAST_AIR = { before: 0.12, between: 0.12, after: 0.2 };
/** Part of a shot's spare time that goes before its first line. */
const SPARE_BEFORE = 0.35;
const MOST_SPARE_BEFORE_SEC = 0.8;

interface Placement {
  frames: number;
  startFrames: number[];
}

/**
 * When each line of a shot starts, and how long the shot has to be for it. Lines never overlap and never start inside
 * the transition; a shot grows only when its lines do not fit with the least air.
 */
export function placeLines(
  shot: { frames: number; transitionFrames: number },
  lineFrames: number[],
  fps: number,
): Placement {
  if (lineFrames.length === 0) {
    return { frames: shot.frames, startFrames: [] };
  }
  const spoken = lineFrames.reduce((sum, frames) => sum + frames, 0);
  const needWith = (air: typeof AIR) => airFrames(air, lineFrames.length, fps) + shot.transitionFrames + spoken;
  const frames = Math.max(shot.frames, needWith(LEAST_AIR));
  const tight = needWith(AIR) > frames;
  const share = tight ? (frames - needWith(LEAST_AIR)) / (needWith(AIR) - needWith(LEAST_AIR)) : 1;
  const air = {
    before: LEAST_AIR.before + (AIR.before - LEAST_AIR.before) * share,
    between: LEAST_AIR.between + (AIR.between - LEAST_AIR.between) * share,
  };
  const spare = tight ? 0 : frames - needWith(AIR);
  let start = shot.transitionFrames + air.before * fps + Math.min(spare * SPARE_BEFORE, MOST_SPARE_BEFORE_SEC * fps);
  const startFrames = lineFrames.map((length) => {
    const here = Math.floor(start);
    start += length + air.between * fps;
    return here;
  });
  return { frames, startFrames };
}

function airFrames(air: typeof AIR, lines: number, fps: number): number {
  return Math.ceil((air.before + air.between * (lines - 1) + air.after) * fps);
}

/** What is heard in an episode and when, from its plan and its speech: the same sums that the clips are made by. */
export function soundtrackOf(
  plan: EpisodePlan,
  inputs: ReadonlyMap<string, unknown>,
): {
  frames: number;
  voices: { key: string; startFrame: number }[];
  shots: { id: string; startFrame: number; frames: number }[];
  scenes: ScoreSection[];
} {
  let at = plan.titleFrames;
  const voices: { key: string; startFrame: number }[] = [];
  const shots: { id: string; startFrame: number; frames: number }[] = [];
  const starts: number[] = [];
  for (const scene of plan.scenes) {
    starts.push(at);
    for (const shot of scene.shots) {
      const { lines } = inputs.get(`lines:${shot.id}`) as SpeechOutput;
      const lengths = lines.map((line) => line.frames);
      const placed = placeLines(shot, lengths, FRAMES_PER_SECOND);
      voices.push(...lines.map(({ key }, index) => ({ key, startFrame: at + (placed.startFrames[index] ?? 0) })));
      shots.push({ id: shot.id, startFrame: at, frames: placed.frames });
      at += placed.frames;
    }
  }
  const frames = at + plan.endFrames;
  // The cards belong to the music of the scenes beside them.
  const scenes = plan.scenes.map((scene, index) => ({
    startSec: index === 0 ? 0 : (starts[index] ?? 0) / FRAMES_PER_SECOND,
    endSec: (starts[index + 1] ?? frames) / FRAMES_PER_SECOND,
    mood: scene.mood,
    ambience: ambienceOf(scene),
  }));
  return { frames, voices, shots, scenes };
}

/** Loudness of a voice in each frame, 0 to 1: what the mouth follows. `samples` is mono. */
export function envelopeOf(samples: Float32Array, sampleRate: number, fps: number): number[] {
  const hop = sampleRate / fps;
  return Array.from({ length: Math.ceil(samples.length / hop) }, (_, frame) => {
    const power = powerOf(samples.subarray(Math.floor(frame * hop), Math.floor((frame + 1) * hop)));
    return Math.round(Math.sqrt(power) * 1000) / 1000;
  });
}

/** By a loop: `reduce` makes two objects of each sample, 85 MB for the voices of ten seconds' work. */
function powerOf(samples: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index] ?? 0;
    sum += sample * sample;
  }
  return sum / Math.max(samples.length, 1);
}
