import { type Emotion } from '../common/vocabulary.js';
import { drawArmsAtBack, drawArmsInFront } from './arms.js';
import { drawLegs, drawTrunk } from './body.js';
import { drawClothes } from './clothes.js';
import { type Box } from './drawing.js';
import { drawBlink, drawFeatures, drawGlasses } from './face.js';
import { type Figure, figureOf, footOf, NECK, type Turn } from './figure.js';
import { type Acting, AT_EASE } from './gesture.js';
import { drawBackHair, drawFrontHair } from './hair.js';
import { drawHead } from './head.js';
import { drawHoodBehind } from './hats.js';
import { drawHeadwear } from './headwear.js';
import { type CharacterLook } from './look.js';
import { drawMouth } from './mouth.js';

/** A person as SVG documents that share one coordinate system; the face centre is at (0, 0). */
export interface CharacterLayers {
  /** The whole figure, eyes open, no mouth; its view box is `box`. */
  base: string;
  /** Overlays; their view box is `faceBox`. */
  blink: string;
  mouths: [closed: string, slightlyOpen: string, open: string, wideOpen: string];
  /**
   * As large for a child as for a grown-up, with the soles 10 units above its lower edge: boxes drawn equally large
   * on one foot line show people in proportion. A child's face lies lower in it (`-box.y` from the top).
   */
  box: Box;
  faceBox: Box;
}

const BOX_WIDTH = 320;
const BOX_HEIGHT = 830;
const BELOW_SOLES = 10;
const FACE_BOX: Box = { x: -56, y: -32, width: 112, height: 104 };

/** Where a person is drawn, without drawing anybody. */
export function boxOf(look: CharacterLook): Box {
  return { x: -BOX_WIDTH / 2, y: footOf(look) + BELOW_SOLES - BOX_HEIGHT, width: BOX_WIDTH, height: BOX_HEIGHT };
}

/** Draws a person: the same look, emotion, turn and acting give the same bytes. */
export function drawCharacter(
  look: CharacterLook,
  emotion: Emotion,
  turn: Turn = 0,
  acting: Acting = AT_EASE,
): CharacterLayers {
  const box = boxOf(look);
  const base = figureOf(look, emotion, turn, acting);
  const overlay = (draw: (figure: Figure) => void): string => {
    const figure = figureOf(look, emotion, turn, acting);
    figure.drawing.bent(figure.headBend, () => draw(figure));
    return figure.drawing.document(FACE_BOX);
  };
  drawWhole(base);
  return {
    base: base.drawing.document(box),
    blink: overlay(drawBlinkUnderGlasses),
    mouths: [
      overlay((figure) => drawMouth(figure, 0)),
      overlay((figure) => drawMouth(figure, 1)),
      overlay((figure) => drawMouth(figure, 2)),
      overlay((figure) => drawMouth(figure, 3)),
    ],
    box,
    faceBox: { ...FACE_BOX },
  };
}

function drawWhole(figure: Figure): void {
  const { drawing, headBend, bodyBend, measures } = figure;
  drawing.bent(headBend, () => {
    if (figure.look.clothes === 'mage') {
      drawHoodBehind(figure);
    }
    drawBackHair(figure);
  });
  const onBody = (draw: () => void, lift = 0): void => {
    const x = figure.turn * -measures.body * stoopOf(figure);
    const y = NECK * (1 - measures.body) - lift * measures.body;
    drawing.group({ x, y, scale: measures.body }, () => drawing.bent(bodyBend, draw));
  };
  const lift = liftOf(figure);
  // What is lifted to the shoulder comes before the hair that hangs there.
  const liftsHand = figure.gesture === 'raised';
  onBody(() => drawArmsAtBack(figure), lift);
  onBody(() => drawLegs(figure));
  onBody(() => {
    drawTrunk(figure);
    drawClothes(figure);
    if (!liftsHand) {
      drawArmsInFront(figure);
    }
  }, lift);
  drawHead(figure);
  drawing.bent(headBend, () => {
    drawFeatures(figure);
    drawFrontHair(figure);
    drawHeadwear(figure);
    if (figure.look.glasses) {
      drawGlasses(figure);
    }
  });
  if (liftsHand) {
    onBody(() => drawArmsInFront(figure), lift);
  }
}

/** How far the shoulders come up to the head: old people stoop, who is afraid or sad draws the head in. */
function liftOf({ look, emotion }: Figure): number {
  return (look.age === 'elder' ? 9 : 0) + LIFTS[emotion];
}

const LIFTS: Record<Emotion, number> = { neutral: 0, happy: -2, sad: 6, angry: 4, surprised: 3, afraid: 12 };

/** How far the head of a turned person stands before the body. */
const stoopOf = ({ look, emotion }: Figure): number => (look.age === 'elder' ? 15 : 0) + (emotion === 'sad' ? 6 : 0);

function drawBlinkUnderGlasses(figure: Figure): void {
  drawBlink(figure);
  if (figure.look.glasses) {
    drawGlasses(figure);
  }
}
