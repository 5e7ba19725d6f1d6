import { type Age, type Clothes, type Sex } from '../art/look.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { type Genre, type Mood } from './story.js';

/** The shapes of the sentence banks. */

/** The turns of a story, in order. */
export const TURNS = [
  'setup',
  'meeting',
  'obstacle',
  'approach',
  'midpoint',
  'doubt',
  'loss',
  'decision',
  'climax',
  'resolution',
  'coda',
] as const;
export type Turn = (typeof TURNS)[number];

/** A small matter over a few scenes has these phases. */
export const PHASES = ['task', 'clash', 'turn', 'settle'] as const;
export type Phase = (typeof PHASES)[number];

/** What people talk about while a story stands where it stands. */
export const TALK_KINDS = ['open', 'meet', 'near', 'high', 'rift', 'apart', 'stand', 'end'] as const;
/**
 * `open`: before A and B have met, and when bad news comes; `meet`: they have just met; `near`: they come closer; `high`: all goes well; `rift`: the
 * secret is out; `apart`: they keep away from each other; `stand`: the hour has come; `end`: what remains to be said.
 */
export type TalkKind = (typeof TALK_KINDS)[number];
export type Talk = Readonly<Partial<Record<TalkKind, readonly string[]>>>;

/**
 * The facts of one plot. Predicates have no subject, so that anybody can say them of himself or of another.
 * Slots in braces are filled in: people `{A}` to `{D}`, things, places, facts.
 */
export interface Premise {
  /** The thing that comes back in the end; `measure` is its Chinese measure word. */
  token: string;
  measure?: string;
  /** What stands for it until the climax, where the story only strives for it: the camera of a photo that nobody has seen. */
  before?: { token: string; measure?: string };
  /** Nothing in the plot depends on what the thing is: one from the prompt may take its place. */
  anyToken?: boolean;
  /** What A wants, what stands in the way, until when. */
  want: string;
  threat: string;
  day: string;
  /** What B hides (a predicate). */
  secret: string;
  /** What A may lose (a predicate). */
  price: string;
  /** What A does in the climax (a predicate). */
  deed: string;
  /** What A learns. */
  truth: string;
  /** Premises with this pattern are taken when the prompt matches it, and never else. */
  when?: RegExp;
  /** What this premise suits best; it may be taken for other prompts, too. */
  suits?: RegExp;
  /** Places for the turns, where they differ from the genre's. */
  places?: readonly string[];
  jobs?: readonly [string, string, string];
  /** What is worn in this plot, where it differs from the genre's. */
  clothes?: Clothes;
  /** It plays where there is no weather. */
  isWeatherless?: true;
  finale?: string;
  /** A short film may end where it began. */
  closes?: true;
  /** Turns that this plot tells in its own words. */
  turns?: Partial<Record<Turn, TurnText>>;
}

/**
 * What is seen, then groups of lines that hold together. A line is a speaker (A–D, P, Q, N for the narrator), a
 * feeling (`.` neutral `+` happy `-` sad `!` angry `?` surprised `~` afraid) and the text; `|` parts lines; the group
 * that starts with `*` carries the turn, one with `<` is told where that is too long, the one with `^` asks the story's question or answers it in the end. `@night`
 * and the like at the start of what is seen sets the time of day.
 */
export type TurnText = readonly [see: string, ...groups: string[]];

export interface GenrePack {
  style: string;
  mood: Mood;
  clothes: Clothes;
  /** Who A, B and C are when the prompt does not say. */
  jobs: readonly [string, string, string];
  ages?: readonly [Age, Age, Age];
  sexes?: readonly [Sex, Sex, Sex];
  /** A place for each turn but the last, which returns to the first. */
  places: readonly string[];
  /** Turns that may play at a place of the prompt; the others need their own. */
  openTurns?: readonly Turn[];
  /** Things that small matters are about; in Chinese `measure:thing`. */
  things: readonly string[];
  titles: readonly string[];
  premises: readonly Premise[];
  turns: readonly TurnText[];
  /** How A and B meet when the prompt says that they know each other. */
  reunion?: TurnText;
  /** Who B is when A knows B already and the prompt says no more. */
  knownAs?: string;
  /** What is seen last when the climax and the end share a scene: the thing of the story once more. */
  finale: string;
  /** Talk that suits this genre only. */
  talk?: Talk;
  /** C stands against A, up to the climax. */
  isOpposed?: true;
  /** A and B are kin: what they say to each other is only in this pack's own talk. */
  areKin?: true;
}

export interface NameBank {
  family: readonly string[];
  female: readonly string[];
  male: readonly string[];
}

export interface LanguageBank {
  packs: Record<Genre, GenrePack>;
  names: { modern: NameBank; costume: NameBank; fantasy: NameBank };
  /** How A, B, C and D speak, as a description and as openers of their lines. */
  manners: readonly { description: string; openers: readonly string[] }[];
  /** What makes one thing different from another one of its kind. */
  marks: readonly string[];
  matters: Record<Phase, { sees: readonly string[]; groups: readonly string[] }>;
  /** Talk that suits stories of all genres. */
  talk: Talk;
  /** Lines for scenes of a few seconds. */
  brief: readonly string[];
  /** First words of a later episode. */
  passages: readonly string[];
  /** Last words of an episode that goes on with a small matter. */
  hooks: readonly string[];
  /** Last words of an episode that goes on with a turn. */
  turnHooks: Partial<Record<Turn, readonly string[]>>;
  /** Ends of a line that make it new when it was said before. */
  tails: readonly string[];
  /** Lines of somebody who is alone. */
  alone: readonly string[];
  turnTitles: Record<Turn, readonly string[]>;
  matterTitles: Record<Phase, readonly string[]>;
  summaries: Record<Turn, string>;
  words: { city: string; somebody: string; helper: string; logline: string; role: readonly string[] };
}

export const TURN_MOODS: Record<Turn, Mood> = {
  setup: 'calm',
  meeting: 'hopeful',
  obstacle: 'tense',
  approach: 'tender',
  midpoint: 'joyful',
  doubt: 'mysterious',
  loss: 'sad',
  decision: 'hopeful',
  climax: 'tense',
  resolution: 'tender',
  coda: 'hopeful',
};

export const PHASE_MOODS: Record<Phase, Mood> = { task: 'calm', clash: 'tense', turn: 'hopeful', settle: 'tender' };

export const DAY_ORDER: readonly TimeOfDay[] = ['dawn', 'day', 'dusk', 'night'];
