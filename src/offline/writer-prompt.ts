import { type Sex, type Weather } from '../art/look.js';
import { type Language, type TimeOfDay } from '../common/vocabulary.js';
import { CHINESE_WORDS } from './chinese-words.js';
import { ENGLISH_WORDS } from './english-words.js';
import { type Genre, GENRES } from './story.js';
import { cleanWords } from './writer-lines.js';

/** Reads a prompt: its people, jobs, places, things, time and weather. Only short words of it are taken up. */

export interface PromptJob {
  name: string;
  sex: Sex | null;
}

export interface PromptFacts {
  names: string[];
  jobs: PromptJob[];
  /** The sex that the prompt's first pronoun tells. */
  pronoun: Sex | null;
  places: string[];
  things: { name: string; measure: string }[];
  city: string;
  /** The year or era. */
  time: string;
  timeOfDay: TimeOfDay | null;
  weather: Weather | null;
  motif: string;
}

/** Words that a language gives for reading prompts. */
export interface PromptWords {
  genres: Record<Genre, RegExp>;
  cities: readonly string[];
  times: RegExp;
  timesOfDay: readonly (readonly [TimeOfDay, RegExp])[];
  weathers: readonly (readonly [Weather, RegExp])[];
  pronouns: readonly (readonly [Sex, RegExp])[];
  motifs: RegExp;
  /** Jobs and kin with their sex, where the word tells it. */
  jobs: readonly (readonly [string, Sex | null])[];
  places: readonly string[];
  things: readonly string[];
}

/** Longest name or place that is taken up, in characters. */
const LONGEST_WORDS: Record<Language, number> = { zh: 24, en: 40 };
const MOST_READ = 5_000;

export function readPrompt(prompt: string, language: Language): PromptFacts {
  const text = prompt.normalize('NFKC').slice(0, MOST_READ);
  const facts = language === 'zh' ? readChinese(text) : readEnglish(text);
  const short = (words: string[], most: number): string[] =>
    [...new Set(words.map((word) => cleanWords(word, LONGEST_WORDS[language])).filter((word) => word !== ''))].slice(
      0,
      most,
    );
  return { ...facts, names: short(facts.names, 4), places: short(facts.places, 4), jobs: facts.jobs.slice(0, 3) };
}

/** The value whose words come first in a text, or null when none do. */
function firstIn<Value>(text: string, words: readonly (readonly [Value, RegExp])[]): Value | null {
  const found = words
    .map(([value, pattern]) => ({ value, at: text.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  return found[0]?.value ?? null;
}

const OWN_WORLDS: readonly Genre[] = ['costume', 'fantasy'];

/** The genre a text speaks of, or null when nothing in it tells. */
export function genreIn(text: string): Genre | null {
  const plain = text.normalize('NFKC').toLowerCase().slice(0, MOST_READ);
  const scores = GENRES.map((genre) => {
    const hits = [CHINESE_WORDS, ENGLISH_WORDS].flatMap(({ genres }) => plain.match(genres[genre]) ?? []);
    // Where two score alike, the one with a world of its own decides how things look.
    const ofItsOwnWorld = OWN_WORLDS.includes(genre) && hits.length > 0 ? 0.5 : 0;
    return { genre, score: new Set(hits).size + ofItsOwnWorld };
  });
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score > 0 ? best.genre : null;
}

const SURNAMES =
  '云赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛狄臧戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾路江童颜郭梅林徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘解应宗丁邓洪包左石崔吉龚程邢裴陆荣翁荀甄曲家封芮储靳段焦巴牧山谷车侯宓蓬全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司韶郜黎薄印宿白怀蒲从索卓池乔阴闻翟谭姬申冉雍桑桂牛寿边尚农温庄晏柴瞿阎慕连习艾容古易戈廖终居衡步耿满匡文寇欧沃利越隆师巩聂晁敖冷简饶曾沙鞠丰关蒯相查后荆红游权盖益桓公';
const DOUBLE_SURNAMES = '欧阳|上官|司马|诸葛|慕容|司徒|南宫|东方|夏侯|皇甫|尉迟|公孙|令狐|端木|百里|独孤';
const BEFORE_NAME =
  /[\p{P}\p{S}\s叫名为和与跟同是对给让把被的员师生长人者家手工孩男女子亲爸妈爹公婆哥姐弟妹友侣敌伴王帝后卫桌事爱见到找助向替娘爷君侠兵将军官医士妃主裁马卫警匠星]$/u;
const AFTER_NAME =
  /^(?:[\p{P}\p{S}\s和与跟同是在遇爱说的了一要把被从去来到想为带发决回走看听见终却也都因刚正每又还将会有独收不没接开继留守偶意重得用捡做暗误嫁娶离两成打多久十几已曾年住爬躲写唱偷保护带开死被约等盼帮陪送请问答应变装卖买相互共各彼查追救喜梦]|$)/u;
const NOT_IN_NAME = /[的了和与是在一不我你他她它们这那有个上下中里两三每很都就也还又到去来着过吗呢吧]/u;
const NOT_NAMES = new Set(CHINESE_WORDS_NOT_NAMES());

function CHINESE_WORDS_NOT_NAMES(): string[] {
  return '云朵 云端 云海 云层 云南 云彩 云雾 云里 云上 云中 云间 云游 老师 老家 老相 老于 老边 老利 老路 老乐 老巫 高中 高考 高兴 高级 高手 高楼 白天 白色 白领 白发 白骨 白云 白雪 白马 白纸 白日 云朵 黄昏 黄金 金色 金牌 方案 方向 马上 马路 许多 于是 安静 安全 安排 江边 江湖 江南 夏天 夏日 夏夜 秋天 秋夜 常常 时间 石头 叶子 林中 林子 林间 田野 程序 程序员 周末 周五 周围 何时 何人 万一 万人 任务 任何 余生 单身 公司 公主 公园 公寓 公路 成功 毕业 毕业生 路上 路边 路人 雷雨 武侠 武功 武林 古代 古城 古镇 古董 易碎 文化 文学 文件 严重 关于 关系 曾经 司机 司令 解开 解药 应该 全部 全家 全城 全班 张开 段子 项目 顾客 顾问 孙子 孙女 包子 温暖 温柔 童年 童话 钱包 宫女 宫廷 宫中 东方 山村 山上 山谷 山城 谷底 车站 车祸 车上 家里 家人 家族 家乡 家门 家庭 家中 师父 师傅 师徒 师妹 师兄 满城 满门 红色 游戏 游客 权力 利益 连夜 相遇 相爱 相亲 相识 查案 后来 后宫 后悔 步行 龙骑士 龙王 龙族 龙珠 华丽 华山 华尔街 乐队 乐手 元旦 元宵 康复 齐心 边城 边境 边关 农村 农民 农夫 尚未 冷战 冷宫 简单 丰收 巴士 巴黎 景区 班主任 班长 班级 牛奶 牧场 牧羊人 石油 左手 左右 房东 房间 房子 管家 凌晨 万里 田间 高塔 夏令营 梅花 童星 路灯 江山 毛衣 纪念 纪录 舒服 季节 蓝色 祝福 雷电 汤圆 殷勤 罗马 明天 阴谋 阴阳 闻名 怀疑 怀孕 怀念 从前 从此 从小 索性 卓越 池塘 终于 终点 居民 居然 冷漠 沙漠 沙滩 关门 封印 封城 储物 焦急 巴掌 车厢 侯爷 全国 仇人 仇恨 甘愿 厉害 祖母 祖父 祖先 祖传 幸福 幸存 印章 宿舍 宿敌 蒲公英'.split(
    ' ',
  );
}

function readChinese(text: string): PromptFacts {
  const words = CHINESE_WORDS;
  return {
    names: chineseNames(text),
    jobs: chineseJobs(text),
    pronoun: firstIn(text, words.pronouns),
    places: chinesePlaces(text),
    things: words.things.flatMap((thing) => {
      const [measure = '', name = ''] = thing.split(':');
      const isThere = [...name].length > 1 ? text.includes(name) : new RegExp(`[${measure}]${name}`, 'u').test(text);
      return isThere ? [{ name, measure }] : [];
    }),
    city: words.cities.find((city) => text.includes(city)) ?? '',
    time: (words.times.exec(text)?.[0] ?? '').replace(/\s/g, ''),
    timeOfDay: firstIn(text, words.timesOfDay),
    weather: firstIn(text, words.weathers),
    motif: words.motifs.exec(text)?.[0] ?? '',
  };
}

function chineseNames(text: string): string[] {
  const start = new RegExp(`${DOUBLE_SURNAMES}|[${SURNAMES}]|[小阿]|老(?=[${SURNAMES}])`, 'gu');
  const names: string[] = [];
  for (const match of text.matchAll(start)) {
    const family = match[0];
    const before = text.slice(Math.max(0, match.index - 1), match.index);
    const rest = text.slice(match.index + family.length);
    const length = givenLength(rest, /[小阿老]/.test(family));
    const given = rest.slice(0, length);
    const name = family + given;
    const isBounded = before === '' || BEFORE_NAME.test(before);
    if (length > 0 && isBounded && !NOT_IN_NAME.test(given) && !isKnownWord(name)) {
      names.push(name);
    }
  }
  return names;
}

function givenLength(rest: string, isNickname: boolean): number {
  if (!/^\p{Script=Han}/u.test(rest)) {
    return 0;
  }
  if (AFTER_NAME.test(rest.slice(1))) {
    return 1;
  }
  const hasTwo = !isNickname && /^\p{Script=Han}{2}/u.test(rest) && AFTER_NAME.test(rest.slice(2));
  return hasTwo ? 2 : 0;
}

function isKnownWord(name: string): boolean {
  const { jobs, places, cities, things } = CHINESE_WORDS;
  return (
    NOT_NAMES.has(name) ||
    NOT_NAMES.has(name.slice(0, 2)) ||
    jobs.some(([job]) => job.startsWith(name) || name.startsWith(job)) ||
    places.some((place) => place.startsWith(name) || name.startsWith(place)) ||
    cities.includes(name) ||
    things.some((thing) => thing.endsWith(`:${name}`)) ||
    /^[小阿][镇店时说学孩姐区岛心屋巷村院鸟猫狗城事吃声岁路楼公组队伙姨拉们]/u.test(name) ||
    /[店馆院校镇村城街楼站门山河湖海岛寺庙宫殿厂]$/u.test(name)
  );
}

const CHINESE_JOB =
  /(?:[一两三]?[个名位]|位)(?:[^\p{P}\s的]{0,6}的)?((?:(?![的了和在是])\p{Script=Han}){1,4}?(?:匠|师|员|医生|学生|警察|老板|歌手|骑手|选手|作家|画家|科学家|侦探|将军|刺客|剑客|侠客|书生|工人|农夫|渔夫|猎人|船长|队长|校长|店长|记者|学者|律师|法官|保安|护士|道士|和尚|杀手|骗子|小偷|乞丐|裁缝))/gu;

function chineseJobs(text: string): PromptJob[] {
  const found: (PromptJob & { at: number })[] = [];
  for (const [job, sex] of CHINESE_WORDS.jobs) {
    const at = text.indexOf(job);
    if (at >= 0 && !found.some((other) => other.at <= at && other.at + other.name.length >= at + job.length)) {
      found.push({ name: job, sex: sexBefore(text, at) ?? sex, at });
    }
  }
  for (const match of text.matchAll(CHINESE_JOB)) {
    const name = match[1] ?? '';
    const at = match.index + match[0].length - name.length;
    const inside = found.findIndex((other) => other.at >= at && other.at < at + name.length);
    if (inside >= 0) {
      found.splice(inside, 1);
    }
    found.push({ name: name.replace(/^[男女]/u, ''), sex: sexBefore(text, at + 1), at });
  }
  if (text.includes('设计部')) {
    found.push({ name: '设计师', sex: null, at: text.indexOf('设计部') });
  }
  return found.sort((one, other) => one.at - other.at).map(({ name, sex }) => ({ name, sex }));
}

function sexBefore(text: string, at: number): Sex | null {
  const before = text.slice(Math.max(0, at - 2), at);
  return before.includes('女') ? 'female' : before.includes('男') ? 'male' : null;
}

const CHINESE_PLACE =
  /(?:在|到|去|回|于|进|守着|经营|开)(?:了|着)?(?:一?(?:个|间|家|座|所|条|片))?((?:(?![的了和在是他她我一\p{N}])\p{Script=Han}){1,4}(?:小镇|镇上|村|小城|古城|岛|山|湖|店|馆|医院|学院|书院|后宫|宫|楼|车站|街|巷|海边|江边|学校|大学|公园|码头|机场|酒吧|餐厅|工厂|剧院|灯塔|飞船|空间站|客栈|小屋|老屋|弄堂|胡同))/gu;

function chinesePlaces(text: string): string[] {
  const found = [...text.matchAll(CHINESE_PLACE)].map((match) => ({ name: match[1] ?? '', at: match.index }));
  for (const place of CHINESE_WORDS.places) {
    const at = text.indexOf(place);
    if (at >= 0 && !found.some(({ name }) => name.includes(place))) {
      found.push({ name: place, at });
    }
  }
  return found.sort((one, other) => one.at - other.at).map(({ name }) => name);
}

function readEnglish(text: string): PromptFacts {
  const words = ENGLISH_WORDS;
  const lower = text.toLowerCase();
  const holds = (word: string): boolean => new RegExp(`\\b${word}s?\\b`).test(lower);
  const byPlace = (list: readonly string[]): string[] =>
    list.filter(holds).sort((one, other) => lower.indexOf(one) - lower.indexOf(other));
  const cities = words.cities.filter((city) => new RegExp(`\\b${city}\\b`).test(text));
  const jobNames = longestOnly(byPlace(words.jobs.map(([job]) => job)));
  const landmarks = [...text.matchAll(ENGLISH_PLACE)].map((match) => `the ${(match[1] ?? '').toLowerCase()}`);
  const listed = byPlace(words.places).filter(
    (place) =>
      !landmarks.some((other) => other.includes(place)) && !new RegExp(`\\b${place} ${OF_A_PLACE}`).test(lower),
  );
  return {
    names: englishNames(text),
    jobs: jobNames.map((name) => ({ name, sex: words.jobs.find(([job]) => job === name)?.[1] ?? null })),
    pronoun: firstIn(lower, words.pronouns),
    places: [...landmarks, ...listed.map((place) => `the ${place}`)],
    things: longestOnly(byPlace(words.things)).map((name) => ({ name, measure: '' })),
    city: cities[0] ?? '',
    time: words.times.exec(text)?.[0] ?? '',
    timeOfDay: firstIn(lower, words.timesOfDay),
    weather: firstIn(lower, words.weathers),
    motif: words.motifs.exec(lower)?.[0] ?? '',
  };
}

function longestOnly(words: string[]): string[] {
  return words.filter((word) => !words.some((other) => other !== word && other.includes(word)));
}

const ENGLISH_PLACE =
  /\b(?:in|at|on|near|to|into|from|of)\s+(?:a|an|the|her|his|their)\s+((?:[a-z]+\s){0,1}(?:town|village|island|bakery|bookshop|bookstore|lighthouse|library|hospital|school|palace|castle|cafe|café|diner|station|harbou?r|market|farm|forest|theat(?:re|er)|museum|rooftop|bar|beach|hotel|inn|monastery|space station|spaceship|starship|lab))(?![\p{L}])/giu;
/** "a street kid": the place only says who or what somebody is. */
const OF_A_PLACE =
  '(?:kids?|boys?|girls?|food|artists?|singers?|musicians?|performers?|vendors?|dancers?|fighters?|gangs?|smarts?)\\b';
const TITLE_WORD = /^[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)?$/;
const NAME_VERBS =
  /^(?:is|was|has|had|wants|must|finds|meets|returns|works|loves|lives|runs|discovers|learns|inherits|and|who|leaves|falls|gets|comes|goes|tries|owns|sells|writes|sings|takes|keeps|steals|saves|hides|believes)$/;
/** "Mia, a shy baker, …" */
const APPOSITION = /^\s*\p{Lu}[\p{L}'’-]*,\s+(?:an?|the|who|her|his|now|once)\s/u;
const PLACE_BEFORE = /^(?:in|at|near|from|to|of|through|around|across)$/i;

function englishNames(text: string): string[] {
  const names: string[] = [];
  for (const sentence of text.split(/[.!?\n;:"“”]+/)) {
    const tokens = sentence.match(/[\p{L}\p{N}'’-]+/gu) ?? [];
    for (let at = 0; at < tokens.length; at++) {
      const token = (tokens[at] ?? '').replace(/['’]s$/, '');
      if (!TITLE_WORD.test(token) || ENGLISH_WORDS_NOT_NAMES.has(token) || isCity(token)) {
        continue;
      }
      const before = tokens[at - 1] ?? '';
      const after = tokens[at + 1] ?? '';
      const isFamily = TITLE_WORD.test(after) && !ENGLISH_WORDS_NOT_NAMES.has(after) && !isCity(after);
      const isSure =
        at > 0 ? !PLACE_BEFORE.test(before) : NAME_VERBS.test(after) || isFamily || APPOSITION.test(sentence);
      if (isSure && !names.some((name) => name.split(' ').includes(token))) {
        names.push(isFamily ? `${token} ${after.replace(/['’]s$/, '')}` : token);
      }
      at += isFamily ? 1 : 0;
    }
  }
  return names;
}

function isCity(word: string): boolean {
  return ENGLISH_WORDS.cities.some((city) => city.split(' ').includes(word));
}

const ENGLISH_WORDS_NOT_NAMES = new Set(
  'A An The In On At When After Before Once Two Three One Every Each Both Their His Her He She They It We You I My Our This That These Those What Who Where Why How If But And Or So As With Without During While For From To Of By Then Now Never Always Write Make Create Tell Story Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Christmas English Chinese French Japanese American British Mars Earth Moon Sun Day Night Spring Summer Autumn Winter God King Queen Prince Princess Lord Lady Sir Captain Doctor Detective Professor Mr Mrs Ms Dr Episode Scene Act North South East West Dragon Dragons Love War Nobody Everyone Someone Somebody Please Drama Genre Style Title Part Year Years Young Old New Last First Lonely Tired'.split(
    ' ',
  ),
);
