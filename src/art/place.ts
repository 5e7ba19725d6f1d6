import { type SetName } from './look.js';

/** Which drawn set stands for a place named in free text, Chinese or English. */

interface PlaceWords {
  set: SetName;
  chinese: RegExp;
  english: RegExp;
}

const PLACES: readonly PlaceWords[] = [
  {
    set: 'palace',
    chinese:
      /(?:大|金銮|宫|偏|正|前|后|寝|偏)殿|皇宫|宫[中里内]|朝堂|御书房|藏[书经]阁|[王侯相]府|将军府|金銮|客栈|镖局|衙门/g,
    english: /\b(?:palace|throne room|temple|castle)s?\b/g,
  },
  {
    set: 'courtyard',
    chinese: /[城宫府寨]门[外内前口]?|[宫城]墙上?|御花园|宫道|牌坊|长亭|破?庙|古城|驿站|校场|演武场/g,
    english:
      /\b(?:palace (?:gate|wall|garden|courtyard)|(?:city|castle|imperial|town) (?:gate|wall|garden)|pavilion|drill ground)s?\b/g,
  },
  {
    set: 'rooftop',
    chinese: /天台|屋顶|楼顶(?:.{0,2}台)?|露台|阳台|晾衣台/g,
    english: /\b(?:rooftop|roof|balcony|balconie)s?\b/g,
  },
  {
    set: 'cafe',
    chinese: /咖啡[馆店厅屋]?|茶[馆室楼庄餐厅]*(?!水间)|餐[厅馆]|饭[店馆]|酒[吧馆楼]|[面火]锅?[馆店]|火锅|食堂/g,
    english:
      /\b(?:bar|caf[eé](?!\w)|coffee(?: shop| house)?|tea ?(?:house|room|shop)|restaurant|diner|bistro|pub|tavern|canteen)(?:s\b|(?!\w))/g,
  },
  {
    set: 'riverside',
    chinese: /江(?:边(?:长椅)?)?|河|湖|海(?:边(?:灯塔)?)?|桥|公园|沙滩|码头|渡口|港口?|岸/g,
    english:
      /\b(?:riverside|riverbank|river|lakeside|lake|seaside|sea|ocean|beach|bridge|park|shore|pier|dock|quay|harbou?r|canal|waterfront)s?\b/g,
  },
  {
    set: 'street',
    chinese:
      /街[口角道]?|路[口边]?|巷口?|夜市|市场|集市|夜宵摊|摊|胡同|弄堂|斑马线|楼下|门[外口]|公交站|广场|站台|月台|城市/g,
    english:
      /\b(?:street|road|alley|alleyway|market|lane|avenue|sidewalk|crossroad|crosswalk|plaza|platform|bus stop|stall|town|city)s?\b/g,
  },
  {
    set: 'office',
    chinese: /公司|办公[室楼区]?|会议[室厅]?|项目室|茶水间|电梯间?|写字楼|工位/g,
    english: /\b(?:office|meeting(?: room)?|conference(?: room)?|company|boardroom|project room|elevator|cubicle)s?\b/g,
  },
  {
    set: 'home',
    chinese: /家|卧室|客厅|公寓|厨房|书房|别墅|宿舍|堂屋|老屋|小屋|屋[里内子]|出租屋/g,
    english:
      /\b(?:home|house|bedroom|living ?room|kitchen|apartment|flat|villa|dorm|dormitory|mansion|hut(?: room)?|cabin|cottage|study(?: room)?)s?\b/g,
  },
  {
    set: 'interior',
    chinese:
      /医院|学校|教室|车站|地铁站?|机场|法院|警局|店|厅|殿|室|房|馆|宫|走廊|楼[道梯]|仓库|车库|工厂|超市|商场|银行|影院|剧院|教堂|礼堂|车厢|阁楼|舱|法庭|监狱|空间站|飞船(?!外)/g,
    english:
      /\b(?:room|hall|hallway|corridor|shop|store|hospital|ward|clinic|school|classroom|library|station|airport|court|courtroom|church|warehouse|museum|theat(?:er|re)|mall|supermarket|bank|studio|lab|laboratory|gym|hotel|lobby|prison|basement|garage|factory|stairwell|staircase|cockpit|cabin|bay|bookshop|bookstore|bakery|cinema|gallery|greenhouse|spaceship|indoors?|inside)s?\b/g,
  },
  {
    set: 'exterior',
    chinese: /操场|体育场|山[顶崖脚坡]|草地|田野|院子|村口?|树林|林中/g,
    english: /\b(?:playground|sports? field|mountain|cliff|garden|yard|woods|forest|field|village|porch)s?\b/g,
  },
];

const ENGLISH_PREPOSITION = /\b(?:by|near|beside|on|at|in|of|under|outside|overlooking|with|above|behind|along|from)\b/;

/**
 * Never an error: what is not known is an open place. The word that decides is the last one (江边的咖啡馆 is a café,
 * so is "a riverside café"), in English the last one before a preposition ("a café by the river").
 */
export function setOf(location: string): SetName {
  const words = location.normalize('NFKC').toLowerCase();
  const head = words.split(ENGLISH_PREPOSITION).find((part) => lastPlaceIn(part) !== null);
  return lastPlaceIn(head ?? words) ?? 'exterior';
}

function lastPlaceIn(words: string): SetName | null {
  let found: SetName | null = null;
  let foundEnd = 0;
  for (const { set, chinese, english } of PLACES) {
    for (const match of [...words.matchAll(chinese), ...words.matchAll(english)]) {
      const end = match.index + match[0].length;
      if (end > foundEnd) {
        found = set;
        foundEnd = end;
      }
    }
  }
  return found;
}
