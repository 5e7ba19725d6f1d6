import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { type CastMember, SET_NAMES, type SetName, WEATHERS, type Weather } from '../src/art/look.js';
import { lookOf } from '../src/art/wardrobe.js';
import { type ShotSize, type TimeOfDay, TIMES_OF_DAY } from '../src/common/vocabulary.js';
import { DrawnShot } from '../src/media/drawn-shot.js';
import { borrowScreen, returnScreen } from '../src/media/screen.js';
import { font } from '../src/media/fonts.js';

/** Draws every set on contact sheets, so that one look tells what the offline renderer can show. */

interface Thumbnail {
  set: SetName;
  time: TimeOfDay;
  weather: Weather;
  size: ShotSize;
  cast: CastMember[];
  label: string;
}

interface Sheet {
  file: string;
  columns: number;
  width: number;
  height: number;
  thumbnails: Thumbnail[];
}

const SEED = 7;
const LABEL_PIXELS = 22;
const GAP_PIXELS = 6;
/** Drawn larger than shown, because a film is. */
const DRAWN_SCALE = 2;
const JPEG_QUALITY = 54;

const TWO_PEOPLE: CastMember[] = [
  { name: '林晚', look: lookOf({ name: '林晚', sex: 'female', age: 'young' }), emotion: 'happy', position: 0.34 },
  { name: '顾沉', look: lookOf({ name: '顾沉', sex: 'male', age: 'young' }), emotion: 'neutral', position: 0.66 },
];

const SHEETS: readonly Sheet[] = [
  {
    file: 'sets-times.jpg',
    columns: 4,
    width: 320,
    height: 180,
    thumbnails: SET_NAMES.flatMap((set) =>
      TIMES_OF_DAY.map((time) => ({
        ...{ set, time, weather: set === 'rainy_street' ? 'rain' : 'clear', size: 'wide', cast: [] },
        label: `${set}, ${time}`,
      })),
    ),
  },
  {
    file: 'sets-weathers.jpg',
    columns: 4,
    width: 320,
    height: 180,
    thumbnails: SET_NAMES.flatMap((set) =>
      WEATHERS.map((weather) => ({
        ...{ set, time: 'day', weather, size: 'full', cast: TWO_PEOPLE, label: `${set}, ${weather}` },
      })),
    ),
  },
  {
    file: 'sets-portrait.jpg',
    columns: 6,
    width: 180,
    height: 320,
    thumbnails: SET_NAMES.flatMap((set) => [
      { set, time: 'day', weather: 'clear', size: 'wide', cast: [], label: `${set}, day` },
      { set, time: 'night', weather: 'clear', size: 'medium', cast: TWO_PEOPLE, label: `${set}, night` },
    ]),
  },
];

function drawThumbnail({ width, height }: Sheet, { set, time, weather, size, cast }: Thumbnail): Canvas {
  const profile = { width: width * DRAWN_SCALE, height: height * DRAWN_SCALE, fps: 25 };
  const scene = { set, time, weather, seed: SEED, cast };
  const screen = borrowScreen(profile.width, profile.height);
  const shot = new DrawnShot(
    profile,
    { source: { kind: 'drawn', scene }, size, camera: 'static', frames: 1, tailFrames: 0, lines: [] },
    scene,
    'plain',
  );
  shot.paint(screen, 0);
  shot.close();
  const picture = screen.toCanvas();
  returnScreen(screen);
  return picture;
}

async function drawSheet(sheet: Sheet): Promise<Canvas> {
  const { columns, width, height, thumbnails } = sheet;
  const [stepX, stepY] = [width + GAP_PIXELS, height + LABEL_PIXELS];
  const canvas = createCanvas(columns * stepX + GAP_PIXELS, Math.ceil(thumbnails.length / columns) * stepY);
  const context = canvas.getContext('2d');
  context.fillStyle = '#16181d';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = font(13, 'regular');
  context.imageSmoothingQuality = 'high';
  for (const [index, thumbnail] of thumbnails.entries()) {
    const x = GAP_PIXELS + (index % columns) * stepX;
    const y = Math.floor(index / columns) * stepY;
    context.fillStyle = '#dfe3ea';
    context.fillText(thumbnail.label, x, y + LABEL_PIXELS - 7);
    context.drawImage(drawThumbnail(sheet, thumbnail), x, y + LABEL_PIXELS, width, height);
    // Bitmaps are given back between turns of the event loop only.
    await nextTurn();
  }
  return canvas;
}

const directory = process.argv[2] ?? 'docs/pictures';
await mkdir(directory, { recursive: true });
for (const sheet of SHEETS) {
  const bytes = await (await drawSheet(sheet)).encode('jpeg', JPEG_QUALITY);
  await writeFile(join(directory, sheet.file), bytes);
  console.log(`${join(directory, sheet.file)}: ${Math.round(bytes.length / 1000)} kB`);
}
