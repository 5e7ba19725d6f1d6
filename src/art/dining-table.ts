import { darker, lighter } from './colour.js';
import { type Drawing, path } from './drawing.js';
import { type Stage } from './stage.js';

/** A table for meals with its chairs, in the right lower corner of the stage. */
export function drawDiningTable({ mid, indoors }: Stage): void {
  const wood = indoors('#b98352');
  for (const x of [1168, 1560]) {
    drawChair(mid, indoors('#8a5f46'), x);
  }
  mid.ellipse(1390, 868, 300, 16, { fill: '#000010', opacity: 0.25 });
  mid.path(path`M1210 736V862M1580 736V862`, { stroke: darker(wood, 0.35), width: 20 });
  mid.rect(1150, 700, 480, 22, { fill: lighter(wood, 0.14), radius: 6 });
  mid.rect(1150, 720, 480, 20, { fill: darker(wood, 0.2), radius: 6 });
  mid.path(path`M1322 664h136q-8 38 -44 38h-48q-36 0 -44 -38z`, { fill: indoors('#5b87a3') });
  for (const [x, y, colour] of [
    [1352, 656, '#d9534a'],
    [1388, 648, '#e8a03a'],
    [1424, 656, '#8fae4f'],
  ] as const) {
    mid.circle(x, y, 22, { fill: indoors(colour) });
    mid.circle(x - 7, y - 8, 6, { fill: '#ffffff', opacity: 0.35 });
  }
  mid.path(path`M1322 664h136q-2 10 -8 18h-120q-6 -8 -8 -18z`, { fill: indoors('#6f9ab5') });
  mid.path(path`M1212 668h44v22q0 12 -12 12h-20q-12 0 -12 -12z`, { fill: indoors('#f4f1ea') });
  mid.path(path`M1536 674h64q-4 28 -24 28h-16q-20 0 -24 -28z`, { fill: indoors('#f4f1ea') });
}

function drawChair(drawing: Drawing, wood: string, x: number): void {
  drawing.path(path`M${x - 44} 566V840M${x + 44} 566V840`, { stroke: wood, width: 13 });
  drawing.path(path`M${x - 44} 590h88M${x - 44} 628h88M${x - 44} 666h88`, { stroke: lighter(wood, 0.12), width: 15 });
  drawing.rect(x - 56, 742, 112, 18, { fill: lighter(wood, 0.18), radius: 6 });
}
