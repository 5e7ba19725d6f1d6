import { darker, lighter, mix } from './colour.js';
import { joined, path, type PathData } from './drawing.js';
import { groundAt, pointAt, scaleAt } from './perspective.js';
import { isDark, type Stage } from './stage.js';

/** What rain makes of a street: lights that lie on the asphalt, rings in puddles, people under umbrellas. */

/** Something bright on a house front, as its mirror image below the ground. */
export interface Mirrored {
  data: PathData;
  fill: string;
}

/** Mirror images of house fronts, broken by the roughness of the ground. */
export function drawMirrored({ far, palette, random, time }: Stage, images: readonly Mirrored[]): void {
  for (const { data, fill } of images) {
    far.path(data, { fill, opacity: isDark(time) ? 0.42 : 0.34 });
  }
  const breaks: PathData[] = [];
  for (let index = 0; index < 90; index++) {
    const near = random.next() ** 1.5;
    const width = 30 + near * 150;
    breaks.push(path`M${random.between(-60, 1560)} ${560 + near * 336}h${width}`);
  }
  far.path(joined(breaks), { stroke: darker(palette.sky[0], 0.35), width: 4, opacity: 0.16 });
}

/** A lamp's light drawn long by wet ground. */
export function drawLightStreak({ far, palette }: Stage, across: number, depth: number): void {
  const { x, y } = pointAt(across, 0, depth);
  const size = scaleAt(depth);
  const fill = far.radial([
    [0, palette.light, 0.7],
    [1, palette.light, 0],
  ]);
  far.ellipse(x, y + size * 1.3, size * 0.3, size * 1.7, { fill });
}

/** Puddles that hold the sky, with rings where drops fall. */
export function drawPuddles({ far, palette, time, weather }: Stage): void {
  const water = mix(palette.sky[2], palette.sky[1], 0.3);
  for (const [x, y, width] of [
    [400, 812, 200],
    [1160, 764, 150],
    [860, 866, 210],
    [690, 690, 84],
    [1370, 862, 170],
  ] as const) {
    const height = width * 0.12;
    far.path(
      path`M${x - width} ${y}Q${x - width * 0.9} ${y - height} ${x - width * 0.3} ${y - height * 0.8}T${x + width * 0.5} ${y - height * 0.9}Q${x + width * 1.1} ${y - height * 0.4} ${x + width * 0.9} ${y + height * 0.3}Q${x + width * 0.5} ${y + height} ${x} ${y + height * 0.8}T${x - width} ${y}Z`,
      { fill: water, opacity: isDark(time) ? 0.4 : 0.55 },
    );
    if (weather === 'rain') {
      for (const [along, reach] of [
        [-0.5, 0.14],
        [0.1, 0.2],
        [0.6, 0.1],
      ] as const) {
        far.ellipse(x + along * width, y, width * reach, width * reach * 0.18, {
          stroke: lighter(water, 0.55),
          width: 2,
          opacity: 0.7,
        });
      }
    }
  }
}

export interface PasserBy {
  across: number;
  depth: number;
  coat: string;
  umbrella: string;
}

/** Somebody who walks away under an umbrella. */
export function drawPasserBy({ far, outdoors }: Stage, { across, depth, ...colours }: PasserBy): void {
  const { x, y } = pointAt(across, 0, depth);
  const metre = scaleAt(depth);
  const coat = outdoors(colours.coat);
  const cloth = mix(outdoors(colours.umbrella), colours.umbrella, 0.4);
  far.group({ x, y, scale: metre / 100 }, () => {
    far.ellipse(0, 60, 26, 62, { fill: coat, opacity: 0.3 });
    far.ellipse(0, 0, 40, 6, { fill: '#000010', opacity: 0.35 });
    far.path(path`M-12 -2V-60M12 -8V-60`, { stroke: darker(coat, 0.5), width: 13 });
    far.path(path`M-26 -50L-24 -126Q0 -146 24 -126L26 -50Q0 -42 -26 -50Z`, { fill: coat });
    far.circle(0, -150, 14, { fill: darker(coat, 0.55) });
    far.path(path`M10 -100V-212`, { stroke: '#22252c', width: 4 });
    far.path(
      path`M-72 -148Q-66 -214 4 -218Q76 -214 84 -148Q66 -160 46 -150Q26 -162 6 -150Q-14 -162 -34 -150Q-54 -160 -72 -148Z`,
      {
        fill: far.linear([
          [0, lighter(cloth, 0.2)],
          [1, darker(cloth, 0.2)],
        ]),
      },
    );
    far.path(path`M4 -216Q-24 -190 -34 -152M6 -216V-152M8 -216Q38 -190 46 -152`, {
      stroke: '#000010',
      width: 2.5,
      opacity: 0.22,
    });
  });
}

/** The sky lies on a wet road where one looks along it. */
export function drawRoadSheen({ far, palette, time }: Stage, kerb: number, farthest: number): void {
  const fill = far.linear([
    [0, palette.sky[2], isDark(time) ? 0.3 : 0.6],
    [0.5, palette.sky[2], 0.08],
    [1, palette.sky[2], 0.2],
  ]);
  far.path(groundAt([-kerb, kerb], [-1.6, farthest]), { fill });
}
