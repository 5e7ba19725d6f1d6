import assert from 'node:assert/strict';
import { newScene, type ShotWish } from './board.js';
import { framesIn } from './film-facts.js';
import { type TestApp, type TestUser } from './test-app.js';
import { until } from './until.js';

const PREVIEW = { options: { preview: true } };
const NAMES = 'ABCDEF';

/** A finished step as its row tells it. */
export interface DoneStep {
  item: string;
  fence: number;
  cached: boolean;
  cost_usd: number;
  output: any;
}

/** A finished film of a board whose shots are called A, B and so on. */
export class FilmDesk {
  private constructor(
    private readonly app: TestApp,
    private readonly user: TestUser,
    readonly projectId: string,
    readonly shots: Record<string, string>,
    readonly filmId: string,
  ) {}

  static async film(app: TestApp, user: TestUser, wishes: ShotWish[], order: object = {}): Promise<FilmDesk> {
    const projectId = (await user.post('/projects', { title: '手工' })).body.data.id as string;
    await user.post(`/projects/${projectId}/characters`, { name: '阿杰', appearance: { sex: 'male' } });
    const { shots } = await newScene(app.services.databaseUrl, projectId, wishes);
    const names = Object.fromEntries(shots.map((id, index) => [NAMES[index] ?? '', id]));
    const { body } = await user.post(`/projects/${projectId}/render`, { ...PREVIEW, ...order });
    const desk = new FilmDesk(app, user, projectId, names, body.data.id);
    const film = await app.finished(user, desk.filmId);
    assert.equal(film.status, 'completed', film.error?.message);
    return desk;
  }

  /** Orders a picture or a clip of a shot anew, and waits for it. */
  async remake(shot: string, what: 'image' | 'video', body: object = {}): Promise<any> {
    const answer = await this.user.post(`/shots/${this.shots[shot]}/generate-${what}`, body);
    assert.equal(answer.status, 202, answer.body.message);
    const job = await this.app.finished(this.user, answer.body.data.id);
    assert.equal(job.status, 'completed', job.error?.message);
    return job;
  }

  async edit(shot: string, updates: object): Promise<void> {
    const answer = await this.user.patch(`/shots/${this.shots[shot]}`, { updates });
    assert.equal(answer.status, 200, answer.body.message);
  }

  async shot(name: string): Promise<any> {
    return (await this.user.get(`/shots/${this.shots[name]}`)).body.data;
  }

  /** Rows of shots as they are, but for these. */
  rowsBut(...names: string[]): Promise<object[]> {
    return this.app.query('select * from shots where project_id = $1 and not id = any($2::uuid[]) order by id', [
      this.projectId,
      names.map((name) => this.shots[name]),
    ]);
  }

  job(): Promise<any> {
    return this.user.get(`/jobs/${this.filmId}`).then(({ body }) => body.data);
  }

  /** By item, with the names of shots for their ids. */
  async steps(): Promise<Map<string, DoneStep>> {
    const rows = await this.app.query<DoneStep>(
      'select item, fence, cached, cost_usd, output from job_steps where job_id = $1 order by id',
      [this.filmId],
    );
    return new Map(rows.map((row) => [this.named(row.item), row]));
  }

  async frames(): Promise<string[]> {
    const { url } = (await this.user.get(`/jobs/${this.filmId}/video`)).body.data;
    return framesIn(Buffer.from(await (await this.app.download(url)).arrayBuffer()));
  }

  /** Numbers of a shot's frames in the film, the last one not included. */
  async placeOf(shot: string): Promise<{ from: number; to: number }> {
    const steps = await this.steps();
    let from = steps.get('board:1')?.output.titleFrames as number;
    for (const name of Object.keys(this.shots)) {
      const to = from + (steps.get(`clip:${name}`)?.output.frames as number);
      if (name === shot) {
        return { from, to };
      }
      from = to;
    }
    throw new Error(`There is no shot ${shot}`);
  }

  /** Asks for a new cut. */
  assemble(): Promise<any> {
    return this.user.post(`/jobs/${this.filmId}/stages/assembly/run`, {});
  }

  /** Has the film cut again: which steps were run for it, which of them made something, which pictures are others now. */
  async assembled(): Promise<{ ran: string[]; made: string[]; changed: number[]; job: any }> {
    const [steps, frames] = [await this.steps(), await this.frames()];
    const answer = await this.assemble();
    assert.equal(answer.status, 202, answer.body.message);
    const job = await this.untilCut();
    assert.deepEqual([job.status, job.error, job.progress], ['completed', null, 100]);
    const [after, framesAfter] = [await this.steps(), await this.frames()];
    const run = [...after].filter(([name, { fence }]) => fence !== steps.get(name)?.fence);
    const length = Math.max(frames.length, framesAfter.length);
    return {
      job,
      ran: run.map(([name]) => name).sort(),
      made: run.flatMap(([name, { cached }]) => (cached ? [] : name)).sort(),
      changed: Array.from({ length }, (_, index) => index).filter((index) => frames[index] !== framesAfter[index]),
    };
  }

  /** Waits for the end of the run that is under way. */
  async untilCut(): Promise<any> {
    await until('the film has been cut again', async () => (await this.job()).completed_at !== null);
    return this.job();
  }

  private named(item: string): string {
    const [name] = Object.entries(this.shots).find(([, id]) => item.endsWith(id)) ?? [];
    return name === undefined ? item : item.replace(/:.+$/, `:${name}`);
  }
}
