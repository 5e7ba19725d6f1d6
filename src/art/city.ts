import { type Random } from '../common/random.js';
import { darker } from './colour.js';
import { type Drawing, joined, path, type PathData } from './drawing.js';
import { STAGE_WIDTH, type Stage } from './stage.js';

/** Rows of tall buildings seen from afar. */

export interface SkylineOptions {
  /** Foot of the buildings. */
  base: number;
  lowest: number;
  highest: number;
  colour: string;
  from?: number;
  to?: number;
}

const COLD_WINDOW = '#a8d4ff';

export function drawSkyline(drawing: Drawing, stage: Stage, options: SkylineOptions): void {
  const { random } = stage;
  const end = options.to ?? STAGE_WIDTH + 20;
  let x = options.from ?? -20;
  const windows = new WindowRows();
  while (x < end) {
    const width = random.between(48, 128);
    const height = random.between(options.lowest, options.highest);
    drawTower(drawing, random, options, { x, width, height });
    windows.add(stage, x, options.base - height, width, height);
    x += width + (random.chance(0.4) ? random.between(0, 16) : -3);
  }
  windows.draw(drawing, stage);
}

interface Tower {
  x: number;
  width: number;
  height: number;
}

function drawTower(drawing: Drawing, random: Random, options: SkylineOptions, { x, width, height }: Tower): void {
  const fill = darker(options.colour, random.between(0, 0.14));
  const top = options.base - height;
  drawing.rect(x, top, width, height + 60, { fill });
  const roof = random.next();
  if (roof < 0.25) {
    drawing.rect(x + width / 2 - 2, top - 38, 4, 40, { fill });
    drawing.circle(x + width / 2, top - 40, 3, { fill: '#ff5a5a' });
  } else if (roof < 0.55) {
    drawing.rect(x + width * 0.2, top - 14, width * 0.45, 16, { fill });
  }
}

/** Windows of a whole skyline, gathered into a few paths because thousands of elements are slow. */
class WindowRows {
  private readonly lit: PathData[][] = [[], [], []];
  private readonly cold: PathData[] = [];
  private readonly unlit: PathData[] = [];

  add({ palette, random }: Stage, x: number, top: number, width: number, height: number): void {
    for (let row = top + 14; row < top + height - 6; row += 18) {
      for (let column = x + 9; column < x + width - 12; column += 15) {
        const pane = path`M${Math.round(column)} ${Math.round(row)}h7v9h-7z`;
        if (!random.chance(palette.litWindows)) {
          this.unlit.push(pane);
        } else if (random.chance(0.2)) {
          this.cold.push(pane);
        } else {
          this.lit[random.int(0, 2)]?.push(pane);
        }
      }
    }
  }

  draw(drawing: Drawing, { palette, time }: Stage): void {
    const dark = time === 'night' || time === 'dusk';
    drawing.path(joined(this.unlit), { fill: dark ? '#000018' : '#ffffff', opacity: dark ? 0.16 : 0.22 });
    this.lit.forEach((panes, level) => {
      drawing.path(joined(panes), { fill: palette.light, opacity: 0.45 + level * 0.25 });
    });
    drawing.path(joined(this.cold), { fill: COLD_WINDOW, opacity: 0.7 });
  }
}
