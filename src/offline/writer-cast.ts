import { type Age, type Clothes, type Hair, type Sex } from '../art/look.js';
import { Random } from '../common/random.js';
import { type Language } from '../common/vocabulary.js';
import { type Plot } from './plot.js';
import { type CharacterSketch, type Genre, type StyleBrief } from './story.js';
import { type NameBank } from './writer-bank.js';
import { cleanWords, fill } from './writer-lines.js';
import { type PromptJob } from './prompt-facts.js';

/** Casting: who plays in the story. The user's people come first, then names of the prompt, then fitting ones. */

const FEMALE =
  /女|她|母亲|妈|奶奶|婆|姐|妹|妻|姑娘|\b(?:she|her|woman|girl|female|mother|wife|daughter|sister|lady)\b/i;
const MALE = /男|他(?!们)|父亲|爸|爷爷|公公|哥|弟|丈夫|\b(?:he|his|man|boy|male|father|husband|son|brother)\b/i;
const FEMALE_SIGNS =
  /[雨晚婉静雅婷芳娜丽娟雪莹晴月薇媛棠念荷兰梅花瑶萱琳霜玉娘妹姐莉燕红秀英倩颖妍菲樱璃汐鸢夏微宁禾悦欣怡佳珍]$/u;
const ADDRESSED_MALE = /(?:大爷|大叔|叔叔|爷爷|先生|[哥弟叔伯爷])$/u;
const ADDRESSED_FEMALE = /(?:大妈|大婶|阿姨|奶奶|女士|小姐|[姐妹婆姨婶])$/u;
const MALE_SIGNS = /[默强军伟勇刚杰磊涛浩宇轩峰龙鹏斌深沉远舟铭毅辰川野]$/u;
const ANYBODY = /^(?:少年|少女|女孩|男孩|girl|boy|kid|student|学生)$/;
const ELDER =
  /母亲|妈|父亲|爸|爷|奶|外婆|外公|姥|老人|大爷|大妈|老板娘|\b(?:mother|father|grand(?:mother|father|ma|pa)|old|elder|widow|widower)\b/i;
const YOUNG_KIN = /儿子|女儿|孙女|孙子|外孙|^(?:son|daughter|grandson|granddaughter)$/;
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
  /** What the user wrote about the person; empty for people that we made up. */
  given: string;
}

/** How many people a story has, of whom its user has named so many. */
export function castSize(episodes: number, given: number): number {
  return Math.max(episodes >= 4 ? 4 : 3, Math.min(given, 6));
}

export function castOf(brief: StyleBrief, plot: Plot, genre: Genre): CharacterSketch[] {
  const random = new Random(plot.seed ^ 0xca57);
  const given = brief.characters
    .map(({ name, description }) => ({ name: cleanWords(name, 40), description: cleanWords(description, 200) }))
    .filter(({ name }) => name !== '');
  const count = castSize(brief.episodes, given.length);
  const parts: Part[] = [];
  for (let role = 0; role < count; role++) {
    parts.push(partOf(role, brief, plot, genre, given[role], parts, random));
  }
  return parts.map((part, role) => sketchOf(part, role, plot, genre, random));
}

function partOf(
  role: number,
  brief: StyleBrief,
  plot: Plot,
  genre: Genre,
  given: { name: string; description: string } | undefined,
  before: readonly Part[],
  random: Random,
): Part {
  const jobs = rolesOf(plot.facts.jobs, genre);
  // A third "boy" is mostly one of the first two, spoken of again.
  const job = role > 1 && ANYBODY.test(jobs[role]?.name ?? '') ? undefined : jobs[role];
  const names = genre === 'family' ? childrenFirst(plot.facts.names, brief.prompt) : plot.facts.names;
  const free = names.filter((name) => !brief.characters.some((one) => one.name.includes(name)));
  const order = brief.characters.length > 0 ? free : namesByRole(free, jobs, brief.prompt);
  const found = given === undefined ? order[role - Math.min(role, brief.characters.length)] : undefined;
  const name = given?.name ?? found;
  const told = sexIn(given?.description ?? '') ?? job?.sex ?? (name === undefined ? null : sexOfName(name, plot));
  // A story's first "she" or "his" is mostly whom it is about.
  const lead = role === 0 ? plot.facts.pronoun : null;
  const sign = name !== undefined && MALE_SIGNS.test(name) ? ('male' as const) : null;
  const sex = told ?? lead ?? sign ?? plot.pack.sexes?.[role] ?? sexFor(role, before, random);
  const words = `${given?.description ?? ''} ${job?.name ?? ''}`;
  return {
    name: name ?? newName(sex, genre, plot, before, brief.language, random),
    job: job?.name ?? usualJob(role, plot, before).replace(/^女/u, sex === 'male' ? '' : '女'),
    sex,
    age: job?.age ?? ageOf(`${words} ${name ?? ''}`, role, plot, genre),
    given: given?.description ?? '',
  };
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

/** "A dragon rider and a thief named Finn": whoever is named together with a job has that job. */
function namesByRole(names: readonly string[], jobs: readonly PromptJob[], prompt: string): (string | undefined)[] {
  const isOf = (name: string, { name: job }: PromptJob): boolean =>
    [`${job}${name}`, `${job} ${name}`, `${job} named ${name}`, `${job} called ${name}`, `${job}叫${name}`].some(
      (words) => prompt.includes(words),
    ) || [`${name}, a ${job}`, `${name}, an ${job}`].some((words) => prompt.includes(words));
  const bound = jobs.map((job) => names.find((name) => isOf(name, job)));
  const others = names.filter((name) => !bound.includes(name));
  const taken = bound.map((name) => name ?? others.shift());
  return [...taken, ...others];
}

/** Names that follow a word for an elder go after the others: the child is the one who wants. */
function childrenFirst(names: readonly string[], prompt: string): string[] {
  const isElder = (name: string): boolean => {
    const at = prompt.indexOf(name);
    return ELDER.test(prompt.slice(Math.max(0, at - 3), Math.max(0, at)));
  };
  return [...names.filter((name) => !isElder(name)), ...names.filter(isElder)];
}

/** In a family story the child is the one who wants; elsewhere people come in the prompt's order. */
function rolesOf(jobs: readonly PromptJob[], genre: Genre): PromptJob[] {
  if (genre !== 'family') {
    return [...jobs];
  }
  const isElder = ({ name, age }: PromptJob): boolean => age === 'elder' || ELDER.test(name);
  const first = jobs.find(({ name }) => YOUNG_KIN.test(name)) ?? jobs.find((job) => !isElder(job));
  const second = jobs.find(isElder) ?? jobs.find((job) => job !== first);
  if (second !== undefined && first === undefined) {
    return jobs.length > 1 ? [...jobs] : [];
  }
  return [first, second].filter((job) => job !== undefined);
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
  if (role === 1 && first !== undefined) {
    return first === 'female' ? 'male' : 'female';
  }
  return random.chance(0.5) ? 'female' : 'male';
}

function ageOf(words: string, role: number, plot: Plot, genre: Genre): Age {
  if (CHILD.test(words)) {
    return 'child';
  }
  if (ELDER.test(words)) {
    return 'elder';
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

function sketchOf(part: Part, role: number, plot: Plot, genre: Genre, random: Random): CharacterSketch {
  const { bank, pack, premise } = plot;
  const template = bank.words.role[Math.min(role, bank.words.role.length - 1)] ?? '{job}';
  const manner = bank.manners[Math.min(role, bank.manners.length - 1)]?.description ?? '';
  const own = fill(template, { job: part.job, manner, want: premise.want, threat: premise.threat });
  return {
    name: part.name,
    description: [...(part.given === '' ? own : `${part.given}${/[。.!！]$/.test(part.given) ? ' ' : '; '}${own}`)]
      .slice(0, 300)
      .join(''),
    sex: part.sex,
    age: part.age,
    hair: hairOf(part, genre, random),
    clothes: clothesOf(part, role, premise.clothes ?? pack.clothes),
    glasses:
      genre !== 'costume' && genre !== 'fantasy' && random.chance(/程序员|programmer/.test(part.job) ? 0.6 : 0.18),
  };
}

function hairOf(part: Part, genre: Genre, random: Random): Hair {
  const isOld = genre === 'costume' || genre === 'fantasy';
  if (part.sex === 'male') {
    return random.pick(isOld ? (['topknot', 'bun', 'ponytail'] as const) : (['short', 'parted', 'crew'] as const));
  }
  if (part.age === 'elder') {
    return random.pick(['bun', 'bob'] as const);
  }
  return isOld
    ? random.pick(['long', 'bun', 'topknot'] as const)
    : random.pick(['long', 'ponytail', 'bob', 'wavy'] as const);
}

function clothesOf(part: Part, role: number, usual: Clothes): Clothes {
  if (usual === 'hanfu' || usual === 'cloak') {
    return ARMOURED.test(part.job) ? 'armour' : usual === 'hanfu' && IN_OFFICE.test(part.job) ? 'official' : usual;
  }
  if (SUITED.test(part.job)) {
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
