import { open, rename, rm } from 'node:fs/promises';
import { SAMPLE_RATE, toPcm16, wavHeader } from '../common/wav.js';
import { type AmbienceKind, AmbienceSound } from './ambience-sounds.js';
import { addNote } from './instruments.js';
import { notesOf, type Note, type Score, type ScoreFiles } from './score.js';

interface Sound {
  left: Float32Array;
  right: Float32Array;
}

/** Gives the next frames of a sound, again and again. */
type Source = (frames: number) => Sound;

const BLOCK_FRAMES = 5 * SAMPLE_RATE;
/** No note is longer. */
const LONGEST_NOTE_FRAMES = 8 * SAMPLE_RATE;
const START_SEC = 1.5;
const END_SEC = 2.5;
const CROSS_FADE_SEC = 1.2;

/** Writes the music and the ambience of a film: 48 kHz stereo WAV files, exactly as long as the score. */
export async function compose(score: Score, out: ScoreFiles, signal?: AbortSignal): Promise<void> {
  const frames = Math.round(score.seconds * SAMPLE_RATE);
  if (out.music !== null) {
    await writeSound(out.music, frames, musicSource(score), signal);
  }
  if (out.ambience !== null) {
    await writeSound(out.ambience, frames, ambienceSource(score), signal);
  }
}

async function writeSound(path: string, frames: number, source: Source, signal?: AbortSignal): Promise<void> {
  const partPath = `${path}.part`;
  try {
    const file = await open(partPath, 'w');
    try {
      await file.write(wavHeader(frames, 2));
      for (let start = 0; start < frames; start += BLOCK_FRAMES) {
        signal?.throwIfAborted();
        const block = source(Math.min(BLOCK_FRAMES, frames - start));
        fadeEnds(block, start, frames);
        await file.write(toPcm16(block.left, block.right));
      }
    } finally {
      await file.close();
    }
    await rename(partPath, path);
  } finally {
    await rm(partPath, { force: true });
  }
}

/** A film's sound begins and ends gently. */
function fadeEnds({ left, right }: Sound, start: number, total: number): void {
  const fadeIn = Math.min(START_SEC * SAMPLE_RATE, total / 4);
  const fadeOut = Math.min(END_SEC * SAMPLE_RATE, total / 4);
  for (let index = 0; index < left.length; index++) {
    const at = start + index;
    if (at < fadeIn || at > total - fadeOut) {
      const gain = Math.min(at / fadeIn, (total - at) / fadeOut);
      left[index] = (left[index] as number) * gain;
      right[index] = (right[index] as number) * gain;
    }
  }
}

function musicSource(score: Score): Source {
  const notes = notesOf(score);
  const echo = new Echo();
  let frame = 0;
  let nextNote = 0;
  let ringing: Sound = { left: new Float32Array(0), right: new Float32Array(0) };
  return (frames) => {
    const left = new Float32Array(frames + LONGEST_NOTE_FRAMES);
    const right = new Float32Array(frames + LONGEST_NOTE_FRAMES);
    left.set(ringing.left);
    right.set(ringing.right);
    for (; nextNote < notes.length; nextNote++) {
      const note = notes[nextNote] as Note;
      const start = Math.round(note.startSec * SAMPLE_RATE) - frame;
      if (start >= frames) {
        break;
      }
      addNote(left, right, note, start);
    }
    ringing = { left: left.slice(frames), right: right.slice(frames) };
    frame += frames;
    return echo.applied({ left: left.subarray(0, frames), right: right.subarray(0, frames) });
  };
}

/** An echo that goes from one side to the other and back. */
class Echo {
  private readonly leftDelay = Math.round(0.31 * SAMPLE_RATE);
  private readonly rightDelay = Math.round(0.37 * SAMPLE_RATE);
  private past: Sound = { left: new Float32Array(this.rightDelay), right: new Float32Array(this.rightDelay) };

  applied(sound: Sound): Sound {
    const kept = this.rightDelay;
    const left = new Float32Array(kept + sound.left.length);
    const right = new Float32Array(kept + sound.right.length);
    left.set(this.past.left);
    right.set(this.past.right);
    for (let index = kept; index < left.length; index++) {
      left[index] = (sound.left[index - kept] as number) + 0.28 * (right[index - this.leftDelay] as number);
      right[index] = (sound.right[index - kept] as number) + 0.26 * (left[index - this.rightDelay] as number);
    }
    this.past = { left: left.slice(-kept), right: right.slice(-kept) };
    return { left: left.subarray(kept), right: right.subarray(kept) };
  }
}

interface Place {
  kind: Exclude<AmbienceKind, 'none'>;
  startFrame: number;
  endFrame: number;
  sound: AmbienceSound;
}

function ambienceSource(score: Score): Source {
  const places = placesOf(score);
  const margin = (CROSS_FADE_SEC / 2) * SAMPLE_RATE;
  let frame = 0;
  return (frames) => {
    const block: Sound = { left: new Float32Array(frames), right: new Float32Array(frames) };
    for (const place of places) {
      const from = Math.max(frame, place.startFrame - margin);
      const to = Math.min(frame + frames, place.endFrame + margin);
      if (from < to) {
        addPlace(block, place, from, to, frame);
      }
    }
    frame += frames;
    return block;
  };
}

/** Scenes in a row with the same ambience are one place: nothing is heard where they meet. */
function placesOf(score: Score): Place[] {
  const places: Place[] = [];
  score.sections.forEach(({ startSec, endSec, ambience }, index) => {
    const startFrame = Math.round(startSec * SAMPLE_RATE);
    const endFrame = Math.round(endSec * SAMPLE_RATE);
    const last = places.at(-1);
    if (ambience === last?.kind && startFrame <= last.endFrame + SAMPLE_RATE) {
      last.endFrame = endFrame;
    } else if (ambience !== 'none') {
      const sound = new AmbienceSound(ambience, score.seed + 7919 * (index + 1));
      places.push({ kind: ambience, startFrame, endFrame, sound });
    }
  });
  return places;
}

/** Adds frames `from` to `to` of the film, faded at the ends of the place so that two neighbours keep one loudness. */
function addPlace(block: Sound, place: Place, from: number, to: number, firstFrame: number): void {
  const fade = CROSS_FADE_SEC * SAMPLE_RATE;
  const { left, right } = place.sound.next(to - from);
  for (let at = from; at < to; at++) {
    const inside = Math.min(at - place.startFrame, place.endFrame - at) / fade + 0.5;
    const gain = inside >= 1 ? 1 : Math.sqrt(Math.max(0, inside));
    const index = at - firstFrame;
    block.left[index] = (block.left[index] as number) + (left[at - from] as number) * gain;
    block.right[index] = (block.right[index] as number) + (right[at - from] as number) * gain;
  }
}
