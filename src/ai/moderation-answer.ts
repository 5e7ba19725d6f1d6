import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import { type Moderation, type ModerationFinding, type ModerationRequest } from './ports.js';
import { type ModerationItem } from './prompts/prompt.js';
import { judgeAs, type Judged } from './script-answer.js';
import { objectSchema } from './script-schema.js';

/** What a model says of a few texts and frames: how they are put to it, and how its answer is read. */

export const FINDING_CATEGORIES = [
  'sexual',
  'minors',
  'violence',
  'terror',
  'drugs',
  'gambling',
  'hate',
  'self_harm',
  'fraud',
  'other',
] as const;
const SEVERITIES = ['low', 'medium', 'high'] as const;
const VERDICTS = ['pass', 'review', 'reject'] as const;
const MAX_FINDINGS = 20;

/** Ollama's context has room for 4096 tokens where nobody has set it: what is longer would be cut off without a word. */
const CHARACTERS_PER_CALL = 3000;
/** What stands at the end of one piece of a long text and at the start of the next one. */
const OVERLAP_CHARACTERS = 100;
const FRAMES_PER_CALL = 8;

/** So many characters in a row, and a reason repeats the text. */
const QUOTE_CHARACTERS = 16;
const UNQUOTED = 'Told in words of the content itself';

class FindingAnswer {
  @IsInt()
  @Min(1)
  item: number;

  @IsIn(FINDING_CATEGORIES)
  category: (typeof FINDING_CATEGORIES)[number];

  @IsIn(SEVERITIES)
  severity: ModerationFinding['severity'];

  @IsString()
  @Length(1, 300)
  reason: string;
}

class ModerationAnswer {
  @IsArray()
  @ArrayMaxSize(MAX_FINDINGS)
  @ValidateNested({ each: true })
  @Type(() => FindingAnswer)
  findings: FindingAnswer[];

  @IsIn(VERDICTS)
  verdict: Moderation['verdict'];

  @IsInt()
  @Min(0)
  @Max(100)
  score: number;
}

export const MODERATION_SCHEMA = objectSchema(ModerationAnswer);

/** What is to be looked at, in pieces that a model can take in at once; each counts its items from 1. */
export function piecesOf({ texts, frames }: Pick<ModerationRequest, 'texts' | 'frames'>): ModerationItem[][] {
  const textPieces = textPiecesOf(texts);
  const framePieces = chunksOf(frames, FRAMES_PER_CALL);
  const length = Math.max(textPieces.length, framePieces.length);
  return Array.from({ length }, (_, index) =>
    [...(textPieces[index] ?? []), ...(framePieces[index] ?? [])].map((each, place) => ({ item: place + 1, ...each })),
  );
}

/** The texts of a request, in requests that a model takes in at once. */
export function textRequestsOf(request: ModerationRequest): ModerationRequest[] {
  return textPiecesOf(request.texts).map((texts) => ({ ...request, texts, frames: [] }));
}

/** Reads a model's text as what it says of `items`. */
export function judgeModeration(items: ModerationItem[], text: string): Judged<Moderation> {
  const { answer, faults } = judgeAs(ModerationAnswer, MODERATION_SCHEMA, text, (each) => faultsOf(each, items));
  return { answer: answer && moderationOf(answer, items), faults };
}

/** The gravest of some, with all that was found. */
export function gravestOf(moderations: Moderation[]): Moderation {
  const grave = moderations.map(({ verdict }) => VERDICTS.indexOf(verdict));
  return {
    verdict: VERDICTS[Math.max(0, ...grave)] ?? 'pass',
    score: Math.max(0, ...moderations.map(({ score }) => score)),
    findings: moderations.flatMap(({ findings }) => findings),
  };
}

/** Where and when an item is, as a finding tells it. */
export function placeOf(item: ModerationItem): Pick<ModerationFinding, 'where' | 'start_sec' | 'number'> {
  if ('bytes' in item) {
    return { where: item.where, start_sec: item.startSec };
  }
  return { where: item.where, start_sec: null, ...(item.number !== undefined && { number: item.number }) };
}

function textPiecesOf(texts: ModerationRequest['texts']): ModerationRequest['texts'][] {
  const pieces: ModerationRequest['texts'][] = [];
  let room = 0;
  for (const { text, ...place } of texts) {
    for (const part of partsOf(text)) {
      if (part.length > room) {
        pieces.push([]);
        room = CHARACTERS_PER_CALL;
      }
      pieces.at(-1)?.push({ ...place, text: part });
      room -= part.length;
    }
  }
  return pieces;
}

/** A long text in parts that overlap: what stands where it is cut is read whole, too. */
function partsOf(text: string): string[] {
  const step = CHARACTERS_PER_CALL - OVERLAP_CHARACTERS;
  const count = Math.max(1, Math.ceil((text.length - OVERLAP_CHARACTERS) / step));
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * step, index * step + CHARACTERS_PER_CALL).toWellFormed(),
  );
}

function chunksOf<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

function faultsOf({ verdict, findings }: ModerationAnswer, items: ModerationItem[]): string[] {
  const strangers = findings.filter(({ item }) => item > items.length);
  return [
    ...strangers.map(({ item }) => `findings: there is no item ${item}, only 1 to ${items.length}`),
    ...(verdict !== 'pass' && findings.length === 0 ? ['findings: must say what is found where it is no "pass"'] : []),
    ...(verdict === 'pass' && findings.some(({ severity }) => severity === 'high')
      ? ['verdict: can\'t be "pass" with a finding of severity "high"']
      : []),
  ];
}

function moderationOf({ verdict, score, findings }: ModerationAnswer, items: ModerationItem[]): Moderation {
  const texts = items.flatMap((item) => ('text' in item ? [item.text] : []));
  return {
    verdict,
    score,
    findings: findings.flatMap(({ item, category, severity, reason }) => {
      const found = items[item - 1];
      return found ? [{ category, severity, ...placeOf(found), reason: unquoted(reason, texts) }] : [];
    }),
  };
}

/** A reason is shown to others and kept: it says what is wrong, and not the wrong thing once more. */
function unquoted(reason: string, texts: string[]): string {
  const starts = Array.from({ length: Math.max(0, reason.length - QUOTE_CHARACTERS + 1) }, (_, start) => start);
  const quotes = starts.some((start) => {
    const run = reason.slice(start, start + QUOTE_CHARACTERS);
    return texts.some((text) => text.includes(run));
  });
  return quotes ? UNQUOTED : reason;
}
