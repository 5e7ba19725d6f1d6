import type { Sentence } from './catalogue.js';

/** What the offline censor says of what it has found: never in the words that it has found. */

const WHAT = {
  sexual: { en: 'Explicit sexual content', zh: '露骨的色情内容' },
  minors: { en: 'Sexual content with minors', zh: '涉及未成年人的色情内容' },
  violence: { en: 'Extreme violence', zh: '极端暴力内容' },
  terror: { en: 'Terrorism or the making of weapons', zh: '恐怖主义或制造、买卖武器' },
  drugs: { en: 'Making of or trade in drugs', zh: '制造或买卖毒品' },
  gambling: { en: 'Promotion of gambling', zh: '推广赌博' },
  hate: { en: 'Hatred against groups of people', zh: '煽动对群体的仇恨' },
  self_harm: { en: 'Encouragement of or instructions for self-harm', zh: '鼓励或教唆自残、自杀' },
  fraud: { en: 'Fraud or trade in stolen identities', zh: '诈骗或买卖身份信息' },
} as const satisfies Record<string, Sentence>;

const HOW = {
  word: { en: 'a word of the list', zh: '命中词表' },
  hidden: { en: 'a word of the list that is written in disguise', zh: '命中词表，且写法经过伪装' },
  together: { en: 'words that are listed together, in one sentence', zh: '同一句话里命中组合词' },
} as const satisfies Record<string, Sentence>;

export type FoundCategory = keyof typeof WHAT;
export type FoundHow = keyof typeof HOW;
export type FindingKey = `${FoundCategory}.${FoundHow}`;

export const FINDING_SENTENCES = Object.fromEntries(
  Object.entries(WHAT).flatMap(([category, what]) =>
    Object.entries(HOW).map(([how, by]): [string, Sentence] => [
      `${category}.${how}`,
      { en: `${what.en} (${by.en})`, zh: `${what.zh}（${by.zh}）` },
    ]),
  ),
) as Record<FindingKey, Sentence>;
