import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFragmented } from '../../src/media/fragmented-mp4.js';
import { type HlsFiles, type HlsPlan, Media } from '../../src/media/media.js';
import { readKeyFrames } from '../../src/media/mp4-video.js';
import { LENGTHS, newPlan, STREAMED } from '../support/streamed-film.js';

const run = promisify(execFile);
const never = new AbortController().signal;

describe('a film that is streamed', () => {
  let media: Media;
  let directory: string;
  let plan: HlsPlan;
  let files: HlsFiles;

  beforeAll(async () => {
    media = new Media({ concurrency: 1, ffmpegPath: null });
    directory = await mkdtemp(join(tmpdir(), 'jumu-hls-'));
    plan = await newPlan(media, directory);
    files = await media.hls(plan, await mkdtemp(join(directory, 'out-')), never);
  });

  afterAll(async () => {
    await media.onApplicationShutdown();
    await rm(directory, { recursive: true });
  });

  it('is there in its own size and two smaller ones, cut at the same frames', () => {
    expect(files.pictures.map(({ width, height }) => `${width}x${height}`)).toEqual(['320x180', '214x120', '160x90']);
    const [own, ...lower] = files.pictures.map(({ segments }) => segments.map(({ seconds }) => seconds));
    expect(lower).toEqual([own, own]);
    expect(own?.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(plan.frames / plan.fps, 6);
    expect(files.pictures.every(({ codec }) => /^avc1\.64[0-9a-f]{4}$/.test(codec))).toBe(true);
    expect(files.sound.codec).toBe('mp4a.40.2');
  });

  it('begins at zero with its pictures and its sound, and neither waits for the other', async () => {
    for (const { path } of [...files.pictures, files.sound]) {
      const { fragments } = await readFragmented(path);
      expect(fragments[0]?.startSec).toBe(0);
    }
    const seconds = files.sound.segments.reduce((sum, segment) => sum + segment.seconds, 0);
    expect(Math.abs(seconds - plan.frames / plan.fps)).toBeLessThan(0.022);
  });

  it('has the sound of the film, from its first heard sample on', async () => {
    const [heard, streamed] = await Promise.all([plan.film, files.sound.path].map(packetsOf));
    expect(streamed).toEqual(heard?.slice(1));
  });

  it('has key frames in every size where the clip has them, and each segment begins with one', async () => {
    const keyFrames = await readKeyFrames(join(directory, 'clip1.mp4'));
    expect(keyFrames.slice(0, 3)).toEqual([0, 50, 100]);
    for (const height of [120, 90]) {
      expect(await readKeyFrames(join(directory, `clip1-${height}.mp4`))).toEqual(keyFrames);
    }
    for (const { path, initBytes, segments } of files.pictures) {
      const bytes = await readFile(path);
      for (const { offset, bytes: length } of segments) {
        const alone = join(directory, 'alone.mp4');
        await writeFile(alone, Buffer.concat([bytes.subarray(0, initBytes), bytes.subarray(offset, offset + length)]));
        const { stderr, stdout } = await run('ffprobe', [
          ...['-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=key_frame', '-of', 'csv=p=0', alone],
        ]);
        expect([stderr, stdout.trim().startsWith('1')]).toEqual(['', true]);
      }
    }
  });

  it('is decoded without an error in every size, frame by frame', async () => {
    for (const { path } of files.pictures) {
      const args = ['-v', 'error', '-xerror', '-i', path, '-progress', 'pipe:1', '-f', 'null', '-'];
      const { stdout, stderr } = await run('ffmpeg', args);
      expect([stderr, stdout.match(/^frame=\d+/gm)?.at(-1)]).toEqual(['', `frame=${plan.frames}`]);
    }
  });

  describe('is refused', () => {
    const written = async (change: Partial<HlsPlan>) => {
      const out = await mkdtemp(join(directory, 'refused-'));
      return media.hls({ ...plan, ...change }, out, never);
    };
    const lowerWith = (clips: string[]) => [{ ...plan.lower[0], clips } as HlsPlan['lower'][0]];
    const smaller = () => plan.lower[0]?.clips ?? [];

    it('with another number of frames than the film has', async () => {
      await expect(written({ frames: plan.frames + 1 })).rejects.toThrow(/274 frames.*instead of 275/);
    });

    it('when a clip is missing in a smaller size', async () => {
      await expect(written({ lower: lowerWith(smaller().slice(1)) })).rejects.toThrow(/209 frames/);
    });

    it('when clips stand in another order', async () => {
      const [first = '', second = '', third = ''] = smaller();
      await expect(written({ lower: lowerWith([second, first, third]) })).rejects.toThrow(/the same frames/);
    });

    it('when a clip is of another size or encoded otherwise', async () => {
      const [first = '', second = ''] = smaller();
      const third = plan.lower[1]?.clips[2] ?? '';
      await expect(written({ lower: lowerWith([first, second, third]) })).rejects.toThrow(/not encoded alike/);
    });

    it('when its file lacks its end', async () => {
      const path = join(directory, 'half.mp4');
      await copyFile(files.sound.path, path);
      await truncate(path, 2000);
      await expect(readFragmented(path)).rejects.toThrow(/its end is missing/);
      await truncate(path, 0);
      await expect(readFragmented(path)).rejects.toThrow(/its end is missing/);
    });
  });

  it('makes no smaller size of a clip that is broken, and leaves nothing of it', async () => {
    const clip = join(directory, 'broken.mp4');
    const bytes = await readFile(join(directory, 'clip1.mp4'));
    await writeFile(clip, bytes.fill(0x5a, bytes.length / 2, bytes.length / 2 + 4000));
    const out = await mkdtemp(join(directory, 'broken-'));
    const outs = [{ width: 160, height: 90, path: join(out, 'small.mp4') }];
    const task = { clip, profile: STREAMED, frames: LENGTHS[1] ?? 0, outs };
    await expect(media.rungs(task, never)).rejects.toMatchObject({
      code: expect.stringMatching(/RENDER_FAILED|INVALID/),
    });
    expect(await readdir(out)).toEqual([]);
  });

  it('makes no smaller size of a clip of another length', async () => {
    const outs = [{ width: 160, height: 90, path: join(directory, 'other.mp4') }];
    const task = { clip: join(directory, 'clip0.mp4'), profile: STREAMED, frames: 66, outs };
    await expect(media.rungs(task, never)).rejects.toThrow(/65 frames/);
  });
});

/** Sizes of a file's packets of sound, in order. */
async function packetsOf(path: string): Promise<string[]> {
  const entries = ['-select_streams', 'a', '-show_entries', 'packet=size', '-of', 'csv=p=0'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...entries, path]);
  return stdout.trim().split(/[\s,]+/);
}
