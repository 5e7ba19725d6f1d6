import { type Emotion } from '../common/vocabulary.js';
import { drawBody } from './body.js';
import { drawClothes } from './clothes.js';
import { type Box } from './drawing.js';
import { drawBlink, drawFeatures, drawGlasses, drawHead } from './face.js';
import { type Figure, figureOf, footOf, NECK, type Turn } from './figure.js';
import { drawBackHair, drawFrontHair } from './hair.js';
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
/** How far a turned head moves its features, and the hair over them. */
const FEATURES_TURN = 7;
const FRINGE_TURN = 2.5;

/** Draws a person: the same look, emotion and turn give the same bytes. */
export function drawCharacter(look: CharacterLook, emotion: Emotion, turn: Turn = 0): CharacterLayers {
  const box = { x: -BOX_WIDTH / 2, y: footOf(look) + BELOW_SOLES - BOX_HEIGHT, width: BOX_WIDTH, height: BOX_HEIGHT };
  const base = figureOf(look, emotion, turn);
  const overlay = (draw: (figure: Figure) => void): string => {
    const figure = figureOf(look, emotion, turn);
    turned(figure, FEATURES_TURN, () => draw(figure));
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

function turned({ drawing, turn }: Figure, by: number, draw: () => void): void {
  if (turn === 0) {
    draw();
  } else {
    drawing.group({ x: turn * by }, draw);
  }
}

function drawWhole(figure: Figure): void {
  const { body } = figure.measures;
  drawBackHair(figure);
  figure.drawing.group({ y: NECK * (1 - body), scale: body }, () => {
    drawBody(figure);
    drawClothes(figure);
  });
  drawHead(figure);
  turned(figure, FEATURES_TURN, () => drawFeatures(figure));
  turned(figure, FRINGE_TURN, () => drawFrontHair(figure));
  if (figure.look.glasses) {
    turned(figure, FEATURES_TURN, () => drawGlasses(figure, FEATURES_TURN));
  }
}

function drawBlinkUnderGlasses(figure: Figure): void {
  drawBlink(figure);
  if (figure.look.glasses) {
    drawGlasses(figure, FEATURES_TURN);
  }
}
