import { type EpisodeOutline, type StoryboardBrief } from '../../offline/story.js';
import { type SuggestionBrief } from '../../offline/suggestion.js';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** How a brief is put to a model. The version changes with every change of wording. */
export interface Prompt<Brief> {
  version: string;
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

/** A scene's length as one says it. */
export function secondsOf({ secondsPerScene }: { secondsPerScene: number }): string {
  return String(Number(secondsPerScene.toFixed(1)));
}
