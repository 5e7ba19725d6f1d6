import { type Figure } from './figure.js';
import { type Gesture } from './gesture.js';

/** How arms are bent, in the coordinates of a grown body; a side is −1 (left in the picture) or 1. */

export type ArmPose =
  | 'hanging'
  | 'loose'
  | 'fist'
  | 'hip'
  | 'back'
  | 'joined'
  | 'over'
  | 'under'
  | 'belly'
  | 'chin'
  | 'guard'
  | 'up'
  | 'open'
  | 'low'
  | 'heart'
  | 'chest'
  | 'shoulder'
  | 'grip'
  | 'carry';

/** Of the arm that acts, and of the other one. */
const POSES: Record<Gesture, [acting: ArmPose, other: ArmPose]> = {
  hanging: ['hanging', 'hanging'],
  easy: ['loose', 'hanging'],
  relaxed: ['hip', 'hanging'],
  behind: ['back', 'back'],
  poised: ['belly', 'back'],
  crossed: ['over', 'under'],
  thinking: ['chin', 'under'],
  akimbo: ['hip', 'hip'],
  fists: ['fist', 'fist'],
  clasped: ['joined', 'joined'],
  praying: ['joined', 'joined'],
  open: ['open', 'hanging'],
  welcoming: ['low', 'low'],
  startled: ['up', 'up'],
  cowering: ['guard', 'guard'],
  heartfelt: ['heart', 'hanging'],
  grieving: ['heart', 'under'],
  holding: ['chest', 'hanging'],
  raised: ['shoulder', 'hanging'],
  gripping: ['grip', 'hanging'],
  carrying: ['carry', 'hanging'],
};

export interface Point {
  x: number;
  y: number;
}

/** Joints of a bent arm, x from the middle line outwards. */
export interface Joints {
  shoulder: Point;
  elbow: Point;
  wrist: Point;
  hand: Point;
}

/** The acting arm is the near one of a turned person. */
export function actingSide({ turn }: Figure): number {
  return turn === 0 ? 1 : -turn;
}

export function poseOf(figure: Figure, side: number): ArmPose {
  const [acting, other] = POSES[figure.gesture];
  return side === actingSide(figure) ? acting : other;
}

/** Hands that are held behind the back: all clothes come before them. */
export const isAtBack = (figure: Figure, side: number): boolean => poseOf(figure, side) === 'back';

/** The far arm of a turned person, and arms that hang, are behind the body. */
export function isBehind(figure: Figure, side: number): boolean {
  const pose = poseOf(figure, side);
  const hangs = pose === 'hanging' || pose === 'carry' || pose === 'loose' || pose === 'fist';
  return (hangs && side !== -figure.turn) || (pose === 'hip' && side === figure.turn);
}

export function joinedAt({ gesture }: Figure): Point {
  return { x: 0, y: gesture === 'praying' ? 176 : 250 };
}

export function jointsOf(figure: Figure, pose: ArmPose): Joints {
  const shoulder = { x: figure.measures.shoulder - 19, y: 122 };
  return { shoulder, ...bendOf(figure, pose) };
}

type BentArm = Omit<Joints, 'shoulder'>;

function bendOf(figure: Figure, pose: ArmPose): BentArm {
  const { shoulder: out, waist } = figure.measures;
  switch (pose) {
    case 'hanging':
    case 'carry':
      return bent([out, 220], [out - 6, 322], [out - 6, 330]);
    case 'loose':
      return bent([out + 8, 214], [out - 14, 296], [out - 17, 308]);
    case 'fist':
      return bent([out + 16, 214], [out + 6, 290], [out + 5, 304]);
    case 'hip':
      return bent([out + 22, 218], [waist + 14, 262], [waist + 4, 270]);
    case 'back':
      return bent([out + 8, 214], [out - 46, 262], [out - 58, 268]);
    case 'joined': {
      const { y } = joinedAt(figure);
      return bent([out + 6, y - 14 + (250 - y) * 0.1 + (y < 200 ? 54 : 0)], [24, y + 6], [0, y]);
    }
    case 'over':
      return bent([out + 4, 218], [-20, 190], [-out + 52, 184]);
    case 'under':
      return bent([out + 4, 226], [4, 218], [-22, 216]);
    case 'belly':
      return bent([out + 8, 218], [26, 238], [8, 236]);
    case 'chin':
      return bent([out - 14, 218], [30, 118], [17, 92]);
    case 'guard':
      return bent([out - 2, 212], [42, 156], [27, 140]);
    case 'up':
      return bent([out + 18, 200], [out + 10, 146], [out + 10, 122]);
    case 'open':
      return bent([out + 2, 224], [out + 14, 176], [out + 20, 154]);
    case 'low':
      return bent([out + 14, 216], [out + 20, 244], [out + 26, 238]);
    case 'heart':
      return bent([out + 4, 228], [44, 184], [22, 174]);
    case 'chest':
      return bent([out + 10, 232], [out - 26, 210], [out - 34, 196]);
    case 'shoulder': {
      // Beside the body, so that no thing comes before the face, and not so far out that a narrow picture cuts it off.
      const x = Math.min(out - 4, 76);
      return bent([out + 16, 246], [x + 10, 198], [x, 182]);
    }
    case 'grip':
      return bent([out + 8, 222], [out - 32, 250], [out - 44, 250]);
  }
}

function bent(elbow: [number, number], wrist: [number, number], hand: [number, number]): BentArm {
  const at = ([x, y]: [number, number]): Point => ({ x, y });
  return { elbow: at(elbow), wrist: at(wrist), hand: at(hand) };
}
