import { lighter } from './colour.js';
import { path } from './drawing.js';
import { type Figure } from './figure.js';
import { drawCurtainFringe, drawPartedFringe, drawShine, drawSweptFringe, drawTousledFringe } from './fringes.js';
import { type FaceShape } from './look.js';

/** Short cuts that go with a face: two men with the same length of hair are told apart by how it falls. */

type Cuts = Record<FaceShape, (figure: Figure) => void>;

const shining =
  (draw: (figure: Figure) => void): ((figure: Figure) => void) =>
  (figure) => {
    draw(figure);
    drawShine(figure);
  };

const SHORT_CUTS: Cuts = {
  square: shining(drawTousledFringe),
  oval: drawQuiff,
  long: shining(drawCommaFringe),
  round: drawSpikes,
  heart: shining(drawCurtainFringe),
};
const PARTINGS: Cuts = {
  square: drawCombedBack,
  oval: shining(drawPartedFringe),
  long: shining(drawCurtainFringe),
  round: shining(drawCommaFringe),
  heart: shining(drawSweptFringe),
};

/** Fashions are for grown men who are not old. */
const follows = ({ look, female }: Figure): boolean => !female && (look.age === 'young' || look.age === 'adult');

export function drawShortCut(figure: Figure): void {
  SHORT_CUTS[follows(figure) ? (figure.look.face ?? 'square') : 'square'](figure);
}

export function drawParting(figure: Figure): void {
  PARTINGS[follows(figure) ? (figure.look.face ?? 'oval') : 'oval'](figure);
}

/** Brushed up from the forehead. */
function drawQuiff({ drawing, hairPaint, hairDark }: Figure): void {
  drawing.path(
    path`M-51 4C-58 -26 -57 -54 -46 -68C-44 -92 -16 -110 12 -106C40 -104 60 -86 55 -60C58 -38 55 -14 51 4C50 -14 47 -28 40 -40C28 -48 12 -42 -4 -48C-18 -46 -32 -44 -41 -36C-47 -24 -50 -12 -51 4Z`,
    { fill: hairPaint },
  );
  drawing.path(path`M-34 -46Q-30 -78 -4 -94M-10 -50Q-4 -80 24 -92M16 -48Q24 -70 42 -78`, {
    stroke: hairDark,
    width: 3,
    opacity: 0.4,
  });
}

/** A lock that bends over one side of the forehead. */
function drawCommaFringe({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-52 6C-64 -56 -40 -96 4 -94C46 -92 64 -58 52 6C51 -14 48 -28 43 -40C38 -24 26 -12 8 -12C18 -20 20 -30 14 -40C4 -26 -16 -18 -36 -20C-32 -26 -32 -32 -30 -38C-44 -30 -49 -12 -52 6Z`,
    { fill: hairPaint },
  );
}

/** Short ends that stand up. */
function drawSpikes({ drawing, hairPaint }: Figure): void {
  drawing.path(
    path`M-51 4C-58 -28 -56 -50 -50 -62L-58 -72L-42 -77L-43 -93L-25 -89L-16 -105L-1 -94L15 -106L22 -90L40 -95L40 -79L56 -76L50 -62C57 -50 58 -28 51 4C50 -14 47 -26 42 -38L31 -27L21 -39L8 -28L-4 -40L-16 -28L-28 -39L-41 -33C-47 -24 -50 -14 -51 4Z`,
    { fill: hairPaint },
  );
}

/** Combed back: all of the forehead is free. */
function drawCombedBack({ drawing, hairPaint, hairDark, look }: Figure): void {
  drawing.path(
    path`M-51 2C-62 -54 -42 -93 2 -93C44 -93 62 -54 51 2C50 -16 47 -30 41 -46C30 -58 16 -52 0 -60C-16 -52 -30 -58 -41 -46C-47 -30 -50 -16 -51 2Z`,
    { fill: hairPaint },
  );
  drawing.path(path`M-32 -54Q-30 -74 -14 -90M-12 -58Q-10 -76 2 -91M12 -58Q14 -76 20 -90M30 -54Q34 -70 32 -82`, {
    stroke: hairDark,
    width: 2.6,
    opacity: 0.45,
  });
  drawing.path(path`M-22 -72Q0 -84 22 -72`, { stroke: lighter(look.hairColor, 0.5), width: 5, opacity: 0.22 });
}
