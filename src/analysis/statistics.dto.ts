import { ApiProperty } from '@nestjs/swagger';
import { PACING_TRENDS, type PacingTrend, type Rhythm, RHYTHMS } from '../offline/film-pacing.js';
import { SPEECH_UNITS, type SpeechUnit } from '../offline/film-speech.js';
import { type Act, ACTS } from '../offline/film-structure.js';

/** What `statisticsOf` measures, on the wire. */

/** A share of something, 0 to 1. */
const share = () => ApiProperty({ type: Number, maximum: 1 });
const shareIfKnown = () => ApiProperty({ type: Number, maximum: 1, nullable: true });

export class ShotStatisticsDto {
  /** How many shots. @example 18 */
  @ApiProperty({ type: 'integer' })
  count: number;
  /** The film's length by the number of its shots, in seconds. @example 3.333 */
  average_sec: number;
  /** Half of the shots are shorter, in seconds. @example 3.1 */
  median_sec: number;
  /** In seconds. @example 1.2 */
  shortest_sec: number;
  /** In seconds. @example 7.9 */
  longest_sec: number;
  /** Standard deviation of the lengths, in seconds. @example 1.6 */
  deviation_sec: number;
  /** Transitions of any kind. @example 17 */
  cuts_per_minute: number;
  /** How many of the transitions are dissolves, fades or wipes, 0 to 1. @example 0.1 */
  @share()
  gradual_share: number;
  /** By the average: `slow` from 8 s on, `moderate` from 4 s, `fast` from 2 s, `very_fast` below. @example fast */
  @ApiProperty({ enum: RHYTHMS })
  rhythm: Rhythm;
}

export class PacingPartDto {
  /** In seconds. @example 0 */
  start_sec: number;
  /** In seconds. @example 6 */
  end_sec: number;
  /** How many cuts a minute, at that rate. @example 20 */
  cuts_per_minute: number;
  /** In seconds. Shots that are seen in part count in part. @example 3 */
  average_shot_sec: number;
}

export class PacingDto {
  /** Whether it is cut faster towards its end. @example accelerating */
  @ApiProperty({ enum: PACING_TRENDS })
  trend: PacingTrend;
  /** Ten parts of the film of the same length. */
  @ApiProperty({ type: [PacingPartDto], maxItems: 10 })
  curve: PacingPartDto[];
}

export class BeginningDto {
  /** Where it ends, in seconds. @example 3 */
  end_sec: number;
  /** How many cuts are in it. @example 1 */
  @ApiProperty({ type: 'integer' })
  cuts: number;
  /** How many cuts a minute, at that rate. @example 20 */
  cuts_per_minute: number;
  /** Its motion by that of all that comes after; above 1 it begins livelier than it goes on. Null: not known. @example 1.4 */
  @ApiProperty({ type: Number, nullable: true, maximum: 100 })
  motion_ratio: number | null;
  /** Null: there is no sound. @example 0 */
  @shareIfKnown()
  silent_share: number | null;
  /** Null: there is no sound. @example 0.6 */
  @shareIfKnown()
  speech_share: number | null;
}

/** How it begins: there, viewers go on or stay. */
export class HookDto {
  /** The first three seconds. */
  first_seconds: BeginningDto;
  /** The first 15 % of it. */
  opening: BeginningDto;
  /** When somebody first speaks, in seconds; null: nobody does, or there is no sound. @example 0.8 */
  @ApiProperty({ type: Number, nullable: true })
  first_speech_sec: number | null;
}

/** A stretch that is alike in tempo, motion and speech. */
export class FilmSectionDto {
  /** What it may be in the story: a guess, from where it stands and how intense it is. @example opening */
  @ApiProperty({ enum: ACTS })
  act: Act;
  /** In seconds. @example 0 */
  start_sec: number;
  /** In seconds. @example 12.5 */
  end_sec: number;
  /** How many shots begin in it. @example 4 */
  @ApiProperty({ type: 'integer' })
  shots: number;
  /** How many cuts a minute, at that rate. @example 14.4 */
  cuts_per_minute: number;
  /** In seconds. @example 3.125 */
  average_shot_sec: number;
  /** As that of shots. @example 0.05 */
  @share()
  motion: number;
  /** Null: there is no sound. @example 0.6 */
  @shareIfKnown()
  speech_share: number | null;
}

export class PausesDto {
  /** How many, of half a second or more. @example 7 */
  @ApiProperty({ type: 'integer' })
  count: number;
  /** In seconds. @example 1.1 */
  average_sec: number;
  /** In seconds. @example 3.4 */
  longest_sec: number;
}

export class SpokenWordsDto {
  /** Chinese is counted by characters, other languages by words. @example characters */
  @ApiProperty({ enum: SPEECH_UNITS })
  unit: SpeechUnit;
  /** How many. @example 180 */
  @ApiProperty({ type: 'integer' })
  count: number;
  /** Of the film. @example 180 */
  per_minute: number;
  /** Of the time in which somebody speaks; 0: that is not known. @example 262 */
  per_spoken_minute: number;
}

export class SpeechStatisticsDto {
  /** In how much of it somebody speaks, 0 to 1. @example 0.61 */
  @share()
  talk_share: number;
  /** Between what is said. */
  pauses: PausesDto;
  /** Null: nobody has written down what is said. */
  @ApiProperty({ type: SpokenWordsDto, nullable: true })
  words: SpokenWordsDto | null;
}

export class PictureStatisticsDto {
  /** 0 (black) to 1 (white), over the whole film. @example 0.42 */
  @share()
  brightness: number;
  /** As that of shots, over the whole film. @example 0.05 */
  @share()
  motion: number;
}

/** What was measured of it. */
export class FilmStatisticsDto {
  /** Playing time in seconds. @example 60 */
  duration_sec: number;
  /** How long its shots are. */
  @ApiProperty({ type: ShotStatisticsDto, nullable: true })
  shots: ShotStatisticsDto | null;
  /** How the cutting changes as it goes on. */
  @ApiProperty({ type: PacingDto, nullable: true })
  pacing: PacingDto | null;
  /** How it begins. */
  hook: HookDto;
  /** From its first moment to its last. */
  @ApiProperty({ type: [FilmSectionDto], maxItems: 7 })
  structure: FilmSectionDto[];
  /** Null: there is neither sound nor a transcript. */
  @ApiProperty({ type: SpeechStatisticsDto, nullable: true })
  speech: SpeechStatisticsDto | null;
  /** How bright and lively it is. */
  @ApiProperty({ type: PictureStatisticsDto, nullable: true })
  picture: PictureStatisticsDto | null;
}
