import { Injectable } from '@nestjs/common';
import { CrewProcess } from './crew-process.js';
import { type Score, type ScoreFiles } from './score.js';

export { type AmbienceKind } from './ambience-sounds.js';
export { type Score, type ScoreFiles, type ScoreSection } from './score.js';

/** Writes a film's music and ambience (in the offline crew's process). */
@Injectable()
export class Composer {
  constructor(private readonly crew: CrewProcess) {}

  /** Writes the files of `out`: 48 kHz stereo WAV, exactly as long as the score. The same score gives the same bytes. */
  async compose(score: Score, out: ScoreFiles, signal: AbortSignal): Promise<void> {
    await this.crew.run({ kind: 'compose', score, out }, signal);
  }
}
