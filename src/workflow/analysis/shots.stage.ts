import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config.js';
import { type FilmScan, Media } from '../../media/media.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { Scratch } from '../scratch.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { type IngestOutput, type ProbeOutput, type ShotsOutput } from './analysis-outputs.js';
import { refuseDamaged } from './source-examination.js';

/** How much of the step the reading is; the rest is to store the pictures. */
const SCAN_SHARE = 0.95;

/** Decodes a film once: where its cuts are, a picture of each shot, and how it sounds. */
@Injectable()
export class ShotsStage extends Stage {
  readonly name = 'shots';

  constructor(
    private readonly media: Media,
    private readonly storage: Storage,
    private readonly assets: AssetsService,
    private readonly scratch: Scratch,
    @Inject(CONFIG) private readonly config: Pick<Config, 'analysis'>,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task<ShotsOutput>> {
    const { key, format } = work.inputs.get('ingest') as IngestOutput;
    return Promise.resolve({
      facts: () => ({ key, format, most: this.config.analysis.maxSec }),
      make: () => this.scratch.within(work.step, (directory) => this.scan(work, directory)),
    });
  }

  private async scan(work: Work, directory: string): Promise<Result<ShotsOutput>> {
    const { inputs, signal, report } = work;
    const { key, format } = inputs.get('ingest') as IngestOutput;
    const { probe } = inputs.get('probe') as ProbeOutput;
    const path = await this.storage.pathOf(key, signal);
    const task = { path, format, probe, directory, longestSec: this.config.analysis.maxSec };
    const tell = (fraction: number) => report(fraction * SCAN_SHARE);
    const found = await this.media.foreign.scan(task, signal, tell).catch(refuseDamaged);
    return { output: await this.kept(work, found) };
  }

  /** The same with its pictures in the storage. */
  private async kept({ step, signal }: Work, found: FilmScan): Promise<ShotsOutput> {
    const keep = async (path: string): Promise<string> => {
      const use = { kind: 'step' as const, subjectId: step.id };
      return (await this.assets.save(step.user_id, { path, mime: 'image/jpeg', ext: 'jpg' }, use, signal)).key;
    };
    const shots: ShotsOutput['shots'] = [];
    for (const shot of found.shots) {
      shots.push({ ...shot, thumbnail: await keep(shot.thumbnail) });
    }
    return { ...found, shots, sheet: found.sheet && (await keep(found.sheet)) };
  }
}
