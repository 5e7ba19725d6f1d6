import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type Language } from '../common/vocabulary.js';
import { speakingSeconds } from '../offline/layout.js';
import { type FilmInsights, type InsightsBrief } from '../offline/insights.js';
import { roomsIn } from '../offline/pacing.js';
import {
  type EpisodeBoard,
  type EpisodeScript,
  scenesIn,
  type ScriptBrief,
  type StoryBible,
  type StoryboardBrief,
  type StyleBrief,
} from '../offline/story.js';
import { changesIn, type ShotSuggestion, type SuggestionBrief } from '../offline/suggestion.js';
import { type LineTranslations, type TranslationBrief } from '../offline/translation.js';
import { type AnswerOf, type BriefOf, type ScriptKind } from './ports.js';
import { isRecord } from './provider.errors.js';
import { ANSWER_CLASSES, schemaOf, type JsonSchema } from './script-schema.js';

/** The longest script we accept has about 240,000 characters. */
export const MAX_ANSWER_CHARACTERS = 512 * 1024;
const MAX_FAULTS = 20;
const MAX_ITEMS = 100;
/** As many people as a bible may have. */
const MAX_CHARACTERS = 6;
/** A model that rounds seconds or shares is not asked again. */
const SECONDS_SLACK = 0.5;
const SHARE_SLACK = 0.02;
/** Voices may be up to a quarter faster; beyond that a scene grows, and the film with it. */
const MAX_SPEECH_SHARE = 1.2;

/** The answer, or null and what is wrong with it, in words that a model can act on. */
export interface Judged<Answer> {
  answer: Answer | null;
  faults: string[];
}

/** Reads a model's text as an answer to a brief: JSON found, cleaned, checked against its class and against the brief. */
export function judge<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>, text: string): Judged<AnswerOf<Kind>> {
  return judgeAs(ANSWER_CLASSES[kind], schemaOf(kind, brief), text, (answer) => CHECKS[kind](answer, brief));
}

/** The same for any class; `check` finds what its decorators can't. */
export function judgeAs<Answer>(
  target: new () => Answer,
  schema: JsonSchema,
  text: string,
  check: (answer: Answer) => string[],
): Judged<Answer> {
  const parsed = objectIn(text);
  if (parsed === null) {
    return { answer: null, faults: ['the answer must be one complete JSON object and nothing else'] };
  }
  const answer = plainToInstance(target, fitted(schema, parsed));
  const broken = validateSync(answer as object).flatMap((error) => wordsOf(error, ''));
  const faults = broken.length > 0 ? broken : check(answer);
  return { answer: faults.length > 0 ? null : answer, faults: faults.slice(0, MAX_FAULTS) };
}

/** The JSON object in a text that may have thoughts before it and a fence around it. */
function objectIn(text: string): Record<string, unknown> | null {
  const trimmed = text.trim();
  const spoken = trimmed.startsWith('{') ? trimmed : trimmed.slice(trimmed.lastIndexOf('</think>') + 1);
  try {
    const value: unknown = JSON.parse(spoken.slice(spoken.indexOf('{'), spoken.lastIndexOf('}') + 1));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** A copy with nothing in it that the schema does not know: no other field, no depth, no unclean text. */
function fitted(schema: JsonSchema, value: unknown): unknown {
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {});
    return isRecord(value) ? Object.fromEntries(fields.map(([name, each]) => [name, fitted(each, value[name])])) : null;
  }
  if (schema.type === 'array') {
    const { items, maxItems = MAX_ITEMS } = schema;
    // One too many is enough to be found too long; a flood is not worth checking.
    const list = Array.isArray(value) ? (value.slice(0, maxItems + 1) as unknown[]) : null;
    return list && items ? list.map((item) => fitted(items, item)) : null;
  }
  if (typeof value === 'string') {
    return cleaned(value);
  }
  return typeof value === 'object' ? null : value;
}

/** Seen by no reader, but read by some program: zero-width and tag characters, selectors of rare glyphs. */
const UNSEEN = /[\u00ad\u180e\u200b\u200c\u2060-\u2064\ufeff\u{e0000}-\u{e0fff}]|[\ufe00-\ufe0d]/gu;
/** What joins an emoji out of several, where there is none. */
const STRAY_JOINER = /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d/gu;
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\p{Co}\p{Noncharacter_Code_Point}\u2028\u2029]/gu;
const TAG = /<\/?[a-z!][^<>]*>/gi;
/** What is left of tags that had tags in them. */
const TAG_START = /<+(?=[a-z/!?])/gi;
const MARKDOWN_LINK = /!?\[([^\][]*)\]\([^()\s]*(?:\([^()\s]*\))?\)?/g;
/** As many letters as the longest known scheme has: without an end, a long word would be searched again for each letter. */
const ADDRESS = /(?:[a-z0-9+.-]{0,24}:\/\/|\bwww\.(?=\w)|(?:javascript|vbscript|mailto):(?=\S))[^\s，。！？）]*/gi;

/** Text as it may be stored, spoken and drawn: no markup, no links, no control, direction or unseen characters. */
export function cleaned(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(UNSEEN, '')
      .replace(STRAY_JOINER, '')
      .replace(CONTROLS, ' ')
      .replace(MARKDOWN_LINK, '$1')
      .replace(TAG, '')
      .replace(TAG_START, '')
      .replaceAll('](', '] (')
      // A space: what stood around an address must not become another one.
      .replace(ADDRESS, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

function wordsOf(error: ValidationError, above: string): string[] {
  const path = above === '' ? error.property : `${above}.${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((words) => `${path}: ${words}`);
  return [...own, ...(error.children ?? []).flatMap((child) => wordsOf(child, path))];
}

const CHECKS: { [Kind in ScriptKind]: (answer: AnswerOf<Kind>, brief: BriefOf<Kind>) => string[] } = {
  style: checkBible,
  script: checkScript,
  storyboard: checkBoard,
  translation: checkTranslations,
  suggestion: checkSuggestion,
  insights: checkInsights,
};

function checkBible(bible: StoryBible, brief: StyleBrief): string[] {
  const names = bible.characters.map(({ name }) => name);
  const given = new Map(brief.characters.slice(0, MAX_CHARACTERS).map(({ name }) => [cleaned(name), name]));
  // By its number: a fault is read as our own words, and a name is its user's.
  const faults = [...given.keys()].flatMap((name, index) =>
    name === '' || names.includes(name) ? [] : [`characters: number ${index + 1} of those in the data is missing`],
  );
  for (const character of bible.characters) {
    character.name = given.get(character.name) ?? character.name;
  }
  if (new Set(names).size < names.length) {
    faults.push('characters: two of them have the same name');
  }
  if (bible.episodes.length !== brief.episodes || bible.episodes.some(({ episode }, index) => episode !== index + 1)) {
    faults.push(`episodes: must be exactly ${brief.episodes}, numbered from 1 in order`);
  }
  return faults;
}

/** Unknown speakers become the narrator and unknown faces leave: no fault worth another call. */
function checkScript(script: EpisodeScript, brief: ScriptBrief): string[] {
  const known = new Map(brief.bible.characters.map(({ name }) => [cleaned(name), name]));
  for (const scene of script.scenes) {
    scene.characters = knownOf(scene.characters, known);
    for (const line of scene.lines) {
      line.character = known.get(line.character) ?? '';
    }
  }
  const count = scenesIn(brief);
  if (script.scenes.length !== count) {
    return [`scenes: must be exactly ${count}`];
  }
  const pace = brief.pace?.[brief.episode - 1];
  return script.scenes.flatMap((scene, index) => {
    const seconds = pace ? spokenSeconds(pace[index] ?? []) : brief.secondsPerScene;
    // Of a scene where nobody can speak, there was to be a line for the schema's sake.
    scene.lines = seconds > 0 ? scene.lines : [];
    const texts = scene.lines.map(({ text }) => text);
    return lengthFaults(texts, seconds, brief.language).map((fault) => `scenes.${index}.lines: ${fault}`);
  });
}

/** How long one can speak in shots of given lengths. */
function spokenSeconds(shotSec: readonly number[]): number {
  return roomsIn(shotSec).reduce((sum, room) => sum + room, 0);
}

function lengthFaults(texts: string[], secondsPerScene: number, language: Language): string[] {
  const seconds = texts.reduce((sum, text) => sum + speakingSeconds(text, language), 0);
  const most = Math.max(secondsPerScene * MAX_SPEECH_SHARE, 2);
  return seconds <= most
    ? []
    : [`take ${Math.ceil(seconds)} s to say, at most ${Math.floor(most)} s fit: shorten or drop lines`];
}

function checkBoard(board: EpisodeBoard, brief: StoryboardBrief): string[] {
  const { scenes } = brief.script;
  if (board.scenes.length !== scenes.length) {
    return [`scenes: must be exactly ${scenes.length}, one for each scene of the script`];
  }
  const known = new Map(brief.bible.characters.map(({ name }) => [cleaned(name), name]));
  const faults: string[] = [];
  for (const [index, { shots }] of board.scenes.entries()) {
    for (const shot of shots) {
      shot.characters = knownOf(shot.characters, known);
    }
    const told = shots.flatMap(({ lines }) => lines).join();
    const wanted = [...(scenes[index]?.lines.keys() ?? [])].join();
    if (told !== wanted) {
      faults.push(`scenes.${index}.shots: their lines together must be exactly [${wanted}], each once and in order`);
    }
  }
  const shots = board.scenes.reduce((sum, scene) => sum + scene.shots.length, 0);
  // Where their number is given, the board is mended afterwards.
  if (brief.pace === undefined && shots > Math.max(brief.maxShots, scenes.length)) {
    faults.push(`scenes: ${shots} shots in all, at most ${brief.maxShots} are allowed`);
  }
  return faults;
}

function checkTranslations({ translations }: LineTranslations, { lines }: TranslationBrief): string[] {
  if (translations.length !== lines.length) {
    return [`translations: must be exactly ${lines.length}, one for each line in order`];
  }
  return translations.flatMap((text, index) => (text === '' ? [`translations.${index}: must not be empty`] : []));
}

function checkSuggestion(suggestion: ShotSuggestion, { shot }: SuggestionBrief): string[] {
  return Object.keys(changesIn(suggestion, shot)).length > 0
    ? []
    : ['at least one of camera_movement, shot_type, lighting, motion_prompt must differ from what the shot has'];
}

/** What stands beside its place by a rounding, tags as they are typed, feelings of no comments: no fault worth another call. */
function checkInsights(insights: FilmInsights, { statistics, comments }: InsightsBrief): string[] {
  const { structure, comment_sentiment: sentiment } = insights;
  insights.tags = [...new Set(insights.tags.map((tag) => tag.replace(/^[#＃\s]+/, '')))].filter((tag) => tag !== '');
  const faults = insights.tags.length > 0 ? [] : ['tags: must have words in them'];
  if (comments.length === 0) {
    Object.assign(sentiment, { positive: 0, neutral: 0, negative: 0, summary: '' });
  } else if (Math.abs(sentiment.positive + sentiment.neutral + sentiment.negative - 1) > SHARE_SLACK) {
    faults.push('comment_sentiment: positive, neutral and negative must be 1 together');
  }
  return [...faults, ...partFaults(structure, statistics.duration_sec)];
}

function partFaults(parts: FilmInsights['structure'], filmSec: number): string[] {
  let earliest = 0;
  return parts.flatMap((part, index) => {
    part.start_sec =
      part.start_sec < earliest && part.start_sec >= earliest - SECONDS_SLACK ? earliest : part.start_sec;
    part.end_sec = part.end_sec > filmSec && part.end_sec <= filmSec + SECONDS_SLACK ? filmSec : part.end_sec;
    const { start_sec, end_sec } = part;
    const isFit = start_sec >= earliest && end_sec > start_sec && end_sec <= filmSec;
    const fault = `structure.${index}: must begin at ${earliest} s or later, end after it begins and by ${filmSec} s`;
    earliest = Math.max(earliest, Math.min(end_sec, filmSec));
    return isFit ? [] : [fault];
  });
}

function knownOf(names: string[], known: Map<string, string>): string[] {
  return [...new Set(names.map((name) => known.get(name)).filter((name) => name !== undefined))];
}
