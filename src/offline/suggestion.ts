import { IsIn, IsString, Length, MaxLength } from 'class-validator';
import {
  CAMERA_MOVEMENTS,
  cameraMovementOf,
  CHINESE_CAMERA_MOVEMENTS,
  CHINESE_SHOT_SIZES,
  type Emotion,
  type Language,
  SHOT_SIZES,
  shotSizeOf,
  type TimeOfDay,
} from '../common/vocabulary.js';

/** What is suggested for a shot, whoever does it: the offline director or a language model. */

export const SUGGESTED_FIELDS = ['camera_movement', 'shot_type', 'lighting', 'motion_prompt'] as const;
export type SuggestedField = (typeof SUGGESTED_FIELDS)[number];

/** How a shot is filmed, in the words of the wire. */
export type ShotLook = Record<SuggestedField, string>;

/** A whole look: what is to stay as it is says what the shot has, or nothing. */
export class ShotSuggestion implements ShotLook {
  @IsIn([...CAMERA_MOVEMENTS, ...Object.values(CHINESE_CAMERA_MOVEMENTS)])
  camera_movement: string;

  @IsIn([...SHOT_SIZES, ...Object.values(CHINESE_SHOT_SIZES)])
  shot_type: string;

  @IsString()
  @MaxLength(120)
  lighting: string;

  @IsString()
  @MaxLength(300)
  motion_prompt: string;

  /** Why, in a sentence or two for the one who asked. */
  @IsString()
  @Length(1, 300)
  reasoning: string;
}

/** What a suggestion is made from. Texts from users are data, whoever reads them. */
export interface SuggestionBrief {
  /** What the user asks for, in their own words. */
  wish: string;
  language: Language;
  shot: ShotLook & {
    description: string;
    characters: string[];
    lines: { character: string | null; line: string; emotion: Emotion }[];
  };
  scene: { location: string; description: string; time_of_day: TimeOfDay; weather: string; mood: string };
  style: string | null;
}

/** What of a suggestion is different from what the shot has, also when that is said in the other language. */
export function changesIn(suggestion: ShotLook, shot: ShotLook): Partial<ShotLook> {
  const isOther: Record<SuggestedField, boolean> = {
    camera_movement: cameraMovementOf(suggestion.camera_movement) !== cameraMovementOf(shot.camera_movement),
    shot_type: shotSizeOf(suggestion.shot_type) !== shotSizeOf(shot.shot_type),
    lighting: isNew(suggestion.lighting, shot.lighting),
    motion_prompt: isNew(suggestion.motion_prompt, shot.motion_prompt),
  };
  return Object.fromEntries(
    SUGGESTED_FIELDS.filter((field) => isOther[field]).map((field) => [field, suggestion[field]]),
  );
}

/**
 * What has to be written for a shot to look as advised: also what was in `form`, which the advice is on, and is not saved
 * yet. What the advice changes in the form is there even where the shot has it already, for the form has not.
 */
export function changesTo(stored: ShotLook, form: ShotLook, advice: ShotLook): Partial<ShotLook> {
  const unsaved = SUGGESTED_FIELDS.filter((field) => form[field] !== stored[field]);
  return { ...Object.fromEntries(unsaved.map((field) => [field, form[field]])), ...changesIn(advice, form) };
}

function isNew(text: string, present: string): boolean {
  return text !== '' && text !== present.trim();
}
