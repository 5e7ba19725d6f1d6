import { Injectable } from '@nestjs/common';
import { promptVersion } from '../../ai/prompt-version.js';
import { JobError } from '../../common/errors.js';
import { addDependencies, addSteps } from '../../jobs/jobs.service.js';
import { type JobRow, type JobTransaction } from '../../jobs/ledger.js';
import { planOf, PORTRAIT, TRANSLATION } from '../../jobs/plan.js';
import { addedDependencies, shotSteps } from '../../jobs/planned-steps.js';
import { type EpisodeScript, type StoryBible } from '../../offline/story.js';
import { sceneOrder, writeSceneOrder } from '../../scenes/order.js';
import { AssetsService } from '../../storage/assets.service.js';
import { type EpisodePlan, type PlannedShot } from '../film-plan.js';
import { FilmReader } from '../film-reader.js';
import { type BroughtSteps, Stage, type Task, type Work } from '../stage.js';
import { isOurs, VendorCalls } from '../vendor-calls.js';
import { FrameLook } from './frame-look.js';
import { imageWish } from './picture-order.js';
import { episodeInSeries, paceIn, sceneSeconds } from './script.stage.js';
import { planBoard } from './standing-board.js';
import { TranslationStep } from './translation-step.js';
import { NO_IMAGE, NO_VIDEO } from '../../scenes/shot.entity.js';
import { planEpisode, sceneRecords, withNewIds } from './written-board.js';

const MOST_SHOTS_PER_SCENE = 5;

/** What of an episode's shots has steps of its own only in some films. */
interface Extras {
  /** Who is to have a portrait, by name. */
  sitters: ReadonlyMap<string, string>;
  /** Whose pictures somebody is to look at. */
  seen: 'none' | 'own' | 'all';
}

/** Breaks an episode into shots, or takes those that are there, and plans everything that is made of them. */
@Injectable()
export class StoryboardStage extends Stage {
  readonly name = 'storyboard';
  override readonly version = 2;

  constructor(
    private readonly vendors: VendorCalls,
    private readonly assets: AssetsService,
    private readonly reader: FilmReader,
    private readonly translation: TranslationStep,
    private readonly looks: FrameLook,
  ) {
    super();
  }

  async prepare(work: Work): Promise<Task> {
    if (work.part === TRANSLATION) {
      return this.translation.task(work);
    }
    const extras = { sitters: await this.sittersOf(work.job), seen: this.seenOf(work.job) };
    return work.job.input.board ? this.standing(work, extras) : this.written(work, extras);
  }

  /**
   * Who is to have a portrait: everyone of whom the user has given no picture, where one wants a model that would look at
   * it. By name.
   */
  private async sittersOf(job: JobRow): Promise<Extras['sitters']> {
    const isPlanned = planOf(job).some(({ part }) => part === PORTRAIT);
    if (!isPlanned || this.vendors.mostReferences(imageWish(job)) === 0) {
      return new Map();
    }
    const people = await this.reader.characters(job.project_id ?? '');
    return new Map(people.filter(({ reference }) => reference === null).map(({ name, id }) => [name, id]));
  }

  /** Where somebody sees, what users give and vendors make is looked at; what our own artist draws needs nobody. */
  private seenOf(job: JobRow): Extras['seen'] {
    if (this.looks.watcher(job) === null) {
      return 'none';
    }
    const by = this.vendors.preferred('image', imageWish(job));
    return by.model === undefined || isOurs(by) ? 'own' : 'all';
  }

  /** The board as it is at this moment: whatever becomes of it then, the film is of what it was. */
  private standing({ job, subject }: Work, extras: Extras): Task<EpisodePlan> {
    const board = () => this.boardOf(job, Number(subject));
    return {
      make: async () => ({ output: await board() }),
      foresee: board,
      brings: (output) => stepsFor(job, output, extras),
      apply: (transaction, { output }) => planSteps(transaction, output, extras),
    };
  }

  private async boardOf(job: JobRow, episode: number): Promise<EpisodePlan> {
    const projectId = job.project_id ?? '';
    const rows = await this.reader.board(projectId, episode);
    if (rows.length === 0) {
      throw new JobError('INTERNAL_ERROR.no_shots', { retryable: false });
    }
    const seriesTitle = job.input.title ?? '';
    const title = (await this.reader.episodeTitle(projectId, episode)) ?? seriesTitle;
    return planBoard({ episode, title, seriesTitle, language: job.input.language, rows });
  }

  private written(work: Work, extras: Extras): Task<EpisodePlan> {
    const { job, step, subject, inputs } = work;
    const { input } = job;
    const episode = Number(subject);
    const bible = inputs.get('bible') as StoryBible;
    const script = inputs.get(`episode:${episode}`) as EpisodeScript;
    const inSeries = episodeInSeries(input, episode);
    const pace = paceIn(input)?.[inSeries - 1];
    const brief = {
      bible,
      script,
      language: input.language,
      episode: inSeries,
      secondsPerScene: sceneSeconds(input),
      maxShots: pace?.flat().length ?? input.maxShots ?? script.scenes.length * MOST_SHOTS_PER_SCENE,
      ...(pace && { pace }),
    };
    const { title, style, durationSec } = input;
    const wish = { wanted: input.wanted.script, allowFallback: input.allowFallback };
    // What an earlier run of this step has made goes when there is something better.
    const earlier = (step.output as EpisodePlan | null)?.scenes.map(({ id }) => id) ?? [];
    return {
      facts: () => ({
        brief,
        number: episode,
        title,
        style,
        durationSec,
        prompt: promptVersion('storyboard', input.language, Boolean(pace)),
        by: this.vendors.preferred('script', wish),
      }),
      make: async () => {
        const { value: board, credit } = await this.vendors.ask(work, 'script', wish, {
          quote: (model) => model.quote('storyboard', brief),
          call: (model, call) => model.object('storyboard', brief, call),
        });
        return { output: planEpisode({ episode, bible, script, board, input, pace }), credit };
      },
      adopt: withNewIds,
      apply: async (transaction, { output }) => {
        // The user may be putting scenes into the same episode.
        await transaction.em.execute('select 1 from projects where id = ? for no key update', [job.project_id]);
        await this.dropScenes(transaction, episode, earlier);
        await saveEpisode(transaction, output, script);
        await planSteps(transaction, output, extras);
      },
    };
  }

  /** Scenes with their shots, and their hold on files. With `replace`, all of the episode and of those after the last. */
  private async dropScenes(transaction: JobTransaction, episode: number, earlier: string[]): Promise<void> {
    const { em, job } = transaction;
    const { replace, firstEpisode, episodes } = job.input;
    const last = firstEpisode + episodes - 1;
    const rows = await em.execute<{ id: string }[]>(
      `select id from scenes where project_id = ? and (id = any(?::uuid[]) or (? and (episode = ? or (? and episode > ?))))`,
      [job.project_id, `{${earlier.join(',')}}`, replace, episode, episode === last, last],
    );
    const ids = `{${rows.map(({ id }) => id).join(',')}}`;
    const shots = await em.execute<{ id: string }[]>(
      'select id from shots where scene_id = any(?::uuid[]) order by id for update',
      [ids],
    );
    await this.assets.endUses(
      'shot',
      shots.map(({ id }) => id),
      em,
    );
    await em.execute('delete from scenes where id = any(?::uuid[])', [ids]);
    for (const { id } of rows) {
      transaction.emit('scene.deleted', { scene_id: id, by: null });
    }
    const left = await sceneOrder(em, { projectId: job.project_id ?? '', episode });
    await writeSceneOrder(em, left);
  }
}

/** What all are told of a scene that a job has written. */
interface SceneHead {
  id: string;
  project_id: string;
  episode: number;
  order_index: number;
  title: string;
}

/** Scenes and shots appear in the transaction that settles the storyboard. */
async function saveEpisode(transaction: JobTransaction, plan: EpisodePlan, script: EpisodeScript): Promise<void> {
  const { em, job } = transaction;
  const scenes = sceneRecords(plan.scenes, script, job.input.language);
  const shots = plan.scenes.flatMap(({ id: scene_id, shots: planned }) =>
    planned.map(({ id, facts }, order_index) => ({ ...facts, id, scene_id, order_index })),
  );
  await em.execute(
    `insert into scenes (id, project_id, episode, order_index, title, location, time_of_day, weather, mood, description,
       script, characters, created_at, updated_at)
     select s.id, ?, ?, s.order_index + (select count(*) from scenes o where o.project_id = ? and o.episode = ?), s.title,
       s.location, s.time_of_day, s.weather, s.mood, s.description, s.script, s.characters, now(), now()
     from jsonb_to_recordset(?::jsonb) as s(id uuid, order_index int, title text, location text, time_of_day text,
       weather text, mood text, description text, script text, characters jsonb)`,
    [job.project_id, plan.episode, job.project_id, plan.episode, JSON.stringify(scenes)],
  );
  await em.execute(
    `insert into shots (id, project_id, scene_id, order_index, description, lines, "cast", frames, transition,
       transition_frames, form_data, image, video, version, created_at, updated_at)
     select s.id, ?, s.scene_id, s.order_index, s.description, s.lines, s."cast", s.frames, s.transition,
       s.transition_frames, s.form_data, ?::jsonb, ?::jsonb, 1, now(), now()
     from jsonb_to_recordset(?::jsonb) as s(id uuid, scene_id uuid, order_index int, description text, lines jsonb,
       "cast" jsonb, frames int, transition text, transition_frames int, form_data jsonb)`,
    [job.project_id, JSON.stringify(NO_IMAGE), JSON.stringify(NO_VIDEO), JSON.stringify(shots)],
  );
  const added = await em.execute<SceneHead[]>(
    `select id, project_id, episode, order_index, title from scenes where id = any(?::uuid[]) order by order_index`,
    [`{${scenes.map(({ id }) => id).join(',')}}`],
  );
  for (const scene of added) {
    // Not what is written in it: that may repeat the prompt, which has no place in the log of events.
    transaction.emit('scene.created', { scene, by: null });
  }
}

async function planSteps(transaction: JobTransaction, plan: EpisodePlan, extras: Extras): Promise<void> {
  const { steps, added } = stepsFor(transaction.job, plan, extras);
  await addSteps(transaction, steps);
  await addDependencies(transaction, added);
}

/** The steps that make an episode's shots, and who waits for them. */
function stepsFor(job: JobRow, { episode, scenes }: EpisodePlan, { sitters, seen }: Extras): BroughtSteps {
  const plans = planOf(job);
  const shots = scenes.flatMap((scene) => scene.shots);
  const planned = shots.map(({ id, transitionFrames, facts }, index) => ({
    id,
    shows: transitionFrames > 0 ? (shots[index - 1]?.id ?? null) : null,
    portraits: portraitsIn(facts, sitters),
    isSeen: isSeen(facts, seen),
  }));
  const steps = shotSteps(plans, episode, planned);
  return { steps, added: addedDependencies(plans, episode, steps) };
}

/** Whose portraits a shot's picture is to be like; one of the user's, or out of the user's clip, is not made. */
function portraitsIn({ cast, image, video }: PlannedShot['facts'], sitters: Extras['sitters']): string[] {
  const isOwn = image.upload_id !== null || video.upload_id !== null;
  return isOwn ? [] : cast.flatMap((name) => sitters.get(name) ?? []);
}

/** A clip of the user's is looked at when it is one of the film's. */
function isSeen({ image, video }: PlannedShot['facts'], seen: Extras['seen']): boolean {
  return video.upload_id === null && (seen === 'all' || (seen === 'own' && image.upload_id !== null));
}
