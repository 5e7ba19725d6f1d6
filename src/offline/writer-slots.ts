import { type Language } from '../common/vocabulary.js';
import { type Plot } from './plot.js';
import { type CharacterSketch } from './story.js';
import { cleanWords, type Slots } from './writer-lines.js';

/** The slots that are the same all over a series: people, pronouns, the facts of the plot, time and city. */

const PRONOUNS = {
  male: { ta: '他', he: 'he', him: 'him', his: 'his' },
  female: { ta: '她', he: 'she', him: 'her', his: 'her' },
} as const;

type Person = Pick<CharacterSketch, 'name' | 'sex'>;

export function seriesSlots(plot: Plot, people: readonly Person[], language: Language): Slots {
  const { premise, bank, facts } = plot;
  return {
    ...roleSlots(people, language, bank.words.somebody),
    token: plot.token,
    measure: plot.measure,
    goal: plot.token,
    want: premise.want,
    wants: inThirdPerson(premise.want),
    threat: premise.threat,
    day: premise.day,
    secret: premise.secret,
    price: premise.price,
    deed: premise.deed,
    truth: premise.truth,
    city: facts.city === '' ? bank.words.city : facts.city,
    opening: openingOf(plot, language),
  };
}

/** Names and pronouns of those who play A to D. */
export function roleSlots(people: readonly Person[], language: Language, somebody: string): Record<string, string> {
  const slots: Record<string, string> = {};
  for (const [index, role] of ['A', 'B', 'C', 'D'].entries()) {
    const person = people[index];
    const pronouns = PRONOUNS[person?.sex ?? 'male'];
    slots[role] = person === undefined ? somebody : calledName(person.name, language);
    slots[`ta${role}`] = pronouns.ta;
    slots[`he${role}`] = pronouns.he;
    slots[`him${role}`] = pronouns.him;
    slots[`his${role}`] = pronouns.his;
  }
  return slots;
}

/** What A wants ("make them believe I’m rich"), said by somebody else. */
function inThirdPerson(want: string): string {
  return want
    .replace(/\bI’m\b/g, '{heA} is')
    .replace(/\bI\b/g, '{heA}')
    .replace(/\bmy\b/g, '{hisA}')
    .replace(/\bme\b/g, '{himA}');
}

/** What people call each other: in English the first name, without what could be read as a template. */
export function calledName(name: string, language: Language): string {
  const plain = cleanWords(name, 40);
  const first = /^(?!Lady |Lord |Dr |Mr |Mrs |Ms |Miss |The |Old )([A-Z][\p{L}'’-]+) [A-Z][\p{L}'’-]+$/u.exec(
    plain,
  )?.[1];
  return language === 'en' && first !== undefined ? first : plain;
}

/** "北京，2024年，996的日子。" or "London, 1940." – what the prompt says of place and time. */
function openingOf({ facts }: Plot, language: Language): string {
  const motif = facts.motif === '' ? '' : language === 'zh' ? `${facts.motif}的日子` : `the ${facts.motif}`;
  const parts = [facts.city, facts.time, motif].filter((part) => part !== '');
  if (parts.length === 0) {
    return '';
  }
  return language === 'zh' ? `${parts.join('，')}。` : `${parts.join(', ')}. `;
}

const DIGITS = '零一二三四五六七八九';

/** A number in words of the language: 114 is "一百一十四" or "114". */
export function numberWords(value: number, language: Language): string {
  if (language === 'en' || value > 9_999) {
    return String(value);
  }
  if (value < 10) {
    return DIGITS.charAt(value);
  }
  if (value < 20) {
    return `十${value === 10 ? '' : DIGITS.charAt(value - 10)}`;
  }
  let text = '';
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / unit) % 10;
    if (digit > 0) {
      text += DIGITS.charAt(digit) + name;
    } else if (text !== '' && !text.endsWith('零') && value % (unit * 10) > 0) {
      text += '零';
    }
  }
  return text.replace(/零$/, '');
}
