import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monoOf, parseWav, SAMPLE_RATE, toPcm16, wavHeader } from '../../src/common/wav.js';
import { mixSound } from '../../src/media/sound.js';
import { Composer } from '../../src/offline/composer.js';
import { CrewProcess } from '../../src/offline/crew-process.js';
import { type SpeakRequest } from '../../src/offline/crew-tasks.js';
import { type Score } from '../../src/offline/score.js';
import { Voices } from '../../src/offline/voices.js';

const directory = mkdtempSync(join(tmpdir(), 'jumu-voices-'));
const crew = new CrewProcess({ cacheDir: join(directory, 'voices') });
const voices = new Voices(crew);
const composer = new Composer(crew);
const never = new AbortController().signal;

afterAll(async () => {
  await crew.onApplicationShutdown();
  rmSync(directory, { recursive: true, force: true });
});

function request(text: string, changes: Partial<SpeakRequest> = {}): SpeakRequest {
  const voice = { id: 'female-1', sex: 'female', pitch: 1, speed: 1 } as const;
  return { text, language: 'zh', voice, maxSeconds: 30, ...changes };
}

function levelsOf(wav: Buffer): { rms: number; peak: number; seconds: number } {
  const { samples, sampleRate } = monoOf(wav);
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { rms: Math.sqrt(power), peak, seconds: samples.length / sampleRate };
}

/** Loudness and true peak as ffmpeg measures them. */
function measured(path: string): { lufs: number; truePeakDb: number } {
  const run = spawnSync('ffmpeg', ['-hide_banner', '-i', path, '-af', 'ebur128=peak=true', '-f', 'null', '-']);
  const summary = run.stderr.toString().split('Summary:').at(-1) ?? '';
  return {
    lufs: Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]),
    truePeakDb: Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]),
  };
}

const score: Score = {
  seconds: 14,
  seed: 4,
  sections: [
    { startSec: 0, endSec: 7, mood: 'tender', ambience: 'rain' },
    { startSec: 7, endSec: 14, mood: 'hopeful', ambience: 'birds' },
  ],
};

describe('the voices', () => {
  test.each([
    ['a Chinese line', request('你怎么现在才来？我等了你3个小时。'), 2.5, 5],
    ['an English line', request('You said that three years ago, and I believed you!', { language: 'en' }), 2, 5],
    ['English words in a Chinese line', request('我刚收到一封email，是VIP客户发来的。'), 2.5, 7],
  ])('%s is spoken at the level of speech', async (_, line, shortest, longest) => {
    const spoken = await voices.speak(line, never);
    const { rms, peak, seconds } = levelsOf(spoken.wav);
    expect(spoken.voiceless).toBe(false);
    expect(parseWav(spoken.wav, spoken.wav.length)).toMatchObject({ channels: 1, sampleRate: SAMPLE_RATE });
    expect(spoken.seconds).toBeCloseTo(seconds, 3);
    expect(seconds).toBeGreaterThan(shortest);
    expect(seconds).toBeLessThan(longest);
    expect(20 * Math.log10(rms)).toBeGreaterThan(-28);
    expect(20 * Math.log10(rms)).toBeLessThan(-17);
    expect(peak).toBeLessThanOrEqual(0.9);
    // The first line waits until the voices are loaded.
  });

  test('a line that is too long is spoken faster, but not hastily', async () => {
    const text = '这件事我想了很久，今天一定要当面告诉你。';
    const [natural, fitted, hasty] = await Promise.all(
      [30, 3.6, 1].map((maxSeconds) => voices.speak(request(text, { maxSeconds }), never)),
    );
    expect(natural?.seconds).toBeGreaterThan(3.6);
    expect(fitted?.seconds).toBeLessThanOrEqual(3.6);
    expect(hasty?.seconds).toBeCloseTo((natural?.seconds ?? 0) / 1.25, 2);
  });

  test('a line without words is a short silence', async () => {
    const spoken = await voices.speak(request('😀……！'), never);
    expect(spoken.seconds).toBeLessThan(0.5);
    expect(spoken.voiceless).toBe(false);
  });

  test('hostile text is only spoken', async () => {
    const text = '"; rm -rf / #$(reboot)`id` -o /tmp/x [[x]] <speak>\u0000 the end';
    const spoken = await voices.speak(request(text, { language: 'en' }), never);
    expect(spoken.voiceless).toBe(false);
  });
});

describe('without any program that speaks', () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  test('an English line is silence of a fitting length, and says so', async () => {
    process.env.PATH = directory;
    const mute = new CrewProcess({ cacheDir: join(directory, 'voices') });
    const text = 'You said that three years ago, and I believed you!';
    const spoken = await new Voices(mute).speak(request(text, { language: 'en' }), never);
    await mute.onApplicationShutdown();
    expect(spoken.voiceless).toBe(true);
    expect(levelsOf(spoken.wav)).toMatchObject({ rms: 0, peak: 0 });
    expect(spoken.seconds).toBeGreaterThan(2);
    expect(spoken.seconds).toBeLessThan(5);
  });
});

describe('a mix', () => {
  test('speech, music and ambience come out at -16 LUFS below -1 dBTP', async () => {
    const [music, ambience] = ['music.wav', 'ambience.wav'].map((name) => join(directory, name)) as [string, string];
    const line = await voices.speak(request('林晚，你终于来了。我以为你不会再回来了！'), never);
    await composer.compose(score, { music, ambience }, never);
    const voice = join(directory, 'line.wav');
    writeFileSync(voice, line.wav);
    const out = join(directory, 'mix.wav');
    const stems = [
      { role: 'music' as const, path: music, startSec: 0 },
      { role: 'ambience' as const, path: ambience, startSec: 0 },
      { role: 'voice' as const, path: voice, startSec: 2.5 },
      { role: 'voice' as const, path: voice, startSec: 8.25 },
    ];
    const levels = await mixSound({ seconds: 14, stems }, out);
    const { lufs, truePeakDb } = measured(out);
    expect(lufs).toBeGreaterThan(-16.5);
    expect(lufs).toBeLessThan(-15.5);
    expect(truePeakDb).toBeLessThanOrEqual(-1);
    expect(Math.abs(levels.lufs - lufs)).toBeLessThan(0.3);
    expect(readdirSync(directory).filter((name) => /mix|part/.test(name))).toEqual(['mix.wav']);
  });

  test('music alone reaches the target, at any rate and length; nothing stays nothing', async () => {
    const path = join(directory, 'tone.wav');
    const tone = Float32Array.from({ length: 22_050 * 3 }, (_, index) => 0.01 * Math.sin(index / 5));
    writeFileSync(path, Buffer.concat([wavHeader(tone.length, 1, 22_050), toPcm16(tone)]));
    const out = join(directory, 'alone.wav');
    const levels = await mixSound({ seconds: 2.345, stems: [{ role: 'music', path, startSec: -0.2 }] }, out);
    expect(Math.abs(levels.lufs + 16)).toBeLessThan(0.3);
    expect(Math.abs(measured(out).lufs - levels.lufs)).toBeLessThan(0.5);
    const silence = await mixSound({ seconds: 1, stems: [] }, out);
    expect(silence).toEqual({ lufs: -70, truePeakDb: -120 });
    expect(levelsOf(spawnSync('cat', [out]).stdout)).toMatchObject({ rms: 0, seconds: 1 });
  });

  test('a stem that is no WAV file fails the mix and leaves nothing behind', async () => {
    const path = join(directory, 'noise.wav');
    writeFileSync(path, 'not sound');
    const out = join(directory, 'broken.wav');
    const plan = { seconds: 1, stems: [{ role: 'music' as const, path, startSec: 0 }] };
    await expect(mixSound(plan, out)).rejects.toThrow('Not a WAV file');
    expect(readdirSync(directory).filter((name) => name.startsWith('broken'))).toEqual([]);
  });
});

describe('the process of the crew', () => {
  test('a task can be given up', async () => {
    const controller = new AbortController();
    const music = join(directory, 'given-up.wav');
    const composing = composer.compose({ ...score, seconds: 1200 }, { music, ambience: null }, controller.signal);
    controller.abort(new Error('cancelled by the user'));
    await expect(composing).rejects.toThrow('cancelled by the user');
    await expect(voices.speak(request('好'), controller.signal)).rejects.toThrow('cancelled by the user');
  });

  test('a crash fails the task for another try, and the next task finds a new process', async () => {
    await voices.speak(request('好'), never);
    const pid = crew.pid as number;
    const composing = composer.compose(
      { ...score, seconds: 600 },
      { music: join(directory, 'lost.wav'), ambience: null },
      never,
    );
    process.kill(pid, 'SIGKILL');
    await expect(composing).rejects.toMatchObject({ code: 'STEP_CRASHED', retryable: true });
    expect((await voices.speak(request('好'), never)).voiceless).toBe(false);
    expect(crew.pid).not.toBe(pid);
  });
});
