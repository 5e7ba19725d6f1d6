import { isDeepStrictEqual } from 'node:util';
import {
  type Answer,
  apply,
  type Command,
  type ModelEvent,
  type Outcome,
  type Storyboard,
} from './storyboard-model.js';

/** Once that a command was sent, through one of the doors, and what came of it. */
export interface Attempt {
  command: Command;
  door: 'socket' | 'rest';
  /** Its `command_id` or Idempotency-Key, and the door's name. */
  key: string | null;
  /** Moments of one clock that stands never still: everything happens at another one. */
  sent: number;
  answered: number;
  /** As it came, times and all; undefined: nothing came, and the command may have been done or not. */
  told: unknown;
  isReplayed: boolean;
  refusal: string | null;
}

/** Attempts that may have one effect together. */
interface Operation {
  command: Command;
  door: Attempt['door'];
  sent: number;
  answered: number;
  told: unknown;
}

export interface Start {
  board: Storyboard;
  by: string;
  projectId: string;
}

/**
 * Says whether what clients were answered and what was told is what would have come of the same commands one after the
 * other: in the order of the events, each command between its sending and its answer. Gives what it ends with.
 */
export class SerialHistory {
  private readonly states: Storyboard[];
  /** After how many changes each operation stands in the order. */
  private readonly places = new Map<Operation, number>();
  private readonly operations: Operation[];

  constructor(
    private readonly start: Start,
    attempts: readonly Attempt[],
  ) {
    this.states = [start.board];
    this.operations = onceEach(attempts);
  }

  replay(events: readonly ModelEvent[]): Storyboard {
    for (let at = 0; at < events.length;) {
      at += this.takeNext(events.slice(at));
    }
    let settled: Operation[] = [];
    for (const operation of this.operations.toSorted((one, other) => one.answered - other.answered)) {
      this.settle(operation, settled);
      settled = [...settled, operation];
    }
    return this.board;
  }

  private get board(): Storyboard {
    return this.states.at(-1) ?? this.start.board;
  }

  /** Finds the command whose doing tells just what comes next; gives how many events those are. */
  private takeNext(events: readonly ModelEvent[]): number {
    for (const operation of this.operations) {
      const outcome = this.places.has(operation) ? null : this.outcomeOf(operation.command, this.board, events[0]);
      const isNext =
        outcome !== null &&
        outcome.events.length > 0 &&
        isSame(outcome.events, events.slice(0, outcome.events.length)) &&
        isAsTold(operation, outcome.answer);
      if (isNext) {
        this.states.push(outcome.board);
        this.places.set(operation, this.states.length - 1);
        return outcome.events.length;
      }
    }
    throw new Error(
      `No command tells this after ${this.states.length - 1} changes: ${JSON.stringify(events.slice(0, 3))}`,
    );
  }

  /** Whatever was answered before a command was sent stands before it; what changed nothing stands as early as it can. */
  private settle(operation: Operation, before: readonly Operation[]): void {
    const places = before
      .filter(({ answered }) => answered < operation.sent)
      .map((other) => this.places.get(other) ?? 0);
    const earliest = Math.max(0, ...places);
    const own = this.places.get(operation);
    if (own !== undefined) {
      if (own <= earliest) {
        throw new Error(`Change ${own} was sent after change ${earliest} was answered: ${JSON.stringify(operation)}`);
      }
    } else if (operation.told !== undefined) {
      this.places.set(operation, this.placeWithoutEffect(operation, earliest));
    }
  }

  private placeWithoutEffect(operation: Operation, earliest: number): number {
    const place = this.states.findIndex((state, index) => {
      const { events, answer } = this.outcomeOf(operation.command, state);
      return index >= earliest && events.length === 0 && isAsTold(operation, answer);
    });
    if (place < 0) {
      throw new Error(`Of no state from change ${earliest} on: ${JSON.stringify(operation)}`);
    }
    return place;
  }

  private outcomeOf(command: Command, board: Storyboard, event?: ModelEvent): Outcome {
    const { shot } = (event?.data ?? {}) as { shot?: { id: string } };
    const { by, projectId } = this.start;
    return apply(board, command, { by, projectId, newId: shot?.id ?? '' });
  }
}

/** What has no key is one operation each; of those with one key, one may have an effect, and all successes are its answer. */
function onceEach(attempts: readonly Attempt[]): Operation[] {
  const groups = Map.groupBy(attempts, (attempt) => attempt.key ?? attempt);
  return [...groups.values()].flatMap((group) => {
    const inVain = group.filter(({ refusal }) => refusal !== null);
    inVain
      .filter(({ refusal }) => refusal === 'IDEMPOTENCY_IN_PROGRESS')
      .forEach((each) => assertNotAlone(each, group));
    const refused = inVain.filter(({ refusal }) => refusal !== 'IDEMPOTENCY_IN_PROGRESS');
    return [...refused, ...effectOf(group.filter(({ refusal }) => refusal === null))];
  });
}

function effectOf(attempts: readonly Attempt[]): Operation[] {
  const done = attempts.filter(({ told }) => told !== undefined);
  const firsts = done.filter(({ isReplayed }) => !isReplayed);
  const lost = attempts.filter(({ told }) => told === undefined);
  if (firsts.length > 1 || done.some(({ told }) => !isDeepStrictEqual(told, done[0]?.told))) {
    throw new Error(`Done twice: ${JSON.stringify(attempts)}`);
  }
  const candidates = firsts.length > 0 ? firsts : lost;
  const [first] = candidates;
  if (!first) {
    if (done.length > 0) {
      throw new Error(`Repeated, but never done: ${JSON.stringify(attempts)}`);
    }
    return [];
  }
  return [
    {
      ...{ command: first.command, door: first.door, told: done[0]?.told },
      sent: Math.min(...candidates.map(({ sent }) => sent)),
      answered: Math.min(...done.map(({ answered }) => answered), Infinity),
    },
  ];
}

/** Only one that has not ended can be in the way. */
function assertNotAlone(attempt: Attempt, group: readonly Attempt[]): void {
  const others = group.filter((each) => each !== attempt && each.sent < attempt.answered);
  const isThere = ({ told, answered }: Attempt) => told === undefined || answered > attempt.sent;
  if (!others.some(isThere)) {
    throw new Error(`Nobody was in the way of ${JSON.stringify(attempt)}`);
  }
}

function isAsTold({ told, door, command }: Operation, answer: Answer): boolean {
  return told === undefined || isSame(told, sayingOf(answer, door, command));
}

/** An answer in the words of a door. */
function sayingOf(answer: Answer, door: Attempt['door'], { name }: Command): object | null {
  if (answer.kind === 'refused') {
    return { code: answer.code, ...(answer.current && { current: answer.current }) };
  }
  if (door === 'rest') {
    return {
      shot: () => ('shot' in answer ? answer.shot : null),
      gone: () => null,
      order: () => ('order' in answer ? answer.order : null),
      list: () => ('shots' in answer ? answer.shots : null),
    }[answer.kind]();
  }
  switch (answer.kind) {
    case 'shot': {
      const { id: shot_id, version } = answer.shot;
      return name === 'create'
        ? { type: 'shot.created', data: { shot_id, version, shot: answer.shot } }
        : { type: 'shot.sync_confirm', data: { shot_id, version } };
    }
    case 'gone':
      return { type: 'shot.deleted', data: { shot_id: answer.shot_id } };
    case 'order':
      return { type: 'shot.reorder_confirm', data: answer.order };
    case 'list':
      return null;
  }
}

/** As JSON, so that it does not matter which realm of Jest an object comes from. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(withoutTimes(one), withoutTimes(other));
}

/** Everything but when it was: the model has no clock. */
export function withoutTimes(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, each: unknown) => (name === 'created_at' || name === 'updated_at' ? undefined : each)),
  );
}
