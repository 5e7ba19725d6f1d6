/**
 * What each kind of job consists of, as data: its steps, what each waits for, where it runs and how long it may take.
 * The README's diagram is made from this table. Dependencies are between steps: shot 3's clip starts when shot 3's own
 * needs are there, whatever the other shots do.
 */

import { analysisPlan, ANALYSIS_PLAN } from './analysis-plan.js';
import { EXPORTS, type Format, INTERCHANGE, otherShape, shapeFormat } from './formats.js';
import { foreignLanguage, type JobInput } from './job-input.js';
import { type StageName, STAGES } from './stages.js';

/** Queues by what their steps wait for. */
export const QUEUES = ['script', 'image', 'speech', 'video', 'media'] as const;
export type QueueName = (typeof QUEUES)[number];

export const JOB_KINDS = [
  'drama',
  'video',
  'scenes',
  'scene_video',
  'shot_image',
  'shot_video',
  'export',
  'analysis',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** What of a request decides which steps its job has. */
type PlanInput = Pick<
  JobInput,
  'board' | 'pictureUrl' | 'keepVendorAudio' | 'language' | 'subtitleLanguages' | 'formats' | 'aspectRatio' | 'analysis'
>;

/**
 * One kind of step. `per` says for what there is one; `first shot` and `last shot` are those of each episode, a character is
 * somebody whose portrait the pictures are to be like, and a `seen shot` is one whose picture somebody is to look at.
 */
export interface StepPlan {
  stage: StageName;
  part: string;
  per: 'job' | 'episode' | 'character' | 'shot' | 'seen shot' | 'first shot' | 'last shot';
  /**
   * Parts that must be done: of the same shot, the same episode, those who are seen in the shot, or all of them where this
   * step is for more.
   */
  after: string[];
  /** Parts of the shot before that must be done where this shot's transition shows it. */
  afterPrevious: string[];
  queue: QueueName;
  timeLimitSec: number;
}

const MINUTES = 60;

/** The part of the steps that are for one person; their items end with the character's id. */
export const PORTRAIT = 'portrait';

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

/** The part of the steps that look at a shot's picture before footage is made of it. */
export const PICTURE_CHECK = 'picture-check';

/** The part of the steps that translate an episode's lines for subtitles in another language. */
export const TRANSLATION = 'translation';

const FILMING: StepPlan[] = [
  {
    stage: 'storyboard',
    part: TRANSLATION,
    per: 'episode',
    after: ['board'],
    queue: 'script',
    timeLimitSec: 10 * MINUTES,
  },
  {
    stage: 'moderation',
    part: 'script',
    per: 'job',
    // The board says in which shot each word is, and has words of its own.
    after: ['episode', 'board', TRANSLATION],
    queue: 'script',
    timeLimitSec: 5 * MINUTES,
  },
  {
    stage: 'images',
    part: PORTRAIT,
    per: 'character',
    after: ['script', 'board'],
    queue: 'image',
    timeLimitSec: 25 * MINUTES,
  },
  {
    stage: 'images',
    part: 'picture',
    per: 'shot',
    after: ['script', 'board', PORTRAIT],
    queue: 'image',
    timeLimitSec: 25 * MINUTES,
  },
  {
    stage: 'moderation',
    part: PICTURE_CHECK,
    per: 'seen shot',
    after: ['picture'],
    queue: 'image',
    timeLimitSec: 10 * MINUTES,
  },
  {
    stage: 'speech',
    part: 'lines',
    per: 'shot',
    after: ['script', 'board'],
    queue: 'speech',
    timeLimitSec: 10 * MINUTES,
  },
  {
    stage: 'clips',
    part: 'footage',
    per: 'shot',
    after: ['board', 'picture', PICTURE_CHECK],
    queue: 'video',
    timeLimitSec: 25 * MINUTES,
  },
  {
    stage: 'clips',
    part: 'clip',
    per: 'shot',
    after: ['board', TRANSLATION, 'footage', 'lines'],
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
    after: ['board', TRANSLATION, 'sound', 'clip-check', 'title', 'end'],
    queue: 'media',
    timeLimitSec: 25 * MINUTES,
  },
  { stage: 'assembly', part: 'whole', per: 'job', after: ['cut'], queue: 'media', timeLimitSec: 25 * MINUTES },
].map((step) => ({ afterPrevious: [], ...step }) as StepPlan);

/** The lower rungs of an HLS ladder, of a shot's clip and of the cards beside it. */
const RUNGS: StepPlan = assembling('rungs', 'shot', ['clip-check', 'title', 'end']);

/** Speech, music and ambience of an episode by themselves. */
const STEMS: StepPlan = assembling('stems', 'episode', ['board', 'lines']);

/** How steps are called that make of the other shape what a film's own steps make of its own. */
const TURNED = 'turned-';

/** The same film composed for the other shape: wide where it is upright, upright where it is wide. */
const TURNING: StepPlan[] = [
  {
    ...assembling('turned-clip', 'shot', ['board', TRANSLATION, 'footage', 'lines', 'clip-check']),
    afterPrevious: ['footage', 'lines'],
  },
  assembling('turned-title', 'first shot', ['board', 'picture']),
  assembling('turned-end', 'last shot', ['board', 'picture']),
  assembling('turned-check', 'shot', ['turned-clip']),
  assembling('turned-cut', 'episode', [
    ...['board', TRANSLATION, 'sound', 'turned-check', 'turned-title', 'turned-end'],
  ]),
  assembling('turned-whole', 'job', ['whole', 'turned-cut']),
];

function assembling(part: string, per: StepPlan['per'], after: string[]): StepPlan {
  return { stage: 'assembly', part, per, after, afterPrevious: [], queue: 'media', timeLimitSec: 25 * MINUTES };
}

/** Which part a step is, and whether it is of the other shape's film. */
export function shapeOf(part: string): { part: string; isTurned: boolean } {
  const isTurned = part.startsWith(TURNED);
  return { part: isTurned ? part.slice(TURNED.length) : part, isTurned };
}

/** What is made of a film besides, and the step that ends its job: it says what there is. */
function delivery({ formats = [], aspectRatio }: Pick<PlanInput, 'formats' | 'aspectRatio'>): StepPlan[] {
  const has = (wanted: readonly Format[]) => wanted.some((format) => formats.includes(format));
  const needs = (format: Format) => [
    'whole',
    'cut',
    ...(format === 'hls' ? ['rungs'] : []),
    ...(INTERCHANGE.includes(format) ? ['stems'] : []),
  ];
  const exports = EXPORTS.filter((format) => formats.includes(format)).map((format) =>
    assembling(itemOf('export', format), 'job', needs(format)),
  );
  const before = [
    ...(has(['hls']) ? [RUNGS] : []),
    ...(has(INTERCHANGE) ? [STEMS] : []),
    ...exports,
    ...(has([shapeFormat(otherShape(aspectRatio))]) ? TURNING : []),
  ];
  const last = before.filter(({ per }) => per === 'job').map(({ part }) => part);
  return [...before, assembling('film', 'job', ['whole', 'cut', ...last])];
}

/** The picture that a request names by an address; shots are made when it is there. */
const DOWNLOAD: StepPlan = {
  stage: 'images',
  part: 'download',
  per: 'job',
  after: [],
  afterPrevious: [],
  queue: 'image',
  timeLimitSec: 10 * MINUTES,
};

/** Some shots as one is to see them: their clips with their voices, one after the other. */
const REEL: StepPlan = {
  stage: 'clips',
  part: 'reel',
  per: 'job',
  after: ['clip'],
  afterPrevious: [],
  queue: 'media',
  timeLimitSec: 25 * MINUTES,
};

const OF_ONE_SHOT = ['picture', 'lines', 'footage', 'clip'];

/** Shots by themselves: made as in a film, but for what ties them to others. */
const SHOOTING = [
  DOWNLOAD,
  ...only(FILMING, ({ part }) => OF_ONE_SHOT.includes(part)).map((step) => ({
    ...step,
    after: step.stage === 'images' ? [DOWNLOAD.part] : step.after,
    afterPrevious: [],
  })),
  REEL,
];

const ENDING: StepPlan[] = delivery({ aspectRatio: '16:9' });
const FILM = [...SCRIPTING, ...FILMING];

export const PLANS: Record<JobKind, StepPlan[]> = {
  drama: [...FILM, ...ENDING],
  video: [...FILM, ...ENDING],
  scenes: SCRIPTING,
  scene_video: SHOOTING,
  shot_image: only(SHOOTING, ({ stage }) => stage === 'images'),
  shot_video: SHOOTING,
  export: only(ENDING, () => true),
  analysis: ANALYSIS_PLAN,
};

/** A film of scenes that are there: nothing is written, and what is read before all else is the board. */
const BOARD_FILM = only(FILM, ({ stage }) => stage !== 'style' && stage !== 'script');

/** The steps of these plans that are wanted; they wait for each other only. */
function only(plans: StepPlan[], isWanted: (plan: StepPlan) => boolean): StepPlan[] {
  const wanted = plans.filter(isWanted);
  const parts = wanted.map(({ part }) => part);
  return wanted.map((plan) => ({ ...plan, after: plan.after.filter((part) => parts.includes(part)) }));
}

/** What a job of a kind does, by what it was asked for. An export takes all that its film's job has done over. */
export function planOf({ kind, input }: { kind: JobKind; input: PlanInput }): StepPlan[] {
  switch (kind) {
    case 'drama':
    case 'video':
      return filmPlan(input);
    case 'export':
      return wantedOf(delivery(input), input);
    case 'analysis':
      return analysisPlan(input);
    default:
      return wantedOf(PLANS[kind], input);
  }
}

/** All steps of a film, from its first one on. */
export function filmPlan(input: PlanInput): StepPlan[] {
  return wantedOf([...(input.board ? BOARD_FILM : FILM), ...delivery(input)], input);
}

function wantedOf(plans: StepPlan[], input: PlanInput): StepPlan[] {
  const needless = [
    ...(input.pictureUrl === undefined ? [DOWNLOAD.part] : []),
    ...(foreignLanguage(input) !== null ? [] : [TRANSLATION]),
  ];
  const wanted = only(plans, ({ part }) => !needless.includes(part));
  return input.keepVendorAudio ? wanted.map(withFootage) : wanted;
}

/** A film's sound needs no picture, and is made while the clips are, unless theirs is to be heard in it. */
function withFootage(plan: StepPlan): StepPlan {
  return plan.part === 'sound' || plan.part === 'stems' ? { ...plan, after: [...plan.after, 'footage'] } : plan;
}

/** The stages of a plan, in the order of the wire. */
export function stagesOf(plans: StepPlan[]): StageName[] {
  const used = new Set(plans.map((step) => step.stage));
  return STAGES.filter((stage) => used.has(stage));
}

/** Kinds of subjects that only a storyboard knows. */
export const DYNAMIC: readonly StepPlan['per'][] = ['character', 'shot', 'seen shot', 'first shot', 'last shot'];

/** Parts of steps that exist only once a storyboard has planned them. */
export const PER_SHOT_PARTS: ReadonlySet<string> = new Set(
  [...FILMING, RUNGS, ...TURNING].filter(({ per }) => DYNAMIC.includes(per)).map(({ part }) => part),
);

export const itemOf = (part: string, subject?: string | number) =>
  subject === undefined ? part : `${part}:${subject}`;
