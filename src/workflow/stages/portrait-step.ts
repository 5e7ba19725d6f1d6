import { Injectable } from '@nestjs/common';
import { type JobTransaction, type StepRow } from '../../jobs/ledger.js';
import { noteDegraded } from '../degraded.js';
import { type PortraitOutput } from '../film-plan.js';
import { FilmReader } from '../film-reader.js';
import { MAX_SOFTENED } from '../shot-redo.js';
import { type Outcome, type Result, type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';
import { noteFlaws, PictureMaker } from './picture-maker.js';
import { foreseenPicture, imageWish, type PictureOrder } from './picture-order.js';
import { portraitOrder } from './portrait-order.js';

/** What its step keeps of a portrait while a vendor has it in hand: the person may be described otherwise by its end. */
interface Sitting {
  order: PictureOrder;
  /** The words for the person, however gently they are said in the order. */
  prompt: string;
}

type Portrait = PortraitOutput | typeof NONE;

const NONE = { key: null };

/** Has a person's portrait made, which goes into every picture of this person. */
@Injectable()
export class PortraitStep {
  constructor(
    private readonly reader: FilmReader,
    private readonly vendors: VendorCalls,
    private readonly maker: PictureMaker,
  ) {}

  async task(work: Work): Promise<Task<Portrait>> {
    const { job, step, subject } = work;
    if (step.operation !== null) {
      return {
        make: () => this.paint(work, step.kept as Sitting),
        apply: (transaction, result) => noteLack(transaction, step, result),
      };
    }
    const people = await this.reader.characters(job.project_id ?? '');
    const sitter = people.find(({ id, reference }) => id === subject && reference === null);
    // Gone, or shown by a picture of the user's since.
    if (!sitter) {
      return { make: () => Promise.resolve({ output: NONE }), foresee: () => NONE };
    }
    const wanted = portraitOrder(sitter);
    const sitting = { order: portraitOrder(sitter, step.softened), prompt: wanted.request.prompt };
    return {
      // As it is described, however gently it was asked for: what was refused once is not asked for again by each film.
      facts: () => ({ ...wanted, by: this.vendors.preferred('image', imageWish(job)) }),
      foresee: () => {
        const by = this.vendors.preferred('image', imageWish(job));
        return { ...foreseenPicture(wanted, by), prompt: sitting.prompt };
      },
      quote: () => this.maker.quote(sitting.order, imageWish(job)),
      make: async () => {
        if (step.softened > MAX_SOFTENED) {
          return { output: NONE };
        }
        await work.keep(sitting);
        return this.paint(work, sitting);
      },
      apply: (transaction, result) => noteLack(transaction, step, result),
    };
  }

  private async paint(work: Work, { order, prompt }: Sitting): Promise<Outcome<PortraitOutput>> {
    const made = await this.maker.make(work, order, imageWish(work.job));
    return 'again' in made ? made : { ...made, output: { ...made.output, prompt } };
  }
}

/** A film goes without a portrait that is refused in any words, and takes one with faults; it says so. */
async function noteLack(
  transaction: JobTransaction,
  step: StepRow,
  { output, credit }: Result<Portrait>,
): Promise<void> {
  if (output.key !== null) {
    await noteFlaws(transaction, step, { output, credit });
    return;
  }
  const why = 'the portrait of one of them was refused in any words';
  await noteDegraded(transaction, step, { wanted: 'portraits of all people', used: 'their descriptions', why });
}
