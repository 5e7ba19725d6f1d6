import { type Age, type Sex } from '../art/look.js';
import { CHINESE_WORDS } from './chinese-words.js';
import { ageOfYears, type PromptJob, type Span } from './prompt-facts.js';

/** Reads who plays in a Chinese prompt: words for people, and what stands before them. */

/** A job that is in no list is read where it is counted, or of a woman or man: "一名入殓师", "女机械师". */
const COUNTED_JOB =
  /(?:(?=[女男](?![儿子孩人生士友性王主帝神朋]))|[一两三]?[个名位](?:[^\p{P}\s的]{0,6}的)?)((?:(?![的了和在是])\p{Script=Han}){1,4}?(?:匠|师|员|医生|学生|警察|老板|歌手|骑手|选手|作家|画家|科学家|侦探|将军|刺客|剑客|侠客|书生|工人|农夫|渔夫|猎人|船长|队长|校长|店长|记者|学者|律师|法官|保安|护士|道士|和尚|杀手|骗子|小偷|乞丐|裁缝))/gu;
/** "将军之女", "丞相的女儿": who is told by whose child. */
const RELATIVE = /^(?:之[女子妻妹弟徒孙后]|的(?:女儿|儿子|独女|独子|妻子|遗孀|未婚妻|徒弟))/u;
const FEMALE_RELATIVE = /[女妻妹孀]|女儿$/u;
/** A word for people may be a part of another one: "警察局", "将军府", "学生证". */
const NO_PERSON_AFTER = /^(?:[局署院馆站室办府庙证]|大厅|宿舍|食堂)/u;
const PAIRS: readonly (readonly [string, readonly (readonly [string, Sex])[]])[] = [
  [
    '母女',
    [
      ['女儿', 'female'],
      ['母亲', 'female'],
    ],
  ],
  [
    '母子',
    [
      ['儿子', 'male'],
      ['母亲', 'female'],
    ],
  ],
  [
    '父女',
    [
      ['女儿', 'female'],
      ['父亲', 'male'],
    ],
  ],
  [
    '父子',
    [
      ['儿子', 'male'],
      ['父亲', 'male'],
    ],
  ],
  [
    '祖孙',
    [
      ['孙女', 'female'],
      ['爷爷', 'male'],
    ],
  ],
  [
    '爷孙',
    [
      ['孙女', 'female'],
      ['爷爷', 'male'],
    ],
  ],
  [
    '夫妻',
    [
      ['丈夫', 'male'],
      ['妻子', 'female'],
    ],
  ],
  [
    '夫妇',
    [
      ['丈夫', 'male'],
      ['妻子', 'female'],
    ],
  ],
  [
    '师徒',
    [
      ['徒弟', 'male'],
      ['师父', 'male'],
    ],
  ],
  [
    '兄妹',
    [
      ['哥哥', 'male'],
      ['妹妹', 'female'],
    ],
  ],
  [
    '姐弟',
    [
      ['姐姐', 'female'],
      ['弟弟', 'male'],
    ],
  ],
  [
    '姐妹',
    [
      ['姐姐', 'female'],
      ['妹妹', 'female'],
    ],
  ],
  [
    '兄弟',
    [
      ['哥哥', 'male'],
      ['弟弟', 'male'],
    ],
  ],
];

interface Found extends Span {
  name: string;
  sex: Sex | null;
}

/** The people of a prompt in its order; who is missing or dead is spoken of, and does not play. */
export function chinesePeople(text: string): PromptJob[] {
  const found = asOne(withRelatives(text, withCounted(text, listed(text))));
  const single = found.filter((one) => !isAbsent(text, one)).sort((one, other) => one.at - other.at);
  const isDisguised = /女扮男装|[替代][兄父弟夫哥爹]/u.test(text);
  const jobs = single.map((one): PromptJob => {
    const trait = traitBefore(text, one.at);
    const words = trait + one.name;
    const age = ageIn(`${words}${text.slice(one.end, one.end + 5)}`, words);
    const sex = sexBefore(text, one.at) ?? one.sex;
    return {
      name: one.name,
      sex,
      at: one.at,
      ...(age !== null && { age }),
      ...(trait !== '' && { trait }),
      ...(/失忆|失去记忆|遗忘|忘[了记]/u.test(trait) && { hasForgotten: true as const }),
      ...(OPPONENT.test(words) && { isOpponent: true as const }),
    };
  });
  const disguised = isDisguised ? jobs.findIndex(({ sex }) => sex === 'female') : -1;
  const counted = jobs.flatMap((job, index) => {
    const one = index === disguised ? { ...job, isDisguised: true as const } : job;
    return /[两俩双][个名位]?(?:[^\p{P}\s的]{0,6}的)?$/u.test(text.slice(Math.max(0, job.at - 8), job.at))
      ? [one, one]
      : [one];
  });
  const people = counted.length > 0 ? counted : pairIn(text);
  return people.length > 0 ? people : ownerOf(text);
}

const OPPONENT = /灭门|陷害|害死|害过|杀害|杀了|背叛|凶手|仇人|奸臣|暴君|魔王|反派/u;

/** No animal plays with us: who keeps it does. */
function ownerOf(text: string): PromptJob[] {
  const animal = ANIMALS.exec(text);
  return animal === null ? [] : [{ name: `养${animal[0]}的人`, sex: null, at: animal.index }];
}

/** Words for animals that somebody may keep. */
export const ANIMALS = /(?<!熊)猫(?!眼|头鹰)|狗|兔子|鹦鹉|金鱼|乌龟|白马/u;

function pairIn(text: string): PromptJob[] {
  const pair = PAIRS.find(([words]) => text.includes(words));
  return (pair?.[1] ?? []).map(([name, sex]) => {
    const age = ageIn(name, name);
    return { name, sex, at: text.indexOf(pair?.[0] ?? ''), ...(age !== null && { age }) };
  });
}

const WORDS = [...CHINESE_WORDS.jobs].sort(([one], [other]) => other.length - one.length);

function listed(text: string): Found[] {
  const found: Found[] = [];
  for (const [name, sex] of WORDS) {
    const at = text.indexOf(name);
    const end = at + name.length;
    const isFree = found.every((other) => other.end <= at || other.at >= end);
    if (at >= 0 && isFree && !NO_PERSON_AFTER.test(text.slice(end))) {
      found.push({ name, sex, at, end });
    }
  }
  if (text.includes('设计部')) {
    const at = text.indexOf('设计部');
    const colleague = found.findIndex(({ name }) => name === '同事');
    found.splice(colleague, colleague < 0 ? 0 : 1, { name: '设计师', sex: null, at, end: at + 3 });
  }
  return found;
}

function withCounted(text: string, listed: readonly Found[]): Found[] {
  const found = [...listed];
  for (const match of text.matchAll(COUNTED_JOB)) {
    const whole = match[1] ?? '';
    const end = match.index + match[0].length;
    const at = end - whole.length;
    const inside = found.findIndex((other) => other.at >= at && other.at < end);
    const longer = inside >= 0 && (found[inside]?.end ?? 0) > end;
    if (!longer) {
      const name = whole.replace(/^[男女老]/u, '');
      found.splice(inside < 0 ? found.length : inside, inside < 0 ? 0 : 1, {
        name,
        sex: null,
        at: end - name.length,
        end,
      });
    }
  }
  return found;
}

/** Whose child somebody is tells who plays: the general of "将军之女" does not. */
function withRelatives(text: string, found: readonly Found[]): Found[] {
  const merged = found.map((one) => {
    const relative = RELATIVE.exec(text.slice(one.end))?.[0] ?? '';
    return relative === ''
      ? one
      : {
          ...one,
          name: one.name + relative,
          sex: FEMALE_RELATIVE.test(relative) ? ('female' as const) : ('male' as const),
          end: one.end + relative.length,
        };
  });
  return merged.filter((one) => !merged.some((other) => other !== one && other.at <= one.at && other.end >= one.end));
}

/** "仿生人侦探" is one person. */
function asOne(found: readonly Found[]): Found[] {
  return found.flatMap((one) => {
    const before = found.find((other) => other.end === one.at);
    const isTaken = found.some((other) => other.at === one.end);
    return isTaken ? [] : [before === undefined ? one : { ...one, name: before.name + one.name, at: before.at }];
  });
}

function isAbsent(text: string, { at, end }: Span): boolean {
  const before = text.slice(Math.max(0, at - 4), at);
  const after = text.slice(end, end + 5);
  return (
    /(?:失踪|去世|死去|已故|过世|亡故|消失)的?$|[替代]$/u.test(before) ||
    /^(?:的?失踪|去世|过世|死后|死了|留下|生前|的?(?:遗[物书嘱愿产]|墓|葬礼|尸体|死因|忌日))/u.test(after)
  );
}

function sexBefore(text: string, at: number): Sex | null {
  const before = text.slice(Math.max(0, at - 2), at);
  return before.endsWith('女') ? 'female' : before.endsWith('男') ? 'male' : null;
}

/** Where a trait cannot begin before: verbs, conjunctions, counts. */
const TRAIT_START =
  /^.*(?:遇见|遇到|遇上|碰见|撞见|看见|认出|认识|爱上|找到|发现|带着|陪着|嫁给|成为|变成|寻找|唤醒|[和与跟同是有把被让给为向对了着]|[一两三那这几]?[个名位])/u;
const PRONOUN_OR_PERSON = /[她他我你它们]|[爷奶公婆妈爸]的$/u;

/** A prompt may say it; what we write of somebody does not repeat it. */
const UNSPOKEN = /自杀|自尽|轻生|自残|裸/u;

/** "失忆的", "十岁的", "老": what stands right before a word for people. */
function traitBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 12), at);
  const clause = /[^\p{P}\s]*$/u.exec(before)?.[0] ?? '';
  const phrase = clause.replace(TRAIT_START, '');
  const told =
    /^(?:[^的]{1,8}的(?:[老小女男]|年轻|中年)?|[老小]|年轻的?|中年|年迈的|退休的?)$/u.exec(phrase)?.[0] ?? '';
  const whole = /^.的$/u.test(told) && clause.endsWith(`被${told}`) ? `被${told}` : told;
  return PRONOUN_OR_PERSON.test(told) || UNSPOKEN.test(told) ? '' : whole.replace(/[女男]$/u, '');
}

const DIGITS = '零一二三四五六七八九';
const CHILD = /小(?:女孩|男孩|姑娘|学生|孩)|小朋友|孩童|婴儿/u;
const OLD =
  /老(?!板|师|伴|公|婆|友|同学|朋友)|爷爷|奶奶|外婆|外公|姥|大爷|大妈|年迈|退休|太后|丞相|宰相|国师|掌门|师父/u;

/** "十岁", "70 岁" where a number tells; else by the words. */
function ageIn(around: string, words: string): Age | null {
  const years = /(?:(\d{1,3})|([一二三四五六七八九十百两]{1,4}))\s*多?岁/u.exec(around);
  if (years !== null) {
    return ageOfYears(years[1] === undefined ? numberOf(years[2] ?? '') : Number(years[1]));
  }
  return CHILD.test(words) ? 'child' : OLD.test(words) ? 'elder' : /中年/u.test(words) ? 'adult' : null;
}

function numberOf(words: string): number {
  const [tens = '', ones = ''] = words.includes('十') ? words.split('十') : ['零', words];
  const digit = (letter: string): number => Math.max(0, DIGITS.indexOf(letter.replace('两', '二')));
  return (tens === '' ? 1 : digit(tens)) * 10 + digit(ones === '' ? '零' : ones);
}
