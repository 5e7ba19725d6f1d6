import { newId } from '../../common/uuid.js';
import { CHINESE_CAMERA_MOVEMENTS, CHINESE_SHOT_SIZES, type Language } from '../../common/vocabulary.js';
import { type JobInput } from '../../jobs/job-input.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { cardFrames, layOut, type LayoutInput, type ShotLayout } from '../../offline/layout.js';
import { followPace } from '../../offline/paced-board.js';
import { pacedCards } from '../../offline/pacing.js';
import {
  type BoardShot,
  type EpisodeBoard,
  type EpisodePace,
  type EpisodeScript,
  type StoryBible,
  type StoryLine,
  type StoryScene,
} from '../../offline/story.js';
import { NO_IMAGE, NO_VIDEO, type ShotLine } from '../../scenes/shot.entity.js';
import { type EpisodePlan, type PlannedScene, type PlannedShot, type ShotFacts } from '../film-plan.js';

/** The plan of an episode, from what its writers say. */

export interface SceneRecord {
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

export function planEpisode(given: {
  episode: number;
  bible: StoryBible;
  script: EpisodeScript;
  board: EpisodeBoard;
  input: JobInput;
  /** How long its shots are to be, where that is given. */
  pace?: EpisodePace;
}): EpisodePlan {
  const { episode, bible, script, input, pace } = given;
  const { language } = input;
  const board = pace ? followPace(given, language, pace) : given.board;
  const { cards, ...lengths } = lengthsOf(input, pace);
  const layout = layOut({ script, board, language, fps: FRAMES_PER_SECOND, ...cards, ...lengths });
  const scenes = script.scenes.map((scene, sceneIndex) => ({
    id: newId(),
    title: scene.title,
    location: scene.location,
    timeOfDay: scene.time_of_day,
    weather: scene.weather,
    mood: scene.mood,
    shots: (board.scenes[sceneIndex]?.shots ?? []).map((shot, shotIndex) => {
      const placed = layout.shots.find((each) => each.sceneIndex === sceneIndex && each.shotIndex === shotIndex);
      return plannedShot(factsOf(shot, scene, input.style ?? bible.style, language), placed);
    }),
  }));
  return { episode, title: script.title, seriesTitle: input.title ?? bible.title, ...cards, scenes };
}

/** How long an episode and its cards are; with a pace, its shots say it. */
function lengthsOf(
  { durationSec }: JobInput,
  pace: EpisodePace | undefined,
): Pick<LayoutInput, 'totalFrames' | 'shotFrames'> & { cards: Pick<LayoutInput, 'titleFrames' | 'endFrames'> } {
  const fps = FRAMES_PER_SECOND;
  if (pace === undefined) {
    const totalFrames = durationSec * fps;
    return { totalFrames, cards: cardFrames(totalFrames, fps) };
  }
  const shotFrames = pace.map((shots) => shots.map((seconds) => Math.max(1, Math.round(seconds * fps))));
  const sum = shotFrames.flat().reduce((frames, each) => frames + each, 0);
  const cards = pacedCards(sum, fps);
  return { totalFrames: sum + cards.titleFrames + cards.endFrames, shotFrames, cards };
}

/** The same plan for scenes and shots of somebody else's. */
export function withNewIds(plan: EpisodePlan): EpisodePlan {
  const scenes = plan.scenes.map((scene) => ({
    ...scene,
    id: newId(),
    shots: scene.shots.map((shot) => ({ ...shot, id: newId() })),
  }));
  return { ...plan, scenes };
}

function plannedShot(facts: ShotFacts, placed: ShotLayout | undefined): PlannedShot {
  const { frames = FRAMES_PER_SECOND, transitionFrames = 0, lineMaxFrames = [] } = placed ?? {};
  const transition = transitionFrames > 0 ? facts.transition : 'cut';
  return {
    id: newId(),
    frames,
    transitionFrames,
    lineMaxFrames,
    facts: { ...facts, frames, transition, transition_frames: transitionFrames },
  };
}

function factsOf(shot: BoardShot, scene: StoryScene, style: string, language: Language): ShotFacts {
  const { location, time_of_day, weather } = scene;
  const lines = shot.lines.map((line) => scene.lines[line]).filter((line) => line !== undefined);
  const chinese = language === 'zh';
  return {
    description: shot.description,
    lines: lines.map(toShotLine),
    cast: shot.characters,
    frames: 0,
    transition: shot.transition,
    transition_frames: 0,
    form_data: {
      camera_movement: chinese ? CHINESE_CAMERA_MOVEMENTS[shot.camera_movement] : shot.camera_movement,
      shot_type: chinese ? CHINESE_SHOT_SIZES[shot.shot_type] : shot.shot_type,
      lighting: shot.lighting,
      motion_prompt: shot.motion_prompt,
      checkboxes: {},
    },
    image: NO_IMAGE,
    video: NO_VIDEO,
    scene: { location, time_of_day, weather, style },
  };
}

const toShotLine = ({ character, text, emotion }: StoryLine): ShotLine => ({
  character: character === '' ? null : character,
  line: text,
  emotion,
});

/** The rows of planned scenes. */
export function sceneRecords(scenes: PlannedScene[], script: EpisodeScript, language: Language): SceneRecord[] {
  const colon = language === 'zh' ? '：' : ': ';
  return scenes.flatMap((planned, index) => {
    const scene = script.scenes[index];
    const said = ({ character, text }: StoryLine) => (character === '' ? text : `${character}${colon}${text}`);
    return scene
      ? {
          id: planned.id,
          order_index: index,
          title: scene.title,
          location: scene.location,
          time_of_day: scene.time_of_day,
          weather: scene.weather,
          mood: scene.mood,
          description: scene.description,
          script: scene.lines.map(said).join('\n'),
          characters: scene.characters,
        }
      : [];
  });
}
