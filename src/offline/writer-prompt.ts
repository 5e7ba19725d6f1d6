import { type Language } from '../common/vocabulary.js';
import { readChinese } from './chinese-prompt.js';
import { CHINESE_WORDS } from './chinese-words.js';
import { readEnglish } from './english-prompt.js';
import { ENGLISH_WORDS } from './english-words.js';
import { type PromptFacts } from './prompt-facts.js';
import { type Genre, GENRES } from './story.js';
import { cleanWords } from './writer-lines.js';

/** Reads a prompt: its people, jobs, places, things, time and weather. Only short words of it are taken up. */

/** Longest name or place that is taken up, in characters. */
const LONGEST_WORDS: Record<Language, number> = { zh: 24, en: 40 };
const MOST_READ = 5_000;

export function readPrompt(prompt: string, language: Language): PromptFacts {
  const text = prompt.normalize('NFKC').slice(0, MOST_READ);
  const facts = language === 'zh' ? readChinese(text) : readEnglish(text);
  const short = (words: string[], most: number): string[] =>
    [...new Set(words.map((word) => cleanWords(word, LONGEST_WORDS[language])).filter((word) => word !== ''))].slice(
      0,
      most,
    );
  return { ...facts, names: short(facts.names, 4), places: short(facts.places, 4), jobs: facts.jobs.slice(0, 4) };
}

const PRETENCE = /假扮|假装|冒充|装作|\bpretend|\bimpostor\b/;
const OWN_WORLDS: readonly Genre[] = ['costume', 'fantasy'];

/** The genre a text speaks of, or null when nothing in it tells. */
export function genreIn(text: string): Genre | null {
  const plain = text.normalize('NFKC').toLowerCase().slice(0, MOST_READ);
  const scores = GENRES.map((genre) => {
    const hits = [CHINESE_WORDS, ENGLISH_WORDS].flatMap(({ genres }) => plain.match(genres[genre]) ?? []);
    // Where two score alike, the one with a world of its own decides how things look.
    const ofItsOwnWorld = OWN_WORLDS.includes(genre) && hits.length > 0 ? 1.2 : 0;
    // Whoever pretends is in a comedy, wherever that is.
    const ofAPretence = genre === 'comedy' && PRETENCE.test(plain) ? 1.5 : 0;
    return { genre, score: new Set(hits).size + ofItsOwnWorld + ofAPretence };
  });
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score > 0 ? best.genre : null;
}
