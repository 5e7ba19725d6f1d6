import { type RenderProfile } from './timeline.js';

/** Where on a contact sheet everything is: sums alone, without a canvas. */

export interface SheetLayout {
  columns: number;
  width: number;
  height: number;
  margin: number;
  headHeight: number;
  picture: { width: number; height: number };
  captionHeight: number;
  /** The top left corner of the picture with this index. */
  placeOf: (index: number) => { x: number; y: number };
}

/** Of a picture's longer side: the largest with which the sheet is not too large is taken. */
const SIDES = [480, 400, 320, 240, 160];
const MOST_SIDE = 8000;
/** As RGBA it is four times as many bytes. */
const MOST_PIXELS = 24_000_000;
/** Width to height of a sheet, as near as whole rows allow. */
const SHAPE = 1.4;
/** Room for a title over a single narrow picture. */
const LEAST_WIDTH = 560;

/** As many pictures as a sheet has room for. */
export const MOST_PICTURES = 1000;

export function sheetLayout(pictures: number, profile: RenderProfile): SheetLayout {
  const layouts = SIDES.map((side) => layoutOf(pictures, profile, side));
  const fitting = layouts.find(
    ({ width, height }) => Math.max(width, height) <= MOST_SIDE && width * height <= MOST_PIXELS,
  );
  return fitting ?? (layouts.at(-1) as SheetLayout);
}

function layoutOf(pictures: number, profile: RenderProfile, side: number): SheetLayout {
  const scale = side / Math.max(profile.width, profile.height);
  const picture = { width: Math.round(profile.width * scale), height: Math.round(profile.height * scale) };
  const gap = Math.round(side / 32);
  const captionHeight = Math.round(14 + side / 40);
  const margin = gap * 2;
  const [cellWidth, cellHeight] = [picture.width + gap, picture.height + captionHeight + gap];
  const wanted = Math.round(Math.sqrt((pictures * cellHeight * SHAPE) / cellWidth));
  const columns = Math.min(Math.max(1, wanted), Math.max(1, pictures));
  const gridWidth = columns * cellWidth - gap;
  const width = Math.max(LEAST_WIDTH, gridWidth + margin * 2);
  const headHeight = Math.round(Math.min(160, Math.max(72, width * 0.05)));
  const left = Math.round((width - gridWidth) / 2);
  return {
    ...{ columns, width, margin, headHeight, picture, captionHeight },
    height: headHeight + Math.ceil(pictures / columns) * cellHeight + margin,
    placeOf: (index) => ({
      x: left + (index % columns) * cellWidth,
      y: headHeight + Math.floor(index / columns) * cellHeight,
    }),
  };
}
