import { type Prop } from './look.js';

/** The words that name a thing, Chinese or English; the first entry that knows a place in a text tells what is there. */

interface PropWords {
  prop: Prop;
  chinese: RegExp;
  english: RegExp;
}

export const PROP_WORDS: readonly PropWords[] = [
  {
    prop: 'phone',
    chinese: /手机|电话(?!亭)|来电|短信/g,
    english: /\b(?:phone|smartphone|cell ?phone|mobile|telephone)s?\b/g,
  },
  {
    prop: 'letter',
    chinese:
      /(?<![相迷自轻守失不威亲通短微可坚诚深音])信(?![息号任心念仰物赖誓服用以你我他她它了不吗吧使箱徒条])|信封|信件|书信|血书|情书|明信片|合同|协议书|遗嘱|文件|病历|名单|请柬|图纸|方案书|辞职信/g,
    english: /\b(?:letter|envelope|postcard|love note|contract|document|blueprint|invitation)s?\b/g,
  },
  {
    prop: 'ring',
    chinese: /戒指|钻戒|婚戒|指环|对戒/g,
    english: /\b(?:a|the|his|her|my|your|that|this|wedding|engagement|diamond|gold|silver|old) rings?\b/g,
  },
  {
    prop: 'sword',
    chinese: /(?<!击)剑(?!客|侠|术|法|气|道|门)|[长宝佩大弯]刀|刀鞘|兵刃/g,
    english: /\b(?:sword|blade|saber|sabre)s?\b/g,
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
    chinese: /照片|相片|合影|合照|全家福|毕业照|相框|旧照/g,
    english: /\b(?:photo|photograph|snapshot|polaroid|(?:group|family) portrait)s?\b/g,
  },
  {
    prop: 'book',
    chinese:
      /[一那这旧本]本?书(?![房店包馆信案院法记生])|书本|书页|笔记本?|账[本簿册]|值班簿|存折|剧本|课本|古籍|画册|菜谱|绘本|秘籍|相册|同学录|错题本/g,
    english:
      /\b(?:(?:a|the|his|her|my|your|that|this|old) books?(?! ?(?:store|shop|case|shelf|shelves|club|seller))|(?:recipe|spell|savings|comic) books?|yearbooks?|albums?|cookbooks?|notebooks?|ledgers?|textbooks?)\b/g,
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
  { prop: 'lantern', chinese: /灯笼|提灯|宫灯|河灯|花灯/g, english: /\blanterns?\b/g },
  {
    prop: 'ticket',
    chinese: /[车机船门彩球]票|电影票|票根|登机牌|船票/g,
    english: /\b(?:ticket|boarding pass)(?:s|es)?\b/g,
  },
  {
    prop: 'pendant',
    chinese: /(?<!半[块枚]|[碎断残])玉佩|玉坠|吊坠|项链|令牌|香囊|玉镯|平安符|护身符|符石/g,
    english:
      /\b(?:(?<!half (?:a |of (?:a |the )?)?jade )(?<!broken jade )pendant|necklace|locket|amulet|talisman|medallion)s?\b/g,
  },
  {
    prop: 'box',
    chinese: /礼物|礼盒|[木锦食药首饰铁]盒|盒子|蛋糕|生日礼/g,
    english: /\b(?:gift|parcel|package|(?:wooden|gift|lunch|music|little|small|old|tin) box|cake)(?:s|es)?\b/g,
  },
  {
    prop: 'camera',
    chinese: /照相机|相机|胶卷/g,
    english: /\b(?:camera|roll of film)s?\b(?! (?:pans?|moves?|follows?|pulls?|pushe?s?|holds?))/g,
  },
  {
    prop: 'jade',
    chinese: /半[块枚]玉佩|[碎断残]玉佩?|半[块枚]玉(?!佩)|玉玦|另一半玉佩?/g,
    english:
      /\b(?:half (?:a |of (?:a |the )?)?jade|half of (?:a |the )?jade|broken jade|jade half|(?:a|the|his|her|my|your) jade\b(?! pendant))/g,
  },
  {
    prop: 'lamp',
    chinese:
      /油灯|魂灯|马灯|古灯|神灯|长明灯|守夜灯|[一那这半]盏(?:[^，。；、！？]{0,3})灯(?!笼)|[提举捧]着(?:[^，。；、！？]{0,3})灯(?!笼)|手里的灯(?!笼)/g,
    english:
      /\b(?:(?:the|a|her|his|my|your|their|our|this|that|one|last|old|oil|spirit|brass|little|small|storm|desk) lamp|hurricane lamp)\b(?!-| ?(?:keeper|post|light|lit|shade))/g,
  },
  {
    prop: 'star',
    chinese:
      /[那这一每][一]?颗(?:[^，。；、！？]{0,4})星(?!球|砂)|最后(?:的|一颗)?(?:一颗)?星(?![球期])|星核|坠星|陨星/g,
    english:
      /\b(?:the|a|last|fallen|her|his|our|that|this|dying) (?:last |fallen |little |dying )?star\b(?! (?:of|in) )/g,
  },
  {
    prop: 'knife',
    chinese: /匕首|短[剑刀]|小刀|尖刀|水果刀|菜刀/g,
    english: /\b(?:knife|knives|daggers?)\b/g,
  },
  {
    prop: 'map',
    chinese: /地图|古图|海图|星图/g,
    english: /\b(?:(?:street |hand-drawn |treasure )?map|(?:ancient|star|sea) chart)s?\b/g,
  },
  {
    prop: 'scroll',
    chinese: /圣旨|密诏|诏书|卷轴|画轴|兵书|竹简/g,
    english: /\b(?:edict|decree|scroll)s?\b/g,
  },
  { prop: 'diary', chinese: /日记/g, english: /\b(?:diary|diaries|journals?)\b/g },
  { prop: 'violin', chinese: /小提琴/g, english: /\b(?:violin|fiddle)s?\b/g },
  { prop: 'guitar', chinese: /吉他/g, english: /\bguitars?\b/g },
  { prop: 'flute', chinese: /[骨竹玉长]笛|洞箫|笛子/g, english: /\b(?:bone |bamboo )?flutes?\b/g },
  {
    prop: 'watch',
    chinese: /怀表|手表|秒表/g,
    english:
      /\b(?:pocket ?watch|wrist ?watch|stopwatch|stopped watch|(?:his|my|your|the|old|gold|silver|broken) watch)(?:es)?\b(?! (?:him|her|it|you|them|over))/g,
  },
  {
    prop: 'recorder',
    chinese: /录音[笔机带]|磁带|随身听/g,
    english: /\b(?:(?:tape|voice) recorder|cassette|mixtape|tape(?! measure))s?\b/g,
  },
  { prop: 'coin', chinese: /硬币|[银铜金]币|铜钱/g, english: /\bcoins?\b/g },
  { prop: 'mirror', chinese: /[铜古小]镜|镜子/g, english: /\b(?:bronze|hand|silver|little|old) mirrors?\b/g },
  {
    prop: 'bell',
    chinese: /[铜银]铃|铃铛|风铃/g,
    english: /\b(?:(?:copper|silver|little|small|brass) bell|wind chime)s?\b/g,
  },
  { prop: 'hairpin', chinese: /[发金玉断银]簪|簪子|珠钗/g, english: /\bhair ?pins?\b/g },
  { prop: 'scale', chinese: /龙鳞|鳞片/g, english: /\b(?:dragon(?:’s|'s)? scale|scale whistle)s?\b/g },
  {
    prop: 'card',
    chinese: /工牌|名片|门卡|胸牌|校徽/g,
    english: /\b(?:(?:name|school) badge|(?:access|business|id|key) ?card)s?\b/g,
  },
  { prop: 'scarf', chinese: /围巾|手帕/g, english: /\b(?:scarf|scarves|handkerchief|shawl)s?\b/g },
  { prop: 'compass', chinese: /指南针|罗盘/g, english: /\bcompass(?:es)?\b/g },
  { prop: 'record', chinese: /唱片|黑胶/g, english: /\b(?:vinyl(?: record)?|gramophone record)s?\b/g },
  {
    prop: 'radio',
    chinese: /收音机|半导体(?!芯|厂)/g,
    english:
      /\b(?:(?:a|an|the|his|her|my|your|that|this|old|broken|little|transistor) radios?(?! ?(?:room|station|show|tower|signal|silence|host|play|waves?))|wireless set)\b/g,
  },
  { prop: 'plane', chinese: /纸飞机/g, english: /\bpaper (?:plane|aeroplane|airplane)s?\b/g },
  { prop: 'fan', chinese: /[折团蒲羽]扇|扇子/g, english: /\b(?:folding|silk|paper|feather) fans?\b/g },
];

/** What a thing is called when nothing else is in the picture. */
export const PROP_NAMES: Record<Prop, { zh: string; en: string }> = {
  phone: { zh: '那部手机', en: 'the phone' },
  letter: { zh: '那封信', en: 'the letter' },
  ring: { zh: '那枚戒指', en: 'the ring' },
  sword: { zh: '那把长剑', en: 'the sword' },
  cup: { zh: '那只杯子', en: 'the cup' },
  book: { zh: '那本书', en: 'the book' },
  flower: { zh: '那束花', en: 'the flowers' },
  umbrella: { zh: '那把伞', en: 'the umbrella' },
  key: { zh: '那把钥匙', en: 'the key' },
  photo: { zh: '那张照片', en: 'the photograph' },
  suitcase: { zh: '那只行李箱', en: 'the suitcase' },
  lantern: { zh: '那只灯笼', en: 'the lantern' },
  box: { zh: '那只盒子', en: 'the parcel' },
  ticket: { zh: '那张车票', en: 'the ticket' },
  pendant: { zh: '那枚吊坠', en: 'the pendant' },
  camera: { zh: '那台相机', en: 'the camera' },
  jade: { zh: '那半块玉佩', en: 'the half of jade' },
  lamp: { zh: '那盏灯', en: 'the lamp' },
  star: { zh: '那颗星', en: 'the star' },
  knife: { zh: '那把匕首', en: 'the knife' },
  map: { zh: '那张地图', en: 'the map' },
  scroll: { zh: '那卷密诏', en: 'the scroll' },
  diary: { zh: '那本日记', en: 'the diary' },
  violin: { zh: '那把小提琴', en: 'the violin' },
  guitar: { zh: '那把吉他', en: 'the guitar' },
  flute: { zh: '那支竹笛', en: 'the flute' },
  watch: { zh: '那块怀表', en: 'the pocket watch' },
  recorder: { zh: '那支录音笔', en: 'the tape recorder' },
  coin: { zh: '那枚硬币', en: 'the coin' },
  mirror: { zh: '那面铜镜', en: 'the bronze mirror' },
  bell: { zh: '那只铜铃', en: 'the copper bell' },
  hairpin: { zh: '那支发簪', en: 'the hairpin' },
  scale: { zh: '那片龙鳞', en: 'the dragon scale' },
  card: { zh: '那张工牌', en: 'the name badge' },
  scarf: { zh: '那条围巾', en: 'the scarf' },
  compass: { zh: '那只罗盘', en: 'the compass' },
  record: { zh: '那张唱片', en: 'the vinyl record' },
  radio: { zh: '那台收音机', en: 'the radio' },
  plane: { zh: '那只纸飞机', en: 'the paper plane' },
  fan: { zh: '那把折扇', en: 'the folding fan' },
};
