import { type InsightsBrief } from '../../offline/insights.js';
import { roomsIn } from '../../offline/pacing.js';
import { type EpisodeOutline, type EpisodePace, type StoryboardBrief } from '../../offline/story.js';
import { type SuggestionBrief } from '../../offline/suggestion.js';
import { type ModeratedFrame, type ModerationRequest } from '../ports.js';

export type ChatMessage =
  { role: 'system' | 'assistant'; content: string } | { role: 'user'; content: string | ChatPart[] };

/** A piece of what is shown to a model that sees. */
export type ChatPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

/** A text or a frame to judge, by the number that a model calls it by. */
export type ModerationItem = { item: number } & (ModerationRequest['texts'][number] | ModeratedFrame);

/** How a brief is put to a model. The version changes with every change of wording. */
export interface Prompt<Brief> {
  version: string;
  /** That of what is said only where the lengths of the shots are given. */
  pacedVersion?: string;
  messages: (brief: Brief) => ChatMessage[];
}

/** Data for a model to read, quoted so that nothing in it can end the block or pass for our own words. */
export function dataBlock(data: unknown): string {
  const json = JSON.stringify(data).replace(/[<>`]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
  return `<data>\n${json}\n</data>`;
}

/** The outlines a model needs to write one episode: the ones around it and the last; small servers forget long ones. */
export function outlinesAround(episodes: EpisodeOutline[], episode: number): EpisodeOutline[] {
  return episodes.filter((each, index) => Math.abs(each.episode - episode) <= 2 || index === episodes.length - 1);
}

/** The script as a director needs it: lines with their indexes, looks left out. */
export function storyboardData({ bible, script, episode }: StoryboardBrief): unknown {
  return {
    title: bible.title,
    style: bible.style,
    characters: bible.characters.map(({ name, description }) => ({ name, description })),
    episode,
    scenes: script.scenes.map((scene) => ({
      ...scene,
      lines: scene.lines.map((line, index) => ({ index, ...line })),
    })),
  };
}

/** A shot as an adviser needs it; long texts are cut, for small servers forget what came before them. */
export function suggestionData({ wish, shot, scene, style }: SuggestionBrief): unknown {
  const cut = (text: string) => [...text].slice(0, 600).join('');
  return {
    wish,
    shot: { ...shot, description: cut(shot.description), lines: shot.lines.slice(0, 12) },
    scene: { ...scene, description: cut(scene.description) },
    style: style && cut(style),
  };
}

/** A film as one who notes down insights needs it; shots are rows, for there are many. */
export function insightsData({ onScreenText, ...brief }: InsightsBrief): unknown {
  const { title, description, statistics, shots, transcript, comments } = brief;
  const rows = shots.map(({ start_sec, end_sec, transition }) => [start_sec, end_sec, transition]);
  return { title, description, statistics, shots: rows, transcript, on_screen_text: onScreenText, comments };
}

/** What is to be judged: the texts as data, then each frame behind its label. Where nothing is to be seen, only words. */
export function shownItems(
  request: string,
  items: ModerationItem[],
  label: (frame: { item: number; startSec: number | null }) => string,
): string | ChatPart[] {
  const texts = items.flatMap((each) =>
    'text' in each ? [{ item: each.item, where: each.where, text: each.text }] : [],
  );
  const words = `${request}\n${dataBlock(texts)}`;
  const frames = items.flatMap((item): ChatPart[] =>
    'bytes' in item
      ? [
          { type: 'text', text: label(item) },
          { type: 'image_url', image_url: { url: `data:${item.mime};base64,${item.bytes.toString('base64')}` } },
        ]
      : [],
  );
  return frames.length === 0 ? words : [{ type: 'text', text: words }, ...frames];
}

/** A scene's length as one says it. */
export function secondsOf({ secondsPerScene }: { secondsPerScene: number }): string {
  return inTenths(secondsPerScene);
}

const inTenths = (seconds: number) => String(Number(seconds.toFixed(1)));

/** A scene or a shot of a given length, as one says it, and how many words can be said in it. */
export interface PacedPart {
  seconds: string;
  words: number;
}

/** The scenes of an episode with their shots, where those are given; `wordSec` is how long a word takes to say. */
export function pacedParts(pace: EpisodePace, wordSec: number): (PacedPart & { shots: PacedPart[] })[] {
  return pace.map((shotSec) => {
    const shots = roomsIn(shotSec).map((room, index) => ({
      seconds: inTenths(shotSec[index] ?? 0),
      words: Math.floor(room / wordSec),
    }));
    return {
      seconds: inTenths(shotSec.reduce((sum, seconds) => sum + seconds, 0)),
      words: shots.reduce((sum, { words }) => sum + words, 0),
      shots,
    };
  });
}

/** As many words as the longest line of a scene may have: each is said within one shot. */
export function longestIn({ shots }: { shots: readonly PacedPart[] }): number {
  return Math.max(0, ...shots.map(({ words }) => words));
}
