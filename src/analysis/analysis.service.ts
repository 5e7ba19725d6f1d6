import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { type Requester } from '../common/api.decorators.js';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { isoTime } from '../common/iso-time.js';
import { found } from '../common/owned.js';
import { countOf, type Page, pageOf } from '../common/pagination.js';
import { JobControl } from '../jobs/job-control.js';
import { JobErrorDto } from '../jobs/job-error.dto.js';
import { isFinal } from '../jobs/job.machine.js';
import { withLinks } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { AnalysisDto, type AnalysisQuery, type AnalysisReportDto, type AnalysisRow } from './analysis.dto.js';
import { resultOf, type StoredAnalysis } from './analysis-report.js';
import { AnalysisTimes } from './analysis-times.js';

/** SQL: what an {@link AnalysisRow} has, of job `j`. */
const COLUMNS = `j.id, j.state, j.stage, j.progress, j.error, j.input, j.created_at, j.completed_at,
  coalesce(j.output->'source', (
    select s.output->'source' from job_steps s where s.job_id = j.id and s.item = 'ingest')) as source`;

/** SQL: job `j` is an analysis of the user that is given. */
const IS_OWN = `j.kind = 'analysis' and j.user_id = ?`;

/** What a read of a result needs. */
type ReportRow = Pick<AnalysisRow, 'state' | 'error'> & {
  output: StoredAnalysis | null;
  cost_usd: number;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  is_purged: boolean;
};

/** Reading analyses, and ending them. What they find out is the workflow's business. */
@Injectable()
export class AnalysisService {
  constructor(
    private readonly em: EntityManager,
    private readonly control: JobControl,
    private readonly times: AnalysisTimes,
    private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Pick<Config, 'retentionDays'>,
  ) {}

  async list(userId: string, query: AnalysisQuery): Promise<Page<AnalysisDto>> {
    const where = `${IS_OWN} and (?::text is null or j.state = ?)`;
    const values = [userId, query.status ?? null, query.status ?? null];
    const [counted] = await this.em.execute<{ count: number }[]>(countOf(`jobs j where ${where}`), values);
    const rows = await this.em.execute<AnalysisRow[]>(
      `select ${COLUMNS} from jobs j where ${where}
       order by j.${query.sort_by} ${query.sort_order}, j.id ${query.sort_order} limit ? offset ?`,
      [...values, query.limit, query.offset],
    );
    return pageOf(await this.told(rows), counted?.count ?? 0, query);
  }

  async get(userId: string, id: string): Promise<AnalysisDto> {
    const rows = await this.em.execute<AnalysisRow[]>(`select ${COLUMNS} from jobs j where ${IS_OWN} and j.id = ?`, [
      userId,
      id,
    ]);
    const [analysis] = await this.told(rows);
    return found('ANALYSIS', analysis);
  }

  /** Null while it goes on; ANALYSIS_FAILED, with the reason, where it has come to nothing. */
  async report(userId: string, id: string): Promise<AnalysisReportDto | null> {
    const row = await this.reportRow(userId, id);
    const { state, error, output } = row;
    if (!isFinal(state)) {
      return null;
    }
    if (state === 'cancelled') {
      throw new AppError('ANALYSIS_FAILED.cancelled', { status: state });
    }
    if (state === 'failed' || output === null) {
      const told = error && JobErrorDto.from(error);
      throw told
        ? new AppError('ANALYSIS_FAILED.reason', { status: state, error: told, reason: told.message })
        : new AppError('ANALYSIS_FAILED', { status: state });
    }
    return {
      task_id: id,
      result: withLinks(
        resultOf(output, { isPurged: row.is_purged, retentionDays: this.config.retentionDays }),
        this.storage,
      ),
      metadata: {
        created_at: isoTime(row.created_at),
        completed_at: isoTime(row.completed_at ?? row.created_at),
        processing_sec: secondsBetween(row.started_at ?? row.created_at, row.completed_at ?? row.created_at),
        cost_usd: row.cost_usd,
      },
    };
  }

  /** What was found, as it is stored; RESULT_NOT_READY where that is not complete. */
  async finished(userId: string, id: string): Promise<StoredAnalysis> {
    const { state, output } = await this.reportRow(userId, id);
    if (state !== 'completed' || output === null) {
      throw new AppError('RESULT_NOT_READY.analysis', { status: state });
    }
    return output;
  }

  /** Ended first if need be; its pictures and what was fetched go with it. */
  async delete(user: Requester, id: string): Promise<void> {
    await this.reportRow(user.id, id);
    await this.control.delete(user, id);
  }

  private async reportRow(userId: string, id: string): Promise<ReportRow> {
    const [row] = await this.em.execute<ReportRow[]>(
      `select j.state, j.error, j.output, j.cost_usd, j.created_at, j.started_at, j.completed_at,
         j.purged_at is not null as is_purged
       from jobs j where ${IS_OWN} and j.id = ?`,
      [userId, id],
    );
    return found('ANALYSIS', row);
  }

  private async told(rows: AnalysisRow[]): Promise<AnalysisDto[]> {
    const completions = await this.times.completions(rows);
    return rows.map((row) => AnalysisDto.from(row, completions.get(row.id) ?? null));
  }
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, new Date(to).getTime() - new Date(from).getTime()) / 1000;
}
