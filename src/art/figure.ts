import { type Emotion } from '../common/vocabulary.js';
import { darker, lighter, mix } from './colour.js';
import { Drawing, type Paint, type Stop } from './drawing.js';
import { type CharacterLook, type Skin } from './look.js';

/** Where a head is turned: to the left of the picture, to the camera, to the right. */
export type Turn = -1 | 0 | 1;

/** One person being drawn: the look turned into paints and measures. Face centre is (0, 0). */
export interface Figure {
  drawing: Drawing;
  look: CharacterLook;
  emotion: Emotion;
  turn: Turn;
  female: boolean;
  /** Skin in the light and in the shade. */
  skin: string;
  shade: string;
  hair: string;
  facePaint: Paint;
  hairPaint: Paint;
  hairDark: string;
  topPaint: Paint;
  lowerPaint: Paint;
  measures: Measures;
}

export interface Measures {
  /** Half widths. */
  shoulder: number;
  waist: number;
  hip: number;
  /** Size of the body under the head: children and elders are shorter. */
  body: number;
}

const SKIN_TONES: Record<Skin, [light: string, shade: string]> = {
  fair: ['#ffe3d3', '#f0b8a0'],
  medium: ['#f6cdb0', '#d99f7c'],
  tan: ['#dfab85', '#b57b55'],
};

/** Where the neck meets the head: the body is scaled about this point. */
export const NECK = 62;

const FOOT = 690;

export function figureOf(look: CharacterLook, emotion: Emotion, turn: Turn = 0): Figure {
  const drawing = new Drawing();
  const [skin, shade] = SKIN_TONES[look.skin];
  return {
    drawing,
    look,
    emotion,
    turn,
    female: look.sex === 'female',
    skin,
    shade,
    hair: look.hairColor,
    hairDark: darker(look.hairColor, 0.34),
    ...paintsOf(drawing, look),
    measures: measuresOf(look),
  };
}

type Paints = Pick<Figure, 'facePaint' | 'hairPaint' | 'topPaint' | 'lowerPaint'>;

function paintsOf(drawing: Drawing, { skin, hairColor, colors }: CharacterLook): Paints {
  const [light, shade] = SKIN_TONES[skin];
  const [top, lower] = colors;
  const face: Stop[] = [
    [0, lighter(light, 0.2)],
    [0.7, light],
    [1, mix(light, shade, 0.5)],
  ];
  const hair: Stop[] = [
    [0, lighter(hairColor, 0.26)],
    [0.4, hairColor],
    [1, darker(hairColor, 0.32)],
  ];
  const cloth = (colour: string, light: number, dark: number): Stop[] => [
    [0, lighter(colour, light)],
    [1, darker(colour, dark)],
  ];
  return {
    facePaint: drawing.linear(face, 0.25, 0, 0.75, 1),
    hairPaint: drawing.linear(hair),
    topPaint: drawing.linear(cloth(top, 0.16, 0.26), 0.1, 0, 0.9, 1),
    lowerPaint: drawing.linear(cloth(lower, 0.08, 0.32)),
  };
}

/** y of the soles, in face coordinates. */
export const footOf = (look: CharacterLook): number => NECK + (FOOT - NECK) * measuresOf(look).body;

function measuresOf({ sex, age }: CharacterLook): Measures {
  if (age === 'child') {
    return { shoulder: 88, waist: 64, hip: 70, body: 0.62 };
  }
  const body = (sex === 'female' ? 0.95 : 1) * (age === 'elder' ? 0.95 : age === 'young' ? 0.985 : 1);
  const stout = age === 'elder' ? 6 : 0;
  return sex === 'female'
    ? { shoulder: 80, waist: 51 + stout, hip: 65 + stout, body }
    : { shoulder: 100, waist: 68 + stout, hip: 66 + stout, body };
}
