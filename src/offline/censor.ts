import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FindingKey } from '../common/finding-catalogue.js';
import { foundInChinese } from './censor-chinese.js';
import { foundInEnglish } from './censor-english.js';
import { type Found } from './censor-listed.js';
import { type CensorCategory } from './censor-lists.js';

/** The offline censor: finds listed words however they are dressed up; it does not understand what is meant. */

export interface CensorFinding {
  /** Which of the texts it is in. */
  text: number;
  category: CensorCategory;
  severity: 'medium' | 'high';
  /** Why, as the catalogue of sentences has it. */
  why: FindingKey;
}

export interface CensorResult {
  verdict: 'pass' | 'review' | 'reject';
  /** 0 (harmless) to 100. */
  score: number;
  findings: CensorFinding[];
}

const SCORES = { medium: 50, high: 95 } as const;

/** Judges texts by the word lists: `reject` for a clear case, `review` where a person has to look, else `pass`. */
export const censor = (texts: readonly string[]): CensorResult => judged(texts.flatMap(findingsIn));

/** The same, and between two texts others have their turn: a script has hundreds of them. */
export async function censorInTurns(texts: readonly string[], signal: AbortSignal): Promise<CensorResult> {
  const findings: CensorFinding[] = [];
  for (const [index, text] of texts.entries()) {
    signal.throwIfAborted();
    findings.push(...findingsIn(text, index));
    await nextTurn();
  }
  signal.throwIfAborted();
  return judged(findings);
}

function judged(findings: CensorFinding[]): CensorResult {
  const isRejected = findings.some(({ severity }) => severity === 'high');
  const verdict = isRejected ? 'reject' : findings.length > 0 ? 'review' : 'pass';
  return { verdict, score: findings.reduce((most, { severity }) => Math.max(most, SCORES[severity]), 0), findings };
}

const findingsIn = (text: string, index: number): CensorFinding[] =>
  gravestIn(text).map((found) => findingOf(index, found));

/** One for each category: the gravest, and of those as grave the first. */
function gravestIn(text: string): Found[] {
  const plain = text.normalize('NFKC');
  const gravest = new Map<CensorCategory, Found>();
  for (const found of [...foundInChinese(plain), ...foundInEnglish(plain.toLowerCase())]) {
    const before = gravest.get(found.category);
    if (!before || (before.verdict === 'review' && found.verdict === 'reject')) {
      gravest.set(found.category, found);
    }
  }
  return [...gravest.values()];
}

function findingOf(text: number, { category, verdict, how }: Found): CensorFinding {
  return { text, category, severity: verdict === 'reject' ? 'high' : 'medium', why: `${category}.${how}` };
}
