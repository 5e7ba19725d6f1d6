import { Injectable } from '@nestjs/common';
import { type LoudnessDto } from '../../analysis/analysis-result.dto.js';
import { Stage, type Task, type Work } from '../stage.js';
import { type AudioOutput, type ShotsOutput } from './analysis-outputs.js';

/** How a film sounds. It was measured when the film was decoded, and is told here. */
@Injectable()
export class AudioStage extends Stage {
  readonly name = 'audio';

  prepare({ inputs }: Work): Promise<Task<AudioOutput>> {
    const { sound } = inputs.get('shots') as ShotsOutput;
    return Promise.resolve({ make: () => Promise.resolve({ output: { loudness: loudnessOf(sound) } }) });
  }
}

function loudnessOf(sound: ShotsOutput['sound']): LoudnessDto | null {
  return (
    sound && {
      integrated_lufs: sound.integratedLufs,
      range_lu: sound.rangeLu,
      peak_dbfs: sound.peakDbfs,
      silences: sound.silences.map(({ startSec, endSec }) => ({ start_sec: startSec, end_sec: endSec })),
      silent_share: sound.silentShare,
      speech_share: sound.speechShare,
    }
  );
}
