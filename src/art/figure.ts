import { type Emotion } from '../common/vocabulary.js';
import { type Bend, bendThrough, mirroredBend } from './bend.js';
import { darker, lighter, mix } from './colour.js';
import { Drawing, type Paint, type Stop } from './drawing.js';
import { type Acting, type Gesture, type Stance } from './gesture.js';
import {
  type Age,
  type BodyBuild,
  type CharacterLook,
  hasWideSleeves,
  isOldWorld,
  type Prop,
  type Sex,
  type Skin,
} from './look.js';

/** Where a head is turned: to the left of the picture, to the camera, to the right. */
export type Turn = -1 | 0 | 1;

/** One person being drawn: the look turned into paints and measures. Face centre is (0, 0). */
export interface Figure {
  drawing: Drawing;
  look: CharacterLook;
  emotion: Emotion;
  turn: Turn;
  gesture: Gesture;
  prop: Prop | null;
  /** What the turn does to the head and to the body under it; null in a front view. */
  headBend: Bend | null;
  bodyBend: Bend | null;
  female: boolean;
  /** Wears what people wore of old. */
  isOldWorld: boolean;
  hasWideSleeves: boolean;
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
  neck: number;
  /** Size of the body under the head: children and elders are shorter. */
  body: number;
}

const SKIN_TONES: Record<Skin, [light: string, shade: string]> = {
  fair: ['#ffe3d3', '#f0b8a0'],
  medium: ['#f6cdb0', '#d99f7c'],
  tan: ['#dfab85', '#b57b55'],
};

/** Turned to the right, about a third of the way to the profile: the far side is narrow, the near temple comes forward. */
const FACE_TURNED = bendThrough([
  [-75, -81],
  [-56, -61],
  [-51, -55],
  [-46, -36],
  [-34, -24],
  [-8, 2],
  [0, 10],
  [8, 17.5],
  [34, 36.5],
  [46, 43],
  [58, 51],
  [75, 64],
]);
/** Where the hair begins to round off to the crown, which a turn moves backwards. */
const CROWN = { from: -44, to: -96, back: -7 };
const HEAD_TURNED: Bend = (x, y) => {
  const share = Math.min(1, Math.max(0, (y - CROWN.from) / (CROWN.to - CROWN.from)));
  return FACE_TURNED(x, y) * (1 - share) + (x + CROWN.back) * share;
};
/** The shoulders follow the head a part of the way: the far one comes nearer. */
const BODY_TURNED = bendThrough([
  [-140, -130],
  [-100, -91],
  [-60, -53],
  [-24, -17],
  [0, 8],
  [24, 30],
  [60, 55],
  [100, 80],
  [140, 114],
]);

/** Where the neck meets the head: the body is scaled about this point. */
export const NECK = 62;

const FOOT = 690;

export function figureOf(look: CharacterLook, emotion: Emotion, turn: Turn, acting: Acting): Figure {
  const drawing = new Drawing();
  const [skin, shade] = SKIN_TONES[look.skin];
  const { gesture, prop, stance = 0 } = acting;
  return {
    drawing,
    look,
    emotion,
    turn,
    gesture,
    prop,
    headBend: bendOf(HEAD_TURNED, turn),
    bodyBend: standingOn(stance, bendOf(BODY_TURNED, turn)),
    female: look.sex === 'female',
    isOldWorld: isOldWorld(look.clothes),
    hasWideSleeves: hasWideSleeves(look.clothes),
    skin,
    shade,
    hair: look.hairColor,
    hairDark: darker(look.hairColor, 0.34),
    ...paintsOf(drawing, look),
    measures: measuresOf(look),
  };
}

function bendOf(bend: Bend, turn: Turn): Bend | null {
  return turn === 0 ? null : turn === 1 ? bend : mirroredBend(bend);
}

const STANCE = { from: 110, to: 690, reach: 10 } as const;

/** The hips move over the leg that carries the weight; shoulders and feet stay. */
function standingOn(leg: Stance, bend: Bend | null): Bend | null {
  if (leg === 0) {
    return bend;
  }
  return (x, y) => {
    const share = Math.min(1, Math.max(0, (y - STANCE.from) / (STANCE.to - STANCE.from)));
    return (bend?.(x, y) ?? x) + leg * STANCE.reach * Math.sin(Math.PI * share);
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

/** Half widths of shoulder, waist, hip and neck, and the size of the body. */
const MEASURES: Record<Sex, Record<BodyBuild, Measures>> = {
  female: {
    average: { shoulder: 80, waist: 52, hip: 66, neck: 18, body: 0.93 },
    slim: { shoulder: 73, waist: 45, hip: 58, neck: 16, body: 0.92 },
    tall: { shoulder: 80, waist: 49, hip: 63, neck: 18, body: 0.975 },
    broad: { shoulder: 92, waist: 66, hip: 76, neck: 20, body: 0.925 },
    stout: { shoulder: 91, waist: 82, hip: 91, neck: 21, body: 0.885 },
  },
  male: {
    average: { shoulder: 96, waist: 66, hip: 65, neck: 19, body: 0.965 },
    slim: { shoulder: 86, waist: 56, hip: 58, neck: 17, body: 0.96 },
    tall: { shoulder: 95, waist: 62, hip: 63, neck: 19, body: 1 },
    broad: { shoulder: 108, waist: 78, hip: 73, neck: 25, body: 0.985 },
    stout: { shoulder: 103, waist: 99, hip: 95, neck: 24, body: 0.93 },
  },
};

/** A child of ten comes up to a grown-up's chest: the head is nearly as large, arms and legs are short. */
const CHILD: Record<BodyBuild, Measures> = {
  average: { shoulder: 82, waist: 64, hip: 68, neck: 21, body: 0.585 },
  slim: { shoulder: 74, waist: 56, hip: 60, neck: 19, body: 0.6 },
  tall: { shoulder: 80, waist: 60, hip: 64, neck: 20, body: 0.62 },
  broad: { shoulder: 88, waist: 70, hip: 74, neck: 23, body: 0.58 },
  stout: { shoulder: 88, waist: 84, hip: 88, neck: 24, body: 0.565 },
};

const OF_AGE: Record<Exclude<Age, 'child'>, { size: number; wider: number }> = {
  young: { size: 0.985, wider: -2 },
  adult: { size: 1, wider: 0 },
  elder: { size: 0.94, wider: 5 },
};

function measuresOf({ sex, age, build = 'average' }: CharacterLook): Measures {
  if (age === 'child') {
    return CHILD[build];
  }
  const { shoulder, waist, hip, neck, body } = MEASURES[sex][build];
  const { size, wider } = OF_AGE[age];
  const narrower = age === 'elder' ? 5 : 0;
  return { shoulder: shoulder - narrower, waist: waist + wider, hip: hip + wider, neck, body: body * size };
}
