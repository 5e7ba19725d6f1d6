import { Injectable } from '@nestjs/common';
import { ProviderChain } from '../../ai/provider-chain.js';
import { newId } from '../../common/uuid.js';
import { CHINESE_CAMERA_MOVEMENTS, CHINESE_SHOT_SIZES, type Language } from '../../common/vocabulary.js';
import { type JobInput } from '../../jobs/job-input.js';
import { addDependencies, insertSteps } from '../../jobs/jobs.service.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { addedDependencies, type PlannedShot, shotSteps } from '../../jobs/plan.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { cardFrames, layOut } from '../../offline/layout.js';
import {
  type BoardShot,
  type EpisodeBoard,
  type EpisodeScript,
  type StoryBible,
  type StoryLine,
  type StoryScene,
} from '../../offline/story.js';
import { sceneOrder, writeSceneOrder } from '../../scenes/order.js';
import { readScenes, withShots } from '../../scenes/scene-rows.js';
import { type ShotForm, type ShotLine } from '../../scenes/shot.entity.js';
import { AssetsService } from '../../storage/assets.service.js';
import { mediaLink } from '../../storage/media-links.js';
import { type EpisodePlan, type PlannedScene } from '../film-plan.js';
import { Stage, type Task, type Work } from '../stage.js';
import { episodeInSeries, sceneSeconds } from './script.stage.js';

const MOST_SHOTS_PER_SCENE = 5;

interface SceneRecord {
  id: string;
  order_index: number;
  title: string;
  location: string;
  time_of_day: string;
  weather: string;
  mood: string;
  description: string;
  script: string;
  characters: string[];
}

interface ShotRecord {
  id: string;
  scene_id: string;
  order_index: number;
  description: string;
  lines: ShotLine[];
  cast: string[];
  frames: number;
  transition: string;
  transition_frames: number;
  form_data: ShotForm;
}

/** Breaks an episode into shots whose lengths add up, and plans everything that is made of them. */
@Injectable()
export class StoryboardStage extends Stage {
  readonly name = 'storyboard';

  constructor(
    private readonly chain: ProviderChain,
    private readonly assets: AssetsService,
  ) {
    super();
  }

  prepare({ job, step, subject, inputs, signal }: Work): Promise<Task<Storyboard>> {
    const { input } = job;
    const episode = Number(subject);
    const bible = inputs.get('bible') as StoryBible;
    const script = inputs.get(`episode:${episode}`) as EpisodeScript;
    const brief = {
      bible,
      script,
      language: input.language,
      episode: episodeInSeries(input, episode),
      secondsPerScene: sceneSeconds(input),
      maxShots: input.maxShots ?? script.scenes.length * MOST_SHOTS_PER_SCENE,
    };
    const { title, durationSec } = input;
    const wish = { wanted: input.wanted.script, allowFallback: input.allowFallback };
    // What an earlier run of this step has made goes when there is something better.
    const earlier = (step.output as EpisodePlan | null)?.scenes.map(({ id }) => id) ?? [];
    return Promise.resolve({
      facts: () => ({ brief, number: episode, title, durationSec, by: this.chain.preferred('script', wish) }),
      make: async () => {
        const { value: board, ...credit } = await this.chain.run(
          'script',
          { ...wish, attempt: step.attempt, signal },
          (model) => model.object('storyboard', brief, signal),
        );
        return { output: planEpisode({ episode, bible, script, board, input }), credit };
      },
      adopt: withNewIds,
      apply: async (transaction, { output }) => {
        // The user may be putting scenes into the same episode.
        await transaction.em.execute('select 1 from projects where id = ? for no key update', [job.project_id]);
        await this.dropScenes(transaction, episode, earlier);
        await saveEpisode(transaction, output, script);
      },
    });
  }

  /** Scenes with their shots, and their hold on files. With `replace`, all of the episode and of those after the last. */
  private async dropScenes(transaction: JobTransaction, episode: number, earlier: string[]): Promise<void> {
    const { em, job } = transaction;
    const { replace, firstEpisode, episodes } = job.input;
    const last = firstEpisode + episodes - 1;
    const rows = await em.execute<{ id: string }[]>(
      `select id from scenes where project_id = ? and (id = any(?::uuid[]) or (? and (episode = ? or (? and episode > ?))))`,
      [job.project_id, `{${earlier.join(',')}}`, replace, episode, episode === last, last],
    );
    const ids = `{${rows.map(({ id }) => id).join(',')}}`;
    const shots = await em.execute<{ id: string }[]>(
      'select id from shots where scene_id = any(?::uuid[]) order by id for update',
      [ids],
    );
    await this.assets.endUses(
      'shot',
      shots.map(({ id }) => id),
      em,
    );
    await em.execute('delete from scenes where id = any(?::uuid[])', [ids]);
    for (const { id } of rows) {
      transaction.emit('scene.deleted', { scene_id: id, by: null });
    }
    const left = await sceneOrder(em, { projectId: job.project_id ?? '', episode });
    await writeSceneOrder(em, left);
  }
}

/** The plan, with the answer that it was made from: who takes it from the cache writes scenes and shots of his own. */
interface Storyboard extends EpisodePlan {
  board: EpisodeBoard;
}

function withNewIds(storyboard: Storyboard): Storyboard {
  const scenes = storyboard.scenes.map((scene) => ({
    ...scene,
    id: newId(),
    shots: scene.shots.map((shot) => ({ ...shot, id: newId() })),
  }));
  return { ...storyboard, scenes };
}

function planEpisode(given: {
  episode: number;
  bible: StoryBible;
  script: EpisodeScript;
  board: EpisodeBoard;
  input: JobInput;
}): Storyboard {
  const { episode, bible, script, board, input } = given;
  const fps = FRAMES_PER_SECOND;
  const totalFrames = input.durationSec * fps;
  const cards = cardFrames(totalFrames, fps);
  const layout = layOut({ script, board, language: input.language, fps, totalFrames, ...cards });
  const scenes = script.scenes.map((scene, sceneIndex) => ({
    id: newId(),
    title: scene.title,
    location: scene.location,
    timeOfDay: scene.time_of_day,
    weather: scene.weather,
    mood: scene.mood,
    shots: (board.scenes[sceneIndex]?.shots ?? []).map((_, shotIndex) => {
      const placed = layout.shots.find((each) => each.sceneIndex === sceneIndex && each.shotIndex === shotIndex);
      return {
        id: newId(),
        frames: placed?.frames ?? fps,
        transitionFrames: placed?.transitionFrames ?? 0,
        lineMaxFrames: placed?.lineMaxFrames ?? [],
      };
    }),
  }));
  return { episode, title: script.title, seriesTitle: input.title ?? bible.title, ...cards, scenes, board };
}

/** The rows of what is planned. */
function recordsOf(
  storyboard: Storyboard,
  script: EpisodeScript,
  language: Language,
): { scenes: SceneRecord[]; shots: ShotRecord[] } {
  const scenes: SceneRecord[] = [];
  const shots: ShotRecord[] = [];
  for (const [index, planned] of storyboard.scenes.entries()) {
    const scene = script.scenes[index];
    const board = storyboard.board.scenes[index]?.shots ?? [];
    if (scene) {
      scenes.push(sceneRecord(planned.id, scene, index, language));
      for (const [place, shot] of board.entries()) {
        const times = planned.shots[place];
        if (times) {
          shots.push(shotRecord(shot, scene, { ...times, sceneId: planned.id, index: place }, language));
        }
      }
    }
  }
  return { scenes, shots };
}

function sceneRecord(id: string, scene: StoryScene, index: number, language: Language): SceneRecord {
  const { title, location, time_of_day, weather, mood, description, characters } = scene;
  const colon = language === 'zh' ? '：' : ': ';
  const script = scene.lines.map(({ character, text }) => (character === '' ? text : `${character}${colon}${text}`));
  return {
    id,
    order_index: index,
    title,
    location,
    time_of_day,
    weather,
    mood,
    description,
    script: script.join('\n'),
    characters,
  };
}

function shotRecord(
  shot: BoardShot,
  scene: StoryScene,
  { id, sceneId, index, frames, transitionFrames }: PlannedScene['shots'][number] & { sceneId: string; index: number },
  language: Language,
): ShotRecord {
  const lines = shot.lines.map((line) => scene.lines[line]).filter((line) => line !== undefined);
  const chinese = language === 'zh';
  return {
    id,
    scene_id: sceneId,
    order_index: index,
    description: shot.description,
    lines: lines.map(toShotLine),
    cast: shot.characters,
    frames,
    transition: transitionFrames > 0 ? shot.transition : 'cut',
    transition_frames: transitionFrames,
    form_data: {
      camera_movement: chinese ? CHINESE_CAMERA_MOVEMENTS[shot.camera_movement] : shot.camera_movement,
      shot_type: chinese ? CHINESE_SHOT_SIZES[shot.shot_type] : shot.shot_type,
      lighting: shot.lighting,
      motion_prompt: shot.motion_prompt,
      checkboxes: {},
    },
  };
}

const toShotLine = ({ character, text, emotion }: StoryLine): ShotLine => ({
  character: character === '' ? null : character,
  line: text,
  emotion,
});

/** Scenes, shots and the steps that make them appear together, in the transaction that settles the storyboard. */
async function saveEpisode(transaction: JobTransaction, plan: Storyboard, script: EpisodeScript): Promise<void> {
  const { em, job } = transaction;
  const { scenes, shots } = recordsOf(plan, script, job.input.language);
  await em.execute(
    `insert into scenes (id, project_id, episode, order_index, title, location, time_of_day, weather, mood, description,
       script, characters, created_at, updated_at)
     select s.id, ?, ?, s.order_index + (select count(*) from scenes o where o.project_id = ? and o.episode = ?), s.title,
       s.location, s.time_of_day, s.weather, s.mood, s.description, s.script, s.characters, now(), now()
     from jsonb_to_recordset(?::jsonb) as s(id uuid, order_index int, title text, location text, time_of_day text,
       weather text, mood text, description text, script text, characters jsonb)`,
    [job.project_id, plan.episode, job.project_id, plan.episode, JSON.stringify(scenes)],
  );
  await em.execute(
    `insert into shots (id, project_id, scene_id, order_index, description, lines, "cast", frames, transition,
       transition_frames, form_data, image, video, version, created_at, updated_at)
     select s.id, ?, s.scene_id, s.order_index, s.description, s.lines, s."cast", s.frames, s.transition,
       s.transition_frames, s.form_data, ?::jsonb, ?::jsonb, 1, now(), now()
     from jsonb_to_recordset(?::jsonb) as s(id uuid, scene_id uuid, order_index int, description text, lines jsonb,
       "cast" jsonb, frames int, transition text, transition_frames int, form_data jsonb)`,
    [job.project_id, JSON.stringify(NO_IMAGE), JSON.stringify(NO_VIDEO), JSON.stringify(shots)],
  );
  const ids = scenes.map(({ id }) => id);
  const rows = await readScenes(em, 'where s.id = any(?::uuid[]) order by s.order_index', [`{${ids.join(',')}}`]);
  for (const scene of await withShots(em, rows, mediaLink)) {
    transaction.emit('scene.created', { scene, by: null });
  }
  const planned: PlannedShot[] = shots.map((shot, index) => ({
    id: shot.id,
    shows: shot.transition_frames > 0 ? (shots[index - 1]?.id ?? null) : null,
  }));
  const steps = shotSteps(job.kind, plan.episode, planned);
  await insertSteps(transaction, steps);
  await addDependencies(transaction, addedDependencies(job.kind, plan.episode, steps));
}

const NO_IMAGE = { status: 'pending', key: null, upload_id: null, provider: null };
const NO_VIDEO = {
  status: 'pending',
  job_id: null,
  key: null,
  source_key: null,
  upload_id: null,
  provider: null,
  error: null,
};
