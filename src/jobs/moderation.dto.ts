import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional, Text } from '../common/field.decorators.js';
import { isoTime } from '../common/iso-time.js';
import {
  type Decision,
  DECISIONS,
  type Finding,
  FINDING_PLACES,
  SEVERITIES,
  type Verdict,
  VERDICTS,
} from './moderation.entity.js';

export class DecideModerationDto {
  @IsIn(DECISIONS)
  @ApiProperty({ enum: DECISIONS })
  decision: Decision;

  /** Why; kept with the decision. */
  @Optional()
  @Text(1, 1000)
  note?: string;
}

export class FindingDto {
  @ApiProperty({ maxLength: 100 })
  category: string;
  @ApiProperty({ enum: SEVERITIES })
  severity: Finding['severity'];
  @ApiProperty({ enum: FINDING_PLACES })
  where: Finding['where'];
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  shot_id: string | null;
  @ApiProperty({ type: Number, nullable: true })
  start_sec: number | null;
  /** Why, without repeating the text. */
  @ApiProperty({ maxLength: 2000 })
  reason: string;
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;
}

/** What somebody has decided about content that waited. */
export class ModerationDecisionDto {
  @ApiProperty({ enum: DECISIONS })
  decision: Decision;
  @ApiProperty({ type: String, nullable: true, maxLength: 1000 })
  note: string | null;
  @ApiProperty({ format: 'uuid' })
  decided_by: string;
  @ApiProperty({ format: 'date-time' })
  decided_at: string;
}

/** A row of `job_moderations` as SQL gives it. */
export interface ModerationRow {
  item: string;
  verdict: Verdict;
  score: number;
  findings: Finding[];
  provider: string | null;
  decision: Decision | null;
  decided_by: string | null;
  decided_at: string | null;
  note: string | null;
}

export class ModerationDto {
  /** The gravest of all that was looked at; a decision does not change it. */
  @ApiProperty({ enum: VERDICTS })
  verdict: Verdict;
  /** 0 (harmless) to 100. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100 })
  score: number;
  @ApiProperty({ type: [FindingDto], maxItems: 100_000 })
  findings: FindingDto[];
  /** Somebody has to decide before the job goes on. */
  needs_decision: boolean;
  @ApiProperty({ type: [ModerationDecisionDto], maxItems: 10_000 })
  decisions: ModerationDecisionDto[];

  /** From the rows in their order. */
  static from(rows: ModerationRow[], needsDecision: boolean): ModerationDto {
    const grave = (verdict: Verdict) => VERDICTS.indexOf(verdict);
    return {
      verdict: VERDICTS[Math.max(...rows.map(({ verdict }) => grave(verdict)))] ?? 'pass',
      score: Math.max(...rows.map(({ score }) => score)),
      findings: rows.flatMap(({ findings, provider }) => findings.map((finding) => ({ ...finding, provider }))),
      needs_decision: needsDecision,
      decisions: decisionsOf(rows),
    };
  }
}

/** One decision settles all that waits: its rows have the same time. */
function decisionsOf(rows: ModerationRow[]): ModerationDecisionDto[] {
  const decisions = new Map<string, ModerationDecisionDto>();
  for (const { decision, note, decided_by, decided_at } of rows) {
    if (decision !== null && decided_by !== null && decided_at !== null) {
      decisions.set(isoTime(decided_at), { decision, note, decided_by, decided_at: isoTime(decided_at) });
    }
  }
  return [...decisions.values()];
}
