/** The states of jobs and steps, and the only moves between them. */

export const JOB_STATES = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

export const STEP_STATES = ['pending', 'queued', 'running', 'waiting', 'done', 'failed', 'cancelled'] as const;
export type StepState = (typeof STEP_STATES)[number];

export type Transitions<State extends string> = Record<State, readonly State[]>;

export const JOB_TRANSITIONS: Transitions<JobState> = {
  pending: ['running', 'paused', 'failed', 'cancelled'],
  running: ['paused', 'completed', 'failed', 'cancelled'],
  paused: ['running', 'completed', 'failed', 'cancelled'],
  completed: ['running'],
  failed: ['running'],
  cancelled: ['running'],
};

export const STEP_TRANSITIONS: Transitions<StepState> = {
  pending: ['queued', 'cancelled'],
  queued: ['running', 'pending', 'cancelled'],
  running: ['done', 'waiting', 'queued', 'pending', 'failed', 'cancelled'],
  // Done or failed without a run: somebody has decided about what it holds up.
  waiting: ['queued', 'pending', 'done', 'failed', 'cancelled'],
  // Waiting: somebody has to look at what it has found.
  done: ['pending', 'waiting'],
  failed: ['pending'],
  cancelled: ['pending'],
};

export function canMove<State extends string>(transitions: Transitions<State>, from: State, to: State): boolean {
  return transitions[from].includes(to);
}

/** A job that will not go on by itself. */
export function isFinal(state: JobState): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/** A job whose steps may be claimed. */
export function isActive(state: JobState): boolean {
  return state === 'pending' || state === 'running';
}
