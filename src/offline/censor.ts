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
export function censor(texts: readonly string[]): CensorResult {
  const findings = texts.flatMap((text, index) => gravestIn(text).map((found) => findingOf(index, found)));
  const isRejected = findings.some(({ severity }) => severity === 'high');
  const verdict = isRejected ? 'reject' : findings.length > 0 ? 'review' : 'pass';
  return { verdict, score: findings.reduce((most, { severity }) => Math.max(most, SCORES[severity]), 0), findings };
}

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
