/**
 * How a shot or a portrait is asked for once more after it was refused: first in milder words, then without what happens in
 * it. It is found again by its own words, and nobody sees in which ones it was asked for.
 */

/** What is said of a shot, or of a person. */
export interface ShotWords {
  /** All of it, in order. */
  said: string[];
  /** Its place, mood and people, without what they do; a person's looks alone. */
  calm: string[];
}

const JOIN = '. ';

/** Longer words stand before those that are in them. A gap is left by what has no milder word. */
const MILDER: readonly [RegExp, string][] = [
  [/自杀|自残|割腕|上吊|跳楼/g, '独自沉思'],
  [/鲜血淋漓|血肉模糊|血流成河|血淋淋|血泊|血腥|鲜血|流血|喷血|血迹|血浆|浴血|血/g, ''],
  [/尸体|尸首|死尸|断肢|残肢|断头|内脏|肠子|伤口|骷髅/g, ''],
  [/开膛破肚|肢解|虐杀|虐待|折磨|酷刑|凌迟|屠杀|杀戮|斩首|割喉|枪杀|砍死|捅死|刺死|打死|勒死|掐死/g, '对峙'],
  [/杀死|杀害|谋杀|刺杀|杀人|砍|捅|刺|杀/g, '面对'],
  [/强奸|强暴|性交|做爱|性爱|色情|情色|淫荡|挑逗/g, '交谈'],
  [/一丝不挂|赤身裸体|全裸|半裸|裸体|赤裸|裸露|裸/g, '衣着整齐'],
  [/手枪|步枪|机枪|枪|匕首|砍刀|尖刀|炸弹|手雷/g, '道具'],
  [/爆炸|炸毁/g, '烟雾'],
  [/\b(?:blood(?:y|ied|stains?|bath|shed)?|bleed(?:s|ing)?|gor(?:e|y)|guts|entrails|intestines)\b/gi, ''],
  [/\b(?:corpses?|dead bod(?:y|ies)|severed (?:heads?|hands?|limbs?)|wounds?|wounded)\b/gi, ''],
  [/\b(?:dismember(?:s|ed|ing)?|behead(?:s|ed|ing)?|decapitat(?:e|es|ed|ing)|mutilat(?:e|es|ed|ing))\b/gi, 'faces'],
  [/\b(?:tortur(?:e|es|ed|ing)|slaughter(?:s|ed|ing)?|massacr(?:e|es|ed|ing))\b/gi, 'faces'],
  [
    /\b(?:murder(?:s|ed|ing)?|kill(?:s|ed|ing)?|stab(?:s|bed|bing)?|strangl(?:e|es|ed|ing)|shoot(?:s|ing)?)\b/gi,
    'faces',
  ],
  [/\b(?:suicid(?:e|al)|self-harm|hang(?:s|ed|ing)? (?:him|her)self)\b/gi, 'lost in thought'],
  [/\b(?:rap(?:e|es|ed|ing)|sex(?:ual|y)?|erotic|porn(?:ographic)?|seduc(?:e|es|ed|ing|tive))\b/gi, 'close'],
  [/\b(?:naked|nude|nudity|topless|undress(?:es|ed|ing)?|half-dressed)\b/gi, 'fully dressed'],
  [/\b(?:guns?|pistols?|rifles?|knife|knives|dagger|machetes?|bombs?|grenades?)\b/gi, 'prop'],
  [/\b(?:explo(?:sions?|des?|ded|ding))\b/gi, 'smoke'],
];

/** Without the words that it is to prevent: a filter reads them, too. */
const SAFE = {
  zh: '画面平和克制，适合全年龄观众，人物衣着整齐、安然无恙',
  en: 'A calm and restrained picture for all ages, everybody is fully dressed and unharmed',
};

/** What is asked for after it was refused so many times. */
export function softened({ said, calm }: ShotWords, times: number): string {
  const given = joined(said) === '' ? calm : said;
  if (times === 0) {
    return joined(given);
  }
  const milder = joined((times === 1 ? given : calm).map(milderWords));
  return joined([milder, /\p{Script=Han}/u.test(joined(given)) ? SAFE.zh : SAFE.en]);
}

function milderWords(text: string): string {
  return MILDER.reduce((milder, [words, instead]) => milder.replace(words, instead), text)
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.;!?，。；！？])/g, '')
    .trim();
}

function joined(parts: string[]): string {
  return parts.filter((part) => part !== '').join(JOIN);
}
