import { type Emotion } from '../common/vocabulary.js';
import { darker, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';

/** The face without its mouth: features are moved by the emotion. */

interface Expression {
  /** Height of the open eye and of its coloured part. */
  eye: number;
  iris: number;
  /** How far the upper lid hides the eye, at the nose and at the temple. */
  lidInner: number;
  lidOuter: number;
  /** Brow: height of the middle, and what its ends add (down is positive). */
  brow: number;
  browInner: number;
  browOuter: number;
  blush: number;
}

const EXPRESSIONS: Record<Emotion, Expression> = {
  neutral: { eye: 11, iris: 9.4, lidInner: 0, lidOuter: 0, brow: -17, browInner: 2, browOuter: 4, blush: 0.16 },
  happy: { eye: 10, iris: 9, lidInner: 0, lidOuter: 0, brow: -20, browInner: 3, browOuter: 5, blush: 0.34 },
  sad: { eye: 10.4, iris: 9, lidInner: 0, lidOuter: 3.6, brow: -17, browInner: -5, browOuter: 7, blush: 0.18 },
  angry: { eye: 10, iris: 8.4, lidInner: 5, lidOuter: 0, brow: -13, browInner: 7, browOuter: -3, blush: 0.2 },
  surprised: { eye: 13.5, iris: 8.4, lidInner: 0, lidOuter: 0, brow: -25, browInner: 2, browOuter: 3, blush: 0.16 },
  afraid: { eye: 13, iris: 6.6, lidInner: 0, lidOuter: 1.5, brow: -20, browInner: -6, browOuter: 6, blush: 0 },
};

const LASH = '#1d1218';
const EYE_X = 21;
const EYE_Y = 8;
/** How far the pupils of a turned head look aside. */
const GAZE = 2.4;

export function drawHead(figure: Figure): void {
  const { drawing, skin, shade, female, facePaint, look } = figure;
  drawing.ellipse(-47, 10, 8, 13, { fill: mix(skin, shade, 0.6) });
  drawing.ellipse(47, 10, 8, 13, { fill: mix(skin, shade, 0.5) });
  if (female && look.age !== 'child') {
    drawing.circle(-49, 26, 3.6, { fill: '#ffe7a6' });
    drawing.circle(49, 26, 3.6, { fill: '#ffe7a6' });
  }
  const jaw = look.age === 'child' ? 24 : female ? 14 : 20;
  const chin = look.age === 'child' ? 62 : female ? 67 : 66;
  drawing.path(
    path`M-47 -22C-49 20 -41 42 ${-jaw} ${chin - 9}Q0 ${chin} ${jaw} ${chin - 9}C41 42 49 20 47 -22C46 -78 -46 -78 -47 -22Z`,
    { fill: facePaint },
  );
  const shadow = drawing.linear([
    [0, shade, 0.75],
    [1, shade, 0],
  ]);
  drawing.path(path`M-46 -30C-46 -76 46 -76 46 -30L45 -14Q0 8 -45 -14Z`, { fill: shadow });
}

export function drawFeatures(figure: Figure): void {
  drawBlush(figure);
  if (figure.look.age === 'elder') {
    drawWrinkles(figure);
  }
  drawNose(figure);
  for (const side of [-1, 1]) {
    drawEye(figure, side);
    drawBrow(figure, side);
  }
  drawTearOrSweat(figure);
}

/** Closed eyes, laid over the open ones. */
export function drawBlink(figure: Figure): void {
  const { drawing, skin, shade, female, emotion } = figure;
  const { eye } = EXPRESSIONS[emotion];
  for (const side of [-1, 1]) {
    drawing.ellipse(side * (EYE_X + 2), EYE_Y - 2, 20, eye + 4.5, { fill: mix(skin, shade, 0.1) });
    const outer = side * (EYE_X + 15);
    const sag = emotion === 'happy' ? -5 : 9;
    drawing.path(path`M${side * (EYE_X - 13)} ${EYE_Y + 3}Q${side * EYE_X} ${EYE_Y + 3 + sag} ${outer} ${EYE_Y + 2}`, {
      stroke: LASH,
      width: female ? 3.8 : 3.2,
    });
    drawBrow(figure, side);
  }
}

/** The arms end at the ears, which stay where they are when the features turn by `shift`. */
export function drawGlasses({ drawing, turn }: Figure, shift: number): void {
  for (const side of [-1, 1]) {
    const x = side === 1 ? 4 : -40;
    drawing.rect(x, -8, 36, 31, { fill: '#ffffff', opacity: 0.1, radius: 11 });
    drawing.rect(x, -8, 36, 31, { stroke: '#262833', width: 3, radius: 11 });
    drawing.path(path`M${x + 7} 12L${x + 16} -3`, { stroke: '#ffffff', width: 3, opacity: 0.4 });
    drawing.path(path`M${side * 40} 4L${side * 48 - turn * shift} 2`, { stroke: '#262833', width: 3 });
  }
  drawing.path(path`M-4 3Q0 -1 4 3`, { stroke: '#262833', width: 3 });
}

function drawBlush({ drawing, emotion, female, look }: Figure): void {
  const opacity = EXPRESSIONS[emotion].blush * (female || look.age === 'child' ? 1.25 : 0.8);
  if (opacity > 0) {
    drawing.ellipse(-29, 31, 11, 6, { fill: '#ff7070', opacity });
    drawing.ellipse(29, 31, 11, 6, { fill: '#ff7070', opacity });
  }
}

function drawWrinkles({ drawing, shade }: Figure): void {
  const stroke = darker(shade, 0.18);
  drawing.path(path`M-20 28Q-28 36 -25 46M20 28Q28 36 25 46`, { stroke, width: 1.8, opacity: 0.75 });
  drawing.path(path`M-33 22Q-24 27 -13 23M33 22Q24 27 13 23`, { stroke, width: 1.6, opacity: 0.7 });
  drawing.path(path`M-38 8L-44 5M-38 12L-44 14M38 8L44 5M38 12L44 14`, { stroke, width: 1.5, opacity: 0.7 });
  drawing.path(path`M-16 -30Q0 -33 16 -30`, { stroke, width: 1.5, opacity: 0.5 });
}

function drawNose({ drawing, shade, turn }: Figure): void {
  const x = turn * 3;
  drawing.path(path`M${x + 2} 18Q${x + 5} 26 ${x + 2.5} 29Q${x} 31 ${x - 3} 29.5`, {
    stroke: mix(shade, '#8a4a3a', 0.35),
    width: 2.2,
  });
}

interface EyeShape {
  width: number;
  height: number;
  iris: number;
  /** How far the lid comes down at the nose and at the temple. */
  inner: number;
  outer: number;
}

function eyeShapeOf({ female, look, emotion }: Figure): EyeShape {
  const { eye, iris, lidInner, lidOuter } = EXPRESSIONS[emotion];
  const large = female || look.age === 'child';
  const elder = look.age === 'elder';
  return {
    width: large ? 13 : 12.4,
    height: eye * (elder ? 0.82 : large ? 1 : 0.88),
    iris: iris * (elder ? 0.86 : 1),
    inner: lidInner,
    outer: lidOuter,
  };
}

function drawEye(figure: Figure, side: number): void {
  const { drawing, emotion, turn } = figure;
  const gaze = side * turn * GAZE;
  const shape = eyeShapeOf(figure);
  const { width, height, inner, outer } = shape;
  drawing.group({ x: side * EYE_X, y: EYE_Y, mirrored: side === -1 }, () => {
    drawEyeball(figure, shape, gaze);
    drawing.circle(gaze + side * 2.8, -height * 0.34 + (inner + outer) * 0.3, 2.7, { fill: '#ffffff' });
    drawing.circle(gaze + side * -2.4, height * 0.34, 1.4, { fill: '#ffffff', opacity: 0.85 });
    drawLashes(figure, shape);
    if (emotion === 'happy') {
      const cheek = path`M${-width * 0.7} ${height * 0.95}Q0 ${height * 1.25} ${width * 0.7} ${height * 0.9}`;
      drawing.path(cheek, { stroke: '#c98872', width: 1.8, opacity: 0.8 });
    }
  });
}

function drawEyeball({ drawing, hair }: Figure, { width, height, iris, inner, outer }: EyeShape, gaze: number): void {
  const colour = mix('#4a2f22', hair, 0.25);
  const opening = path`M${-width} 2Q${-width * 0.7} ${-height + inner} 0 ${-height + (inner + outer) / 2}Q${width * 0.8} ${-height + outer} ${width + 1} ${outer * 0.5}Q${width * 0.5} ${height * 0.85} 0 ${height * 0.85}Q${-width * 0.7} ${height * 0.8} ${-width} 2Z`;
  const lidShadow = path`M${-width} ${-height - 2}H${width + 2}V${-height * 0.55 + inner * 0.6}Q0 ${-height * 0.75 + inner} ${-width} ${-height * 0.35 + inner}Z`;
  const paint = drawing.linear([
    [0, darker(colour, 0.45)],
    [0.55, colour],
    [1, mix(colour, '#e8a05a', 0.65)],
  ]);
  drawing.path(opening, { fill: '#fffdfb' });
  drawing.group({ clip: drawing.clip(opening) }, () => {
    drawing.ellipse(gaze, 0, iris * 0.82, iris * 1.08, { fill: paint });
    drawing.ellipse(gaze, 0, iris * 0.4, iris * 0.55, { fill: '#120c10' });
    drawing.path(lidShadow, { fill: '#3a2430', opacity: 0.28 });
  });
}

function drawLashes({ drawing, female, look }: Figure, { width, height, inner, outer }: EyeShape): void {
  drawing.path(
    path`M${-width - 1} 2.5Q${-width * 0.75} ${-height - 1 + inner} 0 ${-height - 1 + (inner + outer) / 2}Q${width * 0.85} ${-height - 1 + outer} ${width + 2} ${outer * 0.5 - 0.5}`,
    { stroke: LASH, width: female ? 3.8 : 3 },
  );
  if (female && look.age !== 'elder') {
    const tips = path`M${width + 1} ${outer * 0.5 - 1}l5 -4M${width - 1.5} ${-4 + outer}l4.5 -4.5`;
    drawing.path(tips, { stroke: LASH, width: 2.2 });
  }
}

function drawBrow({ drawing, female, emotion, hair, look }: Figure, side: number): void {
  const { brow, browInner, browOuter } = EXPRESSIONS[emotion];
  const thickness = female ? 3.2 : 4.8;
  const stroke = look.age === 'elder' ? mix(hair, '#6a6a72', 0.4) : darker(hair, 0.25);
  drawing.path(
    path`M${side * 10} ${brow + 4 + browInner}Q${side * 22} ${brow - 3} ${side * 36} ${brow + 3 + browOuter}`,
    {
      stroke,
      width: thickness,
    },
  );
}

function drawTearOrSweat({ drawing, emotion }: Figure): void {
  if (emotion === 'sad') {
    drawing.path(path`M-33 21Q-38 31 -33 35Q-27 32 -33 21Z`, { fill: '#bfe6ff', opacity: 0.95 });
  } else if (emotion === 'afraid') {
    drawing.path(path`M40 -20Q34 -6 40 -2Q47 -6 40 -20Z`, { fill: '#bfe6ff', opacity: 0.9 });
    const pallor = drawing.linear([
      [0, '#6a7fc0', 0.45],
      [1, '#6a7fc0', 0],
    ]);
    drawing.path(path`M-46 -30C-46 -76 46 -76 46 -30V-8H-46Z`, { fill: pallor });
  }
}
