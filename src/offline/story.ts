import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  AGES,
  CLOTHES,
  HAIRS,
  SEXES,
  WEATHERS,
  type Age,
  type Clothes,
  type Hair,
  type Sex,
  type Weather,
} from '../art/look.js';
import {
  CAMERA_MOVEMENTS,
  EMOTIONS,
  SHOT_SIZES,
  TIMES_OF_DAY,
  type CameraMovement,
  type Emotion,
  type Language,
  type ShotSize,
  type TimeOfDay,
} from '../common/vocabulary.js';

/**
 * The shape of a story, whoever writes it: the offline writer or a language model. One class is check, JSON schema and
 * type. Every property is required, because strict JSON schemas want it so; "none" is an empty string or list.
 */

export const MOODS = ['calm', 'tender', 'sad', 'tense', 'hopeful', 'joyful', 'mysterious'] as const;
export type Mood = (typeof MOODS)[number];

export const GENRES = ['romance', 'workplace', 'suspense', 'family', 'fantasy', 'costume', 'comedy', 'youth'] as const;
export type Genre = (typeof GENRES)[number];

export class CharacterSketch {
  @IsString()
  @Length(1, 40)
  name: string;

  /** Who this is in the story, in a sentence. */
  @IsString()
  @MaxLength(300)
  description: string;

  @IsIn(SEXES)
  sex: Sex;

  @IsIn(AGES)
  age: Age;

  @IsIn(HAIRS)
  hair: Hair;

  @IsIn(CLOTHES)
  clothes: Clothes;

  @IsBoolean()
  glasses: boolean;
}

export class EpisodeOutline {
  @IsInt()
  @Min(1)
  @Max(100)
  episode: number;

  @IsString()
  @Length(1, 80)
  title: string;

  /** What changes in this episode. */
  @IsString()
  @Length(1, 600)
  summary: string;
}

/** What the `style` stage decides for the whole series. */
export class StoryBible {
  @IsString()
  @Length(1, 200)
  title: string;

  @IsString()
  @Length(1, 600)
  logline: string;

  @IsIn(GENRES)
  genre: Genre;

  /** The look in words, for image and video models ("warm film grain, soft rim light"). */
  @IsString()
  @Length(1, 300)
  style: string;

  @IsIn(MOODS)
  mood: Mood;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(6)
  @ValidateNested({ each: true })
  @Type(() => CharacterSketch)
  characters: CharacterSketch[];

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => EpisodeOutline)
  episodes: EpisodeOutline[];
}

export class StoryLine {
  /** The speaker's name, as in the bible; an empty string is the narrator. */
  @IsString()
  @MaxLength(40)
  character: string;

  @IsString()
  @Length(1, 300)
  text: string;

  @IsIn(EMOTIONS)
  emotion: Emotion;
}

export class StoryScene {
  @IsString()
  @Length(1, 80)
  title: string;

  /** Where it plays, in a few words of the story's language ("天台", "the night market"). */
  @IsString()
  @Length(1, 80)
  location: string;

  @IsIn(TIMES_OF_DAY)
  time_of_day: TimeOfDay;

  @IsIn(WEATHERS)
  weather: Weather;

  @IsIn(MOODS)
  mood: Mood;

  /** What is seen and what changes. */
  @IsString()
  @Length(1, 600)
  description: string;

  /** Names of those who are seen. */
  @IsArray()
  @ArrayMaxSize(6)
  @IsString({ each: true })
  characters: string[];

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(40)
  @ValidateNested({ each: true })
  @Type(() => StoryLine)
  lines: StoryLine[];
}

/** What the `script` stage writes for one episode. */
export class EpisodeScript {
  @IsString()
  @Length(1, 80)
  title: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => StoryScene)
  scenes: StoryScene[];
}

export const SHOT_TRANSITIONS = ['cut', 'dissolve', 'fade', 'wipe'] as const;
export type ShotTransition = (typeof SHOT_TRANSITIONS)[number];

export class BoardShot {
  /** Indexes of the scene's lines that are spoken in this shot, in order. */
  @IsArray()
  @ArrayMaxSize(40)
  @IsInt({ each: true })
  @Min(0, { each: true })
  lines: number[];

  @IsString()
  @Length(1, 500)
  description: string;

  @IsIn(SHOT_SIZES)
  shot_type: ShotSize;

  @IsIn(CAMERA_MOVEMENTS)
  camera_movement: CameraMovement;

  @IsString()
  @MaxLength(120)
  lighting: string;

  /** How people and things move, for video models. */
  @IsString()
  @MaxLength(300)
  motion_prompt: string;

  /** Names of those who are seen in this shot. */
  @IsArray()
  @ArrayMaxSize(6)
  @IsString({ each: true })
  characters: string[];

  /** How this shot follows the one before. */
  @IsIn(SHOT_TRANSITIONS)
  transition: ShotTransition;
}

export class SceneBoard {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5)
  @ValidateNested({ each: true })
  @Type(() => BoardShot)
  shots: BoardShot[];
}

/** What the `storyboard` stage decides for one episode: one board per scene of its script, in order. */
export class EpisodeBoard {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => SceneBoard)
  scenes: SceneBoard[];
}

/** What a writer is asked for. Texts from users are data, whoever reads them. */
export interface StyleBrief {
  prompt: string;
  language: Language;
  /** Wishes of the user; null where the writer is free. */
  title: string | null;
  genre: string | null;
  style: string | null;
  /** People the user has named (a project's characters); they play in the story. */
  characters: { name: string; description: string }[];
  episodes: number;
}

export interface ScriptBrief {
  bible: StoryBible;
  prompt: string;
  language: Language;
  /** Which episode is wanted, counting from 1. */
  episode: number;
  episodes: number;
  scenesPerEpisode: number;
  /** Playing time of each scene; spoken text must fit with some air around it. */
  secondsPerScene: number;
  /** Where the shots are to be as long as given ones: those of all episodes, by which scenes differ in number and length. */
  pace?: readonly EpisodePace[];
}

export interface StoryboardBrief {
  bible: StoryBible;
  script: EpisodeScript;
  language: Language;
  episode: number;
  secondsPerScene: number;
  /** At most so many shots in the whole episode. */
  maxShots: number;
  /** How many shots each scene has and how long they are, where that is given. */
  pace?: EpisodePace;
}

/** Seconds of each shot of each scene of an episode. */
export type EpisodePace = readonly (readonly number[])[];

/** How many scenes the episode of a brief has. */
export function scenesIn({ pace, episode, scenesPerEpisode }: ScriptBrief): number {
  return pace?.[episode - 1]?.length ?? scenesPerEpisode;
}
