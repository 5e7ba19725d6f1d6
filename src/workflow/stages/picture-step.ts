import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../ai/model-registry.js';
import { type Picture } from '../../ai/ports.js';
import { type ChainWish, ProviderChain } from '../../ai/provider-chain.js';
import { type JobTransaction, type StepRow } from '../../jobs/ledger.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { noteDegraded } from '../degraded.js';
import { type PictureOutput, type StoredSource } from '../film-plan.js';
import { FilmReader, type FilmShot } from '../film-reader.js';
import { type Credit, type Result, type Task, type Work } from '../stage.js';
import { pictureAt, pictureOrder, type PictureOrder } from './picture-order.js';
import { ShotMedia } from './shot-media.js';

/** Has a shot's picture drawn or bought, like the pictures of those who are in it. */
@Injectable()
export class PictureStep {
  constructor(
    private readonly reader: FilmReader,
    private readonly chain: ProviderChain,
    private readonly models: ModelRegistry,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly shots: ShotMedia,
  ) {}

  async task({ job, step, signal, tell }: Work, shot: FilmShot): Promise<Task<PictureOutput>> {
    const order = pictureOrder(job, shot, await this.reader.characters(job.project_id ?? ''));
    const wish = { wanted: job.input.wanted.image, allowFallback: job.input.allowFallback };
    return {
      facts: () => ({ ...order, by: this.chain.preferred('image', wish) }),
      make: async () => {
        await tell((transaction) => this.shots.begin(transaction, shot.id, 'image'));
        const { picture, credit } = await this.generate(order, wish, step, signal);
        return { output: await this.save(step, picture, signal), credit };
      },
      apply: async (transaction, result) => {
        await this.noteUnused(transaction, step, order, result.credit);
        await this.show(transaction, shot.id, result);
      },
    };
  }

  private async generate(
    { request, references: keys }: PictureOrder,
    wish: ChainWish,
    step: StepRow,
    signal: AbortSignal,
  ): Promise<{ picture: Picture; credit: Credit }> {
    const references = await Promise.all(keys.map(async (key) => pictureAt(await this.storage.pathOf(key, signal))));
    const { value: picture, ...credit } = await this.chain.run(
      'image',
      { ...wish, attempt: step.attempt, signal },
      (model) => model.generate({ ...request, references: references.slice(0, model.maxReferences) }, signal),
    );
    return { picture, credit };
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

  private async save(step: StepRow, picture: Picture, signal: AbortSignal): Promise<PictureOutput> {
    const file = { buffer: picture.bytes, mime: picture.mime, ext: picture.mime.slice('image/'.length) };
    const { key } = await this.assets.save(step.user_id, file, { kind: 'step', subjectId: step.id }, signal);
    const source: StoredSource = picture.drawn ? { kind: 'drawn', scene: picture.drawn } : { kind: 'still', key };
    return { key, source };
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
