import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { type StepRow } from '../jobs/ledger.js';

/** A directory of its own for each claim of a step: two workers never share a file, and nothing is left behind. */
@Injectable()
export class Scratch {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async within<T>(step: StepRow, work: (directory: string) => Promise<T>): Promise<T> {
    const root = join(this.config.dataDir, 'work');
    await mkdir(root, { recursive: true });
    const directory = await mkdtemp(join(root, `${step.id}-${step.fence}-`));
    try {
      return await work(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}
