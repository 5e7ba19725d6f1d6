import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../ai/model-registry.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { type JobTransaction, type StepRow } from '../../jobs/ledger.js';
import { itemOf, PORTRAIT } from '../../jobs/plan.js';
import { noteDegraded } from '../degraded.js';
import { type PictureOutput, type PortraitOutput } from '../film-plan.js';
import { type FilmCharacter, FilmReader, type StagedShot } from '../film-reader.js';
import { type Credit, type Outcome, type Result, type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';
import { noteFlaws, PictureMaker } from './picture-maker.js';
import { foreseenPicture, imageWish, pictureFacts, pictureOrder, type PictureOrder } from './picture-order.js';
import { portraitOrder } from './portrait-order.js';
import { ShotMedia } from './shot-media.js';

/** Has a shot's picture drawn or bought, like the pictures of those who are in it. */
@Injectable()
export class PictureStep {
  constructor(
    private readonly reader: FilmReader,
    private readonly vendors: VendorCalls,
    private readonly models: ModelRegistry,
    private readonly maker: PictureMaker,
    private readonly shots: ShotMedia,
  ) {}

  async task(work: Work, shot: StagedShot): Promise<Task<PictureOutput>> {
    const { job, step } = work;
    const wish = imageWish(job);
    const characters = await this.reader.characters(job.project_id ?? '');
    const isSeen = ({ name }: FilmCharacter): boolean => shot.cast.includes(name);
    const cast = await this.withPortraits(work, characters.filter(isSeen), wish);
    // Who is not seen may hold what is.
    const people = [...cast, ...characters.filter((person) => !isSeen(person))];
    const order = pictureOrder(job, shot, people, step.softened);
    // As it is written, however gently it was asked for: what was refused once is not asked for again by each film.
    const written = () => pictureOrder(job, shot, people);
    return {
      facts: () => pictureFacts(written(), this.vendors.preferred('image', wish)),
      foresee: () => foreseenPicture(written(), this.vendors.preferred('image', wish)),
      quote: () => this.maker.quote(order, wish),
      make: () => this.paint(work, shot.id, order, wish),
      apply: async (transaction, result) => {
        await noteFlaws(transaction, step, result);
        await this.noteUnused(transaction, step, order, result.credit);
        await this.show(transaction, shot.id, result);
      },
    };
  }

  private async paint(
    work: Work,
    shotId: string,
    order: PictureOrder,
    wish: ChainWish,
  ): Promise<Outcome<PictureOutput>> {
    if (work.step.operation === null) {
      await work.tell((transaction) => this.shots.begin(transaction, shotId, 'image'));
    }
    return this.maker.make(work, order, wish);
  }

  /** The cast, with portraits for those of whom their user has given no picture: this film's, else an earlier one's. */
  private async withPortraits({ job, inputs }: Work, cast: FilmCharacter[], wish: ChainWish): Promise<FilmCharacter[]> {
    const faceless = cast.filter(({ reference }) => reference === null).map(({ id }) => id);
    if (faceless.length === 0 || this.vendors.mostReferences(wish) === 0) {
      return cast;
    }
    const known = await this.reader.portraits(job.project_id ?? '', faceless);
    return cast.map((person) => {
      const made = inputs.get(itemOf(PORTRAIT, person.id)) as PortraitOutput | undefined;
      const portrait = made ?? known.get(person.id);
      const reference = portrait && isLike(portrait, person) ? portrait.key : null;
      return { ...person, reference: person.reference ?? reference };
    });
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

/** A drawing of ours that had to stand in, or what has faults, is no picture to be like. */
function isLike({ source, checks, prompt }: PortraitOutput, person: FilmCharacter): boolean {
  return source?.kind === 'still' && !checks && prompt === portraitOrder(person).request.prompt;
}
