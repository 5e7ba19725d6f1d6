import { type SetName } from './look.js';

/** Which drawn set stands for a place named in free text, Chinese or English. */

interface PlaceWords {
  set: SetName;
  chinese: RegExp;
  english: RegExp;
}

const PLACES: readonly PlaceWords[] = [
  {
    set: 'archive',
    chinese: /藏[书经][阁殿楼室]|[书经]阁|典籍[阁库室]|书库/g,
    english:
      /\b(?:(?:old|ancient|hidden|secret|forgotten|royal|imperial|great|lost) (?:library|librarie|archive)|archive|scriptorium)s?\b/g,
  },
  {
    set: 'ruin',
    chinese: /废墟|遗[迹址]|[破荒古旧残废]庙|神[庙殿]|断[壁垣]|残垣|祭坛|地下古城/g,
    english:
      /\b(?:ruin|(?:ruined|buried|sunken|lost|forgotten|abandoned|ancient|fallen|old|hidden|stone) (?:temple|shrine|sanctuary|abbey|monastery|altar)|ruined (?:city|tower|castle|palace|hall|fortress))s?\b/g,
  },
  {
    set: 'mountain',
    chinese:
      /山顶草地|山[顶崖巅峰上]|(?<![中天昆])山[路道]|[悬断山]?崖[顶边上]?|[雪高仙群泰华黄天仑眉当]山(?![林村洞庄脚坡寺下路])|山口|[峰绝]顶|绝壁|云[海端]之?[上中]?|浮空岛|[仙天]界|瑶池|天宫/g,
    english:
      /\b(?:mountain(?: ?top| path| pass)?|cliff(?: ?top| edge)?|summit|peak|precipice|sea of clouds|floating island|snowbound pass|high meadow)s?\b/g,
  },
  {
    set: 'old_street',
    chinese: /古[街镇]|长街|坊市|庙会/g,
    english: /\b(?:bazaar|(?:ancient|medieval) (?:street|town|market))s?\b/g,
  },
  {
    set: 'dungeon',
    chinese: /[地天水大死]牢|牢[房狱里中]|监[狱牢]|囚[室牢]|石室/g,
    english: /\b(?:dungeon|prison(?: cell)?|jail|cell|catacomb|crypt)s?\b/g,
  },
  {
    set: 'village',
    chinese: /(?<![关中])村[口里庄子头中]?|农[家舍]小?院?|老[屋宅]|乡下|[茅竹草]屋|田埂|晒谷场/g,
    english: /\b(?:village(?: square| green)?|farm(?: ?house| ?yard)?|hamlet)s?\b/g,
  },
  {
    set: 'inn',
    chinese: /客栈(?:大[堂厅]|里)?|[酒茶]肆|茶寮/g,
    english: /\binns?\b/g,
  },
  {
    set: 'riverbank',
    chinese: /渡[口头]|(?<!海)岸[边上头]?|溪[边流水]?|芦苇[荡丛]?|乌篷船|船头/g,
    english: /\b(?:river ?bank|river ?shore|lake ?shore|creek|brook|ferry(?: landing)?|ferries|jetty|reeds?)s?\b/g,
  },
  {
    set: 'cave',
    chinese: /[山岩石溶]洞|洞[穴窟府口中里]|地[穴宫]|[古陵]墓|墓[室穴道]|剑冢|魔界/g,
    english: /\b(?:cave|cavern|grotto|tomb|(?:old|abandoned|gold|coal) mine)s?\b/g,
  },
  {
    set: 'palace',
    chinese:
      /(?:大|金銮|宫|偏|正|前|后|寝|偏)殿|皇宫|[冷东后]宫|宫[中里内]|朝堂|御书房|[王侯相]府|将军府|金銮|镖局|衙门/g,
    english: /\b(?:palace(?: hall)?|throne room|great hall|royal study(?: room)?|temple|castle)s?\b/g,
  },
  {
    set: 'chamber',
    chinese: /厢房|闺房|[绣青]楼|学堂|私塾|书院|医馆|药铺|草堂|柴房/g,
    english: /\bchambers?\b/g,
  },
  {
    set: 'courtyard',
    chinese: /[城宫府寨]门[外内前口]?|[宫城]墙上?|御花园|宫道|牌坊|长亭|庙|古城|城[楼头]|边关|驿站|校场|演武场/g,
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
    set: 'seaside',
    chinese: /(?<![上星云人林花火])海(?:[边滩岸岛上面湾]|边灯塔)?|沙滩|灯塔|礁石|[海小孤荒]岛/g,
    english: /\b(?:seaside|sea ?shore|shore|sea|ocean|beach|beache|coast|lighthouse|island)s?\b/g,
  },
  {
    set: 'riverside',
    chinese: /江(?:边(?:长椅)?)?|河|湖|桥|公园|码头|港口?/g,
    english: /\b(?:riverside|river|lakeside|lake|bridge|park|pier|dock|quay|harbou?r|canal|waterfront)s?\b/g,
  },
  {
    set: 'forest',
    chinese: /[森树丛竹密山枫松桃花]林(?:深处|[中间里边])?|林[中间海地](?:深处)?/g,
    english: /\b(?:forest|wood|woodland|jungle|grove|bamboo)s?\b/g,
  },
  {
    set: 'street',
    chinese:
      /街[口角道]?|城中村|小镇|镇上|路[口边]?|巷口?|夜市|市场|集市|夜宵摊|摊|胡同|弄堂|斑马线|楼下|(?:校|大)门|门[外口]|公交站|地铁口|广场|站台|月台|停车场|城市/g,
    english:
      /\b(?:street|road|alley|alleyway|market|lane|avenue|sidewalk|crossroad|crosswalk|plaza|platform|bus stop|stall|parking lot|(?:school|company|factory|hospital) gate|town|city)s?\b/g,
  },
  {
    set: 'office',
    chinese: /公司|办公[室楼区]?|会议[室厅]?|项目室|茶水间|电梯间?|写字楼|工位/g,
    english: /\b(?:office|meeting(?: room)?|conference(?: room)?|company|boardroom|project room|elevator|cubicle)s?\b/g,
  },
  {
    set: 'classroom',
    chinese: /教[室学]楼?|课[堂室]|学校|自习室|补习班|幼儿园/g,
    english: /\b(?:classroom|schoolroom|school|lecture (?:hall|room)|study hall|kindergarten)s?\b/g,
  },
  {
    set: 'hospital',
    chinese: /(?:医院|诊所|卫生院)(?:的?(?:走廊|大厅|病房|房间|里))?|[病诊]房|诊室|急[诊救]室?|手术室|医务室|护士站/g,
    english:
      /\b(?:(?:hospital|clinic)(?: (?:corridor|hallway|room|ward|bed|lobby))?|ward|infirmary|sickroom|emergency room|operating (?:room|theatre|theater))s?\b/g,
  },
  {
    set: 'bedroom',
    chinese: /卧[室房]|寝室|宿舍|睡房|客房|酒店房间|床[上边前头]/g,
    english: /\b(?:bedroom|bedside|bed|dorm(?: room)?|dormitory|dormitorie|(?:hotel|guest|motel) room)s?\b/g,
  },
  {
    set: 'home',
    chinese: /家|客厅|公寓|厨房|书房|别墅|堂屋|小屋|屋[里内子]|出租屋/g,
    english:
      /\b(?:home|house|living ?room|kitchen|apartment|flat|villa|mansion|hut(?: room)?|cabin|cottage|study(?: room)?)s?\b/g,
  },
  {
    set: 'train',
    chinese: /火车|列车|高铁|动车|地铁|轻轨|车厢|卧铺|公交车?|巴士|大巴|车[上里]/g,
    english: /\b(?:train|railway carriage|carriage|subway|metro|tram|dining car|sleeper|bus|buse)s?\b/g,
  },
  {
    set: 'warehouse',
    chinese: /仓库|库房|货舱|工厂|厂房|车间|(?:地下)?车库|地下停车场/g,
    english: /\b(?:warehouse|factory(?: hall)?|factorie|garage|workshop|storeroom|storehouse|hangar|depot)s?\b/g,
  },
  {
    set: 'interior',
    chinese:
      /[车火]车站|车站|地铁站|机场|法院|警局|店|厅|殿|室|房|馆|宫|走廊|楼[道梯]|超市|商场|银行|影院|剧院|教堂|礼堂|阁楼|舱|法庭|空间站|飞船(?!外)/g,
    english:
      /\b(?:room|hall|hallway|corridor|shop|store|library|station|airport|court|courtroom|church|museum|theat(?:er|re)|mall|supermarket|bank|studio|lab|laboratory|gym|hotel|lobby|basement|stairwell|staircase|cockpit|bay|bookshop|bookstore|bakery|cinema|gallery|greenhouse|spaceship|indoors?|inside)s?\b/g,
  },
  {
    set: 'exterior',
    chinese: /操场|体育场|校园|山[脚坡]|草地|田野|院子/g,
    english: /\b(?:playground|schoolyard|campus|sports? field|garden|yard|field|porch)s?\b/g,
  },
];

/** In the rain, or just after it. */
const WET = /雨(?!林)|\brain/;

const ENGLISH_PREPOSITION =
  /\b(?:by|near|beside|on|at|in|of(?! clouds)|under|outside|overlooking|with|above|behind|along|from)\b/;

/**
 * Never an error: what is not known is an open place. The word that decides is the last one (江边的咖啡馆 is a café,
 * so is "a riverside café"), in English the last one before a preposition ("a café by the river").
 */
export function setOf(location: string): SetName {
  const words = location.normalize('NFKC').toLowerCase();
  const head = words.split(ENGLISH_PREPOSITION).find((part) => lastPlaceIn(part) !== null);
  const set = lastPlaceIn(head ?? words) ?? 'exterior';
  return set === 'street' && WET.test(words) ? 'rainy_street' : set;
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
