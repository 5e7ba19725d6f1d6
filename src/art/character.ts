import { type Emotion } from '../common/vocabulary.js';
import { drawBody } from './body.js';
import { drawClothes } from './clothes.js';
import { type Box } from './drawing.js';
import { drawBlink, drawFeatures, drawGlasses, drawHead } from './face.js';
import { type Figure, figureOf, footOf, NECK } from './figure.js';
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
const FACE_BOX: Box = { x: -48, y: -32, width: 96, height: 104 };

/** Draws a person: the same look and emotion give the same bytes. */
export function drawCharacter(look: CharacterLook, emotion: Emotion): CharacterLayers {
  const box = { x: -BOX_WIDTH / 2, y: footOf(look) + BELOW_SOLES - BOX_HEIGHT, width: BOX_WIDTH, height: BOX_HEIGHT };
  const base = figureOf(look, emotion);
  drawWhole(base);
  return {
    base: base.drawing.document(box),
    blink: overlay(look, emotion, drawBlinkUnderGlasses),
    mouths: [
      overlay(look, emotion, (figure) => drawMouth(figure, 0)),
      overlay(look, emotion, (figure) => drawMouth(figure, 1)),
      overlay(look, emotion, (figure) => drawMouth(figure, 2)),
      overlay(look, emotion, (figure) => drawMouth(figure, 3)),
    ],
    box,
    faceBox: { ...FACE_BOX },
  };
}

function overlay(look: CharacterLook, emotion: Emotion, draw: (figure: Figure) => void): string {
  const figure = figureOf(look, emotion);
  draw(figure);
  return figure.drawing.document(FACE_BOX);
}

function drawWhole(figure: Figure): void {
  const { body } = figure.measures;
  drawBackHair(figure);
  figure.drawing.group({ y: NECK * (1 - body), scale: body }, () => {
    drawBody(figure);
    drawClothes(figure);
  });
  drawHead(figure);
  drawFeatures(figure);
  drawFrontHair(figure);
  if (figure.look.glasses) {
    drawGlasses(figure);
  }
}

function drawBlinkUnderGlasses(figure: Figure): void {
  drawBlink(figure);
  if (figure.look.glasses) {
    drawGlasses(figure);
  }
}
