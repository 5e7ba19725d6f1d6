import { type Random } from '../common/random.js';
import { darker, lighter, mix } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { isDark, STAGE_HEIGHT, STAGE_WIDTH, type Stage } from './stage.js';

/** Hills, trees and grass. */

export interface HillOptions {
  y: number;
  height: number;
  colour: string;
  /** Shifts the waves, so that ranges differ. */
  phase: number;
}

export function drawHills(drawing: Drawing, { y, height, colour, phase }: HillOptions): void {
  const points: PathData[] = [path`M0 ${STAGE_HEIGHT}`];
  for (let x = 0; x <= STAGE_WIDTH; x += 40) {
    const wave = 0.5 + 0.5 * Math.sin(x / 190 + phase) + 0.35 * Math.sin(x / 71 + phase * 2);
    points.push(path`L${x} ${y - height * wave}`);
  }
  drawing.path(joined([...points, path`L${STAGE_WIDTH} ${STAGE_HEIGHT}Z`]), { fill: colour });
}

export interface TreeOptions {
  x: number;
  /** Foot of the trunk. */
  y: number;
  scale: number;
  leaf: string;
}

/** A round tree; under snow its crown is white. */
export function drawTree(drawing: Drawing, stage: Stage, { x, y, scale, leaf }: TreeOptions): void {
  const { random, outdoors, weather } = stage;
  const crown = outdoors(weather === 'snow' ? mix(leaf, '#f2f6fa', 0.72) : leaf);
  const shadow = mix(crown, outdoors('#2c2038'), 0.32);
  const light = mix(crown, stage.palette.rim, isDark(stage.time) ? 0.1 : 0.26);
  drawing.group({ x, y, scale }, () => {
    drawing.ellipse(4, 2, 95, 11, { fill: '#000010', opacity: 0.2 });
    drawing.path(
      path`M-12 0C-7 -90 -20 -140 -42 -190L-32 -196C-12 -156 -4 -140 2 -128C10 -162 28 -192 48 -212L56 -204C28 -150 14 -90 15 0Z`,
      { fill: outdoors('#6b4c42') },
    );
    drawCrown(drawing, random, { x: 6, y: -222, spread: 1.02, colour: shadow, count: 16 });
    drawCrown(drawing, random, { x: 0, y: -240, spread: 0.92, colour: crown, count: 18 });
    drawCrown(drawing, random, { x: -22, y: -262, spread: 0.6, colour: light, count: 9 });
  });
}

interface Crown {
  x: number;
  y: number;
  spread: number;
  colour: string;
  count: number;
}

function drawCrown(drawing: Drawing, random: Random, { x, y, spread, colour, count }: Crown): void {
  for (let index = 0; index < count; index++) {
    const angle = (index / count) * Math.PI * 2;
    const reach = Math.sqrt(random.between(0.15, 1)) * 118 * spread;
    const radius = random.between(28, 50) * spread;
    drawing.circle(x + Math.cos(angle) * reach * 1.2, y + Math.sin(angle) * reach * 0.68, radius, {
      fill: darker(colour, random.between(0, 0.07)),
    });
  }
}

/** Water that stands on the ground while it rains, with rings where drops fall. */
export function drawPools(
  drawing: Drawing,
  { palette, weather }: Stage,
  pools: readonly (readonly [x: number, y: number, halfWidth: number])[],
): void {
  if (weather !== 'rain') {
    return;
  }
  const rings: PathData[] = [];
  for (const [x, y, halfWidth] of pools) {
    drawing.ellipse(x, y, halfWidth, halfWidth * 0.1, { fill: palette.sky[2], opacity: 0.38 });
    for (const [along, reach] of [
      [-0.45, 0.13],
      [0.15, 0.2],
      [0.62, 0.1],
    ] as const) {
      const [left, radius] = [x + along * halfWidth - reach * halfWidth, reach * halfWidth];
      rings.push(
        path`M${left} ${y}a${radius} ${radius * 0.18} 0 1 0 ${radius * 2} 0a${radius} ${radius * 0.18} 0 1 0 ${-radius * 2} 0`,
      );
    }
  }
  drawing.path(joined(rings), { stroke: lighter(palette.sky[2], 0.5), width: 2, opacity: 0.6 });
}

/** Sheets of rain in the distance: they grey what is behind them and make the nearer drops seen. */
export function drawDownpour(drawing: Drawing, { palette, random, weather, time }: Stage, bottom: number): void {
  const streaks: PathData[] = [];
  for (let index = 0; index < 260; index++) {
    const length = random.between(40, 130);
    streaks.push(
      path`M${random.between(-20, STAGE_WIDTH + 60)} ${random.between(-60, bottom)}l${-length * 0.1} ${length}`,
    );
  }
  if (weather !== 'rain') {
    return;
  }
  drawing.rect(0, 0, STAGE_WIDTH, bottom + 90, {
    fill: darker(palette.sky[1], 0.55),
    opacity: isDark(time) ? 0.2 : 0.36,
  });
  drawing.path(joined(streaks), {
    stroke: lighter(palette.sky[2], 0.5),
    width: 2.2,
    opacity: isDark(time) ? 0.22 : 0.34,
  });
}

/** Little crowns where heavy drops strike hard ground. */
export function drawSplashes(drawing: Drawing, { palette, random, time, weather }: Stage, top: number): void {
  const crowns: PathData[] = [];
  for (let index = 0; index < 90; index++) {
    const near = random.next();
    const size = 4 + near * 9;
    const [x, y] = [random.between(0, STAGE_WIDTH), top + near * (STAGE_HEIGHT - top - 8)];
    crowns.push(
      path`M${x - size} ${y - size * 0.8}L${x - size * 0.5} ${y}M${x} ${y - size}V${y}M${x + size} ${y - size * 0.8}L${x + size * 0.5} ${y}`,
    );
  }
  if (weather === 'rain') {
    drawing.path(joined(crowns), { stroke: lighter(palette.sky[2], 0.6), width: 2, opacity: isDark(time) ? 0.3 : 0.6 });
  }
}

export interface MeadowOptions {
  top: number;
  bottom: number;
  /** Colours of the dots strewn over the meadow. */
  colours: readonly string[];
  count: number;
}

/** Small flowers or fallen petals, larger where they are nearer. */
export function drawFlowers(drawing: Drawing, { random, outdoors }: Stage, options: MeadowOptions): void {
  const { top, bottom, colours, count } = options;
  for (let index = 0; index < count; index++) {
    const near = random.next();
    const y = top + near * (bottom - top);
    const fill = outdoors(random.pick(colours));
    drawing.ellipse(random.between(0, STAGE_WIDTH), y, 1.8 + near * 3.4, 1.2 + near * 2.2, { fill, opacity: 0.85 });
  }
}

export function drawGrassTufts(drawing: Drawing, { random }: Stage, top: number, bottom: number, colour: string): void {
  const blades: PathData[] = [];
  for (let index = 0; index < 110; index++) {
    const near = random.next();
    const x = random.between(0, STAGE_WIDTH);
    const y = top + near * (bottom - top);
    const size = 6 + near * 12;
    blades.push(path`M${x} ${y}l${-size * 0.4} ${-size}M${x} ${y}v${-size * 1.2}M${x} ${y}l${size * 0.4} ${-size}`);
  }
  drawing.path(joined(blades), { stroke: colour, width: 2, opacity: 0.5 });
}
