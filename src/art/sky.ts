import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { STAGE_HEIGHT, STAGE_WIDTH, type Stage } from './stage.js';

/** The sky and the weather in it. */

export interface SkyOptions {
  /** Where the sun or moon hangs. */
  lightX: number;
  /** How high it stands by day and night, where its usual height would put it behind heads. */
  lightY?: number;
  /** y at which the colour of the horizon is reached. */
  horizon: number;
}

const SUN_HEIGHT = { dawn: 0.72, day: 0.24, dusk: 0.82, night: 0.34 } as const;

export function drawSky(stage: Stage, { lightX, lightY, horizon }: SkyOptions): void {
  const { far, palette, time, weather } = stage;
  const end = horizon / STAGE_HEIGHT;
  const fill = far.linear([
    [0, palette.sky[0]],
    [end * 0.6, palette.sky[1]],
    [end, palette.sky[2]],
  ]);
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, { fill });
  if (weather === 'clear') {
    if (time === 'night') {
      drawStars(stage, horizon);
      drawMoon(far, lightX, lightY ?? horizon * SUN_HEIGHT.night);
    } else {
      drawSun(stage, lightX, (time === 'day' ? lightY : undefined) ?? horizon * SUN_HEIGHT[time]);
    }
  }
  if (weather !== 'fog') {
    drawClouds(stage, horizon);
  }
}

function drawStars({ far, random }: Stage, horizon: number): void {
  for (const opacity of [0.3, 0.55, 0.95]) {
    const stars: PathData[] = [];
    for (let index = 0; index < 50; index++) {
      const size = random.between(1, 2.6);
      stars.push(
        path`M${random.between(0, STAGE_WIDTH)} ${random.between(0, horizon * 0.85)}h${size}v${size}h${-size}z`,
      );
    }
    far.path(joined(stars), { fill: '#ffffff', opacity });
  }
}

function drawMoon(drawing: Drawing, x: number, y: number): void {
  drawing.glow(x, y, 240, '#fff1c4', 0.55);
  drawing.circle(x, y, 62, { fill: '#fff4d6' });
  drawing.circle(x - 20, y - 14, 11, { fill: '#eddfb4', opacity: 0.6 });
  drawing.circle(x + 18, y + 14, 15, { fill: '#eddfb4', opacity: 0.5 });
  drawing.circle(x + 9, y - 27, 7, { fill: '#eddfb4', opacity: 0.5 });
}

function drawSun({ far, palette, time }: Stage, x: number, y: number): void {
  const radius = time === 'day' ? 46 : 58;
  far.glow(x, y, time === 'day' ? 300 : 420, time === 'day' ? '#fffdf0' : lighter(palette.sky[2], 0.35), 0.95);
  far.circle(x, y, radius, { fill: time === 'dusk' ? '#ffe2a0' : '#fffbe8', opacity: time === 'day' ? 0.95 : 0.9 });
}

function drawClouds({ far, palette, random, weather, time }: Stage, horizon: number): void {
  const overcast = weather !== 'clear';
  const colour = overcast ? darker(palette.sky[1], 0.12) : cloudColour(palette.sky, time === 'day');
  const count = overcast ? 12 : 6;
  for (let index = 0; index < count; index++) {
    const x = ((index + random.between(0.1, 0.9)) / count) * STAGE_WIDTH;
    const y = random.between(horizon * 0.1, horizon * (overcast ? 0.55 : 0.6));
    const scale = random.between(0.6, 1.3) * (overcast ? 1.7 : 1);
    drawCloud(far, x, y, scale, colour, time === 'night' ? 0.28 : random.between(0.45, 0.78));
  }
}

function cloudColour(sky: readonly [string, string, string], white: boolean): string {
  return white ? '#ffffff' : mix(lighter(sky[2], 0.3), sky[1], 0.25);
}

function drawCloud(drawing: Drawing, x: number, y: number, scale: number, colour: string, opacity: number): void {
  drawing.group({ x, y, scale }, () => {
    drawing.path(
      path`M-104 20Q-112 -6 -78 -8Q-74 -42 -36 -36Q-16 -66 24 -54Q56 -50 60 -20Q106 -22 104 10Q102 20 88 20Z`,
      { fill: colour, opacity },
    );
  });
}

/** A bank of mist over what is drawn so far: thin in clear weather, thick in fog. */
export function drawHaze(drawing: Drawing, stage: Stage, top: number, height: number, opacity: number): void {
  const colour = stage.palette.sky[2];
  const thick = stage.weather === 'fog' ? Math.min(0.92, opacity + 0.4) : opacity;
  const fill = drawing.linear([
    [0, colour, 0],
    [0.65, colour, thick],
    [1, colour, 0],
  ]);
  drawing.rect(0, top, STAGE_WIDTH, height, { fill });
}
