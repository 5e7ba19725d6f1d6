import { darker, mix } from './colour.js';
import { path, type PathData } from './drawing.js';
import { type Figure } from './figure.js';
import { hidesEars } from './hair.js';
import { type FaceShape } from './look.js';

/** The bare head: skull, jaw and ears, and what age does to it. Turned heads have an outline of their own. */

/** Middle of a turned chin, and of the one ear that is seen then, towards the side one looks to. */
const CHIN_TURNED = 7;
const EAR_TURNED = -37;
const EARRING = '#ffe7a6';

export function drawHead(figure: Figure): void {
  const { drawing, shade, facePaint, turn } = figure;
  if (turn === 0) {
    drawEar(figure, -1, 47);
    drawEar(figure, 1, 47);
  }
  const outline = outlineOf(figure);
  drawing.path(outline, { fill: facePaint });
  const shadow = drawing.linear([
    [0, shade, 0.75],
    [1, shade, 0],
  ]);
  drawing.group({ clip: drawing.clip(outline) }, () => {
    drawing.path(path`M-50 -30C-50 -76 50 -76 50 -30L49 -14Q${turn * 10} 8 -49 -14Z`, { fill: shadow });
    if (turn !== 0) {
      drawFarCheek(figure);
    }
  });
  if (turn !== 0 && !hidesEars(figure.look.hair)) {
    drawEar(figure, turn, EAR_TURNED);
  }
}

interface FaceOutline {
  cheek: number;
  jaw: number;
  chin: number;
}

const OUTLINES: Record<FaceShape, FaceOutline> = {
  oval: { cheek: 41, jaw: 17, chin: 67 },
  round: { cheek: 45, jaw: 24, chin: 63 },
  square: { cheek: 45.5, jaw: 27, chin: 67 },
  long: { cheek: 39.5, jaw: 17, chin: 72 },
  heart: { cheek: 38, jaw: 10, chin: 67 },
};

/** Men's jaws are stronger, children's faces short and round. */
function faceOutlineOf({ look, female }: Figure): FaceOutline {
  const { cheek, jaw, chin } = OUTLINES[look.face ?? 'oval'];
  if (look.age === 'child') {
    return { cheek: 45, jaw: 24, chin: 62 };
  }
  return female ? { cheek: cheek - 0.5, jaw: jaw * 0.82, chin } : { cheek, jaw: jaw + 3, chin };
}

/** The whole face without ears and hair. */
export function outlineOf(figure: Figure): PathData {
  const { turn } = figure;
  const { cheek, jaw, chin } = faceOutlineOf(figure);
  if (turn === 0) {
    return path`M-47 -22C-49 20 ${-cheek} 42 ${-jaw} ${chin - 9}Q0 ${chin + 1} ${jaw} ${chin - 9}C${cheek} 42 49 20 47 -22C46 -78 -46 -78 -47 -22Z`;
  }
  const at = (x: number) => turn * x;
  const full = cheek - 41;
  const far = CHIN_TURNED + jaw * 0.78;
  const near = CHIN_TURNED - jaw * 1.15;
  const round = 43.5 + full * 0.4;
  // From the near temple down the jaw, round the chin, up the far cheek into the hollow of the eye, over the brow.
  return path`M${at(-46)} -22C${at(-47)} 14 ${at(-36 - full)} 42 ${at(near)} ${chin - 8}Q${at(CHIN_TURNED)} ${chin + 1} ${at(far)} ${chin - 9}C${at(33 + full)} 45 ${at(round)} 34 ${at(round)} 20C${at(round)} 9 ${at(40.5)} 6 ${at(40.5)} -3C${at(40.5)} -12 ${at(44)} -14 ${at(44)} -24C${at(43)} -78 ${at(-44)} -78 ${at(-46)} -22Z`;
}

/** The far side of a turned face lies in a soft shade. */
function drawFarCheek({ drawing, shade, turn }: Figure): void {
  const at = (x: number) => turn * x;
  drawing.path(path`M${at(60)} -40H${at(41)}Q${at(34)} 30 ${at(20)} 70H${at(60)}Z`, { fill: shade, opacity: 0.22 });
}

function drawEar({ drawing, skin, shade, female, look }: Figure, side: number, x: number): void {
  drawing.ellipse(side * x, 11, 8, 13.5, { fill: mix(skin, shade, 0.5) });
  drawing.path(path`M${side * (x + 2)} 3Q${side * (x - 5)} 8 ${side * x} 18`, {
    stroke: darker(shade, 0.12),
    width: 1.8,
    opacity: 0.7,
  });
  if (female && look.age !== 'child') {
    drawing.circle(side * x, 27, 3.6, { fill: EARRING });
  }
}

/** Lines of an old face; drawn in the bend of the head. */
export function drawWrinkles({ drawing, shade }: Figure): void {
  const stroke = darker(shade, 0.18);
  drawing.path(path`M-19 27Q-28 36 -24 48M19 27Q28 36 24 48`, { stroke, width: 2, opacity: 0.8 });
  drawing.path(path`M-33 22Q-24 27 -13 23M33 22Q24 27 13 23`, { stroke, width: 1.7, opacity: 0.75 });
  drawing.path(path`M-37 8L-43 5M-37 12L-43 14M37 8L43 5M37 12L43 14`, { stroke, width: 1.5, opacity: 0.7 });
  drawing.path(path`M-17 -31Q0 -34 17 -31M-13 -25Q0 -28 13 -25`, { stroke, width: 1.6, opacity: 0.5 });
}
