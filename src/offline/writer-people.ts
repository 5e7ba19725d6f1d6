import { type Language } from '../common/vocabulary.js';
import { type PromptFacts, type PromptJob } from './prompt-facts.js';
import { type Genre } from './story.js';
import { type GenrePack } from './writer-bank.js';

/** Who the prompt lets play, in which part: A wants, B hides something, C stands against A where the genre has it so. */

export interface PromptPerson {
  name?: string;
  job?: PromptJob;
}

const ELDER =
  /母亲|妈|父亲|爸|爷|奶|外婆|外公|姥|老人|大爷|大妈|老板娘|\b(?:mother|father|grand(?:mother|father|ma|pa)|old|elder|widow|widower)\b/i;
const YOUNG_KIN = /儿子|女儿|孙女|孙子|外孙|\b(?:son|daughter|grandson|granddaughter)$/;
/** Words that tell what two named people are to each other. */
const RELATION =
  /^(?:同事|邻居|朋友|好友|闺蜜|同学|同桌|恋人|爱人|战友|双胞胎)$|(?:colleague|coworker|neighbou?r|friend|classmate|lover|sweetheart|partner|twin|sibling|sister|brother|roommate)$/;

export function isElder(text: string): boolean {
  return ELDER.test(text);
}

export function isRelation(job: string): boolean {
  return RELATION.test(job);
}

/** The prompt's people by their parts; an empty part is for somebody that we make up. */
export function peopleByPart(
  facts: PromptFacts,
  prompt: string,
  genre: Genre,
  { isOpposed }: GenrePack,
): (PromptPerson | undefined)[] {
  const people = peopleIn(facts, prompt);
  const told = genre === 'family' ? childFirst(people, prompt) : rememberingFirst(people);
  return isOpposed === true ? opponentThird(told) : told;
}

/** Names with their jobs, and who has only one of both, in the prompt's order. */
function peopleIn({ names, jobs }: PromptFacts, prompt: string): PromptPerson[] {
  const text = prompt.toLowerCase();
  const bound = jobs.map((job) => names.find((name) => isOf(text, name.toLowerCase(), job.name)));
  const isSharedAt = jobs.map(
    (job, index) =>
      bound[index] === undefined &&
      (RELATION.test(job.name) || jobs.some((other, at) => at !== index && other.at === job.at)),
  );
  const free = names.filter((name) => !bound.includes(name));
  const shared = free.length > 1 ? jobs.filter((_, index) => isSharedAt[index]) : [];
  const named = free.map((name, index) => ({
    at: text.indexOf(name.toLowerCase()),
    person: { name, ...(shared.length > 0 && { job: { ...(shared[index] ?? (shared[0] as PromptJob)) } }) },
  }));
  const told = jobs.flatMap((job, index) => {
    const name = bound[index];
    return shared.includes(job) ? [] : [{ at: job.at, person: { job, ...(name !== undefined && { name }) } }];
  });
  return [...told, ...named].sort((one, other) => one.at - other.at).map(({ person }) => person);
}

/** "A dragon rider and a thief named Finn": whoever is named together with a job has that job. */
function isOf(text: string, name: string, job: string): boolean {
  const together = [
    ...[`${job}${name}`, `${job} ${name}`, `${job} named ${name}`, `${job} called ${name}`, `${job}叫${name}`],
    ...[`${job}名叫${name}`, `叫${name}的${job}`, `${name}, a ${job}`, `${name}, an ${job}`, `${name}, the ${job}`],
    ...[`${name} is a ${job}`, `${name} is an ${job}`, `${name}是${job}`, `${name}是个${job}`, `${name}是一名${job}`],
    `${name}是一个${job}`,
  ];
  return together.some((words) => text.includes(words)) || name.endsWith(job);
}

/** In a family story the child is the one who wants; elsewhere people come in the prompt's order. */
function childFirst(people: readonly PromptPerson[], prompt: string): (PromptPerson | undefined)[] {
  const isOld = ({ name, job }: PromptPerson): boolean => {
    const at = name === undefined ? -1 : prompt.indexOf(name);
    const before = at < 0 ? '' : prompt.slice(Math.max(0, at - 3), at);
    return job?.age === 'elder' || isElder(job?.name ?? '') || isElder(before) || isElder(name ?? '');
  };
  const isChild = ({ job }: PromptPerson): boolean => job?.age === 'child' || YOUNG_KIN.test(job?.name ?? '');
  const first = people.find(isChild) ?? people.find((person) => !isOld(person));
  const second = people.find((person) => person !== first && isOld(person));
  const others = people.filter((person) => person !== first && person !== second);
  if (first === undefined && people.length > 1) {
    return [...people];
  }
  return second === undefined ? [first, ...others] : [first, second, ...others];
}

/** Who has forgotten is the one that the other one waits for. */
function rememberingFirst(people: readonly PromptPerson[]): (PromptPerson | undefined)[] {
  const [lead, other, ...others] = people;
  return lead?.job?.hasForgotten === true ? [other, lead, ...others] : [...people];
}

function opponentThird(people: readonly (PromptPerson | undefined)[]): (PromptPerson | undefined)[] {
  const opponent = people.find((person) => person?.job?.isOpponent === true);
  if (opponent === undefined) {
    return [...people];
  }
  const [lead, other, ...others] = people.filter((person) => person !== opponent);
  return [lead, other, opponent, ...others];
}

/** How a woman of old looks as a man: words that our artist knows, too. */
const GUISES: Record<Language, string> = {
  zh: '发髻高束，一身男子的戎装',
  en: '(hair in a bun, a man’s armour)',
};

/** "失忆的女孩", "general’s daughter disguised as a man". */
export function jobWords({ trait = '', name, isDisguised }: PromptJob, genre: Genre, language: Language): string {
  if (isDisguised !== true) {
    return trait + name;
  }
  const guise = trait.includes('女扮男装') ? '' : language === 'zh' ? '，女扮男装' : ' disguised as a man';
  const look = genre === 'costume' ? `${language === 'zh' ? '，' : ' '}${GUISES[language]}` : '';
  return `${trait}${name}${guise}${look}`;
}
