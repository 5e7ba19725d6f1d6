import { type Beard, type Clothes, type Hair, type Sex } from './look.js';

/** What people wear by what they are: the words for it stand in a name or a description, Chinese or English. */

export type World = 'modern' | 'school' | 'old' | 'fantasy';

/** The dress of a role in each world that has it. */
interface Role {
  words: RegExp;
  modern?: Clothes;
  old?: Clothes;
  fantasy?: Clothes;
  /** Where they belong to the role. */
  hair?: Partial<Record<Sex, Hair>>;
  beard?: Beard;
}

/** "The minister's daughter" is no minister, nor is who lives in the general's house. */
const ITSELF = "(?!府|家|宫|殿|城|夫人|之[女子]|的?(?:女儿|儿子|女|千金|府|妻|家|丫|侍|手下|学生|病人)|[’']s?\\b)";

const called = (chinese: string, english: string): RegExp =>
  new RegExp(`(?:${chinese})${ITSELF}|\\b(?:${english})\\b${ITSELF}`);

const ROLES: readonly Role[] = [
  {
    words: called('宫女|丫鬟|婢女|侍女', 'maids?|maidservant|handmaid'),
    old: 'robe',
    fantasy: 'apron',
    hair: { female: 'loops' },
  },
  {
    words: called('皇帝|皇上|陛下|君王|国君|王爷|太子|皇子|世子', 'emperor|prince'),
    old: 'court',
    fantasy: 'cloak',
    hair: { male: 'topknot' },
    beard: 'goatee',
  },
  {
    words: called('皇后|太后|女帝|女皇|贵妃|妃子|妃|公主|郡主', 'empress|queen|princess|concubine|consort'),
    old: 'court',
    fantasy: 'cloak',
    hair: { female: 'coiffure' },
  },
  { words: called('国王', 'king'), old: 'court', fantasy: 'cloak', beard: 'full' },
  {
    words: called(
      '丞相|宰相|大臣|尚书|太傅|太师|御史|县令|知府|官员',
      'chancellor|minister|magistrate|censor|official|courtier',
    ),
    old: 'official',
    modern: 'suit',
    hair: { male: 'topknot' },
    beard: 'goatee',
  },
  { words: called('太监|公公|内侍', 'eunuch'), old: 'official', hair: { male: 'topknot' }, beard: 'none' },
  {
    words: called('将军|元帅|校尉|统领|都尉', 'general|marshal|commander'),
    old: 'armour',
    fantasy: 'knight',
    beard: 'goatee',
  },
  {
    words: called('女?(?:侍卫|禁军|护卫|士兵|镖师|捕快)', 'guard|guardsman|soldier|sentinel|swordsman'),
    old: 'armour',
    fantasy: 'knight',
    modern: 'police',
  },
  { words: called('骑士|龙骑', 'knight|paladin|(?:dragon )?rider'), fantasy: 'knight', old: 'armour' },
  {
    words: called('和尚|僧人|方丈|住持|高僧|小沙弥', 'monk|abbot'),
    old: 'monk',
    modern: 'monk',
    fantasy: 'monk',
    hair: { male: 'bald' },
    beard: 'none',
  },
  {
    words: called(
      '法师|魔法师|术士|巫师|女巫|魔女|占星师|祭司',
      'mage|wizard|witch|sorcerer|sorceress|spell-caster|warlock|enchanter|druid',
    ),
    fantasy: 'mage',
    old: 'hanfu',
  },
  { words: called('海盗', 'pirate|buccaneer|corsair'), fantasy: 'pirate', old: 'pirate', modern: 'pirate' },
  {
    words: called(
      '守灯(?:人|少年|少女)?|点灯人|猎人|樵夫|牧童|牧羊人|村民|旅人|盗贼|小偷',
      'lamp ?keeper|lamplighter|hunter|huntress|ranger|shepherd|villager|traveller|traveler|thief|rogue',
    ),
    fantasy: 'tunic',
    old: 'robe',
  },
  { words: called('书生|秀才|举人|公子|先生|夫子', 'scholar|poet'), old: 'hanfu' },
  { words: called('小姐|千金|闺秀|才女|之女|夫人', 'lady|noblewoman|daughter'), old: 'ruqun' },
  {
    words: called('商人|掌柜|富商|东家', 'merchant|trader|innkeeper|shopkeeper'),
    old: 'robe',
    fantasy: 'tunic',
    modern: 'cardigan',
    beard: 'moustache',
  },
  {
    words: called(
      '农夫|渔夫|船夫|车夫|铁匠|木匠|店小二|小二|伙夫|仆人|乞丐',
      'peasant|fisherman|ferryman|blacksmith|carpenter|servant|beggar',
    ),
    old: 'robe',
    fantasy: 'tunic',
    modern: 'workwear',
  },
  { words: called('护士', 'nurse'), modern: 'nurse', old: 'robe' },
  {
    words: called(
      '医生|大夫|主任医师|法医|实习医生|外科|神医|太医|药师',
      'doctor|surgeon|physician|healer|forensic examiner|medic',
    ),
    modern: 'medical',
    old: 'hanfu',
    fantasy: 'cloak',
  },
  {
    words: called('侦探|刑警|警探|警长|探长|刑警队长', 'detective|inspector|sleuth|chief of detectives|investigator'),
    modern: 'trench',
    old: 'hanfu',
  },
  {
    words: called('警察|警官|民警|交警|保安|狱警', 'police(?:man|woman| officer)?|cop|constable|security guard'),
    modern: 'police',
    old: 'armour',
  },
  {
    words: called('厨师|大厨|主厨|厨子|面包师|糕点师', 'chef|cook|baker|pastry chef'),
    modern: 'chef',
    old: 'robe',
    fantasy: 'apron',
  },
  {
    words: called(
      '店员|店主|咖啡师|服务员|伙计|老板娘|花店|花艺师|调酒师|摊主',
      'barista|bartender|waiter|waitress|florist|clerk|shop assistant|bookseller|grocer',
    ),
    modern: 'apron',
    old: 'robe',
    fantasy: 'apron',
  },
  {
    words: called(
      '工人|工程师傅|修理工|快递员|外卖员|外卖小哥|司机|电工|矿工|木工|维修工|渔民|农民',
      'worker|mechanic|courier|driver|electrician|plumber|miner|builder|farmer|engineer|repairman',
    ),
    modern: 'workwear',
  },
  {
    words: called('老师|教师|教授|班主任|图书管理员|编辑|作家', 'teacher|professor|tutor|librarian|editor|writer'),
    modern: 'cardigan',
    old: 'hanfu',
  },
  {
    words: called(
      '高三学生|学生|转学生|学霸|同桌|校草|校花|班长',
      'student|pupil|classmate|schoolgirl|schoolboy|transfer student',
    ),
    modern: 'uniform',
    old: 'hanfu',
    fantasy: 'tunic',
  },
  { words: called('新郎|伴郎', 'bridegroom|groom|best man'), modern: 'suit' },
  { words: called('新娘|伴娘', 'bride|bridesmaid|maid of honou?r'), modern: 'dress' },
  {
    words: called(
      '总裁|老板|经理|律师|总监|秘书|会计|主管',
      'boss|lawyer|manager|ceo|director|executive|accountant|banker|department head',
    ),
    modern: 'suit',
  },
];

/** What a role says of somebody's dress. */
export interface RoleDress {
  clothes: Clothes;
  hair: Hair | null;
  beard: Beard | null;
}

/** By the first word for a role that has a dress in this world; `world` is null where nothing tells it. */
export function dressOf(text: string, sex: Sex, world: World | null): RoleDress | null {
  const words = text.normalize('NFKC').toLowerCase();
  const found = ROLES.flatMap((role) => {
    const clothes = garmentOf(role, world);
    const place = words.search(role.words);
    return clothes === undefined || place < 0 ? [] : [{ role, clothes, place }];
  });
  const [first] = found.sort((one, other) => one.place - other.place);
  return first
    ? { clothes: first.clothes, hair: first.role.hair?.[sex] ?? null, beard: first.role.beard ?? null }
    : null;
}

function garmentOf({ modern, old, fantasy }: Role, world: World | null): Clothes | undefined {
  switch (world) {
    case 'old':
      return old;
    case 'fantasy':
      return fantasy ?? old;
    case null:
      return modern ?? old ?? fantasy;
    default:
      return modern;
  }
}
