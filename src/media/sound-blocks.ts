import { SAMPLE_RATE } from '../common/wav.js';
import { Ducker, speechIn } from './sound-duck.js';
import { StemTrack, type Stereo } from './sound-stems.js';
import { type Stem } from './timeline.js';

/** A film's sound is made a second at a time, so that an hour needs no more memory than a minute. */
const BLOCK_FRAMES = SAMPLE_RATE;

/** What is heard in one block of a film, before it is one sound. */
export interface SoundBlock {
  startFrame: number;
  voice: Stereo;
  /** One for each of the beds, and what all of them are turned down by under the voice. */
  beds: Stereo[];
  gains: Float32Array;
}

/** The blocks of a film of so many frames, in order: its voices, and beds of stems that make room for them. */
export async function* soundBlocks(voices: Stem[], beds: Stem[][], frames: number): AsyncGenerator<SoundBlock, void> {
  const voiceTrack = new StemTrack(voices);
  const bedTracks = beds.map((stems) => new StemTrack(stems));
  const ducker = new Ducker();
  try {
    let voice = await voiceTrack.read(0, Math.min(BLOCK_FRAMES, frames));
    let speech = speechIn(voice);
    for (let start = 0; start < frames; start += BLOCK_FRAMES) {
      const end = Math.min(frames, start + BLOCK_FRAMES);
      const nextVoice = await voiceTrack.read(end, Math.min(BLOCK_FRAMES, frames - end));
      const nextSpeech = speechIn(nextVoice);
      const blocks = await Promise.all(bedTracks.map((track) => track.read(start, end - start)));
      yield { startFrame: start, voice, beds: blocks, gains: ducker.gains(end - start, speech, nextSpeech) };
      voice = nextVoice;
      speech = nextSpeech;
    }
  } finally {
    await Promise.all([voiceTrack, ...bedTracks].map((track) => track.close()));
  }
}
