import { Injectable } from '@nestjs/common';
import { evenlyChosen, Media, textsOf } from '../../media/media.js';
import { Storage } from '../../storage/storage.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import {
  absentPart,
  foundPart,
  type IngestOutput,
  type OcrOutput,
  type ProbeOutput,
  type ShotsOutput,
} from './analysis-outputs.js';

/** So many pictures are read: each takes a second or so. */
const MOST_PICTURES = 120;
/** A shot as long as that may have shown several subtitles. */
const LONG_SEC = 4;

/** What is written in the pictures, where the packages that read are installed. */
@Injectable()
export class OcrStage extends Stage {
  readonly name = 'ocr';

  constructor(
    private readonly media: Media,
    private readonly storage: Storage,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task<OcrOutput>> {
    const { key, format } = work.inputs.get('ingest') as IngestOutput;
    const moments = momentsIn(work.inputs.get('shots') as ShotsOutput);
    return Promise.resolve({
      // Whoever installs them later has it read then.
      facts: () => ({ key, format, moments, version: this.media.deepChecksVersion() }),
      make: () => this.read(work, moments),
    });
  }

  private async read({ inputs, signal, report }: Work, moments: number[]): Promise<Result<OcrOutput>> {
    const { key, format } = inputs.get('ingest') as IngestOutput;
    const { probe } = inputs.get('probe') as ProbeOutput;
    const path = await this.storage.pathOf(key, signal);
    const read = await this.media.foreign.readTexts(path, format, probe, moments, signal, report);
    if ('skipped' in read) {
      return { output: absentPart(read.skipped) };
    }
    const texts = textsOf(read.moments).map(({ text, startSec, endSec, place }) => ({
      ...{ start_sec: startSec, end_sec: endSec },
      ...{ text, place },
    }));
    return { output: texts.length > 0 ? foundPart(texts) : absentPart('no_text') };
  }
}

/** The middle of each shot, and more of long ones; of a film of many shots, evenly chosen. */
export function momentsIn({ shots }: Pick<ShotsOutput, 'shots'>): number[] {
  const all = shots.flatMap(({ startSec, endSec }) => {
    const count = Math.max(1, Math.ceil((endSec - startSec) / LONG_SEC));
    const part = (endSec - startSec) / count;
    return Array.from({ length: count }, (_, index) => startSec + part * (index + 0.5));
  });
  return evenlyChosen(all, MOST_PICTURES);
}
