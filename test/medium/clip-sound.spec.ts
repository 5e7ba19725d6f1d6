import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Media } from '../../src/media/media.js';
import { beepsIn } from '../support/foreign-clips.js';
import { syncClip } from '../support/sync-clips.js';

const MONO = { channels: 1, sampleRate: 22_050 } as const;

it.each([
  ['as fast as it is', 6, 5],
  ['slower', 4.4, 5],
  ['a little slower', 4.92, 5],
])('a clip’s own sound that is played %s keeps within 15 ms of its pictures, to its end', async (_, length, shot) => {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-clip-sound-'));
  const sut = new Media({ concurrency: 1, ffmpegPath: null });
  const [clip, sound] = [join(directory, 'clip.mp4'), join(directory, 'sound.wav')];
  await writeFile(clip, await syncClip({ size: '320x180', rate: 25, seconds: length, sound: MONO }));

  expect(await sut.clipSound(clip, shot, sound, new AbortController().signal)).toBe(true);

  const beeps = await beepsIn(sound);
  const late = beeps.map((time, index) => time - (index + 1) * Math.max(1, shot / length));
  expect(late).toHaveLength(4);
  expect(late.filter((seconds) => Math.abs(seconds) > 0.015)).toEqual([]);
  await sut.onApplicationShutdown();
  await rm(directory, { recursive: true });
});
