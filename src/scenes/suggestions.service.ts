import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { DirectCalls } from '../ai/direct-calls.js';
import { type ChainResult } from '../ai/provider-chain.js';
import { AppError } from '../common/errors.js';
import { toldFinding } from '../common/finding-words.js';
import { found, idOf } from '../common/owned.js';
import { RateLimits } from '../common/rate-limits.js';
import { inContendedTransaction } from '../common/transaction.js';
import { newId } from '../common/uuid.js';
import { detectLanguage, type Language, type TimeOfDay } from '../common/vocabulary.js';
import { eventOf, ProjectEvents } from '../events/project-events.js';
import {
  changesTo,
  SUGGESTED_FIELDS,
  type ShotLook,
  type SuggestedField,
  type ShotSuggestion,
  type SuggestionBrief,
} from '../offline/suggestion.js';
import { lockProjectOf } from './scene-rows.js';
import { type ShotDto } from './shot.dto.js';
import { type ShotAdvice, type ShotForm, type ShotLine } from './shot.entity.js';
import { ShotsService } from './shots.service.js';
import { type ApplySuggestionDto, MOST_SUGGESTIONS, type SuggestDto, type SuggestionDto } from './suggestion.dto.js';

/**
 * With an Idempotency-Key all of it is one transaction, which PostgreSQL ends after 30 s without a statement: the vendors
 * share this time, so that the last of them does not take that of the offline director.
 */
const VENDORS_MS = 20_000;
const MODERATION_MS = 5_000;

/**
 * How many of a process are at vendors; nobody waits for a place, for each may hold a connection of the pool meanwhile.
 * The offline director takes no time: where it does it alone, nobody finds a place taken.
 */
const atVendors = bulkhead(8);

interface BriefRow {
  description: string;
  form_data: ShotForm;
  lines: ShotLine[];
  cast: string[];
  location: string;
  scene_description: string;
  time_of_day: TimeOfDay;
  weather: string;
  mood: string;
  style: string | null;
  language: Language | null;
}

/** Advice on how to film a shot: asked for, applied or refused. */
@Injectable()
export class SuggestionsService {
  constructor(
    private readonly em: EntityManager,
    private readonly shots: ShotsService,
    private readonly calls: DirectCalls,
    private readonly events: ProjectEvents,
    private readonly limits: RateLimits,
  ) {}

  /** The shot is locked only when the advice is there: it may have been changed, or deleted, meanwhile. */
  async suggest(userId: string, body: SuggestDto, signal: AbortSignal): Promise<SuggestionDto> {
    const shotId = idOf('SHOT', body.shot_id);
    await this.limits.take('suggestions', userId);
    const { brief, stored } = await this.briefOf(userId, shotId, body);
    await this.moderate(userId, brief, signal);
    const { value, provider, degraded } = await inTurn(() => this.advise(userId, brief, signal));
    const advice: ShotAdvice = {
      id: newId(),
      user_input: body.user_input,
      suggestions: { ...changesTo(stored, brief.shot, value), reasoning: value.reasoning },
      status: 'open',
      provider,
      degraded,
      created_at: new Date().toISOString(),
    };
    return inContendedTransaction(this.em, async (em) => {
      const projectId = await lockProjectOf(em, 'SHOT', userId, shotId);
      const all = [...(await adviceOn(em, shotId)), advice].slice(-MOST_SUGGESTIONS);
      await writeAdvice(em, shotId, all);
      await this.events.tell(em, projectId, [told(shotId, advice, userId)]);
      return advice;
    });
  }

  apply(userId: string, shotId: string, id: string, { version, fields }: ApplySuggestionDto): Promise<ShotDto> {
    return this.settle(userId, shotId, id, 'applied', async (advice) => {
      await this.shots.update(userId, shotId, { updates: updatesOf(advice, fields), version });
    });
  }

  refuse(userId: string, shotId: string, id: string): Promise<ShotDto> {
    return this.settle(userId, shotId, id, 'refused', async () => undefined);
  }

  /** Once: whoever has the project's row decides, and others find it decided. */
  private async settle(
    userId: string,
    shotId: string,
    id: string,
    status: 'applied' | 'refused',
    act: (advice: ShotAdvice) => Promise<void>,
  ): Promise<ShotDto> {
    return inContendedTransaction(this.em, async (em) => {
      const projectId = await lockProjectOf(em, 'SHOT', userId, shotId);
      const all = await adviceOn(em, shotId);
      const advice = found(
        'SUGGESTION',
        all.find((each) => each.id === id),
      );
      if (advice.status !== 'open' && advice.status !== status) {
        throw new AppError('INVALID_STATE.suggestion', { status: advice.status });
      }
      if (advice.status === 'open') {
        await act(advice);
        const settled: ShotAdvice = { ...advice, status };
        await writeAdvice(
          em,
          shotId,
          all.map((each) => (each === advice ? settled : each)),
        );
        await this.events.tell(em, projectId, [told(shotId, settled, userId)]);
      }
      return this.shots.get(userId, shotId);
    });
  }

  private async briefOf(
    userId: string,
    shotId: string,
    { user_input: wish, context }: SuggestDto,
  ): Promise<{ brief: SuggestionBrief; stored: ShotLook }> {
    const [row] = await this.em.execute<BriefRow[]>(
      `select s.description, s.form_data, s.lines, s."cast", c.location, c.description as scene_description,
         c.time_of_day, c.weather, c.mood, p.style, p.language
       from shots s join scenes c on c.id = s.scene_id join projects p on p.id = s.project_id
       where s.id = ? and p.user_id = ?`,
      [shotId, userId],
    );
    const { description, form_data, lines, cast, scene_description, style, language, ...scene } = found('SHOT', row);
    const now = context?.current_params;
    const form = SUGGESTED_FIELDS.map((field) => [field, now?.[field] ?? form_data[field]]);
    const brief: SuggestionBrief = {
      wish,
      language: language ?? detectLanguage(`${wish} ${description}`),
      shot: { description, ...(Object.fromEntries(form) as ShotLook), characters: cast, lines },
      scene: { ...scene, description: scene_description },
      style,
    };
    return { brief, stored: form_data };
  }

  /** Doubtful words pass: nothing is made of them here, and what a film is made of is looked at with it. */
  private async moderate(userId: string, { wish, language }: SuggestionBrief, signal: AbortSignal): Promise<void> {
    const request = { texts: [{ where: 'prompt' as const, text: wish }], frames: [], language };
    const { value } = await this.calls.ask(
      'moderation',
      { userId, vendorsMs: MODERATION_MS, signal },
      { quote: (model) => model.quote(request), call: (model, call) => model.generate(request, call) },
    );
    if (value.verdict === 'reject') {
      throw new AppError('CONTENT_REJECTED', { findings: value.findings.map(toldFinding) });
    }
  }

  private advise(userId: string, brief: SuggestionBrief, signal: AbortSignal): Promise<ChainResult<ShotSuggestion>> {
    return this.calls.ask(
      'suggest',
      { userId, vendorsMs: VENDORS_MS, signal },
      {
        quote: (model) => model.quote('suggestion', brief),
        call: (model, call) => model.object('suggestion', brief, call),
      },
    );
  }
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await atVendors.execute(work);
  } catch (error) {
    throw error instanceof BulkheadRejectedError ? new AppError('SERVICE_UNAVAILABLE.suggestions') : error;
  }
}

async function adviceOn(em: EntityManager, shotId: string): Promise<ShotAdvice[]> {
  const [row] = await em.execute<{ ai_collaboration: ShotAdvice[] }[]>(
    'select ai_collaboration from shots where id = ?',
    [shotId],
  );
  return found('SHOT', row).ai_collaboration;
}

async function writeAdvice(em: EntityManager, shotId: string, advice: ShotAdvice[]): Promise<void> {
  await em.execute('update shots set ai_collaboration = ?::jsonb, updated_at = now() where id = ?', [
    JSON.stringify(advice),
    shotId,
  ]);
}

function told(shotId: string, suggestion: SuggestionDto, by: string) {
  return eventOf('shot.suggestion', { shot_id: shotId, suggestion, by });
}

function updatesOf({ suggestions }: ShotAdvice, fields?: SuggestedField[]): Record<string, unknown> {
  if (fields?.some((field) => suggestions[field] === undefined)) {
    throw AppError.invalid({ field: 'fields', rule: 'suggested_field' });
  }
  const chosen = (fields ?? SUGGESTED_FIELDS).filter((field) => suggestions[field] !== undefined);
  return Object.fromEntries(chosen.map((field) => [`form_data.${field}`, suggestions[field]]));
}
