import { type JobRow } from '../../jobs/ledger.js';
import { type EpisodeScript } from '../../offline/story.js';
import { TRANSLATION } from '../../jobs/plan.js';
import { plansIn, type ShotFacts, type TranslationOutput } from '../film-plan.js';

/** All that will be heard, read or drawn: of the scripts that were written, or of the boards that are filmed as they stand. */
export function textsIn(inputs: ReadonlyMap<string, unknown>, { input }: Pick<JobRow, 'input'>): string[] {
  if (input.board) {
    const plans = plansIn(inputs);
    const scenes = plans.flatMap((plan) => plan.scenes);
    return [
      ...new Set(plans.flatMap((plan) => [plan.seriesTitle, plan.title])),
      ...scenes.flatMap(({ title, shots }) => [title, ...shots.flatMap(({ facts }) => shotTexts(facts))]),
      ...translationsIn(inputs),
    ];
  }
  const scripts = outputsOf<EpisodeScript>(inputs, 'episode:');
  return [
    ...scripts
      .flatMap((script) => script.scenes)
      .flatMap((scene) => [scene.description, ...scene.lines.map((line) => line.text)]),
    ...translationsIn(inputs),
  ];
}

/** What has been made of the lines in another language. */
function translationsIn(inputs: ReadonlyMap<string, unknown>): string[] {
  const lines = outputsOf<TranslationOutput>(inputs, `${TRANSLATION}:`).flatMap((output) => output.lines);
  return lines.flatMap(({ translations }) => Object.values(translations));
}

function outputsOf<Output>(inputs: ReadonlyMap<string, unknown>, items: string): Output[] {
  return [...inputs].filter(([item]) => item.startsWith(items)).map(([, output]) => output as Output);
}

function shotTexts({ description, lines, form_data, scene }: ShotFacts): string[] {
  const { lighting, motion_prompt, camera_movement } = form_data;
  const said = lines.flatMap(({ character, line, translations = {} }) => [
    ...(character === null ? [] : [character]),
    ...[line, ...Object.values(translations)],
  ]);
  return [scene.location, description, lighting, motion_prompt, camera_movement, ...said].filter((text) => text !== '');
}
