import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Degradation } from '../../jobs/job.entity.js';
import { type StepRow } from '../../jobs/ledger.js';
import { keysIn } from '../../storage/media-links.js';
import { type FootageOutput, type PictureOutput } from '../film-plan.js';
import { creditOf, type Task, type Work } from '../stage.js';
import { ShotMedia } from './shot-media.js';

/** What a shot shows, and the step of another job that has made it, where that is still known. */
interface Shown<Output> {
  job_id: string | null;
  key: string | null;
  output: Output | null;
  /** Key of the picture that the clip was made of; of older clips, of the one that that job has. Null: nobody knows. */
  picture: string | null;
  provider: string | null;
  model: string | null;
  degraded: Degradation | null;
}

const PICTURE = { column: 'image', file: 'key', stage: 'images', part: 'picture' } as const;
const FOOTAGE = { column: 'video', file: 'source_key', stage: 'clips', part: 'footage' } as const;

/**
 * A film that is cut again takes what its shots show by now, whoever has made it, by whatever model and of whatever size.
 * That is not asked of the cache: there, what one wants of a model decides, not what there is.
 */
@Injectable()
export class ShownResults {
  constructor(
    private readonly em: EntityManager,
    private readonly shots: ShotMedia,
  ) {}

  /** The picture of a shot; null where there is none but this step's own. */
  async picture(work: Work): Promise<Task<PictureOutput> | null> {
    const { step } = work;
    if (!isCutAgain(step)) {
      return null;
    }
    const shown = await this.read<PictureOutput>(work, PICTURE);
    if (!shown) {
      return asItWas<PictureOutput>(step);
    }
    const { key, output } = shown;
    if (key === null || key === (step.output as PictureOutput).key) {
      return null;
    }
    return this.taken(work, shown, output?.key === key ? output : { key, source: { kind: 'still', key } });
  }

  /** The footage of a shot, if it was made of `picture`; null where it is to be made. */
  async footage(work: Work, picture: PictureOutput): Promise<Task<FootageOutput> | null> {
    const { job, step } = work;
    if (!isCutAgain(step)) {
      return null;
    }
    const shown = await this.read<FootageOutput>(work, FOOTAGE);
    if (!shown) {
      return asItWas<FootageOutput>(step);
    }
    const { key, output } = shown;
    // Made of another picture, or nobody knows of which: better bought once more than a film that shows something else.
    if (shown.job_id === job.id || shown.picture !== picture.key) {
      return null;
    }
    if (output) {
      return this.taken(work, shown, output);
    }
    return key === null ? null : this.taken(work, shown, { source: { kind: 'clip', key } });
  }

  /** Nothing is told of it, for the shot shows it already. */
  private taken<Output>({ step }: Work, shown: Shown<Output>, output: Output): Task<Output> {
    const credit = creditOf(shown, shown.degraded);
    return {
      make: () => Promise.resolve({ output, credit }),
      apply: async (transaction) => {
        for (const key of keysIn(output)) {
          await this.shots.hold(transaction, step, key);
        }
      },
    };
  }

  private async read<Output>(
    { subject }: Work,
    { column, file, stage, part }: typeof PICTURE | typeof FOOTAGE,
  ): Promise<Shown<Output> | undefined> {
    const [row] = await this.em.fork().execute<Shown<Output>[]>(
      `select s.${column}->>'job_id' as job_id, s.${column}->>'${file}' as key, made.output, made.provider, made.model,
         coalesce(s.video->>'picture_key', picture.output->>'key') as picture,
         case when made.input_hash is null then (
           select d from jobs j, jsonb_array_elements(j.degraded) d where j.id = made.job_id and d->>'stage' = ? limit 1
         ) end as degraded
       from shots s
         left join job_steps made on made.job_id = (s.${column}->>'job_id')::uuid and made.stage = ? and made.item = ?
           and made.state = 'done' and made.output is not null
         left join job_steps picture on picture.job_id = made.job_id and picture.stage = 'images' and picture.item = ?
           and picture.state = 'done'
       where s.id = ?`,
      [stage, stage, `${part}:${subject}`, `picture:${subject}`, subject],
    );
    return row;
  }
}

/** It was done before, and nobody wants it made anew. */
function isCutAgain({ output, fresh }: StepRow): boolean {
  return output !== null && !fresh;
}

/** Of a shot that was deleted meanwhile. */
function asItWas<Output>(step: StepRow): Task<Output> {
  return { make: () => Promise.resolve({ output: step.output as Output, credit: creditOf(step) }) };
}
