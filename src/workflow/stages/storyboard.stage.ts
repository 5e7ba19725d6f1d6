import { Injectable } from '@nestjs/common';
import { ProviderChain } from '../../ai/provider-chain.js';
import { newId } from '../../common/uuid.js';
import { CHINESE_CAMERA_MOVEMENTS, CHINESE_SHOT_SIZES, type Language } from '../../common/vocabulary.js';
import { type JobInput } from '../../jobs/job-input.js';
import { addDependencies, insertSteps } from '../../jobs/jobs.service.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { addedDependencies, type PlannedShot, shotSteps } from '../../jobs/plan.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { cardFrames, layOut, type ShotLayout } from '../../offline/layout.js';
import {
  type BoardShot,
  type EpisodeBoard,
  type EpisodeScript,
  type StoryBible,
  type StoryLine,
  type StoryScene,
} from '../../offline/story.js';
import { type ShotForm, type ShotLine } from '../../scenes/shot.entity.js';
import { AssetsService } from '../../storage/assets.service.js';
import { type EpisodePlan } from '../film-plan.js';
import { type Outcome, Stage, type Work } from '../stage.js';
import { episodeInSeries, secondsPerScene } from './script.stage.js';

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

  async run({ job, step, subject, inputs, signal }: Work): Promise<Outcome> {
    const { input } = job;
    const episode = Number(subject);
    const bible = inputs.get('bible') as StoryBible;
    const script = inputs.get(`episode:${episode}`) as EpisodeScript;
    const brief = {
      bible,
      script,
      language: input.language,
      episode: episodeInSeries(input, episode),
      secondsPerScene: secondsPerScene(input),
      maxShots: input.maxShots ?? script.scenes.length * MOST_SHOTS_PER_SCENE,
    };
    const { value: board, ...credit } = await this.chain.run(
      'script',
      { wanted: input.wanted.script, allowFallback: input.allowFallback, attempt: step.attempt, signal },
      (model) => model.object('storyboard', brief, signal),
    );
    const drawn = planEpisode({ episode, bible, script, board, input });
    // What an earlier run of this step has made goes when there is something better.
    const earlier = (step.output as EpisodePlan | null)?.scenes.map(({ id }) => id) ?? [];
    return {
      output: drawn.plan,
      credit,
      apply: async (transaction) => {
        await this.dropScenes(transaction, drawn.plan.episode, earlier);
        await saveEpisode(transaction, drawn);
      },
    };
  }

  /** Scenes with their shots, and their hold on files. With `replace`, all of the episode and of those after the last. */
  private async dropScenes({ em, job }: JobTransaction, episode: number, earlier: string[]): Promise<void> {
    const { replace, firstEpisode, episodes } = job.input;
    const last = firstEpisode + episodes - 1;
    const rows = await em.execute<{ id: string }[]>(
      `select id from scenes where project_id = ? and (id = any(?::uuid[]) or (? and (episode = ? or (? and episode > ?))))`,
      [job.project_id, `{${earlier.join(',')}}`, replace, episode, episode === last, last],
    );
    const ids = `{${rows.map(({ id }) => id).join(',')}}`;
    const shots = await em.execute<{ id: string }[]>('select id from shots where scene_id = any(?::uuid[])', [ids]);
    await this.assets.endUses(
      'shot',
      shots.map(({ id }) => id),
      em,
    );
    await em.execute('delete from scenes where id = any(?::uuid[])', [ids]);
  }
}

interface Drawn {
  plan: EpisodePlan;
  scenes: SceneRecord[];
  shots: ShotRecord[];
}

function planEpisode(given: {
  episode: number;
  bible: StoryBible;
  script: EpisodeScript;
  board: EpisodeBoard;
  input: JobInput;
}): Drawn {
  const { episode, bible, script, board, input } = given;
  const fps = FRAMES_PER_SECOND;
  const totalFrames = input.durationSec * fps;
  const cards = cardFrames(totalFrames, fps);
  const layout = layOut({ script, board, language: input.language, fps, totalFrames, ...cards });
  const drawn: Drawn = {
    plan: { episode, title: script.title, seriesTitle: input.title ?? bible.title, ...cards, scenes: [] },
    scenes: [],
    shots: [],
  };
  for (const [sceneIndex, scene] of script.scenes.entries()) {
    const record = sceneRecord(scene, sceneIndex, input.language);
    const shots = (board.scenes[sceneIndex]?.shots ?? []).map((shot, shotIndex) => {
      const placed = layout.shots.find((each) => each.sceneIndex === sceneIndex && each.shotIndex === shotIndex);
      return { record: shotRecord(shot, scene, record.id, shotIndex, placed, input.language), placed };
    });
    drawn.scenes.push(record);
    drawn.shots.push(...shots.map((shot) => shot.record));
    drawn.plan.scenes.push({
      id: record.id,
      title: scene.title,
      location: scene.location,
      timeOfDay: scene.time_of_day,
      weather: scene.weather,
      mood: scene.mood,
      shots: shots.map(({ record: shot, placed }) => ({
        id: shot.id,
        frames: shot.frames,
        transitionFrames: shot.transition_frames,
        lineMaxFrames: placed?.lineMaxFrames ?? [],
      })),
    });
  }
  return drawn;
}

function sceneRecord(scene: StoryScene, index: number, language: Language): SceneRecord {
  const { title, location, time_of_day, weather, mood, description, characters } = scene;
  const colon = language === 'zh' ? '：' : ': ';
  const script = scene.lines.map(({ character, text }) => (character === '' ? text : `${character}${colon}${text}`));
  return {
    id: newId(),
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
  sceneId: string,
  index: number,
  placed: ShotLayout | undefined,
  language: Language,
): ShotRecord {
  const lines = shot.lines.map((line) => scene.lines[line]).filter((line) => line !== undefined);
  const chinese = language === 'zh';
  return {
    id: newId(),
    scene_id: sceneId,
    order_index: index,
    description: shot.description,
    lines: lines.map(toShotLine),
    cast: shot.characters,
    frames: placed?.frames ?? FRAMES_PER_SECOND,
    transition: placed && placed.transitionFrames > 0 ? shot.transition : 'cut',
    transition_frames: placed?.transitionFrames ?? 0,
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
async function saveEpisode(transaction: JobTransaction, { plan, scenes, shots }: Drawn): Promise<void> {
  const { em, job } = transaction;
  await em.execute(
    `insert into scenes (id, project_id, episode, order_index, title, location, time_of_day, weather, mood, description,
       script, characters, created_at, updated_at)
     select s.id, ?, ?, s.order_index, s.title, s.location, s.time_of_day, s.weather, s.mood, s.description, s.script,
       s.characters, now(), now()
     from jsonb_to_recordset(?::jsonb) as s(id uuid, order_index int, title text, location text, time_of_day text,
       weather text, mood text, description text, script text, characters jsonb)`,
    [job.project_id, plan.episode, JSON.stringify(scenes)],
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
  for (const scene of scenes) {
    transaction.emit('scene.created', { scene: { id: scene.id, episode: plan.episode, title: scene.title } });
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
