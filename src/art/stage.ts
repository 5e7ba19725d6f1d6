import { type Random } from '../common/random.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { mix } from './colour.js';
import { type Drawing } from './drawing.js';
import { type Weather } from './look.js';
import { type Palette } from './palette.js';

/** What every set draws on: a logical stage on which people stand with their feet at y = 848. */

export const STAGE_WIDTH = 1600;
export const STAGE_HEIGHT = 900;

/** What moves by itself: in the air before people, or (`passing`) outside, between the far and the middle layer. */
export type Particles = 'none' | 'dust' | 'petals' | 'steam' | 'rain' | 'snow' | 'fog' | 'passing';

export interface Stage {
  time: TimeOfDay;
  weather: Weather;
  palette: Palette;
  random: Random;
  far: Drawing;
  mid: Drawing;
  fore: Drawing;
  /** A daylight colour as it looks outdoors at this time. */
  outdoors: (colour: string) => string;
  /** A daylight colour as it looks in a room at this time. */
  indoors: (colour: string) => string;
}

/** Draws a set and says what floats in its air. */
export type SetPainter = (stage: Stage) => Particles;

export const isDark = (time: TimeOfDay): boolean => time === 'night' || time === 'dusk';

/** Rain, snow and fog replace what else would be in the air outdoors. */
export function airOutdoors({ weather }: Stage, clear: Particles): Particles {
  return weather === 'clear' ? clear : weather;
}

/** A daylight ground colour outdoors: white under snow, darker when wet. */
export function groundOf(stage: Stage, colour: string): string {
  const covered = stage.weather === 'snow' ? mix(colour, '#eef2f7', 0.82) : colour;
  return stage.outdoors(stage.weather === 'rain' ? mix(covered, '#2a3040', 0.25) : covered);
}
