import { type Emotion } from '../common/vocabulary.js';
import { drawBeard } from './beard.js';
import { darker, mix } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { drawWrinkles, outlineOf } from './head.js';
import { type CharacterLook, type FaceShape } from './look.js';

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
  /** How far the eyes look down. */
  gazeDown: number;
}

const EXPRESSIONS: Record<Emotion, Expression> = {
  neutral: {
    ...{ eye: 11, iris: 9.4, lidInner: 0, lidOuter: 0, gazeDown: 0 },
    ...{ brow: -17, browInner: 2, browOuter: 4, blush: 0.16 },
  },
  happy: {
    ...{ eye: 8.8, iris: 8.6, lidInner: 0, lidOuter: 0, gazeDown: -0.5 },
    ...{ brow: -21, browInner: 3, browOuter: 6, blush: 0.42 },
  },
  sad: {
    ...{ eye: 10.4, iris: 9, lidInner: 1.5, lidOuter: 4.6, gazeDown: 2.4 },
    ...{ brow: -17, browInner: -7, browOuter: 8, blush: 0.2 },
  },
  angry: {
    ...{ eye: 10, iris: 8, lidInner: 6, lidOuter: 0, gazeDown: 0 },
    ...{ brow: -11, browInner: 8, browOuter: -6, blush: 0.3 },
  },
  surprised: {
    ...{ eye: 14.5, iris: 7.6, lidInner: 0, lidOuter: 0, gazeDown: 0 },
    ...{ brow: -28, browInner: 2, browOuter: 3, blush: 0.16 },
  },
  afraid: {
    ...{ eye: 13, iris: 5.8, lidInner: 0, lidOuter: 1.5, gazeDown: 0 },
    ...{ brow: -20, browInner: -8, browOuter: 7, blush: 0 },
  },
};

const LASH = '#1d1218';
const EYE_X = 21;
const EYE_Y = 8;
/** How far the pupils of a turned head look aside. */
const GAZE = 2.4;

/** Drawn in the bend of the head, like all that follows. */
export function drawFeatures(figure: Figure): void {
  const { drawing } = figure;
  drawBlush(figure);
  if (figure.look.age === 'elder') {
    drawWrinkles(figure);
  }
  drawBeard(figure);
  drawing.bent(null, () => drawNose(figure));
  for (const side of [-1, 1]) {
    drawEye(figure, side);
    drawBrow(figure, side);
  }
  drawSigns(figure);
}

/** Closed eyes, laid over the open ones. */
export function drawBlink(figure: Figure): void {
  const { drawing, skin, shade, female, emotion } = figure;
  const { eye } = EXPRESSIONS[emotion];
  drawing.bent(null, () => {
    // A turned face ends close behind the far eye: no skin beyond its outline.
    drawing.group({ clip: drawing.clip(outlineOf(figure)) }, () => {
      drawing.bent(figure.headBend, () => {
        for (const side of [-1, 1]) {
          drawing.ellipse(side * (EYE_X + 2), EYE_Y - 2, 20, eye + 4.5, { fill: mix(skin, shade, 0.1) });
        }
      });
    });
  });
  const sag = emotion === 'happy' ? -5 : 9;
  for (const side of [-1, 1]) {
    drawing.path(
      path`M${side * (EYE_X - 13)} ${EYE_Y + 3}Q${side * EYE_X} ${EYE_Y + 3 + sag} ${side * (EYE_X + 15)} ${EYE_Y + 2}`,
      { stroke: LASH, width: female ? 3.8 : 3.2 },
    );
    drawBrow(figure, side);
  }
}

/** Of a turned head only the near arm of the glasses is seen, on its way to the ear. */
export function drawGlasses({ drawing, turn }: Figure): void {
  for (const side of [-1, 1]) {
    const x = side === 1 ? 4 : -40;
    drawing.rect(x, -8, 36, 31, { fill: '#ffffff', opacity: 0.1, radius: 11 });
    drawing.rect(x, -8, 36, 31, { stroke: '#262833', width: 3, radius: 11 });
    drawing.path(path`M${x + 7} 12L${x + 16} -3`, { stroke: '#ffffff', width: 3, opacity: 0.4 });
    if (side !== turn) {
      drawing.path(path`M${side * 40} 4L${side * 48} 2`, { stroke: '#262833', width: 3 });
    }
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

/** A turned nose shows its side: the ridge from the far brow to the tip, and the wing towards us. */
function drawNose({ drawing, shade, turn }: Figure): void {
  const stroke = mix(shade, '#8a4a3a', 0.35);
  if (turn === 0) {
    drawing.path(path`M2 18Q5 26 2.5 29Q0 31 -3 29.5`, { stroke, width: 2.2 });
    return;
  }
  const at = (x: number) => turn * x;
  drawing.path(
    path`M${at(15)} 2Q${at(15)} 14 ${at(20)} 23Q${at(22.5)} 28 ${at(18)} 30.5Q${at(14)} 31.5 ${at(12)} 30L${at(9)} 24Z`,
    {
      fill: shade,
      opacity: 0.3,
    },
  );
  drawing.path(
    path`M${at(16)} 6Q${at(16.5)} 15 ${at(20.5)} 23Q${at(22.5)} 28 ${at(17.5)} 30M${at(12.5)} 30.5Q${at(9.5)} 28.5 ${at(11)} 25`,
    {
      stroke,
      width: 2.1,
    },
  );
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
  // The far eye of a turned head is drawn narrower: its pupil moves less.
  const gaze = side * turn * (side === turn ? GAZE * 0.6 : GAZE);
  const shape = eyeShapeOf(figure);
  const { width, height, inner, outer } = shape;
  drawing.group({ x: side * EYE_X, y: EYE_Y, mirrored: side === -1 }, () => {
    drawEyeball(figure, shape, gaze);
    drawing.circle(gaze + side * 2.8, -height * 0.34 + (inner + outer) * 0.3, 2.7, { fill: '#ffffff' });
    drawing.circle(gaze + side * -2.4, height * 0.34, 1.4, { fill: '#ffffff', opacity: 0.85 });
    drawLashes(figure, shape, side === turn);
    if (emotion === 'happy') {
      const cheek = path`M${-width * 0.7} ${height * 0.95}Q0 ${height * 1.25} ${width * 0.7} ${height * 0.9}`;
      drawing.path(cheek, { stroke: '#c98872', width: 1.8, opacity: 0.65 });
    }
  });
}

function drawEyeball(
  { drawing, hair, emotion }: Figure,
  { width, height, iris, inner, outer }: EyeShape,
  gaze: number,
): void {
  const colour = mix('#4a2f22', hair, 0.25);
  const down = EXPRESSIONS[emotion].gazeDown;
  const opening = path`M${-width} 2Q${-width * 0.7} ${-height + inner} 0 ${-height + (inner + outer) / 2}Q${width * 0.8} ${-height + outer} ${width + 1} ${outer * 0.5}Q${width * 0.5} ${height * 0.85} 0 ${height * 0.85}Q${-width * 0.7} ${height * 0.8} ${-width} 2Z`;
  const lidShadow = path`M${-width} ${-height - 2}H${width + 2}V${-height * 0.55 + inner * 0.6}Q0 ${-height * 0.75 + inner} ${-width} ${-height * 0.35 + inner}Z`;
  const paint = drawing.linear([
    [0, darker(colour, 0.45)],
    [0.55, colour],
    [1, mix(colour, '#e8a05a', 0.65)],
  ]);
  drawing.path(opening, { fill: '#fffdfb' });
  drawing.group({ clip: drawing.clip(opening) }, () => {
    drawing.ellipse(gaze, down, iris * 0.82, iris * 1.08, { fill: paint });
    drawing.ellipse(gaze, down, iris * 0.4, iris * 0.55, { fill: '#120c10' });
    drawing.path(lidShadow, { fill: '#3a2430', opacity: 0.28 });
  });
}

function drawLashes(
  { drawing, female, look }: Figure,
  { width, height, inner, outer }: EyeShape,
  isFar: boolean,
): void {
  drawing.path(
    path`M${-width - 1} 2.5Q${-width * 0.75} ${-height - 1 + inner} 0 ${-height - 1 + (inner + outer) / 2}Q${width * 0.85} ${-height - 1 + outer} ${width + 2} ${outer * 0.5 - 0.5}`,
    { stroke: LASH, width: female ? 3.8 : 3 },
  );
  if (female && look.age !== 'elder' && !isFar) {
    const tips = path`M${width + 1} ${outer * 0.5 - 1}l5 -4M${width - 1.5} ${-4 + outer}l4.5 -4.5`;
    drawing.path(tips, { stroke: LASH, width: 2.2 });
  }
}

/** Men's brows go with the shape of the face. */
const BROWS: Record<FaceShape, { thick: number; arch: number }> = {
  oval: { thick: 5, arch: 3 },
  round: { thick: 4.6, arch: 5 },
  square: { thick: 6.6, arch: 1 },
  long: { thick: 5.6, arch: 2 },
  heart: { thick: 4.4, arch: 6 },
};
const browsOf = ({ sex, face = 'oval' }: CharacterLook): { thick: number; arch: number } =>
  BROWS[sex === 'male' ? face : 'oval'];

function drawBrow({ drawing, female, emotion, hair, look }: Figure, side: number): void {
  const { brow, browInner, browOuter } = EXPRESSIONS[emotion];
  const { thick, arch } = browsOf(look);
  const thickness = (female ? 3.8 : thick) + (emotion === 'angry' ? 1 : 0);
  const stroke = look.age === 'elder' ? mix(hair, '#6a6a72', 0.4) : darker(hair, 0.25);
  drawing.path(
    path`M${side * 10} ${brow + 4 + browInner}Q${side * 22} ${brow - arch} ${side * 36} ${brow + 3 + browOuter}`,
    {
      stroke,
      width: thickness,
    },
  );
}

/** Signs that are read from afar: a tear, a frown's crease, cold sweat on a pale forehead. */
function drawSigns({ drawing, emotion, shade }: Figure): void {
  if (emotion === 'sad') {
    drawing.path(path`M-31 21Q-36 30 -31 34Q-26 30 -31 21Z`, { fill: '#a9dbfa', opacity: 0.85 });
    drawing.circle(-32, 30, 1.4, { fill: '#ffffff' });
  } else if (emotion === 'angry') {
    drawing.path(path`M-4 -4Q-3 -8 -4.5 -11M4 -4Q3 -8 4.5 -11`, { stroke: darker(shade, 0.35), width: 2 });
  } else if (emotion === 'afraid') {
    const pallor = drawing.linear([
      [0, '#6a7fc0', 0.5],
      [1, '#6a7fc0', 0],
    ]);
    drawing.path(path`M-43 -30C-43 -76 43 -76 43 -30V-8H-43Z`, { fill: pallor });
    drawing.path(path`M-36 -26Q-43 -11 -36 -6Q-29 -11 -36 -26Z`, { fill: '#a9dbfa' });
  }
}
