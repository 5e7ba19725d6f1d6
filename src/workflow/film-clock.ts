import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { type JobTransaction } from '../jobs/ledger.js';
import { type EpisodePlan } from './film-plan.js';
import { placeLines } from './film-timing.js';

/** At which frame of the whole film each shot starts: as planned, and with what is known of how long its lines have become. */
export function shotStarts(
  plans: readonly EpisodePlan[],
  lineFrames: ReadonlyMap<string, number[]> = new Map(),
): Map<string, number> {
  const starts = new Map<string, number>();
  let at = 0;
  for (const plan of [...plans].sort((one, other) => one.episode - other.episode)) {
    at += plan.titleFrames;
    for (const shot of plan.scenes.flatMap(({ shots }) => shots)) {
      starts.set(shot.id, at);
      at += placeLines(shot, lineFrames.get(shot.id) ?? [], FRAMES_PER_SECOND).frames;
    }
    at += plan.endFrames;
  }
  return starts;
}

/** The second of the film at which a shot starts, as far as its job knows by now; null: there is no film. */
export async function shotStartSec({ em, job }: JobTransaction, shotId: string): Promise<number | null> {
  const rows = await em.execute<{ item: string; plan: EpisodePlan | null; frames: number[] | null }[]>(
    `select item, case when stage = 'storyboard' then output end as plan,
       (select jsonb_agg(l->'frames') from jsonb_array_elements(output->'lines') l where stage = 'speech') as frames
     from job_steps where job_id = ? and state = 'done' and output is not null
       and (item like 'board:%' or item like 'lines:%')`,
    [job.id],
  );
  const plans = rows.flatMap(({ plan }) => plan ?? []);
  const spoken = rows.flatMap(({ item, frames }) => (frames ? [[item.slice('lines:'.length), frames] as const] : []));
  const start = shotStarts(plans, new Map(spoken)).get(shotId);
  return start === undefined ? null : start / FRAMES_PER_SECOND;
}
