import { hashOf } from '../common/random.js';
import { type Language } from '../common/vocabulary.js';
import { type Plot, plotOf, thingOf, turnOrder } from './plot.js';
import {
  type EpisodeOutline,
  type EpisodeScript,
  type Genre,
  GENRES,
  type ScriptBrief,
  type StoryBible,
  type StyleBrief,
} from './story.js';
import { type Turn } from './writer-bank.js';
import { castOf } from './writer-cast.js';
import { cleanWords, fill, type Slots, titleCase } from './writer-lines.js';
import { genreIn, readPrompt } from './writer-prompt.js';
import { SeriesWriter } from './writer-series.js';
import { numberWords, seriesSlots } from './writer-slots.js';

/** The offline writer: pure functions of their input; the same brief gives the same story. */

const LONGEST_IN_TITLE: Record<Language, number> = { zh: 5, en: 16 };
/** Genres that suit a prompt which tells nothing. */
const OPEN_GENRES = ['romance', 'youth', 'family'] as const;
/** Words for people who have left school long ago. */
const GROWN = /老[\p{Script=Han}]|[十百]年[前后]|\b(?:old|elderly|retired|years (?:ago|later))\b/iu;

export function writeBible(brief: StyleBrief): StoryBible {
  const genre = genreOf(brief);
  const plot = plotOf(brief.prompt, genre, brief.language);
  const characters = castOf(brief, plot, genre);
  const slots = seriesSlots(plot, characters, brief.language);
  // A long thing makes a clumsy title.
  const short = plot.pack.titles.filter(
    (one) => !one.includes('{token}') || plot.token.length <= LONGEST_IN_TITLE[brief.language],
  );
  const titles = short.length > 0 ? short : plot.pack.titles;
  const title =
    cleanWords(brief.title ?? '', 200) ||
    titleCase(fill(titles[plot.seed % titles.length] ?? '', slots), brief.language);
  return {
    title,
    logline: fill(plot.bank.words.logline, slots),
    genre,
    style: cleanWords(brief.style ?? '', 300) || plot.pack.style,
    mood: plot.pack.mood,
    characters,
    episodes: outline(brief, plot, slots),
  };
}

function genreOf({ genre, prompt, language, characters }: StyleBrief): Genre {
  const asked = GENRES.find((name) => name === genre?.trim().toLowerCase()) ?? genreIn(genre ?? '');
  const told = asked ?? genreIn(prompt) ?? genreIn(characters.map(({ description }) => description).join(' '));
  return told ?? openGenre(prompt, language);
}

/** Somebody's teacher, and an elder with a child, are no lovers: they come home to each other. */
const NO_LOVERS = /(?<!女|男)(?:老师|班主任|师父|师傅)|\b(?:teach(?:er|es)|mentor|coach|tutor)\b/iu;

/** People that the prompt names are neither kin nor at school if it does not say so. */
function openGenre(prompt: string, language: Language): Genre {
  const { jobs, names } = readPrompt(prompt, language);
  const ages = jobs.map(({ age }) => age);
  const areOfTwoAges = ages.includes('elder') && (ages.includes('child') || ages.includes('young'));
  if (areOfTwoAges || ages.includes('child') || (jobs.length > 1 && NO_LOVERS.test(prompt))) {
    return 'family';
  }
  const open =
    jobs.length + names.length > 0
      ? (['romance'] as const)
      : OPEN_GENRES.filter((name) => name !== 'youth' || !GROWN.test(prompt));
  return open[hashOf(prompt) % open.length] ?? 'romance';
}

/** What each episode changes: the turns that fall into it; in a long series also its small matter. */
function outline(brief: StyleBrief, plot: Plot, slots: Slots): EpisodeOutline[] {
  const { episodes, language } = brief;
  const order = turnOrder(plot.seed);
  const gap = language === 'zh' ? '' : ' ';
  const titles = new Set<string>();
  return Array.from({ length: episodes }, (_, index): EpisodeOutline => {
    const thing = thingOf(plot, language, index);
    const own: Slots = {
      ...slots,
      P: slots['A'] ?? '',
      Q: slots['B'] ?? '',
      X: thing.name,
      place: slots['city'] ?? '',
    };
    const turns = turnsOfEpisode(order, index, episodes);
    const isMatter = turns.length === 0;
    const { matters, summaries, matterTitles, turnTitles } = plot.bank;
    const sees = matters.turn.sees;
    const summary = isMatter
      ? fill(sees[index % sees.length] ?? '', own)
      : mainTurns(turns)
          .map((turn) => fill(summaries[turn], own))
          .join(gap);
    const choices = isMatter ? matterTitles.task : turns.flatMap((turn) => turnTitles[turn]);
    const wishes = choices.filter((choice) => !choice.includes('{place}')).map((choice) => fill(choice, own));
    const whole = fill(plot.pack.titles[(plot.seed + 1) % plot.pack.titles.length] ?? '', own);
    if (episodes === 1) {
      wishes.splice(0, wishes.length, whole);
    }
    const free = wishes.filter((wish) => !titles.has(wish));
    const title =
      free[plot.seed % Math.max(1, free.length)] ?? `${wishes[0] ?? ''} ${numberWords(index + 1, language)}`;
    titles.add(title);
    const shown = titleCase(title, language);
    return {
      episode: index + 1,
      title: [...shown].slice(0, 80).join(''),
      summary: [...summary].slice(0, 600).join(''),
    };
  });
}

/** An episode with many turns is told by its first, its doubt, its climax and its last. */
function mainTurns(turns: readonly Turn[]): readonly Turn[] {
  const main = turns.filter(
    (turn, index) => index === 0 || index === turns.length - 1 || turn === 'doubt' || turn === 'climax',
  );
  return turns.length > 4 ? main : turns;
}

function turnsOfEpisode(order: readonly Turn[], index: number, episodes: number): Turn[] {
  if (episodes <= order.length) {
    const start = Math.floor((index * order.length) / episodes);
    return order.slice(start, Math.floor(((index + 1) * order.length) / episodes));
  }
  const at = order.findIndex((_, turn) => Math.round((turn * (episodes - 1)) / (order.length - 1)) === index);
  const turn = order[at];
  return turn === undefined ? [] : [turn];
}

/**
 * The series that was written last. An episode depends on all before it, since no line may come twice; going on is
 * quick, and starting anew gives the same.
 */
let latest: { key: string; writer: SeriesWriter } | null = null;

export function writeEpisode(brief: ScriptBrief): EpisodeScript {
  const { bible, prompt, language, episodes, scenesPerEpisode, secondsPerScene, pace } = brief;
  const key = JSON.stringify([bible, prompt, language, episodes, scenesPerEpisode, secondsPerScene, pace]);
  if (latest?.key !== key) {
    latest = { key, writer: new SeriesWriter(brief) };
  }
  return structuredClone(latest.writer.episode(brief.episode));
}
