import { ANIMALS } from './chinese-people.js';
import { CHINESE_WORDS } from './chinese-words.js';
import { isInside, type PromptThing, type Span } from './prompt-facts.js';

/** Reads the things of a Chinese prompt, in its own words: "半块玉佩", "没寄出的信", "爷爷的老相机". */

const MEASURES = '把张盘封本块枚条部支只台束盏份面柄卷颗片瓶串件顶双副幅根道';
/** A thing that is in no list is read where it is counted and nothing follows: "一枚生锈的铁钉。" */
const COUNTED_THING = new RegExp(
  `(?:[一那这]|半)([${MEASURES}])((?:(?![的了和在是个位名])\\p{Script=Han}){1,6}的)?((?:(?![的了和在是])\\p{Script=Han}){1,4})(?=[\\p{P}\\s]|$)`,
  'gu',
);
const ADJECTIVES = '老旧新破断残碎空金银铜铁小';
/** What is told of a thing: after a measure word anything, else what was not done with it, or one adjective. */
const TOLD = new RegExp(
  `(?:([一两那这半几])?([${MEASURES}])((?:(?![的，。一两几这那])\\p{Script=Han}){1,8}的)?|((?:没|未|不)(?:(?![的，。])\\p{Script=Han}){1,6}的))?([${ADJECTIVES}])?$`,
  'u',
);
/** What no hand can hold is seen by what belongs to it. */
const HELD: Readonly<Record<string, PromptThing>> = {
  钢琴: { name: '钢琴谱', measure: '张' },
  自行车: { name: '车铃', measure: '只' },
};

interface Found extends Span {
  thing: PromptThing;
  /** How much the prompt says of it. */
  weight: number;
}

/** The thing that the prompt says most of comes first. */
export function chineseThings(text: string, people: readonly Span[]): PromptThing[] {
  const found = [...listed(text), ...counted(text)].filter(({ at, end }) => !isInside({ at, end }, people));
  const whole = found.filter((one) => !isInside(one, found));
  const sorted = whole.sort((one, other) => other.weight - one.weight || one.at - other.at).map(({ thing }) => thing);
  const animal = ANIMALS.exec(text)?.[0];
  if (sorted.length === 0 && animal !== undefined) {
    return [{ name: `${animal}铃铛`, measure: '只' }];
  }
  return sorted.filter(({ name }, index) => sorted.findIndex((other) => other.name === name) === index);
}

function listed(text: string): Found[] {
  return CHINESE_WORDS.things.flatMap((words) => {
    const [measure = '', noun = ''] = words.split(':');
    const at = text.indexOf(noun);
    if (at < 0) {
      return [];
    }
    const told = TOLD.exec(text.slice(Math.max(0, at - 14), at));
    const [, count = '', own = '', told1 = '', told2 = '', adjective = ''] = told ?? [];
    // A noun of one letter is in many words: it counts when it is counted.
    if (noun.length === 1 && own === '') {
      return [];
    }
    const held = HELD[noun];
    const trait = told1 + told2;
    const unit = own === '' ? measure : own;
    const isLast = count === '一' && text.slice(0, at - (told?.[0].length ?? 0)).endsWith('最后');
    const half = count === '半' ? `半${unit}` : isLast ? `最后一${unit}` : '';
    const name = half + trait + adjective + noun;
    const thing = held ?? { name, measure: half === '' ? (own === '' ? measure : own) : '' };
    return [
      {
        at: at - trait.length - adjective.length,
        end: at + noun.length,
        thing,
        weight: weightOf(half, trait, adjective),
      },
    ];
  });
}

function weightOf(half: string, trait: string, adjective: string): number {
  return (half === '' ? 0 : 3) + (trait === '' ? 0 : 2) + (adjective === '' ? 0 : 1);
}

function counted(text: string): Found[] {
  return [...text.matchAll(COUNTED_THING)].map((match) => {
    const [whole, measure = '', trait = '', noun = ''] = match;
    const isHalf = whole.startsWith('半');
    const thing = { name: `${isHalf ? `半${measure}` : ''}${trait}${noun}`, measure: isHalf ? '' : measure };
    const end = match.index + whole.length;
    return { at: end - noun.length - trait.length, end, thing, weight: trait === '' ? 0 : 2 };
  });
}
