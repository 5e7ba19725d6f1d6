import { type JobRow } from '../../jobs/ledger.js';
import { type EpisodeScript } from '../../offline/story.js';
import { plansIn, type ShotFacts } from '../film-plan.js';

/** All that will be heard, read or drawn: of the scripts that were written, or of the boards that are filmed as they stand. */
export function textsIn(inputs: ReadonlyMap<string, unknown>, { input }: Pick<JobRow, 'input'>): string[] {
  if (input.board) {
    const plans = plansIn(inputs);
    const scenes = plans.flatMap((plan) => plan.scenes);
    return [
      ...new Set(plans.flatMap((plan) => [plan.seriesTitle, plan.title])),
      ...scenes.flatMap(({ title, shots }) => [title, ...shots.flatMap(({ facts }) => shotTexts(facts))]),
    ];
  }
  const scripts = [...inputs.values()] as EpisodeScript[];
  return scripts
    .flatMap((script) => script.scenes)
    .flatMap((scene) => [scene.description, ...scene.lines.map((line) => line.text)]);
}

function shotTexts({ description, lines, form_data, scene }: ShotFacts): string[] {
  const { lighting, motion_prompt, camera_movement } = form_data;
  const said = lines.flatMap(({ character, line }) => (character === null ? [line] : [character, line]));
  return [scene.location, description, lighting, motion_prompt, camera_movement, ...said].filter((text) => text !== '');
}
