import { type Weather } from '../art/look.js';
import { hashOf, Random } from '../common/random.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { isLike, placePool, placesOfTurns } from './plot-places.js';
import { planScenes, type Plot, plotOf, type ScenePlan, seesOf, thingOf, turnText } from './plot.js';
import { type CharacterSketch, type EpisodeScript, type Mood, type ScriptBrief, type StoryScene } from './story.js';
import { DAY_ORDER, PHASE_MOODS, type Turn, TURN_MOODS } from './writer-bank.js';
import { choicesOf } from './writer-choices.js';
import { cleanWords, fill, type Role, type Slots, titleCase } from './writer-lines.js';
import { timeInShots, toldScenes } from './writer-pace.js';
import { fillScene, type SceneVoice } from './writer-scene.js';
import { calledName, numberWords, roleSlots, seriesSlots } from './writer-slots.js';

const ROLES: readonly Role[] = ['A', 'B', 'C', 'D'];
const TOGETHER: readonly (readonly [Role, Role])[] = [
  ['A', 'B'],
  ['B', 'A'],
  ['A', 'C'],
  ['A', 'B'],
  ['C', 'B'],
  ['D', 'A'],
];
const APART: readonly (readonly [Role, Role])[] = [
  ['A', 'D'],
  ['A', 'C'],
  ['C', 'B'],
  ['D', 'A'],
];

/** Writes a series scene after scene, so that nothing is said twice. One instance is one telling of one series. */
export class SeriesWriter {
  readonly episodes: EpisodeScript[] = [];
  private readonly plot: Plot;
  private readonly plans: ScenePlan[];
  private readonly slots: Slots;
  private readonly placeOfTurn: ReadonlyMap<Turn, string>;
  private readonly pool: string[];
  private readonly used = new Set<string>();
  private readonly told = new Map<string, number>();
  private readonly spoken = new Set<string>();
  private readonly seenDescriptions = new Set<string>();
  private readonly secondsForLines: number;
  private place = '';
  private latestPlaces: string[] = [];
  private time: TimeOfDay;
  /** The hour and the weather that the prompt tells still hold. */
  private isToldHour = true;

  constructor(private readonly brief: ScriptBrief) {
    const { bible, prompt, language, episodes, scenesPerEpisode, secondsPerScene: seconds } = brief;
    this.plot = plotOf(prompt, bible.genre, language);
    this.plans = planScenes(episodes, scenesPerEpisode, this.plot.seed);
    this.slots = seriesSlots(this.plot, bible.characters, language);
    this.placeOfTurn = placesOfTurns(this.plot, this.plans);
    this.pool = new Random(this.plot.seed ^ 0x91ace).shuffle(placePool(this.plot));
    this.time = DAY_ORDER[this.plot.seed % DAY_ORDER.length] ?? 'day';
    // Some air is left, and the transition into a scene takes a part of its time.
    this.secondsForLines = seconds > 8 ? (seconds - 0.6) * 0.94 : seconds > 4 ? seconds - 0.4 : seconds;
  }

  /** Writes on until the given episode is there. */
  episode(number: number): EpisodeScript {
    while (this.episodes.length < number) {
      this.episodes.push(this.writeNext());
    }
    return this.episodes[number - 1] as EpisodeScript;
  }

  private writeNext(): EpisodeScript {
    const { bible, language, scenesPerEpisode } = this.brief;
    const index = this.episodes.length;
    const start = index * scenesPerEpisode;
    const pace = this.brief.pace?.[index];
    const told = toldScenes(this.plans.slice(start, start + scenesPerEpisode), pace?.length ?? scenesPerEpisode);
    const scenes = told.map((place, scene) => this.writeScene(start + place, pace?.[scene]));
    const outline = bible.episodes.find(({ episode }) => episode === index + 1);
    const title = cleanWords(outline?.title ?? '', 80);
    return { title: title || `${language === 'zh' ? '第' : ''}${numberWords(index + 1, language)}`, scenes };
  }

  private writeScene(number: number, shotSec?: readonly number[]): StoryScene {
    const plan = this.plans[number] as ScenePlan;
    const { bank, seed } = this.plot;
    const random = new Random(hashOf(`${String(seed)}|${String(number)}`));
    const see = plan.kind === 'turns' ? turnText(this.plot, seesOf(plan.turns)[0] ?? 'setup')[0] : '';
    this.place = this.nextPlace(plan, number);
    this.time = this.nextTime(see, number, random);
    const pair = this.pairOf(plan, number);
    const people = this.castOf(number);
    const slots = this.slotsOf(plan, number, pair, people);
    const voice: SceneVoice = {
      bank,
      language: this.brief.language,
      people,
      pair,
      slots,
      isRespectful: pair.includes('C') || (this.plot.pack.areKin === true && pair.includes('B')),
      used: this.used,
      told: this.told,
      random,
      ...(shotSec === undefined ? { seconds: this.secondsForLines } : timeInShots(shotSec)),
    };
    const moment = {
      plot: this.plot,
      plans: this.plans,
      number,
      scenesPerEpisode: this.brief.scenesPerEpisode,
      people: this.brief.bible.characters.length,
      pair,
      silent: ROLES.filter((_, role) => people[role] !== undefined && !this.spoken.has(people[role].name)),
      told: this.told,
      random,
    };
    const lines = fillScene(voice, choicesOf(moment));
    const description = this.describe(plan, slots, number);
    const speakers = lines.map(({ character }) => character).filter((name) => name !== '');
    speakers.forEach((name) => this.spoken.add(name));
    return {
      title: this.titleOf(plan, slots, number),
      location: cut(this.place, 80),
      time_of_day: this.time,
      weather: this.weatherAt(plan, see, number, random),
      mood: moodOf(plan),
      description,
      characters: this.presentIn(description, speakers),
      lines,
    };
  }

  /** Who plays A to D: where there are more people than roles, they take turns as the friend. */
  private castOf(number: number): CharacterSketch[] {
    const { characters } = this.brief.bible;
    const friends = characters.slice(3);
    const friend = friends.find(({ name }) => !this.spoken.has(name)) ?? friends[number % Math.max(1, friends.length)];
    return [...characters.slice(0, 3), ...(friend === undefined ? [] : [friend])];
  }

  private nextPlace(plan: ScenePlan, number: number): string {
    const wanted = plan.kind === 'turns' ? this.placeOfTurn.get(seesOf(plan.turns)[0] ?? 'setup') : undefined;
    const fresh = this.pool.filter((place) => !this.latestPlaces.some((latest) => isLike(latest, place)));
    const others = fresh.length > 0 ? fresh : this.pool.filter((place) => !this.latestPlaces.includes(place));
    const place = wanted !== undefined && wanted !== this.latestPlaces[0] ? wanted : others[number % others.length];
    this.latestPlaces = [place ?? '', ...this.latestPlaces].slice(0, Math.min(3, this.pool.length - 1));
    return place ?? this.latestPlaces[0] ?? '';
  }

  /** The prompt's time of day holds until the story moves on into the next morning; then its first place has it. */
  private nextTime(see: string, number: number, random: Random): TimeOfDay {
    const { timeOfDay, places } = this.plot.facts;
    const asked = DAY_ORDER.find((time) => see.startsWith(`@${time} `));
    if (timeOfDay !== null && number === 0) {
      return timeOfDay;
    }
    if (timeOfDay !== null && this.isToldHour) {
      const moved = asked !== undefined && HOURS_AFTER[this.time].includes(asked) ? asked : this.time;
      this.isToldHour = moved !== 'dawn' && number + 1 < this.brief.scenesPerEpisode;
      return moved;
    }
    const told = this.place === places[0] ? timeOfDay : null;
    const step = random.chance(0.75) ? 1 : 2;
    return told ?? asked ?? DAY_ORDER[(DAY_ORDER.indexOf(this.time) + step) % DAY_ORDER.length] ?? 'day';
  }

  /** The prompt's weather is that of its night or day, and later of the places that it names. */
  private weatherAt(plan: ScenePlan, see: string, number: number, random: Random): Weather {
    const { weather, places } = this.plot.facts;
    const isFirstEpisode = number < this.brief.scenesPerEpisode;
    const isTold = number === 0 || (isFirstEpisode ? this.time !== 'dawn' : places.includes(this.place));
    const own = weatherOf(plan, see, this.plot, random);
    return weather !== null && isTold ? weather : own;
  }

  /** Who meets in a small matter; before A and B have met, and while they are apart, they meet others. */
  private pairOf(plan: ScenePlan, number: number): readonly [Role, Role] {
    const count = this.brief.bible.characters.length;
    const met = this.plans.findIndex((one) => one.kind === 'turns' && one.turns.includes('meeting'));
    const areApart = plan.act === 2 || number < met;
    const has = (role: Role): boolean => 'ABCD'.indexOf(role) < count;
    const pairs = (areApart ? APART : TOGETHER).filter(([one, other]) => has(one) && has(other));
    const key = plan.kind === 'matter' ? plan.matter * 2 + (plan.phase === 'turn' ? 1 : 0) : number;
    return pairs[key % Math.max(1, pairs.length)] ?? ['A', 'A'];
  }

  private slotsOf(plan: ScenePlan, number: number, pair: readonly [Role, Role], people: CharacterSketch[]): Slots {
    const { language, episodes, scenesPerEpisode } = this.brief;
    const matter = plan.kind === 'matter' ? plan.matter : episodes * scenesPerEpisode + number;
    const thing = thingOf(this.plot, language, matter);
    const next = thingOf(
      this.plot,
      language,
      plan.kind === 'matter' ? Math.floor(number / scenesPerEpisode) + 1 : matter + 1,
    );
    const slots = { ...this.slots, ...roleSlots(people, language, this.plot.bank.words.somebody) };
    const { before } = this.plot;
    const isStillAhead = this.plans
      .slice(0, number + 1)
      .every((one) => one.kind !== 'turns' || !one.turns.includes('climax'));
    return {
      ...slots,
      ...(before !== null && isStillAhead && { token: before.name, measure: before.measure }),
      P: slots[pair[0]] ?? '',
      Q: slots[pair[1]] ?? '',
      place: this.place,
      X: thing.name,
      m: thing.measure,
      Y: next.name,
      my: next.measure,
      n: numberWords(number + 1, language),
      e: numberWords(Math.floor(number / scenesPerEpisode) + 1, language),
    };
  }

  private describe(plan: ScenePlan, slots: Slots, number: number): string {
    const templates = plan.kind === 'turns' ? [this.turnSee(plan.turns)] : this.matterSees(plan, number);
    const texts = templates.map((template) => cut(fill(template, slots), 600));
    const text = texts.find((candidate) => !this.seenDescriptions.has(candidate)) ?? texts[0] ?? '';
    this.seenDescriptions.add(text);
    return text;
  }

  /** One turn is seen; the others that share the scene, and its place, are told in short. */
  private turnSee(turns: readonly Turn[]): string {
    const gap = this.brief.language === 'zh' ? '' : ' ';
    const [main] = seesOf(turns);
    const { bank, pack, premise } = this.plot;
    const isClosed = turns.includes('climax') && turns.includes('coda');
    return turns
      .filter((turn) => turn === main || turn !== 'coda')
      .map((turn) => (turn === main ? turnText(this.plot, turn)[0].replace(/^@\w+ /, '') : bank.summaries[turn]))
      .concat(isClosed ? [premise.finale ?? pack.finale] : [])
      .join(gap);
  }

  private matterSees(plan: Extract<ScenePlan, { kind: 'matter' }>, number: number): readonly string[] {
    const { sees } = this.plot.bank.matters[plan.phase];
    const start = (plan.matter + number) % sees.length;
    return [...sees.slice(start), ...sees.slice(0, start)];
  }

  private titleOf(plan: ScenePlan, slots: Slots, number: number): string {
    const { turnTitles, matterTitles } = this.plot.bank;
    const titles = plan.kind === 'turns' ? turnTitles[seesOf(plan.turns)[0] ?? 'setup'] : matterTitles[plan.phase];
    const words = fill(titles[(this.plot.seed + number) % titles.length] ?? '', slots);
    const title = cut(titleCase(words, this.brief.language), 80);
    return title === '' ? (slots['n'] ?? String(number + 1)) : title;
  }

  /** Who is seen: whoever speaks, and whoever the description names. */
  private presentIn(description: string, speakers: readonly string[]): string[] {
    const named = this.brief.bible.characters
      .map(({ name }) => name)
      .filter((name) => speakers.includes(name) || description.includes(calledName(name, this.brief.language)));
    return [...new Set(named)].slice(0, 6);
  }
}

function moodOf(plan: ScenePlan): Mood {
  return plan.kind === 'turns' ? TURN_MOODS[seesOf(plan.turns)[0] ?? 'setup'] : PHASE_MOODS[plan.phase];
}

/** A story moves on from the hour that the prompt tells to a later one of the same night. */
const HOURS_AFTER: Readonly<Record<TimeOfDay, readonly TimeOfDay[]>> = {
  day: ['dusk', 'night'],
  dusk: ['night', 'dawn'],
  night: ['dawn'],
  dawn: [],
};

const SEEN_WEATHERS: readonly (readonly [Weather, RegExp])[] = [
  ['snow', /大雪|\bheavy snow\b/i],
  ['fog', /起了雾|\bfog\b/i],
  ['rain', /的雨里|\bthe rain\b/i],
];

/** Weather is what the turn's words say; else it is seldom other than clear: rain where something is lost. */
function weatherOf(plan: ScenePlan, see: string, { token, pack, premise }: Plot, random: Random): Weather {
  if (premise.isWeatherless === true) {
    return 'clear';
  }
  if (plan.kind === 'turns') {
    const [turn] = seesOf(plan.turns);
    const seen = SEEN_WEATHERS.find(([, pattern]) => pattern.test(see))?.[0];
    const isRainy = turn === 'loss' || (turn === 'setup' && /伞|雨|umbrella|rain/.test(token));
    const isFoggy = turn === 'doubt' && pack.mood === 'mysterious';
    return seen ?? (isRainy ? 'rain' : isFoggy ? 'fog' : 'clear');
  }
  return random.chance(0.08) ? random.pick(['rain', 'fog'] as const) : 'clear';
}

function cut(text: string, most: number): string {
  return [...text].slice(0, most).join('');
}
