import fc from 'fast-check';
import { newProject, newScene, newShot, sceneOf } from '../support/project-story.js';
import { CrowdClient, type Place, type Step, STEP } from '../support/live-crowd.js';
import { type Attempt, SerialHistory, withoutTimes } from '../support/serial-history.js';
import { type ModelShot, type Storyboard } from '../support/storyboard-model.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { until } from '../support/until.js';

/** The same for everybody; others are tried with PROPERTY_SEED=$RANDOM, more with PROPERTY_RUNS. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_128);
const RUNS = Number(process.env.PROPERTY_RUNS ?? 20);

/** What each client does. */
const PROGRAM = fc.array(fc.array(STEP, { minLength: 6, maxLength: 12 }), { minLength: 3, maxLength: 6 });

/** A crowd that never collides proves nothing: each of these has to come of some command. */
const WANTED = [
  ...['done', 'replayed', 'cut', 'unanswered'],
  ...['CONFLICT', 'SHOT_NOT_FOUND', 'SCENE_NOT_FOUND', 'INVALID_PARAMS'],
];

describe(`many clients at one storyboard (PROPERTY_SEED=${SEED})`, () => {
  let app: TestApp;
  let user: TestUser;
  /** Somebody else's. */
  let strangeScene: string;
  /** What has come of the commands of all runs. */
  const met: Record<string, number> = {};

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
    user = await app.newUser();
    const stranger = await app.newUser();
    strangeScene = (await newScene(stranger, await newProject(stranger))).id;
  });

  afterAll(() => app.stop());

  it('leave what they would leave one after the other', async () => {
    await fc.assert(fc.asyncProperty(PROGRAM, expectSerial), { seed: SEED, numRuns: RUNS, endOnFailure: true });
    expect(WANTED.filter((what) => !met[what])).toEqual([]);
  }, 600_000);

  async function expectSerial(program: Step[][]): Promise<void> {
    const { place, board } = await newPlace();
    const first = await headOf(place.projectId);
    const clients = program.map(() => new CrowdClient(place, first));
    await Promise.all(clients.map((client, index) => client.run(program[index] ?? [])));
    await expectSettled(place);

    const told = await app.query(
      'select seq::int, type, data from events where stream_id = $1 and seq > $2 order by seq',
      [place.projectId, first],
    );
    const last = first + told.length;
    for (const client of clients) {
      if (told.length > 0) {
        await client.listener.until(({ seq }) => seq === last);
      }
      expect(client.heard.map(({ seq, type, data }) => ({ seq, type, data }))).toEqual(told);
      client.listener.socket.disconnect();
    }
    const events = told.map(({ type, data }) => ({ type, data: data as object }));
    const history = new SerialHistory({ board, by: user.id, projectId: place.projectId }, place.attempts);
    expect(Object.fromEntries(history.replay(events))).toEqual(Object.fromEntries(await boardOf(board.keys())));
    count(place.attempts, clients);
  }

  /** Two scenes of three shots, and a scene of somebody else's. */
  async function newPlace(): Promise<{ place: Place; board: Storyboard }> {
    const projectId = await newProject(user);
    const scenes = [(await newScene(user, projectId)).id, (await newScene(user, projectId)).id];
    for (const scene of scenes) {
      await Promise.all([1, 2, 3].map(() => newShot(user, scene)));
    }
    const board = await boardOf(scenes);
    const shots = [...board.values()].flat().map(({ id }) => id);
    const targets = [...scenes, ...scenes, ...scenes, strangeScene];
    const place = { app, user, projectId, scenes: targets, shots, attempts: [], clock: { now: 0 } };
    return { place, board };
  }

  async function boardOf(scenes: Iterable<string>): Promise<Storyboard> {
    const board = new Map<string, ModelShot[]>();
    for (const id of scenes) {
      board.set(id, withoutTimes((await sceneOf(user, id)).shots) as ModelShot[]);
    }
    return board;
  }

  /** What nobody waits for any more is carried out in its turn: until three looks have found nobody at work. */
  async function expectSettled({ projectId }: Place): Promise<void> {
    const looks: number[] = [];
    await until('the last command is done', async () => {
      const busy = await app.query(
        `select 1 from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`,
      );
      looks.push(busy.length > 0 ? -looks.length - 1 : await headOf(projectId));
      return looks.length > 2 && new Set(looks.slice(-3)).size === 1;
    });
  }

  async function headOf(projectId: string): Promise<number> {
    const [stream] = await app.query('select seq::int from event_streams where id = $1', [projectId]);
    return stream.seq;
  }

  function count(attempts: readonly Attempt[], clients: readonly CrowdClient[]): void {
    const add = (what: string, times = 1) => (met[what] = (met[what] ?? 0) + times);
    clients.forEach(({ cuts }) => add('cut', cuts));
    for (const { refusal, told, isReplayed } of attempts) {
      add(told === undefined ? 'unanswered' : (refusal ?? (isReplayed ? 'replayed' : 'done')));
    }
  }
});
