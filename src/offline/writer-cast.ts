import { type Age, type Clothes, type Hair, isOldWorld, type Sex } from '../art/look.js';
import { Random } from '../common/random.js';
import { type Language } from '../common/vocabulary.js';
import { CHINESE_PEOPLE } from './chinese-people-words.js';
import { ENGLISH_PEOPLE } from './english-people-words.js';
import { type Plot } from './plot.js';
import { type CharacterSketch, type Genre, type StyleBrief } from './story.js';
import { type NameBank } from './writer-bank.js';
import { cleanWords, fill } from './writer-lines.js';
import { isElder, isRelation, jobWords, peopleByPart, type PromptPerson } from './writer-people.js';

/** Casting: who plays in the story. The user's people come first, then names of the prompt, then fitting ones. */

const FEMALE =
  /女|她|母亲|妈|奶奶|婆|姐|妹|妻|姑娘|\b(?:she|her|woman|girl|female|mother|wife|daughter|sister|lady)\b/i;
const MALE = /男|他(?!们)|父亲|爸|爷爷|公公|哥|弟|丈夫|\b(?:he|his|man|boy|male|father|husband|son|brother)\b/i;
const FEMALE_SIGNS =
  /[雨晚婉静雅婷芳娜丽娟雪莹晴月薇媛棠念荷兰梅花瑶萱琳霜玉娘妹姐莉燕红秀英倩颖妍菲樱璃汐鸢夏微宁禾悦欣怡佳珍]$/u;
const ADDRESSED_MALE = /(?:大爷|大叔|叔叔|爷爷|先生|[哥弟叔伯爷])$/u;
const ADDRESSED_FEMALE = /(?:大妈|大婶|阿姨|奶奶|女士|小姐|[姐妹婆姨婶])$/u;
const MALE_SIGNS = /[明默强军伟勇刚杰磊涛浩宇轩峰龙鹏斌深沉远舟铭毅辰川野]$/u;
const PARENT = /母亲|妈|父亲|爸|\b(?:mother|father|mum|mom|dad)\b/i;
const SIBLING = /[姐妹哥弟]|\b(?:sister|brother|sibling|twin|cousin)\b/i;
const CHILD = /小孩|孩童|小学生|\b(?:child|street kid|kid|little (?:girl|boy))\b/i;
const ARMOURED = /将军|元帅|侍卫|禁军|校尉|统领|骑士|镖师|\b(?:general|marshal|guard|knight|rider|soldier|captain)\b/i;
const IN_OFFICE =
  /丞相|宰相|尚书|太傅|太师|御史|县令|知府|大人|\b(?:chancellor|minister|magistrate|censor|official)\b/i;
const SUITED = /总裁|老板|经理|律师|总监|秘书|侦探|\b(?:boss|lawyer|manager|ceo|director|detective)\b/i;

interface Part {
  name: string;
  job: string;
  sex: Sex;
  age: Age;
  isDisguised: boolean;
  /** What the user wrote about the person; empty for people that we made up. */
  given: string;
}

/** So many of the prompt's people play. */
const MOST_TOLD = 4;

/** How many people a story has, of whom its user has named so many. */
export function castSize(episodes: number, given: number): number {
  return Math.max(episodes >= 4 ? 4 : 3, Math.min(given, 6));
}

export function castOf(brief: StyleBrief, plot: Plot, genre: Genre): CharacterSketch[] {
  const random = new Random(plot.seed ^ 0xca57);
  const given = brief.characters
    .map(({ name, description }) => ({ name: cleanWords(name, 40), description: cleanWords(description, 200) }))
    .filter(({ name }) => name !== '');
  const people = peopleByPart(plot.facts, brief.prompt, genre, plot.pack);
  const told = given.length > 0 ? aroundGiven(people, given) : people;
  const count = Math.max(castSize(brief.episodes, given.length), Math.min(told.length, MOST_TOLD));
  const parts: Part[] = [];
  for (let role = 0; role < count; role++) {
    parts.push(partOf(role, { brief, plot, genre, random }, given[role], told[role], parts));
  }
  const sketches: CharacterSketch[] = [];
  parts.forEach((part, role) => sketches.push(sketchOf(part, role, plot, genre, sketches, random)));
  return sketches;
}

/** The user's people have jobs of the prompt, and its other names come after them. */
function aroundGiven(
  people: readonly (PromptPerson | undefined)[],
  given: readonly { name: string }[],
): (PromptPerson | undefined)[] {
  const free = people.filter((person) => !given.some(({ name }) => name.includes(person?.name ?? '\0')));
  const named = free.filter((person) => person?.name !== undefined);
  return [
    ...given.map((_, role) => people[role]),
    ...named.filter((person) => !people.slice(0, given.length).includes(person)),
  ];
}

interface Casting {
  brief: StyleBrief;
  plot: Plot;
  genre: Genre;
  random: Random;
}

function partOf(
  role: number,
  { brief, plot, genre, random }: Casting,
  given: { name: string; description: string } | undefined,
  person: PromptPerson | undefined,
  before: readonly Part[],
): Part {
  const job = person?.job;
  const name = given?.name ?? person?.name;
  const told = sexIn(given?.description ?? '') ?? job?.sex ?? (name === undefined ? null : sexOfName(name, plot));
  // A story's first "she" or "his" is mostly whom it is about.
  const lead = role === 0 ? plot.facts.pronoun : null;
  const sign = name !== undefined && MALE_SIGNS.test(name) ? ('male' as const) : null;
  const usual = usualJob(role, plot, before);
  const isFree = job === undefined && name === undefined;
  const usualSex = isFree ? sexOfJob(usual) : null;
  const own = role === 1 && usualSex === before[0]?.sex ? null : usualSex;
  const sex = told ?? lead ?? sign ?? own ?? plot.pack.sexes?.[role] ?? sexFor(role, before, random);
  const words = `${given?.description ?? ''} ${job?.name ?? ''}`;
  return {
    name: name ?? newName(sex, genre, plot, before, brief.language, random),
    job: job === undefined ? jobFor(usual, sex) : jobWords(job, genre, brief.language),
    sex,
    age: job?.age ?? ageOf(`${words} ${name ?? ''}`, job !== undefined, role, plot, genre, before),
    isDisguised: job?.isDisguised === true,
    given: given?.description ?? '',
  };
}

/** A usual job as a woman or a man has it. */
function jobFor(job: string, sex: Sex): string {
  return sex === 'male' ? job.replace(/^女/u, '') : job.replace(/书生$/u, '才女').replace(/少年$/u, '少女');
}

const PEOPLE_OF_ONE_SEX = [...CHINESE_PEOPLE, ...ENGLISH_PEOPLE].filter(([, sex]) => sex !== null);

/** A chancellor of old was a man. */
function sexOfJob(job: string): Sex | null {
  const words = job.split(' ');
  const told = PEOPLE_OF_ONE_SEX.find(([noun]) =>
    /\p{Script=Han}/u.test(noun) ? job.endsWith(noun) : words.includes(noun),
  );
  return job.startsWith('女') ? 'female' : (told?.[1] ?? null);
}

/** The job of a part that the prompt leaves open: the usual one, unless somebody else has it. */
function usualJob(role: number, plot: Plot, before: readonly Part[]): string {
  const { knownAs } = plot.pack;
  if (role === 1 && plot.facts.areAcquainted && knownAs !== undefined) {
    return knownAs;
  }
  const jobs = plot.premise.jobs ?? plot.pack.jobs;
  const isFree = (job: string): boolean => before.every((part) => part.job !== job);
  return (
    [jobs[role], jobs[0]].find((job) => job !== undefined && role < jobs.length && isFree(job)) ??
    plot.bank.words.helper
  );
}

function sexIn(words: string): Sex | null {
  return FEMALE.test(words) ? 'female' : MALE.test(words) ? 'male' : null;
}

function sexOfName(name: string, plot: Plot): Sex | null {
  if (ADDRESSED_MALE.test(name) || ADDRESSED_FEMALE.test(name)) {
    return ADDRESSED_MALE.test(name) ? 'male' : 'female';
  }
  const { female, male } = plot.bank.names.modern;
  const first = name.split(' ')[0] ?? name;
  if (female.some((known) => first === known || name.endsWith(known)) || FEMALE_SIGNS.test(name)) {
    return 'female';
  }
  if (male.some((known) => first === known || name.endsWith(known))) {
    return 'male';
  }
  return /^[A-Z][a-z]+a$/.test(first) ? 'female' : /^老\p{Script=Han}$/u.test(name) ? 'male' : null;
}

function sexFor(role: number, before: readonly Part[], random: Random): Sex {
  const first = before[0]?.sex;
  // People of one sex are hard to tell apart: whoever is near the lead is of the other one.
  if (role <= 2 && first !== undefined) {
    return first === 'female' ? 'male' : 'female';
  }
  return random.chance(0.5) ? 'female' : 'male';
}

function ageOf(words: string, hasJob: boolean, role: number, plot: Plot, genre: Genre, before: readonly Part[]): Age {
  if (CHILD.test(words)) {
    return 'child';
  }
  if (role === 1 && isRelation(words.trim())) {
    return before[0]?.age ?? 'young';
  }
  if (PARENT.test(words)) {
    return before[0]?.age === 'child' ? 'adult' : 'elder';
  }
  if (isElder(words)) {
    return 'elder';
  }
  if (genre === 'family' && hasJob) {
    return role === 0 || SIBLING.test(words) ? 'young' : 'adult';
  }
  const isSenior = role === 2 && genre !== 'romance';
  return plot.pack.ages?.[role] ?? (isSenior ? 'adult' : 'young');
}

function newName(
  sex: Sex,
  genre: Genre,
  plot: Plot,
  before: readonly Part[],
  language: Language,
  random: Random,
): string {
  const { names } = plot.bank;
  const bank: NameBank = genre === 'costume' || genre === 'fantasy' ? names[genre] : names.modern;
  const relative = genre === 'family' && language === 'zh' && before.length === 1 ? before[0]?.name.slice(0, 1) : null;
  const isTaken = (name: string): boolean =>
    [...before.map((part) => part.name), ...plot.facts.names].some(
      (other) => other.includes(name) || name.includes(other),
    );
  const isAlike = (name: string): boolean =>
    before.some((part) =>
      language === 'en'
        ? part.name.charAt(0) === name.charAt(0)
        : [...name].some((letter) => letter !== relative && part.name.includes(letter)),
    );
  for (const given of random.shuffle(bank[sex])) {
    const family = relative ?? random.pick(bank.family);
    const name = language === 'zh' ? `${family}${given}` : given;
    if (!isTaken(name) && !isAlike(name)) {
      return name;
    }
  }
  return bank[sex][0] ?? 'A';
}

function sketchOf(
  part: Part,
  role: number,
  plot: Plot,
  genre: Genre,
  others: readonly CharacterSketch[],
  random: Random,
): CharacterSketch {
  const { bank, pack, premise } = plot;
  const template = bank.words.role[Math.min(role, bank.words.role.length - 1)] ?? '{job}';
  const manner = bank.manners[Math.min(role, bank.manners.length - 1)]?.description ?? '';
  const usual = premise.clothes ?? pack.clothes;
  const own = fill(template, { job: part.job, manner, want: premise.want, threat: premise.threat });
  return {
    name: part.name,
    description: [...(part.given === '' ? own : `${part.given}${/[。.!！]$/.test(part.given) ? ' ' : '; '}${own}`)]
      .slice(0, 300)
      .join(''),
    sex: part.sex,
    age: part.age,
    hair: hairOf(part, usual, others, random),
    clothes: clothesOf(part, role, usual),
    glasses:
      genre !== 'costume' && genre !== 'fantasy' && random.chance(/程序员|programmer/.test(part.job) ? 0.6 : 0.18),
  };
}

/** No two of one sex have the same hair, as long as there is another one. */
function hairOf(part: Part, usual: Clothes, others: readonly CharacterSketch[], random: Random): Hair {
  const all = hairsFor(part, usual);
  const free = all.filter((hair) => !others.some((other) => other.sex === part.sex && other.hair === hair));
  return random.pick(free.length > 0 ? free : all);
}

/** Clothes tell the world: a spaceship is in a fantasy, too. Knots on the crown belong to old China. */
function hairsFor(part: Part, usual: Clothes): readonly Hair[] {
  const isOld = isOldWorld(usual);
  const isChinese = /\p{Script=Han}/u.test(part.name);
  if (part.isDisguised && isOld && isChinese) {
    return ['bun'];
  }
  if (part.sex === 'male' || part.isDisguised) {
    return !isOld
      ? ['short', 'parted', 'crew']
      : isChinese
        ? ['topknot', 'bun', 'ponytail']
        : ['short', 'long', 'curly'];
  }
  if (part.age === 'elder') {
    return ['bun', 'bob'];
  }
  return isOld ? ['long', 'bun', isChinese ? 'topknot' : 'braid'] : ['long', 'ponytail', 'bob', 'wavy'];
}

/** "将军之女" is no general, and the king’s daughter no king. */
const OF_SOMEBODY = /^.*(?:之|的)(?=[女儿子独妻妹遗未徒])|^.*[’']s /u;

function clothesOf(part: Part, role: number, usual: Clothes): Clothes {
  const job = part.job.replace(OF_SOMEBODY, '');
  if (usual === 'hanfu' || usual === 'cloak') {
    return ARMOURED.test(job) || (part.isDisguised && usual === 'hanfu')
      ? 'armour'
      : usual === 'hanfu' && IN_OFFICE.test(job)
        ? 'official'
        : usual;
  }
  if (SUITED.test(job)) {
    return 'suit';
  }
  if (usual === 'uniform') {
    return part.age === 'child' || part.age === 'young' ? 'uniform' : 'coat';
  }
  if (usual === 'suit') {
    return role === 2 ? 'suit' : role === 1 && part.sex === 'female' ? 'dress' : 'casual';
  }
  return role === 1 && part.sex === 'female' && part.age !== 'elder' ? 'dress' : usual;
}
