import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { newId } from '../../src/common/uuid.js';
import { type EventMessage } from '../../src/events/event-map.js';
import { type Attempt } from './serial-history.js';
import { type Command, type ModelShot } from './storyboard-model.js';
import { type Listener, type Reply, type TestApp, type TestUser } from './test-app.js';

/** What a client does next; numbers become shots and places when it does it. */
export interface Step {
  act: Command['name'];
  door: Attempt['door'];
  /** With a `command_id` (or Idempotency-Key), it may be sent again: at once, later, or after a cut. */
  again: 'without key' | 'no' | 'at once' | 'later' | 'after a cut';
  /** The next step does not wait for it. */
  isHasty: boolean;
  shot: number;
  scene: number;
  place: number;
  updates: Record<string, unknown>;
  version: 'none' | 'seen' | 'stale';
  /** How many turns of the event loop pass before the cut. */
  ticks: number;
}

const TEXTS = ['', '雨', '夜', 'she turns'];
const LINE = { character: '林夏', line: '你怎么还没走？', emotion: 'neutral' };

const VALUES: Record<string, unknown[]> = {
  ...{ description: TEXTS, narration: TEXTS, 'form_data.lighting': TEXTS, dialogue: [[], [LINE]] },
  ...{ duration_sec: [1, 4.2, 60], 'form_data.checkboxes.a': [true, false], 'form_data.checkboxes.b': [true, false] },
};
const CHANGES = Object.entries(VALUES).flatMap(([path, values]) => values.map((value) => [path, value] as const));
/** Moves: the values are the step's scene and place. */
const MOVES = [{ order_index: 0 }, { scene_id: '' }, { scene_id: '', order_index: 0 }];
const WRONG: object[] = [{ version: 7 }, { description: 7 }, { duration_sec: 61, narration: '' }];

/** Few paths with few values, so that many hands meet at them, and some do what is done already. */
const UPDATES: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...CHANGES), { minLength: 1, maxLength: 3, selector: ([path]) => path }),
    fc.constantFrom({}, {}, {}, ...MOVES),
    fc.constantFrom(...Array.from({ length: 30 }, () => ({})), ...WRONG),
  )
  .map(([changes, move, wrong]) => ({ ...Object.fromEntries(changes), ...move, ...wrong }));

export const STEP: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(
    { weight: 8, arbitrary: fc.constant('update' as const) },
    { weight: 2, arbitrary: fc.constant('create' as const) },
    { weight: 1, arbitrary: fc.constantFrom('delete' as const, 'reorder' as const, 'read' as const) },
  ),
  door: fc.constantFrom('socket', 'socket', 'rest'),
  again: fc.constantFrom('without key', 'without key', 'without key', 'no', 'at once', 'later', 'later', 'after a cut'),
  isHasty: fc.boolean(),
  shot: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(99) }),
  scene: fc.nat(99),
  place: fc.nat(4),
  updates: UPDATES,
  version: fc.constantFrom('none', 'seen', 'seen', 'stale'),
  ticks: fc.nat(12),
});

/** Where a crowd works, and what its members share. */
export interface Place {
  app: TestApp;
  user: TestUser;
  projectId: string;
  /** The scenes that commands name: those of the project, and now and then one of somebody else's. */
  scenes: string[];
  /** All that ever were, deleted ones too. */
  shots: string[];
  attempts: Attempt[];
  clock: { now: number };
}

/** One of the clients: a socket that comes back after cuts, REST, and a memory of the versions that it has heard of. */
export class CrowdClient {
  readonly listener: Listener;
  cuts = 0;
  private readonly versions = new Map<string, number>();
  private readonly running: Promise<void>[] = [];

  constructor(
    private readonly place: Place,
    private last: number,
  ) {
    const { app, user, projectId } = place;
    this.listener = app.listen(user.token, { project_id: projectId, after_seq: last });
    const { socket } = this.listener;
    socket.io.reconnectionDelay(5).reconnectionDelayMax(20);
    socket.auth = (give) => give({ token: user.token, project_id: projectId, after_seq: this.last });
    socket.onAny((_name: string, message: EventMessage) => this.hear(message));
  }

  /** All that it was told of the project, as it came. */
  get heard(): EventMessage[] {
    return this.listener.heard.filter(({ seq }) => seq !== null);
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      const done = this.take(step);
      this.running.push(done);
      await (step.isHasty ? tick() : done);
    }
    await Promise.all(this.running);
  }

  /** Asks once, and notes what came of it. Rejects never. */
  async attempt(command: Command, door: Attempt['door'], key: string | null): Promise<Attempt> {
    const { attempts, clock } = this.place;
    const attempt: Attempt = {
      ...{ command, door, key: key === null ? null : `${door} ${key}`, sent: (clock.now += 1), answered: Infinity },
      ...{ told: undefined, isReplayed: false, refusal: null },
    };
    attempts.push(attempt);
    await (door === 'socket' ? this.bySocket(attempt, key) : this.byRest(attempt, key)).catch(() => undefined);
    if (attempt.told !== undefined) {
      attempt.answered = clock.now += 1;
    }
    return attempt;
  }

  /** Not while it connects: Socket.IO would not notice for 20 s. */
  cut(): void {
    const { socket } = this.listener;
    if (socket.connected) {
      this.cuts += 1;
      socket.io.engine.close();
    }
  }

  private async take(step: Step): Promise<void> {
    const command = step.act === 'reorder' ? await this.reordering(step) : this.commandOf(step);
    const door = command.name === 'read' ? 'rest' : step.door;
    const hasKey = door === 'socket' || command.name === 'create' || command.name === 'reorder';
    const key = step.again === 'without key' || !hasKey ? null : newId();
    const first = this.attempt(command, door, key);
    if (step.again === 'after a cut') {
      await this.passTicks(step.ticks);
      this.cut();
    }
    if (key === null) {
      await first;
    } else {
      const others = step.again === 'at once' ? [this.insist(command, door, key)] : [];
      await Promise.all([first, ...others]);
      await this.insist(command, door, key, step.again === 'later' ? null : await first);
    }
  }

  /** Asks until the command is done or refused for good; not at all where it was. */
  private async insist(
    command: Command,
    door: Attempt['door'],
    key: string,
    first: Attempt | null = null,
  ): Promise<void> {
    let attempt = first ?? (await this.attempt(command, door, key));
    while (attempt.told === undefined || attempt.refusal === 'IDEMPOTENCY_IN_PROGRESS') {
      attempt = await this.attempt(command, door, key);
    }
  }

  private async passTicks(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      await tick();
    }
  }

  private commandOf({ act, shot, scene, place, updates, version }: Step): Command {
    const scene_id = pick(this.place.scenes, scene);
    // The shot that all like to change is to stay.
    const shot_id = pick(this.place.shots, act === 'delete' ? shot + 1 : shot);
    const seen = version === 'stale' ? 1 : this.versions.get(shot_id);
    const written = Object.fromEntries(
      Object.entries(updates).map(([path, value]) => [path, { order_index: place, scene_id }[path] ?? value]),
    );
    switch (act) {
      case 'create':
        return { name: 'create', scene_id, ...(place < 3 && { order_index: place }), description: TEXTS[scene % 4] };
      case 'delete':
        return { name: 'delete', shot_id };
      case 'update':
        return { name: 'update', shot_id, updates: written, ...(version !== 'none' && { version: seen ?? 1 }) };
      default:
        return { name: 'read' };
    }
  }

  /** Turns a scene round as it was a moment ago; now and then one shot is missing, or one is there that is nobody's. */
  private async reordering({ scene, place }: Step): Promise<Command> {
    const scene_id = pick(this.place.scenes, scene);
    const { told } = await this.attempt({ name: 'read' }, 'rest', null);
    const own = (told as ModelShot[]).filter((shot) => shot.scene_id === scene_id).map(({ id }) => id);
    const ids = place === 4 ? [...own.slice(1), newId()] : own.slice(place === 3 ? 1 : 0);
    const reorder_map = Object.fromEntries(ids.toReversed().map((id, index) => [id, index]));
    return { name: 'reorder', scene_id, reorder_map };
  }

  private async bySocket(attempt: Attempt, key: string | null): Promise<void> {
    const { name, ...payload } = attempt.command;
    const named = { ...payload, ...(key !== null && { command_id: key }) };
    const { ok, error, replayed, ...answer } = await this.listener.command(`shot.${name}`, named);
    attempt.isReplayed = replayed === true;
    attempt.refusal = ok ? null : error.code;
    attempt.told = ok ? answer : refusalOf(error.code, error.context);
    this.remember(answer.data?.shot_id);
  }

  private async byRest(attempt: Attempt, key: string | null): Promise<void> {
    const { status, headers, body } = await this.request(
      attempt.command,
      key === null ? {} : { 'idempotency-key': key },
    );
    attempt.isReplayed = headers.get('idempotent-replayed') === 'true';
    attempt.refusal = status < 300 ? null : (body.error?.code ?? `${status}`);
    const data = attempt.command.name === 'read' ? body.data?.items : body?.data;
    attempt.told = attempt.refusal === null ? (data ?? null) : refusalOf(attempt.refusal, body.error?.details);
    this.remember(data?.id);
  }

  private request(command: Command, headers: Record<string, string>): Promise<Reply> {
    const { user, projectId } = this.place;
    switch (command.name) {
      case 'create': {
        const { name: _, scene_id, ...body } = command;
        const where = scene_id === undefined ? `/projects/${projectId}` : `/scenes/${scene_id}`;
        return user.post(`${where}/shots`, body, headers);
      }
      case 'update': {
        const { name: _, shot_id, ...body } = command;
        return user.patch(`/shots/${shot_id}`, body);
      }
      case 'delete':
        return user.delete(`/shots/${command.shot_id}`);
      case 'reorder':
        return user.post(`/scenes/${command.scene_id}/shots/reorder`, { reorder_map: command.reorder_map }, headers);
      case 'read':
        return user.get(`/projects/${projectId}/shots?limit=500`);
    }
  }

  private remember(id: unknown): void {
    if (typeof id === 'string' && !this.place.shots.includes(id)) {
      this.place.shots.push(id);
    }
  }

  private hear({ seq, data }: EventMessage): void {
    this.last = seq ?? this.last;
    const { shot, shot_id, version, versions } = data as any;
    const told = { ...versions, ...(shot && { [shot.id]: shot.version }), ...(version && { [shot_id]: version }) };
    Object.entries<number>(told).forEach(([id, number]) => this.versions.set(id, number));
  }
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}

/** Of a refusal, what the model knows of. */
function refusalOf(code: string, context: { current?: unknown } = {}): object {
  return { code, ...(context.current !== undefined && { current: context.current }) };
}
