import { type Prop } from './look.js';

/** What a text puts into people's hands, Chinese or English. */

interface PropWords {
  prop: Prop;
  chinese: RegExp;
  english: RegExp;
}

const WORDS: readonly PropWords[] = [
  {
    prop: 'phone',
    chinese: /手机|电话(?!亭)|来电|短信/g,
    english: /\b(?:phone|smartphone|cell ?phone|mobile|telephone)s?\b/g,
  },
  {
    prop: 'letter',
    chinese:
      /(?<![相迷自轻守失不威亲通短微可坚诚深音])信(?![息号任心念仰物赖誓服用以你我他她它了不吗吧使箱徒条])|信封|信件|书信|密诏|圣旨|血书|合同|协议书|遗嘱|文件|病历|名单|请柬|图纸|方案书|辞职信/g,
    english: /\b(?:letter|envelope|contract|document|edict|blueprint|invitation)s?\b/g,
  },
  {
    prop: 'ring',
    chinese: /戒指|钻戒|婚戒|指环|对戒/g,
    english: /\b(?:a|the|his|her|my|your|that|this|wedding|engagement|diamond|gold|silver|old) rings?\b/g,
  },
  {
    prop: 'sword',
    chinese: /(?<!击)剑(?!客|侠|术|法|气|道|门)|[长宝佩大弯短]刀|刀鞘|匕首|兵刃/g,
    english: /\b(?:sword|blade|saber|sabre|dagger)s?\b/g,
  },
  {
    prop: 'cup',
    chinese: /(?<!世界|干)杯(?!赛)|咖啡(?![馆店厅屋色])|(?:热|一[壶碗盏]|端着?)茶|酒碗|茶盏/g,
    english:
      /\b(?:cups?|mugs?|teacups?|a coffee|(?:hot )?coffee(?! (?:shop|house|bar|table))|tea(?! ?(?:house|room|shop)))\b/g,
  },
  {
    prop: 'umbrella',
    chinese: /雨伞|油纸伞|[撑打收]着?伞|[把]伞|伞(?!兵)/g,
    english: /\b(?:umbrella|parasol)s?\b/g,
  },
  {
    prop: 'photo',
    chinese: /照片|相片|合影|合照|相框|旧照/g,
    english: /\b(?:photo|photograph|polaroid)s?\b/g,
  },
  {
    prop: 'book',
    chinese:
      /[一那这旧本]本?书(?![房店包馆信案院法记生])|书本|书页|日记|笔记本?|账[本簿册]|剧本|课本|古籍|画册|菜谱|绘本|秘籍|相册/g,
    english:
      /\b(?:(?:a|the|his|her|my|your|that|this|old) books?(?! ?(?:store|shop|case|shelf|shelves|club|seller))|diary|diaries|notebooks?|journals?|ledgers?|textbooks?)\b/g,
  },
  {
    prop: 'flower',
    chinese: /[鲜玫百菊桂野]花|玫瑰|花束|[一那这捧束朵支]花(?![园店房])|康乃馨|向日葵|茉莉|栀子|百合|月季/g,
    english: /\b(?:flower|rose|bouquet|lily|lilies|daisy|daisies|sunflower|tulip|carnation)s?\b/g,
  },
  {
    prop: 'key',
    chinese: /钥匙/g,
    english: /\bkeys?\b(?! (?:to (?:success|everything)|point|moment|question|witness|evidence|part))/g,
  },
  {
    prop: 'suitcase',
    chinese: /行李|拉杆箱|皮箱|手提箱|公文包|背包|旅行包|提包/g,
    english: /\b(?:suitcase|luggage|briefcase|backpack|handbag|travel bag|duffel)s?\b/g,
  },
  { prop: 'lantern', chinese: /灯笼|提灯|宫灯|魂灯|马灯|河灯|油灯/g, english: /\b(?:lantern|oil lamp)s?\b/g },
  {
    prop: 'ticket',
    chinese: /[车机船门彩球]票|电影票|票根|登机牌|船票/g,
    english: /\b(?:ticket|boarding pass)(?:s|es)?\b/g,
  },
  {
    prop: 'pendant',
    chinese: /玉佩|玉坠|吊坠|项链|令牌|香囊|玉镯|怀表|平安符|护身符|铜铃|发簪|金簪|玉簪|簪子|龙鳞|符石/g,
    english: /\b(?:pendant|necklace|locket|amulet|jade|talisman|hairpin|pocket watch|medallion)s?\b/g,
  },
  {
    prop: 'box',
    chinese: /礼物|礼盒|[木锦食药首饰铁]盒|盒子|蛋糕|生日礼/g,
    english: /\b(?:gift|parcel|package|(?:wooden|gift|lunch|music|little|small|old|tin) box|cake)(?:s|es)?\b/g,
  },
];

/** The texts of a shot, and who is seen in it. */
export interface ShotWords {
  description: string;
  lines: readonly { character: string | null; line: string }[];
  /** Names; the first stands for somebody who is not named. */
  cast: readonly string[];
}

/** More than this in one picture is a shop. */
const MOST_PROPS = 2;

/**
 * Who holds what: a thing belongs to whom its sentence of the description names before it, else to somebody else of the
 * sentence, else to the first person; where the description has no things, to who speaks of one. One for each at most.
 */
export function propsHeld({ description, lines, cast }: ShotWords): Map<string, Prop> {
  const held = new Map<string, Prop>();
  const give = (name: string | undefined, prop: Prop): void => {
    const isTaken = [...held.values()].includes(prop);
    if (name !== undefined && !held.has(name) && !isTaken && held.size < MOST_PROPS) {
      held.set(name, prop);
    }
  };
  const mentions = plain(description)
    .split(SENTENCE_END)
    .flatMap((sentence) => mentionsIn(sentence).map(({ prop, at }) => ({ prop, sentence, at })));
  for (const { prop, sentence, at } of mentions) {
    give(namedBefore(sentence, at, cast), prop);
  }
  for (const { prop, sentence } of mentions) {
    give(cast.find((name) => sentence.includes(plain(name))) ?? cast[0], prop);
  }
  if (held.size > 0) {
    return held;
  }
  for (const { character, line } of lines) {
    const [first] = mentionsIn(plain(line));
    if (first && held.size === 0) {
      give(cast.find((name) => name === character) ?? cast[0], first.prop);
    }
  }
  return held;
}

const SENTENCE_END = /[。！？!?；;\n]|\.(?=\s|$)/;
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

interface Mention {
  prop: Prop;
  at: number;
}

/** What is said not to be there. */
const LACKING =
  /(?:没有?|丢了?|弄丢|不见|找不到|忘了?带?|未带)[\p{Script=Han}]{0,3}$|\b(?:no|without|lost|losing|loses|missing|forgot)(?: (?:a|an|any|the|his|her|my|your|their))? $/u;

/** The things a text names, in its order. */
function mentionsIn(text: string): Mention[] {
  return WORDS.flatMap(({ prop, chinese, english }) =>
    [...text.matchAll(chinese), ...text.matchAll(english)].map(({ index }) => ({ prop, at: index })),
  )
    .filter(({ at }) => !LACKING.test(text.slice(Math.max(0, at - 20), at)))
    .sort((one, other) => one.at - other.at);
}

function namedBefore(sentence: string, at: number, cast: readonly string[]): string | undefined {
  const places = cast.map((name) => ({ name, place: sentence.lastIndexOf(plain(name), at) }));
  return places.filter(({ place }) => place >= 0).sort((one, other) => other.place - one.place)[0]?.name;
}
