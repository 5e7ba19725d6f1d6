import pg from 'pg';
import { until } from './until.js';

/** Class of the advisory locks that holds are made of. */
const HOLD_LOCKS = 73_105;

/**
 * Notes every move of every step, and stops a move on request, inside its transaction: so a test can act exactly while
 * a stage is about to be claimed or settled, and the product needs no code for it.
 */
const WATCH = `
  create table if not exists fault_log (
    id bigserial primary key, at timestamptz not null default clock_timestamp(), job_id uuid not null,
    step text not null, step_id uuid, fence int, was text, state text not null);
  create table if not exists fault_holds (id int primary key, step text not null, state text not null);
  create or replace function fault_watch() returns trigger language plpgsql as $$
  declare moved text; step uuid; job uuid; fence int; was text; hold int;
  begin
    if tg_table_name = 'jobs' then
      moved := 'job'; job := new.id;
    else
      moved := new.stage || '/' || new.item; job := new.job_id; step := new.id; fence := new.fence;
    end if;
    was := case when tg_op = 'UPDATE' then old.state end;
    if was is not distinct from new.state then return new; end if;
    for hold in select id from fault_holds h where moved like h.step and h.state = new.state loop
      perform pg_advisory_xact_lock_shared(${HOLD_LOCKS}, hold);
    end loop;
    insert into fault_log (job_id, step, step_id, fence, was, state) values (job, moved, step, fence, was, new.state);
    return new;
  end $$;
  create or replace trigger fault_watch before insert or update on job_steps for each row execute function fault_watch();
  create or replace trigger fault_watch before insert or update on jobs for each row execute function fault_watch();`;

/** A move of a step (`stage/item`, or `job`) that was committed. */
export interface Move {
  at: Date;
  job_id: string;
  step: string;
  step_id: string | null;
  fence: number | null;
  was: string | null;
  state: string;
}

/** A move that waits for its release. */
export interface Hold {
  /** Until `count` transactions stand at it. */
  reached(count?: number, timeoutMs?: number): Promise<void>;
  /** How many stand at it. */
  waiting(): Promise<number>;
  release(): Promise<void>;
}

export class StepWatch {
  private count = 0;
  private readonly holding = new Set<() => Promise<void>>();

  private constructor(private readonly databaseUrl: string) {}

  static async install(databaseUrl: string): Promise<StepWatch> {
    const watch = new StepWatch(databaseUrl);
    await watch.within((client) => client.query(WATCH));
    return watch;
  }

  /** All moves of a job, in order. */
  async movesOf(jobId: string): Promise<Move[]> {
    const { rows } = await this.within((client) =>
      client.query<Move>('select * from fault_log where job_id = $1 order by id', [jobId]),
    );
    return rows;
  }

  /** Stops moves of steps like `step` (SQL's LIKE on `stage/item`, or `job`) into a state. */
  async hold(step: string, state: string): Promise<Hold> {
    const id = ++this.count;
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('select pg_advisory_lock($1, $2)', [HOLD_LOCKS, id]);
    await client.query('insert into fault_holds values ($1, $2, $3)', [id, step, state]);
    const waiting = async (): Promise<number> => {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from pg_locks
         where locktype = 'advisory' and classid = $1 and objid = $2 and not granted`,
        [HOLD_LOCKS, id],
      );
      return rows[0]?.count ?? 0;
    };
    const release = async (): Promise<void> => {
      if (this.holding.delete(release)) {
        await client.query('delete from fault_holds where id = $1', [id]);
        await client.end();
      }
    };
    this.holding.add(release);
    return {
      waiting,
      release,
      reached: (count = 1, timeoutMs = 90_000) =>
        until(`${step} moves to ${state}`, async () => (await waiting()) >= count, { timeoutMs, everyMs: 5 }),
    };
  }

  /** For a test that has failed on its way. */
  async releaseAll(): Promise<void> {
    await Promise.all([...this.holding].map((release) => release()));
  }

  private async within<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
