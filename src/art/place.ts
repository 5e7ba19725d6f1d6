import { type SetName } from './look.js';

/** Which drawn set stands for a place named in free text, Chinese or English. */

interface PlaceWords {
  set: SetName;
  chinese: RegExp;
  english: RegExp;
}

const PLACES: readonly PlaceWords[] = [
  { set: 'rooftop', chinese: /天台|屋顶|楼顶|露台/g, english: /\b(?:rooftop|roof)s?\b/g },
  {
    set: 'cafe',
    chinese: /咖啡[馆店厅屋]?|茶[馆室楼庄餐厅]*|餐[厅馆]|饭[店馆]|酒[吧馆楼]|[面火]锅?[馆店]|火锅/g,
    english: /\b(?:bar|cafe|café|coffee(?: shop| house)?|tea ?(?:house|room|shop)|restaurant|diner|bistro|pub)s?\b/g,
  },
  {
    set: 'riverside',
    chinese: /江|河|湖|海|桥|公园|沙滩|码头|岸/g,
    english:
      /\b(?:riverside|riverbank|river|lakeside|lake|seaside|sea|ocean|beach|bridge|park|shore|pier|harbou?r|canal)s?\b/g,
  },
  {
    set: 'street',
    chinese: /街|路|巷|夜市|市场|胡同|弄堂|斑马线|楼下|门外/g,
    english: /\b(?:street|road|alley|alleyway|market|lane|avenue|sidewalk|crossroad|crosswalk)s?\b/g,
  },
  {
    set: 'office',
    chinese: /公司|办公[室楼区]?|会议[室厅]?|电梯间?|写字楼|工位/g,
    english: /\b(?:office|meeting(?: room)?|conference(?: room)?|company|boardroom|elevator|cubicle)s?\b/g,
  },
  {
    set: 'home',
    chinese: /家|卧室|客厅|公寓|厨房|书房|别墅|宿舍/g,
    english: /\b(?:home|house|bedroom|living ?room|kitchen|apartment|flat|villa|dorm)s?\b/g,
  },
  {
    set: 'interior',
    chinese: /医院|学校|车站|机场|法院|警局|店|厅|殿|室|房|馆|宫|走廊|楼道|仓库|超市|商场|银行|影院|剧院|教堂|车厢/g,
    english:
      /\b(?:room|hall|hallway|corridor|shop|store|hospital|ward|clinic|school|classroom|library|station|airport|court|courtroom|palace|temple|church|warehouse|museum|theat(?:er|re)|mall|supermarket|bank|studio|lab|laboratory|gym|hotel|lobby|prison|basement|indoors?|inside)s?\b/g,
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
