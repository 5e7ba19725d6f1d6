import { Injectable } from '@nestjs/common';
import { CrewProcess } from './crew-process.js';
import { type SpeakRequest } from './crew-tasks.js';

export { castVoice, NARRATOR_VOICE, type Voice } from './voice-cast.js';

/** Speaks lines without any vendor: Mandarin from recorded syllables, English with flite or espeak-ng. */
@Injectable()
export class Voices {
  constructor(private readonly crew: CrewProcess) {}

  async speak(
    request: SpeakRequest,
    signal: AbortSignal,
  ): Promise<{ wav: Buffer; seconds: number; voiceless: boolean }> {
    const { wav, seconds, voiceless } = await this.crew.run({ kind: 'speak', request }, signal);
    return { wav: Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength), seconds, voiceless };
  }
}
