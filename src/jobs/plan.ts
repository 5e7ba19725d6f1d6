/**
 * What each kind of job consists of, as data: its steps, what each waits for, where it runs and how long it may take.
 * The README's diagram is made from this table. Dependencies are between steps: shot 3's clip starts when shot 3's own
 * needs are there, whatever the other shots do.
 */

export const STAGES = ['style', 'script', 'storyboard', 'images', 'speech', 'clips', 'moderation', 'assembly'] as const;
export type StageName = (typeof STAGES)[number];

/** Queues by what their steps wait for. */
export const QUEUES = ['script', 'image', 'speech', 'video', 'media'] as const;
export type QueueName = (typeof QUEUES)[number];

export const JOB_KINDS = ['drama', 'video', 'scenes'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** One kind of step. `per` says for what there is one; `first shot` and `last shot` are those of each episode. */
export interface StepPlan {
  stage: StageName;
  part: string;
  per: 'job' | 'episode' | 'shot' | 'first shot' | 'last shot';
  /** Parts that must be done: of the same shot, the same episode, or all of them where this step is for more. */
  after: string[];
  /** Parts of the shot before that must be done where this shot's transition shows it. */
  afterPrevious: string[];
  queue: QueueName;
  timeLimitSec: number;
}

const MINUTES = 60;

const SCRIPTING: StepPlan[] = [
  { stage: 'style', part: 'bible', per: 'job', after: [], queue: 'script', timeLimitSec: 10 * MINUTES },
  { stage: 'script', part: 'episode', per: 'episode', after: ['bible'], queue: 'script', timeLimitSec: 10 * MINUTES },
  {
    stage: 'storyboard',
    part: 'board',
    per: 'episode',
    after: ['bible', 'episode'],
    queue: 'script',
    timeLimitSec: 10 * MINUTES,
  },
].map((step) => ({ ...step, afterPrevious: [] }) as StepPlan);

const FILMING: StepPlan[] = [
  { stage: 'moderation', part: 'script', per: 'job', after: ['episode'], queue: 'script', timeLimitSec: 5 * MINUTES },
  {
    stage: 'images',
    part: 'picture',
    per: 'shot',
    after: ['script', 'board'],
    queue: 'image',
    timeLimitSec: 25 * MINUTES,
  },
  {
    stage: 'speech',
    part: 'lines',
    per: 'shot',
    after: ['script', 'board'],
    queue: 'speech',
    timeLimitSec: 10 * MINUTES,
  },
  { stage: 'clips', part: 'footage', per: 'shot', after: ['picture'], queue: 'video', timeLimitSec: 25 * MINUTES },
  {
    stage: 'clips',
    part: 'clip',
    per: 'shot',
    after: ['board', 'footage', 'lines'],
    afterPrevious: ['footage', 'lines'],
    queue: 'media',
    timeLimitSec: 25 * MINUTES,
  },
  {
    stage: 'clips',
    part: 'title',
    per: 'first shot',
    after: ['board', 'picture'],
    queue: 'media',
    timeLimitSec: 10 * MINUTES,
  },
  {
    stage: 'clips',
    part: 'end',
    per: 'last shot',
    after: ['board', 'picture'],
    queue: 'media',
    timeLimitSec: 10 * MINUTES,
  },
  { stage: 'moderation', part: 'clip-check', per: 'shot', after: ['clip'], queue: 'media', timeLimitSec: 10 * MINUTES },
  {
    stage: 'assembly',
    part: 'sound',
    per: 'episode',
    after: ['board', 'lines'],
    queue: 'media',
    timeLimitSec: 25 * MINUTES,
  },
  {
    stage: 'assembly',
    part: 'cut',
    per: 'episode',
    after: ['board', 'sound', 'clip-check', 'title', 'end'],
    queue: 'media',
    timeLimitSec: 25 * MINUTES,
  },
  { stage: 'assembly', part: 'film', per: 'job', after: ['cut'], queue: 'media', timeLimitSec: 25 * MINUTES },
].map((step) => ({ afterPrevious: [], ...step }) as StepPlan);

export const PLANS: Record<JobKind, StepPlan[]> = {
  drama: [...SCRIPTING, ...FILMING],
  video: [...SCRIPTING, ...FILMING],
  scenes: SCRIPTING,
};

/** How much of a job's progress each stage is: fixed, so that progress does not fall when steps are added. */
export const STAGE_WEIGHTS: Record<StageName, number> = {
  style: 2,
  script: 4,
  storyboard: 4,
  images: 15,
  speech: 10,
  clips: 50,
  moderation: 5,
  assembly: 10,
};

/** The stages of a kind, in the order of the wire. */
export function stagesOf(kind: JobKind): StageName[] {
  const used = new Set(PLANS[kind].map((step) => step.stage));
  return STAGES.filter((stage) => used.has(stage));
}

/** A shot that steps are planned for. `shows` is the shot before it if its transition still shows that one. */
export interface PlannedShot {
  id: string;
  shows: string | null;
}

export interface PlannedStep {
  plan: StepPlan;
  item: string;
  /** Items (`part` or `part:subject`) of the same job that must be done first. */
  dependsOn: string[];
}

const DYNAMIC = ['shot', 'first shot', 'last shot'];

/** Parts of steps that exist only once a storyboard has planned them. */
export const PER_SHOT_PARTS: ReadonlySet<string> = new Set(
  FILMING.filter(({ per }) => DYNAMIC.includes(per)).map(({ part }) => part),
);

export const itemOf = (part: string, subject?: string | number) =>
  subject === undefined ? part : `${part}:${subject}`;

/** The steps a job starts with: those for the job and for each episode. What needs shots comes with the storyboard. */
export function initialSteps(kind: JobKind, episodes: number[]): PlannedStep[] {
  const plans = PLANS[kind];
  const fixed = new Map(plans.filter((plan) => !DYNAMIC.includes(plan.per)).map((plan) => [plan.part, plan]));
  return [...fixed.values()].flatMap((plan) => {
    const needs = plan.after.flatMap((part) => fixed.get(part) ?? []);
    const of = (episode: number | null) =>
      needs.flatMap((need) => {
        if (need.per === 'job') {
          return [need.part];
        }
        return episode === null ? episodes.map((each) => itemOf(need.part, each)) : [itemOf(need.part, episode)];
      });
    return plan.per === 'job'
      ? [{ plan, item: plan.part, dependsOn: of(null) }]
      : episodes.map((episode) => ({ plan, item: itemOf(plan.part, episode), dependsOn: of(episode) }));
  });
}

/** The steps that an episode's storyboard brings, in order of the shots. */
export function shotSteps(kind: JobKind, episode: number, shots: PlannedShot[]): PlannedStep[] {
  const plans = PLANS[kind];
  const perOf = new Map(plans.map((plan) => [plan.part, plan.per]));
  const first = shots[0];
  const last = shots.at(-1);
  return plans
    .filter((plan) => DYNAMIC.includes(plan.per))
    .flatMap((plan) => {
      const subjects = plan.per === 'shot' ? shots : [plan.per === 'first shot' ? first : last];
      return subjects.flatMap((shot) => {
        if (!shot) {
          return [];
        }
        const own = plan.after.map((part) => {
          const per = perOf.get(part);
          return per === 'job' ? part : itemOf(part, per === 'episode' ? episode : shot.id);
        });
        const previous = shot.shows ? plan.afterPrevious.map((part) => itemOf(part, shot.shows ?? '')) : [];
        return [{ plan, item: itemOf(plan.part, shot.id), dependsOn: [...own, ...previous] }];
      });
    });
}

/** What steps of an episode wait for, in addition, once its shots are known: item → items. */
export function addedDependencies(kind: JobKind, episode: number, steps: PlannedStep[]): Map<string, string[]> {
  const added = new Map<string, string[]>();
  for (const plan of PLANS[kind].filter(({ per }) => per === 'episode')) {
    const needs = steps.filter((step) => plan.after.includes(step.plan.part)).map((step) => step.item);
    if (needs.length > 0) {
      added.set(itemOf(plan.part, episode), needs);
    }
  }
  return added;
}
