import { type TimeOfDay } from '../common/vocabulary.js';
import { mix } from './colour.js';
import { type SetName, type Weather } from './look.js';

/** The light on people. */
export type Relight = Pick<Palette, 'ambient' | 'ambientAlpha' | 'rim'>;

/** The light of a scene: colours of the sky, of distant things, and what relights the people standing in it. */
export interface Palette {
  /** Zenith, middle, horizon. */
  sky: [string, string, string];
  /** Flat wash over people and the share of it. */
  ambient: string;
  ambientAlpha: number;
  /** Light along the edge that faces the sky. */
  rim: string;
  /** Lamps and lit windows. */
  light: string;
  /** Silhouettes by distance. */
  far: string;
  mid: string;
  near: string;
  /** Share of windows with a lamp behind them. */
  litWindows: number;
  /** What a daylight colour turns into outdoors and indoors, and how far. */
  outdoors: { tone: string; share: number };
  indoors: { tone: string; share: number };
}

const PALETTES: Record<TimeOfDay, Palette> = {
  dawn: {
    sky: ['#7d9fd6', '#e3cbd8', '#ffd3a8'],
    ambient: '#ffd0b4',
    ambientAlpha: 0.12,
    rim: '#fff1d8',
    light: '#ffe7bd',
    far: '#a5b4cd',
    mid: '#6f9a86',
    near: '#3f6a55',
    litWindows: 0.06,
    outdoors: { tone: '#f0aea6', share: 0.2 },
    indoors: { tone: '#e8a890', share: 0.26 },
  },
  day: {
    sky: ['#4a97de', '#a0cff2', '#e4f3fb'],
    ambient: '#ffffff',
    ambientAlpha: 0.04,
    rim: '#ffffff',
    light: '#fff6dc',
    far: '#9fb9cf',
    mid: '#6c8f7a',
    near: '#48664f',
    litWindows: 0,
    outdoors: { tone: '#ffffff', share: 0.03 },
    indoors: { tone: '#ffffff', share: 0.05 },
  },
  dusk: {
    sky: ['#3b2a5e', '#c0566b', '#ffb36b'],
    ambient: '#8a3f52',
    ambientAlpha: 0.22,
    rim: '#ffc890',
    light: '#ffcf8a',
    far: '#6a3a62',
    mid: '#3f2748',
    near: '#22162c',
    litWindows: 0.22,
    outdoors: { tone: '#64264c', share: 0.45 },
    indoors: { tone: '#7a3326', share: 0.3 },
  },
  night: {
    sky: ['#0b1030', '#1d2a63', '#4a4a8f'],
    ambient: '#2a3a86',
    ambientAlpha: 0.2,
    rim: '#9fc0ff',
    light: '#ffd79a',
    far: '#1a2350',
    mid: '#121838',
    near: '#0a0d22',
    litWindows: 0.36,
    outdoors: { tone: '#111a44', share: 0.65 },
    indoors: { tone: '#22121f', share: 0.48 },
  },
};

const INDOORS: ReadonlySet<SetName> = new Set([
  'cafe',
  'office',
  'classroom',
  'hospital',
  'home',
  'bedroom',
  'interior',
  'palace',
  'chamber',
  'train',
  'warehouse',
  'archive',
  'dungeon',
  'inn',
  'cave',
  'corridor',
  'kitchen',
  'station',
  'garage',
  'library',
  'hall',
  'shop',
  'spaceship',
  'church',
  'gallery',
  'court',
  'darkroom',
  'attic',
  'gym',
  'studio',
]);

export const isIndoors = (set: SetName): boolean => INDOORS.has(set);

const LAMPS: Partial<Record<TimeOfDay, Relight>> = {
  dusk: { ambient: '#8a4a38', ambientAlpha: 0.16, rim: '#ffcf96' },
  night: { ambient: '#4a2e3c', ambientAlpha: 0.2, rim: '#ffd7a0' },
};

/** Where the lamps have a colour of their own, at every time of day. */
const OWN_LIGHT: Partial<Record<SetName, Relight>> = {
  darkroom: { ambient: '#8f150e', ambientAlpha: 0.3, rim: '#ff6a50' },
};

const OVERCAST: Record<TimeOfDay, [string, string, string]> = {
  dawn: ['#8d98aa', '#b0b6c0', '#cdc8c6'],
  day: ['#8794a5', '#aab5c1', '#cbd3da'],
  dusk: ['#38344e', '#5f5468', '#947878'],
  night: ['#0b0f24', '#1a2140', '#2f345a'],
};

/** How much of the clear sky each weather hides. */
const COVER: Record<Weather, number> = { clear: 0, rain: 0.85, snow: 0.7, fog: 0.75 };

/** The palette of a time of day, greyed by the weather. */
export function paletteOf(time: TimeOfDay, weather: Weather = 'clear'): Palette {
  const clear = PALETTES[time];
  const cover = COVER[weather];
  if (cover === 0) {
    return clear;
  }
  const sky = skyUnder(clear.sky, OVERCAST[time], weather);
  const bright = time === 'day' || time === 'dawn';
  return {
    ...clear,
    sky,
    ambient: mix(clear.ambient, sky[1], 0.5),
    ambientAlpha: clear.ambientAlpha + 0.06,
    rim: mix(clear.rim, sky[2], 0.4),
    far: mix(clear.far, sky[1], 0.4),
    mid: mix(clear.mid, sky[1], 0.25),
    litWindows: Math.max(clear.litWindows, 0.1),
    outdoors: {
      tone: mix(clear.outdoors.tone, sky[1], bright || weather === 'fog' ? 0.9 : 0.3),
      share: Math.max(clear.outdoors.share, weather === 'fog' ? 0.52 : 0.32),
    },
  };
}

/** What relights people in a place: lamps indoors after dark, else the light of the sky. */
export function lightIn(set: SetName, time: TimeOfDay, weather: Weather): Relight {
  if (!isIndoors(set)) {
    return paletteOf(time, weather);
  }
  const { ambient, ambientAlpha, rim } = PALETTES[time];
  const lamps = OWN_LIGHT[set] ?? LAMPS[time];
  return lamps ?? { ambient, ambientAlpha: ambientAlpha * 0.7, rim };
}

/** Clouds grey the sky; in fog its colour hardly changes with height. */
function skyUnder(clear: Palette['sky'], grey: Palette['sky'], weather: Weather): Palette['sky'] {
  const cover = COVER[weather];
  const [top, middle, horizon] = [
    mix(clear[0], grey[0], cover),
    mix(clear[1], grey[1], cover),
    mix(clear[2], grey[2], cover),
  ];
  return weather === 'fog' ? [mix(top, horizon, 0.45), mix(middle, horizon, 0.75), horizon] : [top, middle, horizon];
}
