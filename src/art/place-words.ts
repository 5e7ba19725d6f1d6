import { type SetName } from './look.js';

/** The words, Chinese and English, by which places are called that a set is drawn for. */

interface PlaceWords {
  set: SetName;
  chinese: RegExp;
  english: RegExp;
}

export const PLACES: readonly PlaceWords[] = [
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
      /山顶草地|山[顶崖巅峰上]|(?<![中天昆])山[路道]|[悬断山]?崖[顶边上]?|[雪高仙群泰华黄天仑眉当]山(?![林村洞庄脚坡寺下路])|山口|[峰绝火]顶|火山|绝壁|云[海端]之?[上中]?|浮空岛|[仙天]界|瑶池|天宫/g,
    english:
      /\b(?:mountain(?: ?top| path| pass)?|cliff(?: ?top| edge)?|summit|peak|precipice|sea of clouds|floating island|snowbound pass|high meadow|volcano|volcanoe|canyon)s?\b/g,
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
    chinese: /渡[口头]|(?<!海)岸[边上头]?|溪[边流水]?|芦苇[荡丛]?|乌篷船|沼泽/g,
    english:
      /\b(?:river ?bank|river ?shore|river crossing|lake ?shore|creek|brook|ferry(?: landing)?|ferries|jetty|reeds?|swamp|marsh|marshe)s?\b/g,
  },
  {
    set: 'cave',
    chinese: /[山岩石溶]洞|洞[穴窟府口中里]|地[穴宫]|[古陵]墓|墓[室穴道]|隧道|矿[井洞坑]|剑冢|魔界/g,
    english: /\b(?:cave|cavern|grotto|tomb|tunnel|(?:the|an?|old|abandoned|gold|coal) mine)s?\b|^mines?$/g,
  },
  {
    set: 'palace',
    chinese:
      /(?:大|金銮|宫|偏|正|前|后|寝|偏)殿|皇宫|[冷东后]宫|宫[中里内]|朝堂|御书房|[王侯相]府|将军府|金銮|镖局|衙门|祠堂/g,
    english: /\b(?:palace(?: hall)?|throne room|great hall|royal study(?: room)?|temple|castle)s?\b/g,
  },
  {
    set: 'chamber',
    chinese: /厢房|闺房|[绣青]楼|学堂|私塾|书院|医馆|药铺|草堂|柴房/g,
    english: /\bchambers?\b/g,
  },
  {
    set: 'courtyard',
    chinese:
      /[城宫府寨]门[外内前口]?|[宫城]墙上?|御花园|宫道|牌坊|长亭|[庙寺]|道观|古城|城[楼头]|边关|驿站|校场|演武场|操练场/g,
    english:
      /\b(?:palace (?:gate|wall|garden|courtyard)|(?:city|castle|imperial|town) (?:gate|wall|garden)|pavilion|drill ground|training ground|monastery|monasterie)s?\b/g,
  },
  {
    set: 'rooftop',
    chinese: /天台|屋顶|楼顶(?:.{0,2}台)?|(?:屋顶|空中)花园|露台|阳台|晾衣台/g,
    english: /\b(?:(?:rooftop|roof)(?: garden)?|balcony|balconie)s?\b/g,
  },
  {
    set: 'cafe',
    chinese:
      /咖啡[馆店厅屋]?|茶[馆室楼庄餐厅]*(?!水间)|餐[厅馆]|饭[店馆]|酒[吧馆楼]|[面火]锅?[馆店]|火锅|食堂|店堂|夜总会|夜店|歌厅/g,
    english:
      /\b(?:bar|caf[eé](?!\w)|coffee(?: shop| house)?|tea ?(?:house|room|shop)|restaurant|diner|bistro|pub|tavern|canteen|dining (?:room|hall)|food court|(?:jazz|night) ?club)(?:s\b|(?!\w))/g,
  },
  {
    set: 'seaside',
    chinese: /(?<![上星云人林花火])海(?:边灯塔|边的?小?路|[边滩岸岛上面湾])?|沙滩|灯塔|礁石|[海小孤荒]岛/g,
    english: /\b(?:seaside|sea ?shore|shore|sea|ocean|beach|beache|coast|lighthouse|(?<!floating )island)s?\b/g,
  },
  {
    set: 'riverside',
    chinese: /[江河湖]边的?小?[路道径]|江(?:边(?:长椅)?)?|河|湖|桥|公园|码头|港口?/g,
    english: /\b(?:riverside|river|lakeside|lake|bridge|park|pier|dock|quay|harbou?r|canal|waterfront)s?\b/g,
  },
  {
    set: 'forest',
    chinese: /[森树丛竹密山枫松桃花]林(?:深处|[中间里边])?|林[中间海地](?:深处|的?小?[路道径])?/g,
    english: /\b(?:forest|wood|woodland|jungle|grove|bamboo)s?\b/g,
  },
  {
    set: 'street',
    chinese:
      /街[口角道]?|城中村|小镇|镇上|路[口边]?|巷口?|夜市|市场|集市|夜宵摊|摊|胡同|弄堂|斑马线|楼下|(?:校|大)门|门[外口]|公交车?站|加油站|地铁口|广场|小区|城市/g,
    english:
      /\b(?:street|road|alley|alleyway|market|lane|avenue|sidewalk|crossroad|crosswalk|plaza|square|bus stop|(?:gas|petrol) station|stall|(?:shop|store|school|company|office|hospital|factory|hotel) (?:door|doorway|entrance)|(?:school|company|factory|hospital) gate|town|city)s?\b/g,
  },
  {
    set: 'office',
    chinese:
      /公司|办公[室楼区]?|会议[室厅]?|项目室|茶水间|写字楼|工位|警[局察署]|派出所|审讯室|居委会(?:大厅)?|街道办|教务处|报社|编辑部|电台|事务所|银行/g,
    english:
      /\b(?:office|(?:great )?meeting(?: room| hall)?|conference(?: room)?|company|boardroom|project room|cubicle|police (?:station|office)|newsroom|radio station|bank)s?\b/g,
  },
  {
    set: 'classroom',
    chinese: /教[室学]楼?|课[堂室]|学校|自习室|补习班|幼儿园|学院/g,
    english: /\b(?:classroom|schoolroom|school|lecture (?:hall|room)|study hall|kindergarten|academy|academie)s?\b/g,
  },
  {
    set: 'hospital',
    chinese: /(?:医院|诊所|卫生院)(?:的?(?:大厅|病房|房间|里))?|[病诊]房|诊室|急[诊救]室?|手术室|医务室|护士站/g,
    english:
      /\b(?:(?:hospital|clinic)(?: (?:room|ward|bed|lobby))?|ward|infirmary|sickroom|emergency room|operating (?:room|theatre|theater))s?\b/g,
  },
  {
    set: 'bedroom',
    chinese: /卧[室房]|寝室|宿舍|睡房|客房|酒店房间|床[上边前头]/g,
    english: /\b(?:bedroom|bedside|bed|dorm(?: room)?|dormitory|dormitorie|(?:hotel|guest|motel) room)s?\b/g,
  },
  {
    set: 'home',
    chinese: /家|客厅|公寓|别墅|堂屋|小屋|屋[里内子]|出租屋|[养敬]老院|孤儿院|福利院/g,
    english:
      /\b(?:home|house|(?:old )?living ?room|apartment|flat|villa|mansion|hut(?: room)?|cabin|cottage|orphanage)s?\b/g,
  },
  {
    set: 'train',
    chinese: /火车|列车|高铁|动车|地铁|轻轨|车厢|卧铺|公交车?|巴士|大巴|车[上里]/g,
    english: /\b(?:train|railway carriage|carriage|subway|metro|tram|dining car|sleeper|bus|buse)s?\b/g,
  },
  {
    set: 'warehouse',
    chinese: /仓库|库房|货舱|工厂|厂房|车间|地下室|地窖/g,
    english:
      /\b(?:warehouse|factory(?: hall)?|factorie|workshop|basement|cellar|storeroom|storehouse|hangar|depot)s?\b/g,
  },
  {
    set: 'platform',
    chinese: /[站月]台|铁轨/g,
    english: /\b(?:platform|railway track|rail track)s?\b/g,
  },
  {
    set: 'station',
    chinese: /(?:车站|(?:地铁|火车|高铁|客运|长途)站|机场)(?:的?大厅|里)?|候[车机][室厅]|航站楼|售票厅|检票口/g,
    english:
      /\b(?:station|airport|(?:bus|ferry|airport) terminal|concourse|(?:waiting|departure|ticket|arrival) (?:hall|lounge|room)|check-in)s?\b/g,
  },
  {
    set: 'corridor',
    chinese:
      /走廊|过道|楼道|楼梯[间口]?|电梯[间口厅里]?|玄关|门厅|酒店|(?:教室|办公室|会议室|病房|手术室|急救室|诊室|卧室|房间|宿舍)的?门?[口外前]/g,
    english:
      /\b(?:corridor|hallway|passage|passageway|stairwell|staircase|stairway(?: hall)?|stair|(?:entrance|front) hall|elevator|lift|hotel)s?\b/g,
  },
  {
    set: 'kitchen',
    chinese: /厨房|后厨|灶[间房台]/g,
    english: /\b(?:kitchen|kitchenette|pantry)s?\b/g,
  },
  {
    set: 'library',
    chinese: /图书馆|书[店城吧房斋]|阅览室|档案[室馆]|资料室/g,
    english: /\b(?:library|librarie|book ?shop|book ?store|reading room|study(?: room)?|archive(?: room)?)s?\b/g,
  },
  {
    set: 'garage',
    chinese: /(?:地下)?(?:车库|停车[场库])/g,
    english: /\b(?:garage|(?:underground )?(?:parking (?:lot|garage)|car ?park))s?\b/g,
  },
  {
    set: 'hall',
    chinese: /礼堂|剧[院场]|影院|音乐厅|会堂|(?:宴会|报告|演播)厅|[舞后]台/g,
    english: /\b(?:hall|auditorium|theat(?:er|re)|cinema|opera house|ballroom|backstage|stage)s?\b/g,
  },
  {
    set: 'church',
    chinese: /教堂/g,
    english: /\b(?:church|churche|chapel|cathedral)s?\b/g,
  },
  {
    set: 'court',
    chinese: /法[庭院]/g,
    english: /\b(?:court(?:room)?|(?:law|high|supreme) court|court of law|courthouse)s?\b/g,
  },
  {
    set: 'gallery',
    chinese: /(?:博物|美术|展览|纪念)馆|画廊|画展|展[厅馆]/g,
    english: /\b(?:museum|(?:art )?gallery|gallerie|exhibition(?: (?:hall|room))?)s?\b/g,
  },
  {
    set: 'shop',
    chinese: /超市|商[店场]|百货|小卖[部铺]|铺子|(?<![床卧上下中])铺|店[里内铺]?/g,
    english: /\b(?:shop|store|supermarket|grocery|mall|boutique|bakery|pharmacy|drugstore|florist)s?\b/g,
  },
  {
    set: 'spaceship',
    chinese: /飞船外?|空间站|太空|星舰|星海|(?<![船机客])舱[室内里]?(?:的?走廊)?|通讯室|观景厅|引擎室|气闸室/g,
    english:
      /\b(?:space ?ship|space station|starship|spacecraft|cockpit(?: room)?|airlock(?: room)?|(?:engine|radio|greenhouse|landing capsule) room|observation (?:hall|deck)|sleeping hall(?: corridor)?|sky of stars|outer space)s?\b/g,
  },
  {
    set: 'playground',
    chinese: /操场|体育场|球场|跑道|看台|校园/g,
    english:
      /\b(?:playground|schoolyard|campus|campuse|stadium|arena|sports? (?:field|ground)|(?:football|soccer) (?:field|pitch)|(?:basketball|tennis) court|running track)s?\b/g,
  },
  {
    set: 'yard',
    chinese: /(?<![医法影剧学书疗])[小前后大]?院[子里内门落]|庭院|[小前后]院|四合院|家门[口前外]|花园|菜园|屋檐下/g,
    english: /\b(?:yard|backyard|courtyard|garden(?: gate)?|porch|porche|patio|front door|doorstep|farmhouse)s?\b/g,
  },
  {
    set: 'darkroom',
    chinese: /暗房|冲印室/g,
    english: /\bdark ?rooms?\b/g,
  },
  {
    set: 'attic',
    chinese: /阁楼/g,
    english: /\b(?:attic|loft|garret)(?: room)?s?\b/g,
  },
  {
    set: 'ship',
    chinese: /(?<!飞船的?)甲板|(?<!飞)船[上头舷边]?|轮渡|[游邮巨]轮/g,
    english: /\b(?:ship|boat|yacht|steamer|cruise liner|vessel)s?\b/g,
  },
  {
    set: 'grassland',
    chinese: /草[原地甸场]|荒[野原]|[原田旷]野|[麦稻]田|牧场|山谷/g,
    english: /\b(?:grassland|prairie|meadow|field|steppe|moor|pasture|wilderness|valley)s?\b/g,
  },
  {
    set: 'desert',
    chinese: /沙漠|大漠|荒漠|戈壁|沙丘|火星|月球/g,
    english: /\b(?:desert|dune|wasteland|badland|planet)s?\b/g,
  },
  {
    set: 'gym',
    chinese: /健身房|体育馆|[拳武道]馆|练功房|舞蹈[室房]|训练[馆室]/g,
    english: /\b(?:(?:boxing )?gym|gymnasium|dojo|(?:dance|yoga) studio|training (?:room|hall))s?\b/g,
  },
  {
    set: 'studio',
    chinese: /照相馆|影楼|摄影棚|摄影工作室|直播间|片场/g,
    english: /\b(?:(?:photo|film|photography) )?(?:studio|film set)s?\b/g,
  },
  {
    set: 'interior',
    chinese: /厅|[大灵]堂|殿|室|房|馆|宫|舱/g,
    english:
      /\b(?:room|(?:art|artist|painter|pottery)(?:['’]?s)? studio|observatory|observatorie|lab|laboratory|laboratorie|lobby|bay|greenhouse|indoors?|inside)s?\b/g,
  },
  {
    set: 'exterior',
    chinese: /山[脚坡]|果园|墓地|陵园/g,
    english: /\b(?:orchard|cemetery|cemeterie|graveyard)s?\b/g,
  },
];
