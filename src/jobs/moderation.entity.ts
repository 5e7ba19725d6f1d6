import { type Ref } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { type FindingKey } from '../common/finding-catalogue.js';
import { newId } from '../common/uuid.js';
import { Job } from './job.entity.js';

export const VERDICTS = ['pass', 'review', 'reject'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const DECISIONS = ['approve', 'reject'] as const;
export type Decision = (typeof DECISIONS)[number];

export const SEVERITIES = ['low', 'medium', 'high'] as const;
export const FINDING_PLACES = ['prompt', 'script', 'image', 'clip', 'speech'] as const;

/** Something that moderation has seen in what a job is made from or has made. */
export interface Finding {
  category: string;
  severity: (typeof SEVERITIES)[number];
  where: (typeof FINDING_PLACES)[number];
  /** Null: of no shot by itself. */
  shot_id: string | null;
  /** From the start of the whole film, as it was planned at that time; null: at no moment. */
  start_sec: number | null;
  /** In the default language. */
  reason: string;
  /** The same in the catalogue of sentences, where it is ours. */
  why?: FindingKey;
}

/**
 * What moderation said of one thing, and what somebody has decided about it. A table of its own: it stays as long as its
 * job, and a job's row, which is written four times a second, does not grow.
 */
@Entity({ tableName: 'job_moderations' })
@Unique({ properties: ['job', 'item'] })
export class Moderation {
  @PrimaryKey({ type: 'uuid' })
  id = newId();

  @ManyToOne(() => Job, { ref: true, deleteRule: 'cascade' })
  job: Ref<Job>;

  /** `prompt`, or the item of the step that looked. */
  @Property({ length: 80 })
  item: string;

  @Property({ length: 10 })
  verdict: Verdict;

  /** 0 (harmless) to 100. */
  @Property({ type: 'smallint' })
  score: number;

  @Property({ type: 'json' })
  findings: Finding[];

  @Property({ length: 40, nullable: true })
  provider: string | null;

  @Property({ type: 'datetime', length: 3 })
  createdAt = new Date();

  @Property({ length: 10, nullable: true })
  decision: Decision | null = null;

  @Property({ type: 'uuid', nullable: true })
  decidedBy: string | null = null;

  @Property({ type: 'datetime', length: 3, nullable: true })
  decidedAt: Date | null = null;

  @Property({ type: 'text', nullable: true })
  note: string | null = null;
}
