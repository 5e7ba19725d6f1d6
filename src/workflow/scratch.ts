import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { type StepRow } from '../jobs/ledger.js';

/** `<step>-<fence>-<six letters>`. */
const NAME = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,9})-\w{6}$/;
/** Who lost a claim a short while ago may still be about to clean up. */
const LEFT_FOR_MS = 3_600_000;

/** A directory of its own for each claim of a step: two workers never share a file, and nothing is left behind. */
@Injectable()
export class Scratch {
  private readonly root: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly em: EntityManager,
  ) {
    this.root = join(config.dataDir, 'work');
  }

  async within<T>(step: StepRow, work: (directory: string) => Promise<T>): Promise<T> {
    await mkdir(this.root, { recursive: true });
    const directory = await mkdtemp(join(this.root, `${step.id}-${step.fence}-`));
    try {
      return await work(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** Removes the directories that killed processes have left: those of claims that are over, after an hour. */
  async clear(): Promise<void> {
    const left: { name: string; claim: string; step: string }[] = [];
    for (const name of await readdir(this.root).catch(() => [])) {
      const [, step, fence] = NAME.exec(name) ?? [];
      const found = await stat(join(this.root, name)).catch(() => null);
      if (step && fence && found && found.mtimeMs < Date.now() - LEFT_FOR_MS) {
        left.push({ name, claim: `${step}-${fence}`, step });
      }
    }
    const running = await this.em
      .fork()
      .execute<{ claim: string }[]>(
        `select id || '-' || fence as claim from job_steps where state = 'running' and id = any(?::uuid[])`,
        [`{${left.map(({ step }) => step).join(',')}}`],
      );
    const claims = new Set(running.map(({ claim }) => claim));
    for (const { name } of left.filter(({ claim }) => !claims.has(claim))) {
      await rm(join(this.root, name), { recursive: true, force: true });
    }
  }
}
