import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { planOf, type StepPlan } from '../jobs/plan.js';
import { isFinal } from '../jobs/job.machine.js';
import { type AnalysisRow } from './analysis.dto.js';

/** So long it is taken for granted: whoever waits asks again and again. */
const MEASURED_FOR_MS = 60_000;
/** So many of the newest analyses of this server tell how long the next ones take. */
const MOST_MEASURED = 50;

/** How long a step takes: all the same for any video, and more for each second of it. */
interface Pace {
  sec: number;
  secPerSec: number;
}

/** Until this server has measured its own: on two cores, without a vendor. */
const USUAL: Readonly<Record<string, Pace>> = {
  ingest: { sec: 2, secPerSec: 0 },
  probe: { sec: 0.3, secPerSec: 0.01 },
  shots: { sec: 0.3, secPerSec: 0.05 },
  ocr: { sec: 0.1, secPerSec: 0 },
  transcript: { sec: 0.1, secPerSec: 0 },
  comments: { sec: 1, secPerSec: 0 },
};
/** What is done in no time. */
const AT_ONCE: Pace = { sec: 0.1, secPerSec: 0 };

/** Parts that take longer the longer the video is. */
const SCALING: ReadonlySet<string> = new Set(['ingest', 'probe', 'shots', 'ocr', 'transcript']);

/** A step of an analysis that goes on. */
interface StepProgress {
  job_id: string;
  item: string;
  state: string;
  fraction: number;
  /** For how long it has been at work. */
  elapsed_sec: number | null;
  /** Of the video, as far as it is known. */
  video_sec: number | null;
}

/** When analyses will be done, by how long their like has taken here. */
@Injectable()
export class AnalysisTimes {
  private known: { at: number; paces: Promise<Map<string, Pace>> } | null = null;

  constructor(private readonly em: EntityManager) {}

  /** By the ids of those that go on and whose video's length is known. */
  async completions(rows: AnalysisRow[]): Promise<Map<string, string>> {
    const going = rows.filter(({ state }) => !isFinal(state) && state !== 'paused');
    if (going.length === 0) {
      return new Map();
    }
    const paces = await this.paces();
    const steps = Map.groupBy(await this.steps(going.map(({ id }) => id)), ({ job_id }) => job_id);
    const now = Date.now();
    return new Map(
      going.flatMap((row) => {
        const own = steps.get(row.id) ?? [];
        const videoSec = own.find(({ video_sec }) => video_sec !== null)?.video_sec ?? uploadedSec(row);
        if (videoSec === null) {
          return [];
        }
        const left = secondsLeft(planOf({ kind: 'analysis', input: row.input }), own, (part) =>
          secondsOf(paces.get(part) ?? USUAL[part] ?? AT_ONCE, videoSec),
        );
        return [[row.id, new Date(now + left * 1000).toISOString()] as const];
      }),
    );
  }

  private paces(): Promise<Map<string, Pace>> {
    const now = performance.now();
    if (this.known === null || now - this.known.at > MEASURED_FOR_MS) {
      const paces = this.measured();
      this.known = { at: now, paces };
      paces.catch(() => (this.known = null));
    }
    return this.known.paces;
  }

  /** What is found in the cache says nothing about how long it takes. */
  private async measured(): Promise<Map<string, Pace>> {
    const rows = await this.em.fork().execute<{ item: string; sec: number; sec_per_sec: number }[]>(
      `select s.item, avg(t.sec)::float8 as sec, avg(t.sec / greatest(j.video_sec, 1))::float8 as sec_per_sec
       from (select id, (output->'media'->>'duration_sec')::float8 as video_sec from jobs
             where kind = 'analysis' and state = 'completed' and output is not null and purged_at is null
             order by completed_at desc limit ${MOST_MEASURED}) j
       join job_steps s on s.job_id = j.id and s.state = 'done' and not s.cached and s.started_at is not null
       cross join lateral (select extract(epoch from s.completed_at - s.started_at) as sec) t
       group by s.item`,
    );
    return new Map(
      rows.map(({ item, sec, sec_per_sec }) => [
        item,
        SCALING.has(item) ? { sec: 0, secPerSec: sec_per_sec } : { sec, secPerSec: 0 },
      ]),
    );
  }

  private steps(ids: string[]): Promise<StepProgress[]> {
    return this.em.execute<StepProgress[]>(
      `select job_id, item, state, fraction::float8 as fraction,
         extract(epoch from now() - started_at)::float8 as elapsed_sec,
         case when item = 'probe' and state = 'done' then (output->'media'->>'duration_sec')::float8 end as video_sec
       from job_steps where job_id = any(?::uuid[])`,
      [`{${ids.join(',')}}`],
    );
  }
}

const secondsOf = ({ sec, secPerSec }: Pace, videoSec: number) => sec + secPerSec * videoSec;

function uploadedSec({ input: { analysis } }: AnalysisRow): number | null {
  return analysis?.source.kind === 'upload' ? analysis.source.durationSec : null;
}

/** Until the last step ends, if each begins when its needs are there. One that tells how far it is goes on as it went. */
export function secondsLeft(
  plans: StepPlan[],
  steps: Pick<StepProgress, 'item' | 'state' | 'fraction' | 'elapsed_sec'>[],
  usual: (part: string) => number,
): number {
  const ends = new Map<string, number>();
  for (const { part, after } of plans) {
    const step = steps.find(({ item }) => item === part);
    const start = Math.max(0, ...after.map((need) => ends.get(need) ?? 0));
    ends.set(part, start + (step?.state === 'done' ? 0 : ownSeconds(step, usual(part))));
  }
  return Math.max(0, ...ends.values());
}

function ownSeconds(step: Pick<StepProgress, 'state' | 'fraction' | 'elapsed_sec'> | undefined, usual: number): number {
  if (step?.state !== 'running' || step.elapsed_sec === null) {
    return usual;
  }
  const { fraction, elapsed_sec: elapsed } = step;
  return fraction > 0.05 ? (elapsed * (1 - fraction)) / fraction : Math.max(0, usual - elapsed);
}
