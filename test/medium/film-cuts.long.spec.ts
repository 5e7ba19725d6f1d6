import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DrawnScene } from '../../src/art/look.js';
import { type FilmScan, Media } from '../../src/media/media.js';
import { type ClipPlan, type ShotPicture, type TransitionKind } from '../../src/media/timeline.js';

const never = new AbortController().signal;
const profile = { width: 640, height: 360, fps: 25 };
const LENGTHS = [30, 41, 55, 36, 62, 47, 33, 58, 44, 39];
const TRANSITIONS: (TransitionKind | null)[] = [
  null,
  null,
  'dissolve',
  null,
  'fade',
  null,
  'wipe',
  null,
  'dissolve',
  null,
];
const TRANSITION_FRAMES = 13;
let sut: Media;
let directory: string;
let found: FilmScan;

/** Two people in talk, scene after scene, in all kinds of weather, near and far. */
function pictureOf(index: number): ShotPicture {
  const look = {
    sex: 'female',
    age: 'young',
    hair: 'long',
    hairColor: '#3a2530',
    skin: 'fair',
    glasses: false,
  } as const;
  const colors: [string, string, string] = [index % 2 === 0 ? '#b8574f' : '#4f6fb8', '#2f2a3a', '#f5ead9'];
  const member = { name: '林晚', look: { ...look, clothes: 'coat' as const, colors }, emotion: 'sad' as const };
  const places = [
    { set: 'rooftop', time: 'night', weather: 'rain' },
    { set: 'cafe', time: 'dusk', weather: 'clear' },
    { set: 'street', time: 'day', weather: 'snow' },
    { set: 'rooftop', time: 'dawn', weather: 'fog' },
  ] as const;
  const place = places[TRANSITIONS.slice(0, index + 1).filter((each) => each !== null).length % places.length];
  const scene = { ...place, seed: 7, cast: [{ ...member, position: index % 2 === 0 ? 0.35 : 0.65 }] } as DrawnScene;
  return {
    source: { kind: 'drawn', scene },
    size: (['wide', 'close_up', 'medium'] as const)[index % 3] ?? 'medium',
    camera: (['push_in', 'pan_left', 'static', 'pull_out'] as const)[index % 4] ?? 'static',
    frames: LENGTHS[index] ?? 30,
    tailFrames: TRANSITIONS[index + 1] ? TRANSITION_FRAMES : 0,
    lines: [],
  };
}

function planOf(index: number): ClipPlan {
  const kind = TRANSITIONS[index] ?? null;
  const last = (LENGTHS[index] ?? 30) - 3;
  return {
    ...{ profile, shot: pictureOf(index), heading: kind ? '天台 · 夜' : null, card: null, label: null },
    transition: kind && { kind, frames: TRANSITION_FRAMES, previous: pictureOf(index - 1) },
    cues: [{ startFrame: 14, endFrame: last, speaker: { name: '林晚', sex: 'female' }, text: '你来了，我等了很久。' }],
    fadeInFrames: index === 0 ? 10 : 0,
    fadeOutFrames: index === LENGTHS.length - 1 ? 12 : 0,
  };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-cuts-'));
  sut = new Media({ concurrency: 2, ffmpegPath: null });
  const clips = LENGTHS.map((_, index) => join(directory, `${index}.mp4`));
  await Promise.all(clips.map((silent, index) => sut.clip(planOf(index), { silent }, never)));
  await writeFile(join(directory, 'list.txt'), clips.map((clip) => `file '${clip}'\n`).join(''));
  const film = join(directory, 'film.mp4');
  const joined = ['-f', 'concat', '-safe', '0', '-i', join(directory, 'list.txt'), '-c', 'copy', film];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...joined]);
  const probe = await sut.foreign.examine(film, 'mov', never);
  found = await sut.foreign.scan({ path: film, format: 'mov', probe, longestSec: 60, directory }, never);
});

afterAll(async () => {
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

describe('a film of ours that is looked through', () => {
  const starts = LENGTHS.map((_, index) => LENGTHS.slice(0, index).reduce((sum, length) => sum + length, 0));

  it('has a shot for each of its own: cuts to the frame, what goes over little by little within that', () => {
    expect(found.shots).toHaveLength(LENGTHS.length);
    found.shots.forEach(({ startSec }, index) => {
      const late = Math.round(startSec * profile.fps) - (starts[index] ?? 0);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(TRANSITIONS[index] ? TRANSITION_FRAMES : 0);
    });
  });

  it('knows how each begins', () => {
    expect(found.shots.map(({ transition }) => transition)).toEqual(
      TRANSITIONS.map((kind, index) => (index === 0 ? 'start' : kind === null ? 'cut' : 'gradual')),
    );
  });
});
