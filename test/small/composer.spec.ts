import 'reflect-metadata';
import { AMBIENCES, AmbienceSound } from '../../src/offline/ambience-sounds.js';
import { addNote } from '../../src/offline/instruments.js';
import { barsOf, notesOf, type Score } from '../../src/offline/score.js';
import { MOODS } from '../../src/offline/story.js';

const score: Score = {
  seconds: 60,
  seed: 11,
  sections: [
    { startSec: 0, endSec: 21, mood: 'calm', ambience: 'room' },
    { startSec: 21, endSec: 40, mood: 'tense', ambience: 'rain' },
    { startSec: 40, endSec: 60, mood: 'hopeful', ambience: 'birds' },
  ],
};

function loudness(sound: Float32Array): number {
  return Math.sqrt(sound.reduce((power, value) => power + value * value, 0) / sound.length);
}

function mean(sound: Float32Array): number {
  return sound.reduce((sum, value) => sum + value, 0) / sound.length;
}

describe('the score', () => {
  test('the same score gives the same notes, another seed gives others', () => {
    expect(notesOf(score)).toEqual(notesOf(score));
    expect(notesOf({ ...score, seed: 12 })).not.toEqual(notesOf(score));
  });

  test('bars follow each other without a gap, and a mood begins with its section', () => {
    const bars = barsOf(score);
    bars.slice(1).forEach((bar, index) => {
      const previous = bars[index];
      expect(bar.startSec).toBeCloseTo((previous?.startSec ?? 0) + (previous?.seconds ?? 0), 9);
    });
    const changes = bars.filter((bar, index) => bar.mood !== bars[index - 1]?.mood);
    expect(changes.map(({ mood, startSec }) => [mood, startSec])).toEqual([
      ['calm', 0],
      ['tense', 21],
      ['hopeful', 40],
    ]);
    expect(bars.every(({ seconds }) => seconds > 1.5 && seconds < 5)).toBe(true);
    const last = bars.at(-1);
    expect((last?.startSec ?? 0) + (last?.seconds ?? 0)).toBeCloseTo(60, 9);
  });

  test('a scene too short for a bar stays in the mood before, sections that come late leave no hole', () => {
    const sections = [
      { startSec: 2, endSec: 8, mood: 'sad', ambience: 'none' },
      { startSec: 8, endSec: 9, mood: 'joyful', ambience: 'none' },
      { startSec: 9, endSec: 20, mood: 'sad', ambience: 'none' },
      { startSec: 90, endSec: 99, mood: 'tense', ambience: 'none' },
    ] as const;
    const bars = barsOf({ seconds: 20, seed: 1, sections: [...sections] });
    expect(bars[0]?.startSec).toBe(0);
    expect(new Set(bars.map(({ mood }) => mood))).toEqual(new Set(['sad']));
    expect(bars.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(20, 9);
  });

  test('cuts inside a mood do not restart the music', () => {
    const whole = { ...score, sections: score.sections.slice(0, 1) };
    const cut = [0, 5, 9, 30].map((startSec) => ({ startSec, endSec: 60, mood: 'calm', ambience: 'none' }) as const);
    expect(notesOf({ ...whole, sections: cut })).toEqual(notesOf(whole));
  });

  test.each(MOODS)('%s has notes that can be heard, and ends without a figure', (mood) => {
    const notes = notesOf({ seconds: 30, seed: 3, sections: [{ startSec: 0, endSec: 30, mood, ambience: 'none' }] });
    expect(notes.every(({ pitch, gain }) => pitch > 20 && pitch < 100 && gain > 0 && gain < 0.2)).toBe(true);
    expect(notes.some(({ instrument }) => instrument === 'pluck')).toBe(true);
    expect(notes.filter((note) => note.instrument === 'pluck' && note.startSec > 29)).toEqual([]);
  });

  test('a score without sections is calm', () => {
    expect(barsOf({ seconds: 10, seed: 1, sections: [] }).every(({ mood }) => mood === 'calm')).toBe(true);
  });
});

describe('its sound', () => {
  test('a note has its frequency, begins and ends in silence', () => {
    const left = new Float32Array(48_000);
    const note = {
      startSec: 0,
      seconds: 1,
      pitch: 69,
      gain: 0.5,
      pan: 0,
      brightness: 0.3,
      instrument: 'bass',
    } as const;
    addNote(left, new Float32Array(48_000), note, 0);
    const crossings = left.filter((value, index) => value >= 0 && (left[index - 1] ?? 0) < 0).length;
    expect(Math.abs(crossings - 440)).toBeLessThan(5);
    expect([left[0], left.at(-1)].map((value) => Math.abs(value ?? 1))).toEqual([0, 0]);
  });

  test.each(AMBIENCES)('%s is quiet, alive and repeatable', (kind) => {
    const sound = new AmbienceSound(kind, 5);
    const blocks = [sound.next(24_000), sound.next(24_000)];
    const again = new AmbienceSound(kind, 5);
    expect(again.next(24_000).left).toEqual(blocks[0]?.left);
    expect(again.next(24_000).right).toEqual(blocks[1]?.right);
    const level = 20 * Math.log10(loudness(blocks[1]?.left as Float32Array));
    expect(level).toBeGreaterThan(-65);
    expect(level).toBeLessThan(-30);
    expect(Math.abs(mean(blocks[1]?.left as Float32Array))).toBeLessThan(0.002);
  });
});
