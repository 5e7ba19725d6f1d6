import { Injectable } from '@nestjs/common';
import { lookOf } from '../../art/wardrobe.js';
import { NOTHING_SAID } from '../../projects/character.entity.js';
import { type PortraitOutput } from '../film-plan.js';
import { FilmReader } from '../film-reader.js';
import { type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';
import { noteFlaws, PictureMaker } from './picture-maker.js';
import { imageWish } from './picture-order.js';
import { portraitOrder, type Sitter } from './portrait-order.js';

/** Has a person's portrait made, which goes into every picture of this person. */
@Injectable()
export class PortraitStep {
  constructor(
    private readonly reader: FilmReader,
    private readonly vendors: VendorCalls,
    private readonly maker: PictureMaker,
  ) {}

  async task(work: Work): Promise<Task<PortraitOutput | { key: null }>> {
    const { job, step, subject } = work;
    const people = await this.reader.characters(job.project_id ?? '');
    const sitter = people.find(({ id, reference }) => id === subject && reference === null);
    // Gone, or shown by a picture of the user's since; what a vendor has in hand already is brought home all the same.
    if (!sitter && step.operation === null) {
      return { make: () => Promise.resolve({ output: { key: null } }) };
    }
    const order = portraitOrder(sitter ?? NOBODY);
    const wish = imageWish(job);
    return {
      facts: () => ({ ...order, by: this.vendors.preferred('image', wish) }),
      make: async () => {
        const made = await this.maker.make(work, order, wish);
        return 'again' in made ? made : { ...made, output: { ...made.output, prompt: order.request.prompt } };
      },
      apply: (transaction, result) => noteFlaws(transaction, step, result),
    };
  }
}

const NOBODY: Sitter = { look: lookOf({ name: '' }), appearance: NOTHING_SAID, description: '', style: null };
