import { Injectable } from '@nestjs/common';
import { type ImageModel, type PictureReference, type PictureRequest } from '../../ai/ports.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { JobError } from '../../common/errors.js';
import { type JobTransaction, type StepRow } from '../../jobs/ledger.js';
import { Storage } from '../../storage/storage.js';
import { noteDegraded } from '../degraded.js';
import { MAX_ATTEMPTS } from '../failure-policy.js';
import { type PictureOutput } from '../film-plan.js';
import { failedChecks } from '../quality.js';
import { type Credit, type Outcome, type Quote, type Result, type Work } from '../stage.js';
import { type GenerationOrder, VendorCalls } from '../vendor-calls.js';
import { PictureFiles } from './picture-files.js';
import { pictureAt, type PictureOrder } from './picture-order.js';

/** Has pictures drawn or bought, and looks at them before anything is made of them. */
@Injectable()
export class PictureMaker {
  constructor(
    private readonly vendors: VendorCalls,
    private readonly files: PictureFiles,
    private readonly storage: Storage,
  ) {}

  async make(work: Work, order: PictureOrder, wish: ChainWish): Promise<Outcome<PictureOutput>> {
    const { step, signal } = work;
    const { request } = order;
    const generation: GenerationOrder<'image'> = {
      capability: 'image',
      wish: wishFor(step, wish),
      quote: (model) => priceOf(order, model),
      usage: () => ({ pictures: 1 }),
      request: (model) => this.requestFor(model, order, work),
    };
    const generated = await this.vendors.generate(work, generation);
    if ('again' in generated) {
      return generated;
    }
    const { result: picture, ...paid } = generated;
    const { provider } = paid.credit;
    const refuse = this.vendors.unusable(work, generation, paid);
    const { checks, ...kept } = await this.files.keep(step, picture, { ...request, provider }, signal).catch(refuse);
    const faults = failedChecks(checks);
    if (faults === '') {
      return { output: kept, ...paid };
    }
    if (!wasFaulty(step) && step.attempt < MAX_ATTEMPTS) {
      await refuse(new JobError('INVALID_OUTPUT.picture_faults', { provider, args: { faults } }));
    }
    return { output: { ...kept, checks }, ...paid, credit: flawedCredit(paid.credit, faults) };
  }

  quote(order: PictureOrder, wish: ChainWish): Quote {
    return this.vendors.quote('image', wish, (model) => priceOf(order, model));
  }

  private async requestFor(
    { maxReferences }: Pick<ImageModel, 'maxReferences'>,
    { request, faces = [], references: keys }: PictureOrder,
    { step, signal }: Work,
  ): Promise<PictureRequest> {
    const used = keys.slice(0, maxReferences);
    const shown = faces.slice(0, maxReferences).map((name, index) => `Image ${index + 1} shows ${name}`);
    const references: PictureReference[] = await Promise.all(
      used.map(async (key) => pictureAt(await this.storage.pathOf(key, signal))),
    );
    return {
      ...request,
      prompt: [request.prompt, ...shown].join('. '),
      // Asked for the very same, a model may make the very same.
      seed: wasFaulty(step) ? (request.seed + step.attempt) % 2 ** 32 : request.seed,
      references,
    };
  }
}

const priceOf = ({ request }: PictureOrder, model: ImageModel) => model.quote({ ...request, references: [] });

/** A picture with faults is used where a second one had faults, too; its film says so. */
export async function noteFlaws(
  transaction: JobTransaction,
  step: StepRow,
  { output, credit }: Result<Pick<PictureOutput, 'checks'>>,
): Promise<void> {
  if (output.checks && credit) {
    await noteDegraded(transaction, step, flawOf(credit.provider, failedChecks(output.checks)));
  }
}

/** Its step's last try has made a picture that could not be used. */
const wasFaulty = ({ error }: StepRow) => error?.key === 'INVALID_OUTPUT.picture_faults';

/** Who has made two pictures that were of no use is not asked for a third. */
function wishFor({ attempt, error }: StepRow, wish: ChainWish): ChainWish {
  const isEnough = attempt >= MAX_ATTEMPTS && error?.key === 'INVALID_OUTPUT.picture_faults';
  return isEnough && error.provider !== null ? { ...wish, without: error.provider } : wish;
}

/** What has faults is not taken again by another film. */
function flawedCredit(credit: Credit, faults: string): Credit {
  return { ...credit, degraded: credit.degraded ?? flawOf(credit.provider, faults) };
}

function flawOf(provider: string, faults: string): NonNullable<Credit['degraded']> {
  return { wanted: 'pictures that pass their checks', used: provider, why: `twice, a picture did not pass: ${faults}` };
}
