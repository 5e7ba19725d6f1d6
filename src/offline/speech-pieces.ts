import type { Language } from '../common/vocabulary.js';

/** A part of a line in one language: English words stand in Chinese lines and the other way round. */
export interface SpeechPiece {
  language: Language;
  text: string;
  /** How long it would take to say, for when nobody can. */
  estimatedSec: number;
}

const LATIN_RUN = /\p{Script=Latin}[\p{Script=Latin}\p{M}\p{N}'’&+.\- ]*/gu;
const HAN_RUN = /\p{Script=Han}[\p{Script=Han}，。！？、…]*/gu;
const ACRONYM = /(?<!\p{L})(?!(?:NO|YES|HI|HEY|BYE|GO|LOVE|GOOD|SHOW|LIVE|WHY)\b)[A-Z]{2,4}(?!\p{L})/gu;
const SECONDS_PER_SYLLABLE = 0.23;
const SECONDS_PER_LETTER = 0.07;

/** Is there anything in the text that a voice can say? */
export function isSpeakable(text: string): boolean {
  return /[\p{Script=Latin}\p{Script=Han}\p{N}]/u.test(text.normalize('NFKC'));
}

/** The pieces of a line in order; what cannot be spoken is left out. */
export function piecesOf(text: string, language: Language): SpeechPiece[] {
  const plain = text.normalize('NFKC');
  const foreign = language === 'zh' ? LATIN_RUN : HAN_RUN;
  const foreignLanguage = language === 'zh' ? 'en' : 'zh';
  const pieces: SpeechPiece[] = [];
  let at = 0;
  for (const match of plain.matchAll(foreign)) {
    const words = language === 'zh' ? withSpelledAcronyms(match[0]) : match[0];
    pieces.push(pieceOf(language, plain.slice(at, match.index)), pieceOf(foreignLanguage, words));
    at = match.index + match[0].length;
  }
  pieces.push(pieceOf(language, plain.slice(at)));
  return pieces.filter((piece) => isSpeakable(piece.text));
}

function pieceOf(language: Language, text: string): SpeechPiece {
  const estimatedSec = language === 'zh' ? text.length * SECONDS_PER_SYLLABLE : text.length * SECONDS_PER_LETTER;
  return { language, text, estimatedSec };
}

/** "VIP" is said letter by letter in a Chinese line; flite would say it as a word. */
function withSpelledAcronyms(text: string): string {
  return text.replace(ACRONYM, (letters) => [...letters].join(' '));
}
