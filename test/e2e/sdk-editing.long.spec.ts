import { setImmediate as tick } from 'node:timers/promises';
import { Jumu, type JumuError, type LiveEvents, type ShotConfirmation, type ShotUpdates } from '@jumu/sdk';
import fc from 'fast-check';
import { type EventMessage } from '../../src/events/event-map.js';
import { CuttableLine } from '../support/cuttable-line.js';
import { newProject, newScene, newShot, shotOf } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';

/** The same for everybody; others are tried with PROPERTY_SEED=$RANDOM, more with PROPERTY_RUNS. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_128);
const RUNS = Number(process.env.PROPERTY_RUNS ?? 12);

/** What somebody types next. */
interface Typing {
  shot: 0 | 1;
  paths: string[];
  /** `before`: what was seen when the last thing was typed: a screen that lags behind. */
  version: 'none' | 'seen' | 'before';
  /** Types on before this is confirmed. */
  isHasty: boolean;
  /** The line is cut as soon as the server says something, or at once. */
  cut: 'at answer' | 'now' | null;
}

/** One change as its writer knows it. Its texts are nobody else's. */
interface Edit {
  writer: number;
  shotId: string;
  updates: ShotUpdates;
  version: number | undefined;
  confirmed: ShotConfirmation | null;
  refusal: JumuError | null;
}

/** Where one of the writers works. */
interface Desk {
  project: string;
  shots: string[];
  writer: number;
}

type Change = EventMessage<'shot.updated'>['data'];

const TYPING: fc.Arbitrary<Typing> = fc.record({
  shot: fc.constantFrom(0, 0, 1),
  paths: fc.subarray(['description', 'narration', 'form_data.lighting'], { minLength: 1 }),
  version: fc.constantFrom('none', 'seen', 'before'),
  isHasty: fc.boolean(),
  cut: fc.constantFrom('at answer', 'now', null, null),
});
const PROGRAM = fc.array(fc.array(TYPING, { minLength: 4, maxLength: 8 }), { minLength: 2, maxLength: 3 });

describe(`shots that many edit through the SDK over cut lines (PROPERTY_SEED=${SEED})`, () => {
  let app: TestApp;
  let user: TestUser;
  const met: Record<string, number> = {};

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
  });

  afterAll(() => app.stop());

  it('keep every change, once, and none over what its writer has not seen', async () => {
    await Promise.all(fc.sample(PROGRAM, { seed: SEED, numRuns: RUNS }).map(expectKept));
    const { confirmed, CONFLICT, cuts, ...others } = met;
    expect([confirmed, CONFLICT, cuts].filter((times) => !times)).toEqual([]);
    expect(others).toEqual({});
  });

  async function expectKept(program: Typing[][]): Promise<void> {
    const project = await newProject(user);
    const scene = (await newScene(user, project)).id;
    const shots = [(await newShot(user, scene)).id, (await newShot(user, scene)).id];
    const edits = (
      await Promise.all(program.map((typings, writer) => write({ project, shots, writer }, typings)))
    ).flat();
    edits.forEach(({ refusal }) => (met[refusal?.code ?? 'confirmed'] = (met[refusal?.code ?? 'confirmed'] ?? 0) + 1));
    for (const shotId of shots) {
      const events = await app.query<{ data: Change }>(
        `select data from events where stream_id = $1 and type = 'shot.updated' and data->>'shot_id' = $2 order by seq`,
        [project, shotId],
      );
      const changes = events.map(({ data }) => data);
      const own = edits.filter((edit) => edit.shotId === shotId);
      expectOnce(changes, own);
      expectSeen(changes, own);
      const texts = { description: '', narration: '', 'form_data.lighting': '' };
      expect(textsOf(await shotOf(user, shotId))).toEqual(
        Object.assign(texts, ...changes.map(({ updates }) => updates)),
      );
    }
  }

  /** What was confirmed is what was told as that version, whole; nothing else is told, and no text twice. */
  function expectOnce(changes: Change[], edits: Edit[]): void {
    expect(changes.map(({ version }) => version)).toEqual(changes.map((_, index) => index + 2));
    for (const [version, together] of confirmedByVersion(edits)) {
      expect(new Set(together.map(({ writer }) => writer)).size).toBe(1);
      const typed = Object.assign({}, ...together.map(({ updates }) => updates)) as ShotUpdates;
      expect(changes.find((change) => change.version === version)?.updates).toEqual(typed);
    }
    const told = changes.flatMap(({ updates }) => Object.values(updates));
    expect(told).toEqual([...new Set(told)]);
    const refused = edits.filter(({ refusal }) => refusal !== null).flatMap(({ updates }) => Object.values(updates));
    expect(told.filter((text) => refused.includes(text))).toEqual([]);
  }

  /** Between the version that somebody has seen and the one that their change has made is nobody else's. */
  function expectSeen(changes: Change[], edits: Edit[]): void {
    const writers = new Map(
      [...confirmedByVersion(edits)].map(([version, together]) => [version, together[0]?.writer]),
    );
    for (const { writer, version = Infinity, confirmed } of edits) {
      const last = confirmed?.version ?? 0;
      const between = changes.filter((change) => change.version > version && change.version < last);
      expect(between.filter((change) => writers.get(change.version) !== writer)).toEqual([]);
    }
  }

  function confirmedByVersion(edits: Edit[]): Map<number, Edit[]> {
    const confirmed = edits.filter((edit) => edit.confirmed !== null);
    return Map.groupBy(confirmed, (edit) => edit.confirmed?.version ?? 0);
  }

  /** Types all of it, and waits until it is confirmed or refused. */
  async function write(desk: Desk, typings: Typing[]): Promise<Edit[]> {
    const line = await CuttableLine.open(app.url);
    const jumu = new Jumu({ baseUrl: line.url, token: user.token });
    const events = jumu.events({ projects: [desk.project] });
    await events.ready;
    const seen = seenVersions(events);
    let before = new Map<string, number>();
    const edits: Edit[] = [];
    const running: Promise<void>[] = [];
    for (const [index, typing] of typings.entries()) {
      const edit = editOf(desk, typing, index, typing.version === 'before' ? before : seen);
      before = new Map(seen);
      const done = jumu.editShot(edit.shotId, edit.updates, edit.version).then(
        (confirmation) => void (edit.confirmed = confirmation),
        (error: JumuError) => void (edit.refusal = error),
      );
      edits.push(edit);
      running.push(done);
      cut(line, typing.cut);
      await (typing.isHasty ? tick() : done);
    }
    await Promise.all(running);
    events.close();
    jumu.close();
    await line.close();
    return edits;
  }

  function editOf({ shots, writer }: Desk, typing: Typing, index: number, seen: Map<string, number>): Edit {
    const shotId = shots[typing.shot] ?? '';
    const updates = Object.fromEntries(typing.paths.map((path) => [path, `${writer}.${index} ${path}`]));
    const version = typing.version === 'none' ? undefined : (seen.get(shotId) ?? 1);
    return { writer, shotId, updates, version, confirmed: null, refusal: null };
  }

  function cut(line: CuttableLine, when: Typing['cut']): void {
    met['cuts'] = (met['cuts'] ?? 0) + (when === null ? 0 : 1);
    if (when === 'at answer') {
      line.cutAtAnswer();
    } else if (when === 'now') {
      line.cut();
    }
  }

  function seenVersions(events: LiveEvents): Map<string, number> {
    const seen = new Map<string, number>();
    events.on('shot.updated', ({ data }) => seen.set(data.shot_id, data.version));
    return seen;
  }

  function textsOf({ description, narration, form_data }: Awaited<ReturnType<typeof shotOf>>): object {
    return { description, narration, 'form_data.lighting': form_data.lighting };
  }
});
