import { type Age, type Beard, type BodyBuild, type Clothes, type Hair, type Sex } from './look.js';

/** What a free description of a person says about the look, Chinese or English; null where it says nothing. */
export interface DescribedLook {
  sex: Sex | null;
  age: Age | null;
  hair: Hair | null;
  hairColor: string | null;
  clothes: Clothes | null;
  topColor: string | null;
  glasses: boolean | null;
  build: BodyBuild | null;
  beard: Beard | null;
}

type Words<T> = readonly (readonly [value: T, pattern: RegExp])[];

const SEX_WORDS: Words<Sex> = [
  ['female', /女|姑娘|妈|奶奶|阿姨|姐|妹|\b(?:she|her|woman|women|girl|female|lady|mother|wife|sister|grandmother)\b/],
  ['male', /男|小伙|爸|爷爷|叔|哥|弟|先生|\b(?:he|his|man|men|boy|male|guy|father|husband|brother|grandfather)\b/],
];

const AGE_WORDS: Words<Age> = [
  [
    'elder',
    /老人|老年|老爷|老太|奶奶|爷爷|白发|花甲|[六七八九]十多?岁|\b(?:elderly|old (?:man|woman|lady)|grandfather|grandmother|[6-9]\d years?)\b/,
  ],
  [
    'child',
    /小孩|儿童|孩子|男孩|女孩|小学|(?<![一二三四五六七八九十])[三四五六七八九]岁|(?<![一二三四五六七八九])十[一二]?岁|\b(?:child|kid|little (?:boy|girl)|toddler)\b/,
  ],
  ['young', /少[年女]|青年|年轻|大学生|高中|二十|\b(?:young|teen|teenager|student|twenties|youth)\b/],
  ['adult', /中年|成熟|[三四]十|\b(?:middle-aged|adult|mature|thirties|forties)\b/],
];

const BUILD_WORDS: Words<BodyBuild> = [
  ['stout', /胖|富态|圆滚滚|\b(?:stout|plump|chubby|overweight|portly)\b/],
  ['broad', /魁梧|健壮|壮实|虎背熊腰|\b(?:burly|muscular|broad-shouldered|stocky|brawny)\b/],
  ['tall', /高大|高挑|高个|修长|\b(?:tall|lanky)\b/],
  ['slim', /瘦|纤细|苗条|单薄|\b(?:slim|slender|skinny|thin (?:man|woman|girl|boy))\b/],
];

const BEARD_WORDS: Words<Beard> = [
  ['none', /没有?胡[子须]|刮净|\bclean-shaven\b/],
  ['stubble', /胡茬|胡渣|\bstubble\b/],
  ['moustache', /[八小]字胡|髭|\bmou?stache\b/],
  ['goatee', /山羊胡|\bgoatee\b/],
  ['full', /胡[子须]|络腮|长须|白须|\bbeard(?:ed)?\b/],
];

const HAIR_WORDS: Words<Hair> = [
  ['pigtails', /双马尾|羊角辫|\b(?:pigtails|two ponytails)\b/],
  ['braid', /辫|麻花|\b(?:braid|braided hair|plait)\b/],
  ['loops', /双[环丫]髻|垂鬟|\bloops of hair\b/],
  ['coiffure', /高髻|云髻|凤冠|\bcoiffure\b/],
  ['bald', /光头|秃|\bbald\b/],
  ['bowl', /锅盖头|西瓜头|\bbowl cut\b/],
  ['pixie', /(?:超短|极短)发|\bpixie\b/],
  ['ponytail', /马尾|\bponytail\b/],
  ['topknot', /束发|发冠|高冠|半扎|半束|\b(?:topknot|half[- ]up)\b/],
  ['bun', /发髻|丸子头|盘发|盘起|\b(?:bun|updo)\b/],
  ['wavy', /卷发|波浪|烫发|\b(?:wavy|curly|curls)\b/],
  ['bob', /波波头|齐肩|齐刘海|学生头|\b(?:bob|shoulder-length)\b/],
  ['long', /长发|长直发|披肩|\blong(?: \w+){0,2} hair\b/],
  ['parted', /分头|偏分|中分|背头|\b(?:parted|slicked)\b/],
  ['crew', /寸头|平头|板寸|\b(?:crew cut|buzz cut)\b/],
  ['short', /短发|\bshort(?: \w+){0,2} hair\b/],
];

const CLOTHES_WORDS: Words<Clothes> = [
  ['trench', /风衣|\btrench[- ]?coat\b/],
  ['police', /警服|\bpolice uniform\b/],
  ['medical', /白大褂|\b(?:white|lab|doctor['’]?s) coat\b/],
  ['nurse', /护士服|\bnurse['’]?s uniform\b/],
  ['chef', /厨师服|厨师帽|\bchef['’]?s (?:hat|jacket|whites)\b/],
  ['apron', /围裙|\bapron\b/],
  ['workwear', /工装|工作服|背带裤|\b(?:overalls|dungarees|work clothes)\b/],
  ['cardigan', /开衫|\bcardigan\b/],
  ['court', /龙袍|凤袍|凤冠|\b(?:dragon|imperial|court) robes?\b/],
  ['monk', /袈裟|僧袍|\bmonk['’]?s robes?\b/],
  ['ruqun', /襦裙|\bruqun\b/],
  ['robe', /布衣|短褐|粗布/],
  ['knight', /骑士甲|\bplate armou?r\b/],
  ['mage', /兜帽|法师袍|\b(?:hood|hooded|mage['’]?s robes?)\b/],
  ['armour', /铠甲|盔甲|甲胄|战甲|戎装|\barmou?r\b/],
  ['official', /官服|官袍|朝服|蟒袍|\bofficial['’]?s? robes?\b/],
  ['cloak', /斗篷|披风|法袍|魔法袍|\b(?:cloak|cape|wizard['’]?s? robes?)\b/],
  ['uniform', /校服|制服|\buniform\b/],
  ['hanfu', /汉服|古装|长袍|道袍|旗装|宫装|\b(?:hanfu|robes?|gown of silk)\b/],
  ['suit', /西装|西服|正装|职业装|\b(?:suit|blazer|tuxedo)\b/],
  ['coat', /大衣|外套|夹克|\b(?:coat|jacket)\b/],
  ['dress', /裙|\b(?:dress|gown|skirt)\b/],
  ['casual', /毛衣|卫衣|t恤|衬衫|牛仔|休闲|\b(?:sweater|hoodie|t-shirt|shirt|jeans|casual)\b/],
];

const COLOUR_WORDS: Words<string> = [
  ['#c23b3b', /[大暗深]?红|\b(?:red|crimson|scarlet)\b/],
  ['#e58a9b', /粉|\bpink\b/],
  ['#e0923f', /橙|橘|\borange\b/],
  ['#e6c04f', /黄|金|\b(?:yellow|gold|golden|blonde?)\b/],
  ['#4f8f5a', /绿|\bgreen\b/],
  ['#3f6fb5', /蓝|\b(?:blue|navy)\b/],
  ['#7d5ab0', /紫|\bpurple\b/],
  ['#7a5236', /棕|褐|咖啡色|\bbrown\b/],
  ['#c7cad1', /银|灰|\b(?:silver|gr[ea]y)\b/],
  ['#25262c', /黑|\bblack\b/],
  ['#e9e6e0', /白|\bwhite\b/],
];

const CHINESE_HAIR_COLOUR = /([红粉橙橘黄金绿蓝紫棕褐银灰黑白])色?的?[长短卷直]*头?发/;
const ENGLISH_HAIR_COLOUR = /\b(\w+)(?: \w+)? hair\b/;
const NO_GLASSES = /(?:不戴|没有?戴?|摘下)眼镜|\b(?:no|without) glasses\b/;
const GLASSES = /眼镜|\b(?:glasses|spectacles)\b/;

export function lookFromWords(text: string): DescribedLook {
  const words = text.normalize('NFKC').toLowerCase();
  const hairWords = CHINESE_HAIR_COLOUR.exec(words)?.[0] ?? ENGLISH_HAIR_COLOUR.exec(words)?.[0] ?? '';
  return {
    sex: meaningOf(words, SEX_WORDS),
    age: ageInYears(words) ?? meaningOf(words, AGE_WORDS),
    hair: meaningOf(words, HAIR_WORDS),
    hairColor: meaningOf(hairWords, COLOUR_WORDS),
    clothes: meaningOf(words, CLOTHES_WORDS),
    topColor: meaningOf(words.replace(hairWords, ' '), COLOUR_WORDS),
    build: meaningOf(words, BUILD_WORDS),
    beard: meaningOf(words, BEARD_WORDS),
    glasses: NO_GLASSES.test(words) ? false : GLASSES.test(words) ? true : null,
  };
}

const YEARS = /(?<!\d)(\d{1,2})(?: ?岁|[- ]years?[- ]old\b)/;

function ageInYears(words: string): Age | null {
  const years = Number(YEARS.exec(words)?.[1] ?? NaN);
  if (Number.isNaN(years)) {
    return null;
  }
  return years < 14 ? 'child' : years < 30 ? 'young' : years < 60 ? 'adult' : 'elder';
}

function meaningOf<T>(words: string, table: Words<T>): T | null {
  return table.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}
