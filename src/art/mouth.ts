import { type Emotion } from '../common/vocabulary.js';
import { mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** The mouth in four openings, 0 closed to 3 wide, shaped by the emotion. */

interface MouthShape {
  /** How far the corners are lifted. */
  lift: number;
  /** Half width. */
  half: number;
}

const SHAPES: Record<Emotion, MouthShape> = {
  neutral: { lift: 1, half: 10.5 },
  happy: { lift: 7.5, half: 17 },
  sad: { lift: -6, half: 12 },
  angry: { lift: -4, half: 12.5 },
  surprised: { lift: 0, half: 7 },
  afraid: { lift: -2.5, half: 10.5 },
};

const Y = 44;
const OPENINGS = [0, 5, 11, 18] as const;

/** Drawn in the bend of the head: it moves and becomes narrower as a whole. */
export function drawMouth(figure: Figure, opening: 0 | 1 | 2 | 3): void {
  figure.drawing.group({}, () => drawOpening(figure, opening));
}

function drawOpening(figure: Figure, opening: 0 | 1 | 2 | 3): void {
  const { drawing, female, shade, emotion } = figure;
  const { lift, half } = SHAPES[emotion];
  const lip = female ? '#cf4f64' : mix(shade, '#8a3a34', 0.6);
  if (opening === 0) {
    drawClosed(figure, lip);
    return;
  }
  const depth = OPENINGS[opening];
  const wide = half + (opening - 1) * 1.2;
  const corner = Y - lift;
  const upper = Y - 2 + Math.min(0, lift) * 0.8;
  const lower = Y + depth;
  const inside = path`M${-wide} ${corner}Q0 ${upper - 3} ${wide} ${corner}Q${wide * 0.8} ${lower} 0 ${lower}Q${-wide * 0.8} ${lower} ${-wide} ${corner}Z`;
  drawing.path(inside, { fill: '#6d1f2e' });
  drawing.group({ clip: drawing.clip(inside) }, () => {
    if (opening > 1) {
      drawing.rect(-wide, upper - 8, wide * 2, opening === 3 ? 12 : 10, { fill: '#ffffff', radius: 2 });
      drawing.ellipse(0, lower + 1, wide * 0.62, depth * 0.34, { fill: '#e2798a' });
    }
  });
  drawing.path(inside, { stroke: lip, width: 2.4 });
}

function drawClosed({ drawing, emotion }: Figure, lip: string): void {
  const { lift, half } = SHAPES[emotion];
  if (emotion === 'surprised') {
    drawing.ellipse(0, Y + 3, 6, 7.5, { fill: '#6d1f2e' });
    drawing.ellipse(0, Y + 3, 6, 7.5, { stroke: lip, width: 2.4 });
    return;
  }
  if (emotion === 'afraid') {
    drawing.path(path`M${-half} ${Y + 2}Q${-half / 2} ${Y - 4} 0 ${Y}Q${half / 2} ${Y + 4} ${half} ${Y}`, {
      stroke: lip,
      width: 3,
    });
    return;
  }
  drawing.path(path`M${-half} ${Y - lift * 0.7}Q0 ${Y + lift * 1.6} ${half} ${Y - lift * 0.7}`, {
    stroke: lip,
    width: 3.6,
  });
  drawing.path(path`M-4 ${Y + 8}Q0 ${Y + 9.5} 4 ${Y + 8}`, { stroke: lip, width: 2, opacity: 0.35 });
}
