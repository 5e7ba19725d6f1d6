import { CENSOR_WORDS, HARMLESS_WORDS, SIMPLIFIED, type CensorCategory, type CensorEntry } from './censor-words.js';

/** The offline censor: finds listed words however they are dressed up; it does not understand what is meant. */

export interface CensoredText {
  where: 'prompt' | 'script';
  text: string;
}

export interface CensorFinding {
  category: CensorCategory;
  severity: 'low' | 'medium' | 'high';
  where: 'prompt' | 'script';
  /** Why, without repeating the text. */
  reason: string;
}

export interface CensorResult {
  verdict: 'pass' | 'review' | 'reject';
  /** 0 (harmless) to 100. */
  score: number;
  findings: CensorFinding[];
}

const REASONS: Record<CensorCategory, string> = {
  sexual: 'Explicit sexual content',
  minors: 'Sexual content with minors',
  violence: 'Extreme violence',
  terror: 'Terrorism or the making of weapons',
  drugs: 'Making of or trade in drugs',
  gambling: 'Promotion of gambling',
  hate: 'Hatred against groups of people',
  self_harm: 'Encouragement of or instructions for self-harm',
  fraud: 'Fraud or trade in stolen identities',
};

const SCORES = { low: 20, medium: 50, high: 95 } as const;

/** Judges texts by the word lists: `reject` for a clear case, `review` where the list says so, else `pass`. */
export function censor(texts: readonly CensoredText[]): CensorResult {
  const found = new Map<string, CensorFinding>();
  for (const { where, text } of texts) {
    for (const entry of entriesIn(text)) {
      const severity = entry.verdict === 'reject' ? 'high' : 'medium';
      const finding: CensorFinding = { category: entry.category, severity, where, reason: REASONS[entry.category] };
      found.set(`${where}|${entry.category}|${severity}`, finding);
    }
  }
  const findings = [...found.values()];
  const isRejected = findings.some(({ severity }) => severity === 'high');
  const verdict = isRejected ? 'reject' : findings.length > 0 ? 'review' : 'pass';
  return { verdict, score: findings.reduce((most, { severity }) => Math.max(most, SCORES[severity]), 0), findings };
}

/** A trie over characters; a node with an entry ends a listed word. */
interface TrieNode {
  next: Map<string, TrieNode>;
  entry: CensorEntry | 'harmless' | null;
}

const newNode = (): TrieNode => ({ next: new Map(), entry: null });
const CHINESE_TRIE = newNode();
const ENGLISH_TRIE = newNode();

function addWord(root: TrieNode, symbols: Iterable<string>, entry: CensorEntry | 'harmless'): void {
  let node = root;
  for (const symbol of symbols) {
    const next = node.next.get(symbol) ?? newNode();
    node.next.set(symbol, next);
    node = next;
  }
  node.entry = entry;
}

for (const [word, entry] of [
  ...CENSOR_WORDS.flatMap((entry) => entry.words.map((word) => [word, entry] as const)),
  ...HARMLESS_WORDS.map((word) => [word, 'harmless'] as const),
]) {
  if (/\p{Script=Han}/u.test(word)) {
    addWord(CHINESE_TRIE, word, entry);
  } else {
    addWord(ENGLISH_TRIE, word.split(' '), entry);
  }
}

function entriesIn(text: string): CensorEntry[] {
  const plain = text.normalize('NFKC').toLowerCase();
  return [...matches(CHINESE_TRIE, chineseSymbols(plain)), ...matches(ENGLISH_TRIE, englishWords(plain))];
}

/** Letters and digits alone, traditional forms of listed words made simple: `賭 * 博` reads `赌博`. */
function chineseSymbols(plain: string): string[] {
  const letters = plain.replace(/[\p{P}\p{S}\p{Z}\p{C}\p{M}]/gu, '');
  return Array.from(letters, (letter) => SIMPLIFIED[letter] ?? letter);
}

/** Words of the text; letters that stand alone in a row are read as one word: `p.o.r.n` is `porn`. */
function englishWords(plain: string): string[] {
  const tokens = plain.replace(/\p{Cf}/gu, '').match(/[a-z]+(?:['’][a-z]+)?|[0-9]+/g) ?? [];
  const words: string[] = [];
  let spelt = '';
  for (const token of [...tokens, '']) {
    if (token.length === 1) {
      spelt += token;
      continue;
    }
    if (spelt !== '') {
      // "a p.o.r.n film": the article before spelt letters is a word of its own.
      words.push(...(/^[ai]..../.test(spelt) ? [spelt.charAt(0), spelt.slice(1)] : [spelt]));
      spelt = '';
    }
    words.push(token);
  }
  return words;
}

/** The longest listed word at each place; a longer harmless word hides the listed one inside it. */
function matches(root: TrieNode, symbols: readonly string[]): CensorEntry[] {
  const found: CensorEntry[] = [];
  let at = 0;
  while (at < symbols.length) {
    const { entry, length } = longestAt(root, symbols, at);
    if (entry !== null && entry !== 'harmless') {
      found.push(entry);
    }
    at += Math.max(1, length);
  }
  return found;
}

function longestAt(
  root: TrieNode,
  symbols: readonly string[],
  start: number,
): { entry: TrieNode['entry']; length: number } {
  let node: TrieNode | undefined = root;
  let best: { entry: TrieNode['entry']; length: number } = { entry: null, length: 0 };
  for (let at = start; at < symbols.length; at++) {
    node = node.next.get(symbols[at] ?? '');
    if (node === undefined) {
      break;
    }
    if (node.entry !== null) {
      best = { entry: node.entry, length: at - start + 1 };
    }
  }
  return best;
}
