import { chinesePeople } from './chinese-people.js';
import { chineseThings } from './chinese-things.js';
import { CHINESE_WORDS } from './chinese-words.js';
import { firstIn, type PromptFacts, withPronoun } from './prompt-facts.js';

/** Reads Chinese prompts. */

const SURNAMES =
  '云赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛狄臧戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾路江童颜郭梅林徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘解应宗丁邓洪包左石崔吉龚程邢裴陆荣翁荀甄曲家封芮储靳段焦巴牧山谷车侯宓蓬全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司韶郜黎薄印宿白怀蒲索卓池乔阴闻翟谭姬申冉雍桑桂牛寿边尚农温庄晏柴瞿阎慕连习艾容古易戈廖终居衡步耿满匡文寇欧沃利越隆师巩聂晁敖冷简饶曾沙鞠丰关蒯相查后荆红游权盖益桓公';
const DOUBLE_SURNAMES = '欧阳|上官|司马|诸葛|慕容|司徒|南宫|东方|夏侯|皇甫|尉迟|公孙|令狐|端木|百里|独孤';
const BEFORE_NAME =
  /[\p{P}\p{S}\s叫名为和与跟同是对给让把被的员师生长人者家手工孩男女子亲爸妈爹公婆哥姐弟妹友侣敌伴王帝后卫桌事爱见到找助向替娘爷君侠兵将军官医士妃主裁马卫警匠星探客贼盗骑徒]$/u;
const AFTER_NAME =
  /^(?:[\p{P}\p{S}\s和与跟同是在遇爱说的了一要把被从去来到想为带发决回走看听见终却也都因刚正每又还将会有独收不没接开继留守偶意重得用捡做暗误嫁娶离两成打多久十几已曾年住爬躲写唱偷保护带开死被约等盼帮陪送请问答应变装卖买相互共各彼查追救喜梦]|$)/u;
const NOT_IN_NAME = /[的了和与是在一不我你他她它们这那有个上下中里两三每很都就也还又到去来着过吗呢吧]/u;
const NOT_NAMES = new Set(CHINESE_WORDS_NOT_NAMES());

function CHINESE_WORDS_NOT_NAMES(): string[] {
  return '云朵 云端 云海 云层 云南 云彩 云雾 云里 云上 云中 云间 云游 老师 老家 老相 老于 老边 老利 老路 老乐 老巫 高中 高考 高兴 高级 高手 高楼 白天 白色 白领 白发 白骨 白云 白雪 白马 白纸 白日 云朵 黄昏 黄金 金色 金牌 方案 方向 马上 马路 许多 于是 安静 安全 安排 江边 江湖 江南 夏天 夏日 夏夜 秋天 秋夜 常常 时间 石头 叶子 林中 林子 林间 田野 程序 程序员 周末 周五 周围 何时 何人 万一 万人 任务 任何 余生 单身 公司 公主 公园 公寓 公路 成功 毕业 毕业生 路上 路边 路人 雷雨 武侠 武功 武林 古装 古风 古言 古偶 古代 古城 古镇 古董 易碎 文化 文学 文件 严重 关于 关系 曾经 司机 司令 解开 解药 应该 全部 全家 全城 全班 张开 段子 项目 顾客 顾问 孙子 孙女 包子 温暖 温柔 童年 童话 钱包 宫女 宫廷 宫中 东方 山村 山上 山谷 山城 谷底 车站 车祸 车上 家里 家人 家族 家乡 家门 家庭 家中 师父 师傅 师徒 师妹 师兄 满城 满门 红色 游戏 游客 权力 利益 连夜 相遇 相爱 相亲 相识 查案 后来 后宫 后悔 步行 龙骑士 龙王 龙族 龙珠 华丽 华山 华尔街 乐队 乐手 元旦 元宵 康复 齐心 边城 边境 边关 农村 农民 农夫 尚未 冷战 冷宫 简单 丰收 巴士 巴黎 景区 班主任 班长 班级 牛奶 牧场 牧羊人 石油 左手 左右 房东 房间 房子 管家 凌晨 万里 田间 高塔 夏令营 梅花 童星 路灯 江山 毛衣 纪念 纪录 舒服 季节 蓝色 祝福 雷电 汤圆 殷勤 罗马 明天 阴谋 阴阳 闻名 怀疑 怀孕 怀念 从前 从此 从小 索性 卓越 池塘 终于 终点 居民 居然 冷漠 沙漠 沙滩 关门 封印 封城 储物 焦急 巴掌 车厢 侯爷 全国 仇人 仇恨 甘愿 厉害 祖母 祖父 祖先 祖传 幸福 幸存 印章 宿舍 宿敌 蒲公英 黎明'.split(
    ' ',
  );
}

export function readChinese(text: string): PromptFacts {
  const words = CHINESE_WORDS;
  const people = chinesePeople(text);
  const pronoun = firstIn(text, words.pronouns);
  return {
    names: chineseNames(text),
    jobs: withPronoun(people, pronoun),
    pronoun,
    places: chinesePlaces(text),
    things: chineseThings(
      text,
      people.map(({ at, name }) => ({ at, end: at + name.length })),
    ),
    city: words.cities.find((city) => text.includes(city)) ?? '',
    time: (words.times.exec(text)?.[0] ?? '').replace(/\s/g, ''),
    timeOfDay: firstIn(text, words.timesOfDay),
    weather: firstIn(text, words.weathers),
    motif: words.motifs.exec(text)?.[0] ?? '',
    areAcquainted: words.acquaintance.test(text),
  };
}

/** "王大爷", "陈老师": a family name and what its owner is called by. */
const ADDRESSED = new RegExp(`[${SURNAMES}](?:大爷|大妈|大叔|大婶|阿姨|叔叔|奶奶|爷爷|师傅|老师|医生|警官)`, 'gu');

function chineseNames(text: string): string[] {
  const addressed = [...text.matchAll(ADDRESSED)].filter(({ index }) => {
    const before = text.slice(Math.max(0, index - 1), index);
    return before === '' || BEFORE_NAME.test(before) || /为|得/.test(before);
  });
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
  return [...new Set([...names, ...addressed.map(([name]) => name)])];
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

const CHINESE_PLACE =
  /(?:在|回到|来到|到|去|回|于|进|守着|经营|开)(?:了|着)?(?:一?(?:个|间|家|座|所|条|片))?((?:(?![的了和在是他她我一到去回\p{N}])\p{Script=Han}){1,4}(?:小镇|镇上|村|小城|古城|岛|山|湖|店|馆|医院|学院|书院|后宫|宫|楼|车站|街|巷|海边|江边|学校|大学|公园|码头|机场|酒吧|餐厅|工厂|剧院|灯塔|飞船|空间站|客栈|小屋|老屋|弄堂|胡同))/gu;

/** "海边的仓库": a place at another one is one place. */
const AT_A_PLACE = /^(?:海边|江边|河边|湖边|山[上下里中顶]|街角|村口|老街|巷子里?|森林里?|城外|学校|医院)的?$/u;

function chinesePlaces(text: string): string[] {
  const found = [...text.matchAll(CHINESE_PLACE)].map((match) => ({ name: match[1] ?? '', at: match.index }));
  for (const place of CHINESE_WORDS.places) {
    const at = text.indexOf(place);
    if (at >= 0 && !found.some(({ name }) => name.includes(place))) {
      const before = [5, 4, 3, 2]
        .map((length) => text.slice(Math.max(0, at - length), at))
        .find((words) => AT_A_PLACE.test(words));
      found.push({ name: `${before ?? ''}${place}`, at: at - (before?.length ?? 0) });
    }
  }
  // What it stands at is a place, too, and comes after it.
  return found.sort((one, other) => one.at - other.at || other.name.length - one.name.length).map(({ name }) => name);
}
