import { pinyin } from 'pinyin-pro';
import { withSpokenNumbers } from './mandarin-numbers.js';
import { zhuyinOf } from './zhuyin.js';

/** From Chinese text to syllables with tones, in phrases. */

export interface Syllable {
  character: string;
  zhuyin: string;
  /** 1 to 4; 0 is the neutral tone. */
  tone: number;
}

export interface Phrase {
  syllables: Syllable[];
  ending: 'comma' | 'stop' | 'question' | 'exclamation' | 'none';
}

const PHRASE = /([^，、,;；：:。．.！!？?…—~～\n]*)([，、,;；：:。．.！!？?…—~～\n]*)/gu;
/** Words in which 儿 only colours the syllable before it. */
const COLOURING = /(?<=[点这那哪花事会玩劲味样头块份今明昨])儿/gu;
/** Stands for such a 儿 while the others are looked up. */
const NEUTRAL_R = '\ue000';

/** Phrases without a speakable syllable are left out. */
export function readMandarin(text: string): Phrase[] {
  const phrases: Phrase[] = [];
  for (const [, words = '', marks = ''] of withSpokenNumbers(text).matchAll(PHRASE)) {
    const syllables = withThirdToneSandhi(syllablesOf(words));
    if (syllables.length > 0) {
      phrases.push({ syllables, ending: endingOf(marks) });
    }
  }
  return phrases;
}

function endingOf(marks: string): Phrase['ending'] {
  if (/[？?]/.test(marks)) {
    return 'question';
  }
  if (/[！!]/.test(marks)) {
    return 'exclamation';
  }
  return /[。．.…\n]/.test(marks) ? 'stop' : marks ? 'comma' : 'none';
}

function syllablesOf(words: string): Syllable[] {
  const characters = [...words.replace(COLOURING, NEUTRAL_R)].filter((one) => /[\p{Script=Han}\ue000]/u.test(one));
  const plain = characters.map((one) => (one === NEUTRAL_R ? '儿' : one)).join('');
  const readings = pinyin(plain, { toneType: 'num', type: 'array', v: true, toneSandhi: true });
  return characters.flatMap((character, index) => {
    const [, spelled = '', tone = '0'] = /^(\D+)(\d?)$/.exec(readings[index] ?? '') ?? [];
    const zhuyin = zhuyinOf(spelled);
    if (!zhuyin) {
      return [];
    }
    const isColouring = character === NEUTRAL_R;
    return [{ character: isColouring ? '儿' : character, zhuyin, tone: isColouring ? 0 : +tone % 5 }];
  });
}

/** Of two third tones in a row the first becomes a second tone. */
function withThirdToneSandhi(syllables: Syllable[]): Syllable[] {
  return syllables.map((syllable, index) =>
    syllable.tone === 3 && syllables[index + 1]?.tone === 3 ? { ...syllable, tone: 2 } : syllable,
  );
}
