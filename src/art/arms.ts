import { actingSide, isAtBack, isBehind, joinedAt, jointsOf, poseOf } from './arm-poses.js';
import { type Figure } from './figure.js';
import { drawFist, drawFlatHand, drawHangingHand, drawHolding, drawJoinedHands, drawPalm } from './hands.js';
import { drawCarried } from './prop.js';
import { drawShoulderGuards } from './robes.js';
import { sleevesOf } from './sleeves.js';

/** Arms from the shoulder to the hand, in the coordinates of a grown body; a side is −1 (left in the picture) or 1. */

/** Drawn before all clothes. */
export function drawArmsAtBack(figure: Figure): void {
  for (const side of [-1, 1]) {
    if (isAtBack(figure, side)) {
      drawArm(figure, side);
    }
  }
}

/** The far arm of a turned person, and arms that hang, are behind the body; the others come after the clothes. */
export function drawArmsBehind(figure: Figure): void {
  for (const side of [-1, 1]) {
    if (isBehind(figure, side)) {
      drawArm(figure, side);
    }
  }
}

/** The acting arm comes last: it lies over the other one. */
export function drawArmsInFront(figure: Figure): void {
  const acting = actingSide(figure);
  for (const side of [-acting, acting]) {
    if (!isBehind(figure, side) && !isAtBack(figure, side)) {
      drawArm(figure, side);
    }
  }
  if (figure.look.clothes === 'armour' || figure.look.clothes === 'knight') {
    drawShoulderGuards(figure);
  }
  if (figure.gesture === 'clasped' || figure.gesture === 'praying') {
    drawJoinedHands(figure, joinedAt(figure));
  }
}

function drawArm(figure: Figure, side: number): void {
  const pose = poseOf(figure, side);
  const joints = jointsOf(figure, pose);
  const hand = { x: side * joints.hand.x, y: joints.hand.y };
  const draw = sleevesOf(figure);
  switch (pose) {
    case 'hanging':
    case 'carry':
      drawHangingHand(figure, side, { x: hand.x, y: hand.y + draw.length });
      if (pose === 'carry') {
        drawCarried(figure, side, { x: hand.x, y: hand.y + draw.length + 34 });
      }
      draw.hanging(figure, side);
      return;
    case 'loose':
      drawHangingHand(figure, side, hand);
      draw.bent(figure, side, joints);
      return;
    case 'joined':
    case 'back':
    case 'under':
      draw.bent(figure, side, joints);
      return;
    case 'fist':
    case 'hip':
      drawFist(figure, side, hand);
      draw.bent(figure, side, joints);
      return;
    case 'chin':
    case 'guard':
      draw.bent(figure, side, joints);
      drawFist(figure, side, hand);
      return;
    case 'open':
    case 'up':
    case 'low':
      draw.bent(figure, side, joints);
      drawPalm(figure, side, hand);
      return;
    case 'heart':
    case 'over':
    case 'belly':
      draw.bent(figure, side, joints);
      drawFlatHand(figure, side, hand);
      return;
    default:
      draw.bent(figure, side, joints);
      drawHolding(figure, side, hand);
  }
}
