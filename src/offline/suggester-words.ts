import { type CameraMovement, type Language, type ShotSize } from '../common/vocabulary.js';
import { type Mood } from './story.js';

/** The wishes that the offline director understands, and its words for what it makes of them. */

interface Values {
  camera: CameraMovement;
  size: ShotSize;
  step: 'nearer' | 'farther';
  brightness: 'darker' | 'brighter';
  warmth: 'warmer' | 'colder';
  contrast: 'harder' | 'softer';
  source: 'backlight' | 'neon' | 'candle';
  time: 'dawn' | 'day' | 'dusk' | 'night';
  mood: Mood;
  pace: 'slower' | 'faster';
}
export type Slot = keyof Values;
export type Wish = { [Of in Slot]: { slot: Of; value: Values[Of] } }[Slot];
export type WishName = { [Of in Slot]: `${Of}.${Values[Of]}` }[Slot];

interface KnownWish {
  /** Its words in both languages; the text is in lower case. */
  words: RegExp;
  /** What "too", "less" or "not" makes of it; null: nothing. */
  opposite: WishName | null;
  label: Record<Language, string>;
}

/** In the order in which they are looked for. */
export const WISHES: Record<WishName, KnownWish> = {
  'camera.static': {
    words:
      /固定|静止|不动|不要动|别动|定住|稳住|稳一?[点些]|\bstatic\b|\blocked\b|\bhold still\b|\bstill camera\b|\bcamera (?:is |stays? )?still\b|\btripod\b|\b(?:don'?t|shouldn'?t|not) move\b|\b(?:no|without|too much) (?:camera )?(?:movement|motion)\b/g,
    opposite: 'camera.push_in',
    label: { zh: '固定', en: 'a still camera' },
  },
  'camera.push_in': {
    words:
      /推近|(?<!剧情|情节|故事)推进(?!剧情|情节|故事)|推镜|前推|推上|推到|\b(?:push|zoom|dolly|mov)(?:es|e|s|ing)?\s+(?:\w+ly\s+)?in\b|\bpush-in\b/g,
    opposite: 'camera.static',
    label: { zh: '推近', en: 'push in' },
  },
  'camera.pull_out': {
    words:
      /拉远|拉开|拉出|后拉|拉镜|\b(?:pull|zoom|dolly|mov)(?:es|e|s|ing)?\s+(?:\w+ly\s+)?(?:out|back|away)\b|\bpull-out\b/g,
    opposite: 'camera.static',
    label: { zh: '拉远', en: 'pull out' },
  },
  'camera.orbit': {
    words: /环绕|绕着|围着|\borbit(?:s|ing)?\b|\bcircl(?:e|es|ing)\b|\baround (?:her|him|them)\b/g,
    opposite: 'camera.static',
    label: { zh: '环绕', en: 'orbit' },
  },
  'camera.pan_left': {
    words: /左移|左摇|向左|往左|\b(?:pan|truck|dolly|mov)(?:e|es|s|ning|ing)?\s+(?:to the\s+)?left\b/g,
    opposite: 'camera.static',
    label: { zh: '左移', en: 'pan left' },
  },
  'camera.pan_right': {
    words: /右移|右摇|向右|往右|\b(?:pan|truck|dolly|mov)(?:e|es|s|ning|ing)?\s+(?:to the\s+)?right\b/g,
    opposite: 'camera.static',
    label: { zh: '右移', en: 'pan right' },
  },
  'camera.tilt_up': {
    words:
      /上摇|仰拍|仰角|仰起|摇上|\b(?:tilt|crane)(?:s|ing)?\s+up\b|\blook(?:s|ing)? up at\b|\bfrom below\b|\blow angle\b/g,
    opposite: 'camera.static',
    label: { zh: '上摇', en: 'tilt up' },
  },
  'camera.tilt_down': {
    words:
      /下摇|俯拍|俯角|俯视|俯瞰|鸟瞰|航拍|摇下|\b(?:tilt|crane)(?:s|ing)?\s+down\b|\bbird's[- ]eye\b|\baerial\b|\bfrom above\b|\bhigh angle\b/g,
    opposite: 'camera.static',
    label: { zh: '下摇', en: 'tilt down' },
  },
  'camera.follow': {
    words: /跟随|跟拍|跟着|手持|晃|\bfollow(?:s|ing)?\b|\btracking\b|\bhand-?held\b|\bshak(?:y|ier|ing)\b/g,
    opposite: 'camera.static',
    label: { zh: '跟随', en: 'follow' },
  },
  'size.close_up': {
    words: /特写|(?<!medium[- ])\bclose-?\s?ups?\b/g,
    opposite: 'step.farther',
    label: { zh: '特写', en: 'close-up' },
  },
  'size.medium_close': {
    words: /近景|\bmedium[- ]close(?:[- ]?up)?\b/g,
    opposite: 'step.farther',
    label: { zh: '近景', en: 'medium close-up' },
  },
  'size.medium': {
    words: /中景|\b(?:medium|mid)[- ]?shot\b|\bwaist up\b/g,
    opposite: null,
    label: { zh: '中景', en: 'medium shot' },
  },
  'size.full': {
    words: /全景|全身|\bfull[- ](?:shot|body)\b|\bhead to toe\b/g,
    opposite: 'step.nearer',
    label: { zh: '全景', en: 'full shot' },
  },
  'size.wide': {
    words: /远景|\b(?:wide|long|establishing)[- ]?shot\b|\bwide\b(?![- ](?:open|eye))/g,
    opposite: 'step.nearer',
    label: { zh: '远景', en: 'wide shot' },
  },
  'step.nearer': {
    words:
      /近一?[点些]|再近|更近|拉近|靠近|凑近|(?<=太|够)近|\bcloser\b|\bnearer\b|\btighter\b|(?<=\b(?:too|not|so) )close\b(?!-?\s?up)/g,
    opposite: 'step.farther',
    label: { zh: '近一点', en: 'closer' },
  },
  'step.farther': {
    words:
      /远一?[点些]|再远|更远|(?<=太|够)远|留[点些]?空间|太满|\bfa?u?rther(?: away| back)?\b|\bwider\b|\blooser\b|(?<=\b(?:too|not|so) )far\b|\bmore (?:room|space)\b|\btoo tight\b/g,
    opposite: 'step.nearer',
    label: { zh: '远一点', en: 'farther' },
  },
  'brightness.darker': {
    words:
      /(?<!明)暗(?!恋|示)|(?<!黄)昏(?!黄)|阴沉|漆黑|压光|\bdark(?:er|ness)?\b|\bdim(?:mer)?\b|\bgloom(?:y|ier)?\b|\blow[- ]key\b|\bshadow(?:s|y)?\b/g,
    opposite: 'brightness.brighter',
    label: { zh: '暗一些', en: 'darker' },
  },
  'brightness.brighter': {
    words: /(?<!漂|月)亮|提光|通透|\bbright(?:er|ness)?\b|\blighter\b|\bhigh[- ]key\b|\bsunny\b|\bsunnier\b/g,
    opposite: 'brightness.darker',
    label: { zh: '亮一些', en: 'brighter' },
  },
  'warmth.warmer': {
    words: /(?<!冷)暖|金色|昏黄|\bwarm(?:er|th|ly)?\b|\bgolden\b|\bcozy\b|\bcosy\b/g,
    opposite: 'warmth.colder',
    label: { zh: '暖一些', en: 'warmer' },
  },
  'warmth.colder': {
    words: /冷(?!静|暖)|清冽|\bcold(?:er|ly)?\b|\bcool(?:er)?\b|\bblu(?:e|ish|er)\b|\bic[yi](?:er)?\b/g,
    opposite: 'warmth.warmer',
    label: { zh: '冷一些', en: 'colder' },
  },
  'contrast.harder': {
    words:
      /反差(?![小低弱])|硬光|强光|对比[强大]|\bharsh(?:er)?\b|\bhard(?:er)? light\b|(?<!\blow(?:er)? )\bcontrast(?:y|ier)?\b/g,
    opposite: 'contrast.softer',
    label: { zh: '反差大一些', en: 'harder light' },
  },
  'contrast.softer': {
    words:
      /柔光|柔和|柔一?[点些]|更柔|朦胧|(?:反差|对比)[小低弱]|\blow(?:er)? contrast\b|\bsoft(?:er|ness|ly lit)?\b|\bdiffused?\b|\bhaz(?:y|ier)\b|\bdreamy\b/g,
    opposite: 'contrast.harder',
    label: { zh: '柔和一些', en: 'softer' },
  },
  'source.backlight': {
    words: /逆光|剪影|轮廓光|\bback-?\s?light(?:s|ing)?\b|\bback-?lit\b|\bsilhouettes?\b|\brim[- ]light\b/g,
    opposite: null,
    label: { zh: '逆光', en: 'backlight' },
  },
  'source.neon': { words: /霓虹|\bneons?\b|\bcyberpunk\b/g, opposite: null, label: { zh: '霓虹', en: 'neon' } },
  'source.candle': {
    words: /烛光|蜡烛|烛火|火光|\bcandle(?:s|light|lit)?\b|\bfire-?light\b/g,
    opposite: null,
    label: { zh: '烛光', en: 'candlelight' },
  },
  'time.dawn': {
    words: /清晨|黎明|日出|晨光|\bdawn\b|\bsunrise\b|\bearly morning\b/g,
    opposite: null,
    label: { zh: '清晨', en: 'dawn' },
  },
  'time.day': {
    words: /白天|日光|阳光|\bday-?light\b|\bsunlight\b|\bmidday\b/g,
    opposite: null,
    label: { zh: '白天', en: 'daylight' },
  },
  'time.dusk': {
    words: /黄昏|傍晚|夕阳|落日|\bdusk\b|\bsunset\b|\bgolden hour\b|\btwilight\b/g,
    opposite: null,
    label: { zh: '黄昏', en: 'dusk' },
  },
  'time.night': {
    words: /夜景|夜里|夜晚|深夜|月光|\bnight\b|\bmidnight\b|\bmoonl(?:ight|it)\b/g,
    opposite: null,
    label: { zh: '夜晚', en: 'night' },
  },
  'mood.tense': {
    words:
      /压抑|紧张|压迫|窒息|危险|激烈|愤怒|紧绷|绷紧|焦虑|对峙|\bnervous\w*\b|\banxi\w+\b|\btrapped\b|\btens(?:e|er|ion)\b|\boppress\w*\b|\bsuspens\w*\b|\bthrilling\b|\bintens\w*\b|\bangr\w+\b|\bdramatic\b|\bdanger\w*\b/g,
    opposite: 'mood.calm',
    label: { zh: '紧张压抑', en: 'tense' },
  },
  'mood.sad': {
    words:
      /悲伤|悲凉|难过|伤感|忧郁|孤独|寂寞|失落|绝望|无助|沉重|心碎|眼泪|流泪|落泪|哭|\bsad\w*\b|\bcry(?:ing)?\b|\btear(?:s|ful)\b|\bloss\b|\blonel\w+\b|\bmelanchol\w+\b|\bgrie\w+\b|\bdespair\w*\b|\bheartbr\w+\b/g,
    opposite: 'mood.hopeful',
    label: { zh: '悲伤', en: 'sad' },
  },
  'mood.tender': {
    words:
      /温柔|温馨|浪漫|甜蜜|暧昧|深情|亲密|\btender\w*\b|\bromantic\w*\b|\bsweet\w*\b|\bintima\w+\b|\bgentl\w+\b|\bloving\w*\b/g,
    opposite: 'mood.calm',
    label: { zh: '温柔', en: 'tender' },
  },
  'mood.joyful': {
    words:
      /欢快|开心|快乐|喜庆|热闹|活泼|轻松|搞笑|\bjoy\w*\b|\bhapp(?:y|ier|iness)\b|\bcheer\w*\b|\bliv[e]?l(?:y|ier)\b|\bfun(?:ny|nier)?\b|\bplayful\w*\b/g,
    opposite: 'mood.calm',
    label: { zh: '欢快', en: 'joyful' },
  },
  'mood.mysterious': {
    words:
      /神秘|诡异|悬疑|恐怖|阴森|惊悚|害怕|不安|\bmyster\w+\b|\bscared\b|\bafraid\b|\bfear\w*\b|\buneasy\b|\beerie\b|\bcreepy\b|\bscar(?:y|ier)\b|\bhorror\b|\bspooky\b|\bominous\b/g,
    opposite: 'mood.calm',
    label: { zh: '神秘不安', en: 'mysterious' },
  },
  'mood.calm': {
    words:
      /平静|安静|宁静|冷静|平和|克制|内敛|含蓄|收着|淡淡|放松|\brelax\w*\b|\bcalm\w*\b|\bquiet\w*\b|\bpeace\w*\b|\bseren\w+\b|\brestrained\b|\bsubtle\b/g,
    opposite: 'mood.tense',
    label: { zh: '平静', en: 'calm' },
  },
  'mood.hopeful': {
    words:
      /(?<=有|满|丝|点|些|着|见)希望|希望感|^希望$|释然|治愈|光明|振奋|\bhopeful\w*\b|(?<!\b(?:i|we) )\bhope\b|\buplift\w*\b|\brelie\w+\b|\boptimis\w+\b|\bhealing\b/g,
    opposite: 'mood.sad',
    label: { zh: '有希望', en: 'hopeful' },
  },
  'pace.slower': {
    words: /(?<!傲|怠)慢|缓|\bslow(?:er|ly)?\b|\bunhurried\b|\blinger\w*\b/g,
    opposite: 'pace.faster',
    label: { zh: '放慢', en: 'slower' },
  },
  'pace.faster': {
    words:
      /(?<!欢|愉|轻|畅)快(?!乐|门)|急促|迅速|\bfast(?:er)?\b|\bwhip\b|\bquick(?:er|ly)?\b|\brapid\w*\b|\bspeed(?:ier)? up\b|\bhurr\w+\b/g,
    opposite: 'pace.slower',
    label: { zh: '加快', en: 'faster' },
  },
};

/** What in the light of an hour or of a mood goes against a wish. */
export const AGAINST: Partial<Record<string, RegExp>> = {
  'brightness.darker': /明快|通透|亮部|bright/,
  'brightness.brighter': /阴影|暗处|shadows|in the dark/,
  'warmth.warmer': /冷|cool/,
  'warmth.colder': /暖|金|橙|warm|gold|orange/,
  'contrast.harder': /反差小|柔|soft|low contrast/,
  'contrast.softer': /反差大|hard contrast/,
};

/** The letters of traditional Chinese that the words above are not written in, and those that they are. */
const TRADITIONAL =
  '鏡進遠環繞圍搖隨寫點夠靜穩動開後陰壓緊張險憤繃傷涼難過憂鬱獨絕淚無溫親曖歡樂慶熱鬧潑輕鬆祕詭異懸驚寧釋癒奮緩強對輪蠟燭黃陽裡裏視別沒於戀個區級斷錯門時間劇慮內斂鳥換並';
const SIMPLIFIED =
  '镜进远环绕围摇随写点够静稳动开后阴压紧张险愤绷伤凉难过忧郁独绝泪无温亲暧欢乐庆热闹泼轻松秘诡异悬惊宁释愈奋缓强对轮蜡烛黄阳里里视别没于恋个区级断错门时间剧虑内敛鸟换并';

/** The text as the words above are written: small letters, simplified Chinese, straight apostrophes. */
export function plainWords(text: string): string {
  return [...text.normalize('NFKC').toLowerCase().replaceAll('’', "'")]
    .map((letter) => SIMPLIFIED[TRADITIONAL.indexOf(letter)] ?? letter)
    .join('');
}

/** What turns a wish round, or takes it away, before it in its clause. "不够" and "not … enough" do not. */
export const NEGATION =
  /不(?!够|停|断|错)|(?<![特分告区级个性])别|勿|没有?|避免|去掉|(?<![多至])少(?![女年])|太(?!阳)|过于|过分|\b(?:not|no|don't|dont|doesn't|isn't|without|less|never|avoid|stop|too|overly|instead of|rather than)\b/;
export const ENOUGH = /不够|\benough\b/;
export const CLAUSE_END =
  /[，。；、,.;:：!?！？()/\n]+|(?<![不别没必只需主重想定])要(?!求|么)|改成|换成|而是|但是?|不过|然后|并且|而且|同时|\bbut\b|\band\b|\bthen\b/;

interface SuggesterWords {
  /** `{pace}` is where the pace goes. */
  camera: Record<CameraMovement, string>;
  pace: Record<'slower' | 'faster' | 'steady', string>;
  /** The pace of those who are seen, where the camera has none. */
  beat: Record<Values['pace'], string>;
  /** How people play it; `{who}` are those who are seen. */
  acting: Record<Mood, string>;
  brightness: Record<Values['brightness'], string>;
  warmth: Record<Values['warmth'], string>;
  contrast: Record<Values['contrast'], string>;
  source: Record<Values['source'], string>;
  nobody: string;
  comma: string;
  semicolon: string;
  and: string;
}

export const SUGGESTER_WORDS: Record<Language, SuggesterWords> = {
  zh: {
    camera: {
      static: '镜头不动',
      push_in: '镜头{pace}推近',
      pull_out: '镜头{pace}拉远',
      orbit: '镜头绕人物{pace}转动',
      pan_left: '镜头{pace}向左移动',
      pan_right: '镜头{pace}向右移动',
      tilt_up: '镜头{pace}上摇',
      tilt_down: '镜头{pace}下摇',
      follow: '镜头{pace}跟着人物',
    },
    pace: { slower: '缓慢', faster: '快速', steady: '平稳地' },
    beat: { slower: '节奏放慢，多留停顿', faster: '节奏加快，不留停顿' },
    acting: {
      tense: '{who}神情绷紧，动作收着',
      sad: '{who}垂下目光，动作迟缓',
      tender: '{who}目光柔和，慢慢靠近',
      joyful: '{who}笑意舒展，动作轻快',
      mysterious: '{who}半隐在暗处，动作迟疑',
      calm: '{who}呼吸平稳，动作细微',
      hopeful: '{who}慢慢抬起头，神情舒展',
    },
    brightness: { darker: '低照度，环境压暗', brighter: '整体提亮，亮部通透' },
    warmth: { warmer: '色调偏暖', colder: '色调偏冷，饱和度低' },
    contrast: { harder: '硬光，反差大', softer: '柔光，反差小' },
    source: { backlight: '逆光勾出轮廓', neon: '霓虹灯光映在脸上', candle: '烛火般摇曳的暖光' },
    nobody: '画面里只有光影和空气在动',
    comma: '，',
    semicolon: '；',
    and: '和',
  },
  en: {
    camera: {
      static: 'the camera does not move',
      push_in: 'the camera pushes in {pace}',
      pull_out: 'the camera pulls out {pace}',
      orbit: 'the camera circles the figures {pace}',
      pan_left: 'the camera pans left {pace}',
      pan_right: 'the camera pans right {pace}',
      tilt_up: 'the camera tilts up {pace}',
      tilt_down: 'the camera tilts down {pace}',
      follow: 'the camera follows {pace}',
    },
    pace: { slower: 'slowly', faster: 'fast', steady: 'steadily' },
    beat: { slower: 'everything slower, with pauses', faster: 'everything quicker, without pauses' },
    acting: {
      tense: '{who}: face tight, movements held back',
      sad: '{who}: eyes down, movements slow',
      tender: '{who}: soft eyes, coming closer',
      joyful: '{who}: an open smile, light movements',
      mysterious: '{who}: half in the dark, hesitant',
      calm: '{who}: even breath, small movements',
      hopeful: '{who}: looking up, the face opening',
    },
    brightness: { darker: 'low key, surroundings held dark', brighter: 'lifted light, clear highlights' },
    warmth: { warmer: 'warm tones', colder: 'cool, muted tones' },
    contrast: { harder: 'hard light, strong contrast', softer: 'soft light, low contrast' },
    source: { backlight: 'backlight along the edges', neon: 'neon on the faces', candle: 'flickering candlelight' },
    nobody: 'only light and air move',
    comma: ', ',
    semicolon: '; ',
    and: ' and ',
  },
};
