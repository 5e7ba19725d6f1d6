import { type Emotion } from '../common/vocabulary.js';
import { type ShotLine } from '../scenes/shot.entity.js';

/**
 * A scene's script as people write it, line by line: `名字：台词`, `Name: line` and `Name (sadly): line` are dialogue,
 * anything else is told by the narrator. Nothing is lost.
 */

/** Longer ones would not fit a shot, nor a subtitle. */
const LONGEST_LINE = 300;

/**
 * A name before the first colon, and a mood in brackets; not the colon of a time of day or of an address. Two `\s*` side by
 * side would try every way to share a line of white space between them.
 */
const SPOKEN = /^(?<name>[^:：]{1,40}?)(?:\s*[（(](?<mood>[^()（）]{1,30})[）)])?\s*[:：](?!\/\/)\s*(?<line>\S.*)$/su;
const MARKUP = /^(?:[-*•>#]+\s+)+|\*\*|__/gu;
const QUOTES = /^["“”「『«](?<inside>[^"“”「」『』«»]*)["“”」』»]$/su;
const BRACKETS = /^[（(【[](?<inside>[^()（）【】[\]]+)[）)】\]]$/su;

const NARRATORS = /^(?:旁白|画外音|解说|叙述|narrator|narration|voice-?over|v\.?o\.?)$/i;
/** "他说：" says that somebody speaks, not who. */
const NOBODY =
  /^(?:[他她它我你您咱]们?|有人|大家|众人|he|she|it|they|i|we|you|everyone|someone)(?=$|\s|\p{Script=Han})/iu;
/** Words that stand before a colon and are nobody's name. */
const HEADINGS =
  /^(?:场景?|时间|地点|人物|镜头|景别|画面|字幕|音[乐效]|备注|注意?|提示|第.{1,4}[场幕集]|scene|time|place|location|setting|characters?|shot|note|music|sound|title|act|fade (?:in|out)|cut to|int\.?|ext\.?)(?=$|\s|\d)/iu;
const SAYS =
  /\s*(?:(?:轻声|大声|小声|低声|笑着|哭着)?(?:说道?|问道?|喊道?|叫道|答道?|回答|叹道?|笑道)|\s(?:says|said|asks|asked|shouts|whispers|replies))$/iu;
const HAN_NAME = /^[\p{Script=Han}·•A-Za-z0-9]{1,12}$/u;
const LATIN_NAME = /^\p{Lu}[\p{L}\p{N}'’.-]*(?: (?:\p{Lu}[\p{L}\p{N}'’.-]*|of|the|de|van|von|\d+)){0,3}$/u;

const MOODS: readonly (readonly [Emotion, RegExp])[] = [
  ['happy', /happ|joy|smil|laugh|excit|cheer|高兴|开心|快乐|笑|喜|兴奋/i],
  ['sad', /sad|cry|tear|sob|sigh|难过|悲|伤心|哭|泪|哽咽|叹/i],
  ['angry', /ang(?:er|ry|rily)|furious|shout|yell|生气|愤怒|怒|吼/i],
  ['surprised', /surpris|amaz|shock|astonish|惊讶|吃惊|惊喜|意外|震惊/i],
  ['afraid', /afraid|fear|scare|terrif|nervous|害怕|恐惧|紧张|惊恐|颤抖/i],
];

/** `people`: the names that the project knows; they are names whatever they look like. */
export function parseScript(script: string, people: readonly string[] = []): ShotLine[] {
  return script.split(/\r\n?|\n|\u2028|\u2029/).flatMap((text) => {
    const said = lineOf(text.replace(MARKUP, '').trim(), people);
    return piecesOf(said.line).map((line) => ({ ...said, line }));
  });
}

function lineOf(text: string, people: readonly string[]): ShotLine {
  const { name = '', mood = '', line = '' } = SPOKEN.exec(text)?.groups ?? {};
  if (NARRATORS.test(name)) {
    return { character: null, line: bare(line), emotion: emotionOf(mood) };
  }
  const character = speakerOf(name.trim(), people);
  return character === null
    ? { character, line: BRACKETS.exec(text)?.groups?.inside?.trim() ?? text, emotion: 'neutral' }
    : { character, line: bare(line), emotion: emotionOf(mood) };
}

function speakerOf(name: string, people: readonly string[]): string | null {
  const known = people.find((each) => each.toLowerCase() === name.toLowerCase());
  const speaking = name.replace(SAYS, '');
  if (known !== undefined || people.includes(speaking)) {
    return known ?? speaking;
  }
  const isName = HAN_NAME.test(name) ? /\p{L}/u.test(name) && speaking === name : LATIN_NAME.test(name);
  return isName && !NOBODY.test(name) && !HEADINGS.test(name) ? name : null;
}

function bare(line: string): string {
  return QUOTES.exec(line)?.groups?.inside?.trim() || line;
}

function emotionOf(mood: string): Emotion {
  return MOODS.find(([, words]) => words.test(mood))?.[0] ?? 'neutral';
}

/** A text in pieces that one can say and read, cut where a sentence ends if there is one. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let rest = [...text];
  while (rest.length > LONGEST_LINE) {
    const head = rest.slice(0, LONGEST_LINE);
    const end = Math.max(head.findLastIndex(isSentenceEnd), 0) || Math.max(head.findLastIndex(isPause), 0);
    const length = end > 0 ? end + 1 : LONGEST_LINE;
    pieces.push(head.slice(0, length).join('').trim());
    rest = rest.slice(length);
  }
  return [...pieces, rest.join('').trim()].filter((piece) => piece !== '');
}

const isSentenceEnd = (character: string) => /[。！？!?；;…]/u.test(character);
const isPause = (character: string) => /[\s，,、]/u.test(character);
