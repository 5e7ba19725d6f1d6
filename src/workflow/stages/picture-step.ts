import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../ai/model-registry.js';
import { type ImageModel, type PictureReference } from '../../ai/ports.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { type JobTransaction, type StepRow } from '../../jobs/ledger.js';
import { Storage } from '../../storage/storage.js';
import { noteDegraded } from '../degraded.js';
import { type PictureOutput } from '../film-plan.js';
import { FilmReader, type FilmShot } from '../film-reader.js';
import { type Credit, type Outcome, type Result, type Task, type Work } from '../stage.js';
import { billed, VendorCalls } from '../vendor-calls.js';
import { PictureFiles } from './picture-files.js';
import { pictureAt, pictureOrder, type PictureOrder } from './picture-order.js';
import { ShotMedia } from './shot-media.js';

/** Has a shot's picture drawn or bought, like the pictures of those who are in it. */
@Injectable()
export class PictureStep {
  constructor(
    private readonly reader: FilmReader,
    private readonly vendors: VendorCalls,
    private readonly models: ModelRegistry,
    private readonly files: PictureFiles,
    private readonly storage: Storage,
    private readonly shots: ShotMedia,
  ) {}

  async task(work: Work, shot: FilmShot): Promise<Task<PictureOutput>> {
    const { job, step } = work;
    const order = pictureOrder(job, shot, await this.reader.characters(job.project_id ?? ''));
    const wish = { wanted: job.input.wanted.image, allowFallback: job.input.allowFallback };
    return {
      facts: () => ({ ...order, by: this.vendors.preferred('image', wish) }),
      make: () => this.paint(work, shot.id, order, wish),
      apply: async (transaction, result) => {
        await this.noteUnused(transaction, step, order, result.credit);
        await this.show(transaction, shot.id, result);
      },
    };
  }

  private async paint(
    work: Work,
    shotId: string,
    { request, references: keys }: PictureOrder,
    wish: ChainWish,
  ): Promise<Outcome<PictureOutput>> {
    const { step, signal, tell } = work;
    if (step.operation === null) {
      await tell((transaction) => this.shots.begin(transaction, shotId, 'image'));
    }
    const generated = await this.vendors.generate(work, {
      capability: 'image',
      wish,
      quote: (model) => model.quote({ ...request, references: [] }),
      request: async (model) => ({ ...request, references: await this.referencesFor(model, keys, signal) }),
    });
    if ('again' in generated) {
      return generated;
    }
    const { result: picture, ...paid } = generated;
    return { output: await this.files.keep(step, picture, signal).catch(billed(paid.costUsd)), ...paid };
  }

  private referencesFor(
    model: Pick<ImageModel, 'maxReferences'>,
    keys: string[],
    signal: AbortSignal,
  ): Promise<PictureReference[]> {
    const used = keys.slice(0, model.maxReferences);
    return Promise.all(used.map(async (key) => pictureAt(await this.storage.pathOf(key, signal))));
  }

  /** A picture that is not like the user's is made all the same; the job says so. */
  private async noteUnused(
    transaction: JobTransaction,
    step: StepRow,
    { references }: PictureOrder,
    credit: Credit | undefined,
  ): Promise<void> {
    const model = credit && this.models.find('image', `${credit.provider}:${credit.model}`);
    const used = model?.maxReferences ?? 0;
    if (references.length > used) {
      const wanted = 'reference pictures';
      const why = `${credit?.provider ?? 'the model'} looks at ${used} of ${references.length} reference pictures`;
      await noteDegraded(transaction, step, { wanted, used: credit?.provider ?? '', why });
    }
  }

  private async show(
    transaction: JobTransaction,
    shotId: string,
    { output: { key }, credit }: Result<PictureOutput>,
  ): Promise<void> {
    const { id: job_id } = transaction.job;
    const provider = credit?.provider ?? null;
    await this.shots.setImage(transaction, shotId, { status: 'completed', job_id, key, provider, error: null });
  }
}
