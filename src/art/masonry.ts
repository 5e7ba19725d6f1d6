import { type Random } from '../common/random.js';
import { darker, lighter } from './colour.js';
import { type Box, type Drawing, joined, path, type PathData } from './drawing.js';

/** Walls of hewn stone, seen from the front. */

export interface MasonryOptions extends Box {
  colour: string;
  /** Height of a course. */
  course: number;
}

/** Courses of blocks with joints; some blocks are paler or darker than others. */
export function drawMasonry(drawing: Drawing, random: Random, options: MasonryOptions): void {
  const { x, y, width, height, colour, course } = options;
  drawing.rect(x, y, width, height, {
    fill: drawing.linear([
      [0, darker(colour, 0.3)],
      [0.55, colour],
      [1, darker(colour, 0.12)],
    ]),
  });
  const pale: PathData[] = [];
  const dark: PathData[] = [];
  const joints: PathData[] = [];
  for (let top = y, row = 0; top < y + height; top += course, row++) {
    const tall = Math.min(course, y + height - top);
    joints.push(path`M${x} ${top}h${width}`);
    for (let left = x - (row % 2) * course; left < x + width;) {
      const block = course * random.between(1.4, 2.4);
      const [from, end] = [Math.max(left, x), Math.min(left + block, x + width)];
      const shade = random.next();
      if (shade < 0.22) {
        pale.push(path`M${from} ${top}H${end}v${tall}H${from}z`);
      } else if (shade > 0.74) {
        dark.push(path`M${from} ${top}H${end}v${tall}H${from}z`);
      }
      if (left > x) {
        joints.push(path`M${left} ${top}v${tall}`);
      }
      left += block;
    }
  }
  drawing.path(joined(pale), { fill: lighter(colour, 0.2), opacity: 0.28 });
  drawing.path(joined(dark), { fill: darker(colour, 0.5), opacity: 0.26 });
  drawing.path(joined(joints), { stroke: darker(colour, 0.55), width: 3, opacity: 0.55 });
}
