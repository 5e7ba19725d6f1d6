import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional, Text } from '../common/field.decorators.js';
import { toldFinding } from '../common/finding-words.js';
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
  /** `approve`: the job goes on. `reject`: it fails with CONTENT_REJECTED. @example approve */
  @IsIn(DECISIONS)
  @ApiProperty({ enum: DECISIONS })
  decision: Decision;

  /** Why; kept with the decision. @example 舞台血浆，无伤害画面 */
  @Optional()
  @Text(1, 1000)
  note?: string;
}

export class FindingDto {
  /** What kind of thing it is, in a word. @example violence */
  @ApiProperty({ maxLength: 100 })
  category: string;
  /** How grave it is. @example medium */
  @ApiProperty({ enum: SEVERITIES })
  severity: Finding['severity'];
  /** In what it was found. @example script */
  @ApiProperty({ enum: FINDING_PLACES })
  where: Finding['where'];
  /** The shot that it is in; null: in none by itself. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  shot_id: string | null;
  /**
   * Where in the whole film that is, in seconds from its start, as it was planned when it was found: of a line when it is
   * heard, of a picture when its shot starts, of a clip the moment that was looked at. Null: the prompt, or nothing that is
   * at a moment of the film. @example 12.5
   */
  @ApiProperty({ type: Number, nullable: true })
  start_sec: number | null;
  /** Why, without repeating the text; in the language of `Accept-Language` where Jumu itself has found it. @example 'Extreme violence (a word of the list)' */
  @ApiProperty({ maxLength: 2000 })
  reason: string;
  /** Who found it. @example local */
  @ApiProperty({ type: String, nullable: true, maxLength: 40 })
  provider: string | null;

  static from(finding: Finding, provider: string | null): FindingDto {
    return { ...toldFinding(finding), provider };
  }
}

/** What somebody has decided about content that waited. */
export class ModerationDecisionDto {
  /** What was decided. @example approve */
  @ApiProperty({ enum: DECISIONS })
  decision: Decision;
  /** Why; null: nothing was said. @example 舞台血浆，无伤害画面 */
  @ApiProperty({ type: String, nullable: true, maxLength: 1000 })
  note: string | null;
  /** The user who decided. @example 0199d3c0-1b52-7d11-a3f4-2c9e5b7a6d01 */
  @ApiProperty({ format: 'uuid' })
  decided_by: string;
  /** When. @example 2026-11-28T08:31:40.000Z */
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
  /**
   * The gravest of all that was looked at; a decision does not change it. `review`: a person has to look.
   * @example review
   */
  @ApiProperty({ enum: VERDICTS })
  verdict: Verdict;
  /** 0 (harmless) to 100. @example 50 */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100 })
  score: number;
  /** What was found, in the order in which it was looked at. */
  @ApiProperty({ type: [FindingDto], maxItems: 100_000 })
  findings: FindingDto[];
  /** Somebody has to decide before the job goes on. @example false */
  needs_decision: boolean;
  /** What people have decided about what waited, oldest first. */
  @ApiProperty({ type: [ModerationDecisionDto], maxItems: 10_000 })
  decisions: ModerationDecisionDto[];

  /** From the rows in their order. */
  static from(rows: ModerationRow[], needsDecision: boolean): ModerationDto {
    const grave = (verdict: Verdict) => VERDICTS.indexOf(verdict);
    return {
      verdict: VERDICTS[Math.max(...rows.map(({ verdict }) => grave(verdict)))] ?? 'pass',
      score: Math.max(...rows.map(({ score }) => score)),
      findings: rows.flatMap(({ findings, provider }) => findings.map((finding) => FindingDto.from(finding, provider))),
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
