import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newScene, said } from './board.js';
import { rowCounts } from './row-counts.js';
import { type TestApp, type TestUser } from './test-app.js';

export type Updates = Record<string, unknown>;

/** What one thinks of changing, by the names of shots. */
export type Changes = [shot: string, updates: Updates][];

const NAMES = 'ABCDEF';
const DISSOLVE = { transition: 'dissolve', transition_frames: 8 };

/** Three shots and three: B shows the end of A, E that of D. */
const SCENES = [
  [
    { lines: [said('阿杰', '你还没走？')], cast: ['阿杰'], frames: 36, description: '阿杰站在桥头' },
    { lines: [said('小雨', '我在等你。')], cast: ['小雨', '阿杰'], frames: 40, ...DISSOLVE },
    { frames: 25, description: '空荡荡的桥' },
  ],
  [
    { lines: [said(null, '夜很长。')], frames: 30, description: '街灯亮着' },
    { lines: [said('小雨', '走吧。'), said('阿杰', '好，回家。')], cast: ['小雨', '阿杰'], frames: 60, ...DISSOLVE },
    { frames: 25, cast: ['阿杰'], description: '阿杰的背影' },
  ],
];

/** A film of a board of six shots, and what is foreseen of the next one. */
export class RebuildDesk {
  /** The newest film. */
  film: any;
  private names: Map<string, string>;

  private constructor(
    private readonly app: TestApp,
    private readonly user: TestUser,
    readonly projectId: string,
    readonly shots: Record<string, string>,
    readonly scenes: string[],
    private readonly order: object,
  ) {
    this.names = new Map(Object.entries(shots).map(([name, id]) => [id, name]));
  }

  static async open(app: TestApp, user: TestUser, order: object = {}): Promise<RebuildDesk> {
    const projectId = (await user.post('/projects', { title: '桥头', language: 'zh' })).body.data.id as string;
    await user.post(`/projects/${projectId}/characters`, { name: '阿杰', appearance: { sex: 'male' } });
    await user.post(`/projects/${projectId}/characters`, { name: '小雨', appearance: { sex: 'female' } });
    const scenes: string[] = [];
    const ids: string[] = [];
    for (const [order_index, shots] of SCENES.entries()) {
      const scene = await newScene(app.services.databaseUrl, projectId, shots, {
        order_index,
        title: `第${order_index}场`,
      });
      scenes.push(scene.id);
      ids.push(...scene.shots);
    }
    const named = Object.fromEntries(ids.map((id, index) => [NAMES[index] ?? '', id]));
    const desk = new RebuildDesk(app, user, projectId, named, scenes, { options: { preview: true }, ...order });
    await desk.render();
    return desk;
  }

  /** A film of the board as it stands: its job, and the steps of it that were made. */
  async render(): Promise<{ job: any; made: string[] }> {
    const answer = await this.user.post(`/projects/${this.projectId}/render`, this.order);
    assert.equal(answer.status, 202, answer.body.message);
    this.film = await this.app.finished(this.user, answer.body.data.id);
    assert.equal(this.film.status, 'completed', this.film.error?.message);
    const { items } = (await this.user.get(`/jobs/${this.film.id}/steps?limit=500`)).body.data;
    const made = items.filter(({ cached }: any) => !cached).map((step: any) => this.nameOf(step));
    return { job: this.film, made: made.sort() };
  }

  async ask(changes: object[], headers: Record<string, string> = {}): Promise<any> {
    return this.user.post(`/jobs/${this.film.id}/plan`, { changes }, headers);
  }

  /** What is foreseen, with the steps by their names; it changes nothing. */
  async plan(changes: Changes): Promise<{ told: any; made: string[] }> {
    const before = await this.everything();
    const answer = await this.ask(changes.map(([name, updates]) => ({ shot_id: this.shots[name], updates })));
    assert.equal(answer.status, 200, JSON.stringify(answer.body.error));
    assert.deepEqual(await this.everything(), before);
    const told = answer.body.data;
    return { told, made: told.steps.map((step: any) => this.nameOf(step)).sort() };
  }

  async change(changes: Changes): Promise<void> {
    for (const [name, updates] of changes) {
      const answer = await this.user.patch(`/shots/${this.shots[name]}`, { updates });
      assert.equal(answer.status, 200, JSON.stringify(answer.body.error));
    }
  }

  /** `speech/lines:A` */
  private nameOf({ stage, item }: { stage: string; item: string }): string {
    const [part = '', subject = ''] = item.split(':');
    return `${stage}/${[part, this.names.get(subject) ?? subject].filter((each) => each !== '').join(':')}`;
  }

  private async everything(): Promise<unknown> {
    const shots = await this.app.query('select * from shots where project_id = $1 order by id', [this.projectId]);
    const uses = await this.app.query('select count(*)::int as count from asset_uses');
    return { rows: await rowCounts(this.app.services.databaseUrl), shots, uses };
  }
}

const words = fc.constantFrom('雨停了。', '别说了，我都知道。', '真的？', '明天见。', '灯灭了，别动。', '');
const emotions = fc.constantFrom('neutral', 'happy', 'sad', 'angry');
const dialogue = fc.array(
  fc.record({
    character: fc.constantFrom('阿杰', '小雨', '路人'),
    line: words.filter((each) => each !== ''),
    emotion: emotions,
  }),
  { maxLength: 3 },
);

/** Any change of one shot, whatever it was before. */
const updatesOf = (desk: RebuildDesk): fc.Arbitrary<Updates> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ dialogue }) },
    fc.record({ narration: words }),
    fc.record({ description: fc.constantFrom('阿杰拿着一把伞', '', '很久以后的桥', '小雨低头看信') }),
    fc.record({ duration_sec: fc.constantFrom(1, 1.6, 2.4) }),
    fc.record({ order_index: fc.integer({ min: 0, max: 1 }) }),
    fc.record({ scene_id: fc.constantFrom(...desk.scenes) }),
    fc.record({ 'form_data.lighting': fc.constantFrom('夜景', '清晨的光', '冷色调', '') }),
    fc.record({ 'form_data.camera_movement': fc.constantFrom('推进', '左移', '希区柯克变焦') }),
    fc.record({ 'form_data.shot_type': fc.constantFrom('特写', '全景', '中景') }),
    fc.record({ 'form_data.motion_prompt': fc.constantFrom('风吹动头发', '') }),
    fc.record({ 'form_data.checkboxes.赶工': fc.boolean() }),
  );

/** Some changes of some shots, the same ones for the same seed. */
export function someChanges(desk: RebuildDesk, seed: number, count: number): Changes[] {
  const change = fc.tuple(fc.constantFrom(...Object.keys(desk.shots)), updatesOf(desk));
  return fc.sample(fc.array(change, { minLength: 0, maxLength: 3 }), { seed, numRuns: count });
}
