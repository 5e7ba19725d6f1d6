import { darker, lighter, mix } from './colour.js';
import { drawSkyline } from './city.js';
import { type Box, type Drawing, joined, path, type PathData } from './drawing.js';
import { isDark, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

/** What rooms are made of: wall, floor, windows with the world behind them, and lamps. */

export interface RoomOptions {
  wall: string;
  floor: string;
  /** y at which wall and floor meet. */
  base: number;
  skirting: string;
  boards: 'planks' | 'tiles';
  /** Where lamps brighten the wall after dark. */
  lamp: { x: number; y: number; colour: string };
}

/** Floor lines run to this point, so that rooms have one perspective. */
const VANISHING = { x: 800, y: 430 };

export function drawRoom({ far, indoors, time }: Stage, options: RoomOptions): void {
  const { base } = options;
  const wall = indoors(options.wall);
  const floor = indoors(options.floor);
  far.rect(0, 0, STAGE_WIDTH, STAGE_HEIGHT, {
    fill: far.linear([
      [0, darker(wall, 0.16)],
      [0.5, wall],
      [1, wall],
    ]),
  });
  if (isDark(time)) {
    far.glow(options.lamp.x, options.lamp.y, 900, options.lamp.colour, time === 'night' ? 0.42 : 0.3);
  }
  far.rect(0, base, STAGE_WIDTH, STAGE_HEIGHT - base, {
    fill: far.linear([
      [0, darker(floor, 0.08)],
      [0.5, floor],
      [1, darker(floor, 0.3)],
    ]),
  });
  drawBoards(far, options);
  const skirting = indoors(options.skirting);
  far.rect(0, base - 20, STAGE_WIDTH, 22, { fill: skirting });
  far.rect(0, base - 20, STAGE_WIDTH, 4, { fill: lighter(skirting, 0.3), opacity: 0.7 });
  far.rect(0, base, STAGE_WIDTH, 26, {
    fill: far.linear([
      [0, '#000010', isDark(time) ? 0.4 : 0.22],
      [1, '#000010', 0],
    ]),
  });
}

function drawBoards(drawing: Drawing, { base, boards }: RoomOptions): void {
  const reach = (STAGE_HEIGHT - VANISHING.y) / (base - VANISHING.y);
  const lines: PathData[] = [];
  for (let index = -14; index <= 14; index++) {
    const x = (index + 0.5) * (boards === 'tiles' ? 96 : 66);
    lines.push(path`M${VANISHING.x + x} ${base}L${VANISHING.x + x * reach} ${STAGE_HEIGHT}`);
  }
  if (boards === 'tiles') {
    for (const share of [0.12, 0.32, 0.62]) {
      lines.push(path`M0 ${base + (STAGE_HEIGHT - base) * share}H${STAGE_WIDTH}`);
    }
  }
  drawing.path(joined(lines), { stroke: '#000010', width: 2.5, opacity: 0.14 });
}

export interface WindowOptions {
  x: number;
  y: number;
  width: number;
  height: number;
  columns: number;
  /** Share of the height at which a cross bar sits; none without it. */
  bar?: number;
  frame: string;
  /** Where the sun or moon shows, as shares of the pane; hidden without it. */
  light?: { x: number; y: number };
}

/** A window: sky, city and weather behind glass. */
export function drawWindow(stage: Stage, options: WindowOptions): void {
  const { far } = stage;
  const { x, y, width, height } = options;
  const pane = path`M${x} ${y}h${width}v${height}h${-width}z`;
  far.group({ clip: far.clip(pane) }, () => {
    drawView(stage, options);
    far.path(
      path`M${x + width * 0.1} ${y + height}L${x + width * 0.35} ${y}h${width * 0.1}L${x + width * 0.2} ${y + height}Z`,
      {
        fill: '#ffffff',
        opacity: 0.07,
      },
    );
    drawDropsOnGlass(stage, options);
  });
  drawFrame(stage, options);
}

function drawView(stage: Stage, { x, y, width, height, light }: WindowOptions): void {
  const { far, palette, time, weather } = stage;
  const sky = far.linear([
    [0, palette.sky[0]],
    [0.55, palette.sky[1]],
    [0.9, palette.sky[2]],
  ]);
  far.rect(x, y, width, height, { fill: sky });
  if (light && weather === 'clear') {
    const colour = time === 'night' ? '#fff4d6' : '#fffbe8';
    const size = Math.min(34, height * 0.1);
    const low = time === 'dawn' || time === 'dusk' ? 0.2 : 0;
    const [lightX, lightY] = [x + width * light.x, y + height * (light.y + low)];
    far.glow(lightX, lightY, size * 5, colour, 0.6);
    far.circle(lightX, lightY, size, { fill: colour });
  }
  const base = y + height;
  const hazy = weather === 'fog' ? 0.8 : 0.5;
  const rows = { from: x - 30, to: x + width + 10 };
  const behind = mix(palette.far, palette.sky[2], hazy);
  drawSkyline(far, stage, { base, lowest: height * 0.22, highest: height * 0.6, colour: behind, ...rows });
  const before = mix(palette.far, palette.sky[2], hazy - 0.35);
  drawSkyline(far, stage, { base, lowest: height * 0.1, highest: height * 0.4, colour: before, ...rows });
  far.rect(x, base - height * 0.5, width, height * 0.5, {
    fill: far.linear([
      [0, palette.sky[2], 0],
      [1, palette.sky[2], weather === 'fog' ? 0.85 : 0.35],
    ]),
  });
  drawRainOrSnow(stage, { x, y, width, height });
}

/** What falls behind a pane. */
export function drawRainOrSnow({ far, random, weather }: Stage, { x, y, width, height }: Box): void {
  const marks: PathData[] = [];
  const count = Math.round((width * height) / 2600);
  for (let index = 0; index < count; index++) {
    const left = x + random.between(0, width);
    const top = y + random.between(0, height);
    const length = random.between(12, 44);
    const size = random.between(3, 6);
    marks.push(
      weather === 'rain'
        ? path`M${left} ${top}l${-length * 0.14} ${length}`
        : path`M${left} ${top}h${size}v${size}h${-size}z`,
    );
  }
  if (weather === 'rain') {
    far.path(joined(marks), { stroke: '#ffffff', width: 1.8, opacity: 0.42 });
  } else if (weather === 'snow') {
    far.path(joined(marks), { fill: '#ffffff', opacity: 0.75 });
  }
}

/** Drops that run down a pane; they leave thin wet lines behind. */
function drawDropsOnGlass({ far, random, weather }: Stage, { x, y, width, height }: Box): void {
  const trails: PathData[] = [];
  const drops: PathData[] = [];
  for (let index = 0; index < (width * height) / 2600; index++) {
    const [left, top] = [x + random.between(0, width), y + random.between(0, height)];
    const size = random.between(1.6, 5);
    drops.push(
      path`M${left} ${top - size * 2}Q${left + size * 1.4} ${top + size * 1.4} ${left} ${top + size * 1.5}T${left} ${top - size * 2}Z`,
    );
    if (size > 3.4) {
      const length = random.between(30, 120);
      trails.push(path`M${left} ${top}q${random.between(-5, 5)} ${-length / 2} 0 ${-length}`);
    }
  }
  if (weather === 'rain') {
    far.path(joined(trails), { stroke: '#ffffff', width: 2.6, opacity: 0.3 });
    far.path(joined(drops), { fill: '#ffffff', opacity: 0.62 });
  }
}

function drawFrame({ far, indoors }: Stage, { x, y, width, height, columns, bar, frame }: WindowOptions): void {
  const colour = indoors(frame);
  const bars: PathData[] = [];
  for (let column = 1; column < columns; column++) {
    bars.push(path`M${x + (width * column) / columns} ${y}v${height}`);
  }
  if (bar !== undefined) {
    bars.push(path`M${x} ${y + height * bar}h${width}`);
  }
  far.path(joined(bars), { stroke: colour, width: 10 });
  far.path(path`M${x} ${y}h${width}v${height}h${-width}z`, { stroke: colour, width: 18 });
  far.path(path`M${x + 9} ${y + 9}h${width - 18}`, { stroke: '#000010', width: 4, opacity: 0.25 });
  far.rect(x - 22, y + height, width + 44, 18, { fill: lighter(colour, 0.14), radius: 3 });
  far.rect(x - 22, y + height + 14, width + 44, 6, { fill: '#000010', opacity: 0.25 });
}

/** Daylight that falls through a window onto the floor. */
export function drawLightPool({ far, time, weather, palette }: Stage, x: number, width: number, base: number): void {
  if (time === 'night' || weather !== 'clear') {
    return;
  }
  const fill = far.linear([
    [0, palette.light, time === 'day' ? 0.4 : 0.3],
    [1, palette.light, 0],
  ]);
  far.path(path`M${x} ${base}h${width}L${x + width * 0.9 - 150} 900H${x - width * 0.2 - 150}Z`, { fill });
}

/** A lamp on a cord, lit unless it is day. */
export function drawPendant({ far, time, palette }: Stage, x: number, y: number, shade: string): void {
  far.path(path`M${x} 0V${y - 56}`, { stroke: '#1a1214', width: 4 });
  if (time !== 'day') {
    far.glow(x, y + 4, 210, palette.light, isDark(time) ? 0.7 : 0.35);
  }
  far.path(
    path`M${x - 48} ${y}Q${x - 40} ${y - 52} ${x - 10} ${y - 60}H${x + 10}Q${x + 40} ${y - 52} ${x + 48} ${y}Z`,
    { fill: shade },
  );
  far.ellipse(x, y, 44, 9, { fill: time === 'day' ? mix(palette.light, shade, 0.3) : '#fff4d2' });
}

export interface PlantOptions {
  x: number;
  /** Foot of the pot. */
  y: number;
  scale: number;
  pot: string;
}

export function drawPlant(drawing: Drawing, { indoors }: Stage, { x, y, scale, pot }: PlantOptions): void {
  drawing.group({ x, y, scale }, () => {
    drawing.ellipse(0, 0, 52, 8, { fill: '#000010', opacity: 0.25 });
    for (const [angle, size] of [
      [-62, 0.85],
      [62, 0.85],
      [-36, 1.1],
      [36, 1.1],
      [-12, 1.3],
      [14, 1.22],
    ] as const) {
      const lean = (angle / 62) * 78 * size;
      const top = -72 - Math.cos((angle * Math.PI) / 180) * 108 * size;
      const leaf = indoors(size > 1.15 ? '#5f9a58' : size > 1 ? '#4f8a55' : '#3f7a4e');
      drawing.path(
        path`M0 -60Q${lean * 0.35 - 22} ${top * 0.75} ${lean} ${top}Q${lean * 0.75 + 20} ${top * 0.6} 4 -60Z`,
        { fill: leaf },
      );
    }
    const clay = indoors(pot);
    drawing.path(path`M-36 -66H36L28 0H-28Z`, {
      fill: drawing.linear(
        [
          [0, lighter(clay, 0.1)],
          [1, darker(clay, 0.25)],
        ],
        0,
        0,
        1,
        0,
      ),
    });
    drawing.rect(-40, -72, 80, 14, { fill: clay, radius: 3 });
  });
}
