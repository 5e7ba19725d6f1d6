import { TRANSLATION } from '../../jobs/plan.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { type EpisodeScript } from '../../offline/story.js';
import { outputsOf, plansIn, type PlannedShot, type TranslationOutput } from '../film-plan.js';
import { placeLines } from '../film-timing.js';
import { shotStarts } from '../film-clock.js';

/** A text of a film, and where that is. */
export interface FilmText {
  text: string;
  /** Null: of no shot by itself. */
  shotId: string | null;
  /** Of the film, as it is planned; null: at no moment. */
  startSec: number | null;
}

/**
 * All that will be heard, read or drawn: of the boards, which are filmed as they stand, and what was written besides.
 * What is said in several shots is where it is said first.
 */
export function textsIn(inputs: ReadonlyMap<string, unknown>): FilmText[] {
  const plans = plansIn(inputs);
  const starts = shotStarts(plans);
  const translations = translationsIn(inputs);
  const texts = [
    ...plans.flatMap((plan) => [plan.seriesTitle, plan.title].map(nowhere)),
    ...plans
      .flatMap((plan) => plan.scenes)
      .flatMap(({ title, shots }) => [
        nowhere(title),
        ...shots.flatMap((shot) => shotTexts(shot, starts.get(shot.id) ?? 0, translations)),
      ]),
    ...writtenTexts(inputs).map(nowhere),
    ...[...translations.values()].flat().map(nowhere),
  ];
  const seen = new Set<string>();
  return texts.filter(({ text }) => /\S/.test(text) && !seen.has(text) && seen.add(text));
}

/** Each with its shot's start, and a line with the moment at which it is planned to be heard. */
function shotTexts(shot: PlannedShot, start: number, translations: ReadonlyMap<string, string[]>): FilmText[] {
  const { description, lines, form_data, scene } = shot.facts;
  const { lighting, motion_prompt, camera_movement } = form_data;
  const { startFrames } = placeLines(shot, shot.lineMaxFrames.slice(0, lines.length), FRAMES_PER_SECOND);
  const at = (frame: number) => (text: string) => ({
    text,
    shotId: shot.id,
    startSec: secondsAt(start + Math.min(frame, shot.frames - 1)),
  });
  return [
    ...[scene.location, description, lighting, motion_prompt, camera_movement].map(at(0)),
    ...lines.flatMap(({ character, line, translations: own = {} }, index) =>
      [character ?? '', line, ...Object.values(own), ...(translations.get(line) ?? [])].map(
        at(startFrames[index] ?? 0),
      ),
    ),
  ];
}

const secondsAt = (frame: number): number => frame / FRAMES_PER_SECOND;

const nowhere = (text: string): FilmText => ({ text, shotId: null, startSec: null });

/** What writers have written, whatever of it is in a shot. */
function writtenTexts(inputs: ReadonlyMap<string, unknown>): string[] {
  const scenes = outputsOf<EpisodeScript>(inputs, 'episode:').flatMap((script) => script.scenes);
  return scenes.flatMap(({ description, lines }) => [description, ...lines.map(({ text }) => text)]);
}

/** What has been made of the lines in another language, by the line. */
function translationsIn(inputs: ReadonlyMap<string, unknown>): Map<string, string[]> {
  const lines = outputsOf<TranslationOutput>(inputs, `${TRANSLATION}:`).flatMap((output) => output.lines);
  return new Map(lines.map(({ text, translations }) => [text, Object.values(translations)]));
}
