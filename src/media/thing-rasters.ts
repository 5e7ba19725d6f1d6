import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { type Box } from '../art/drawing.js';
import { drawHeldThing, HELD_BOX } from '../art/held-thing.js';
import { drawLedge } from '../art/ledge.js';
import { type CharacterLook, type DrawnScene, type Holder, type Prop } from '../art/look.js';
import { lightIn } from '../art/palette.js';
import { drawThing, isLong, liesFlat, PROP_BOX } from '../art/prop.js';
import { STAGE, type View } from './camera.js';
import { measureAt } from './captions.js';
import { drawable, font } from './fonts.js';
import { type Layer, layerBytes, layerOf, raster, relight } from './layers.js';
import { RasterCache } from './raster-cache.js';
import { fit } from './text-layout.js';
import { grade, gradeOf } from './tone.js';

/** Bitmaps of a thing that fills a picture by itself. */

const OVERSAMPLING = 1.1;
/** What a camera on the move sees beyond the stage. */
const MARGIN = 130;
const LEDGE_Y = 0.6 * STAGE.height;
/** On what lies flat one looks down. */
const FLAT_LEDGE_Y = 0.46 * STAGE.height;
/** Where the thing touches the table; subtitles stand below. */
const TOUCH_Y = 0.735 * STAGE.height;
const MOST = { width: 700, height: 0.5 * STAGE.height };
/** Of a thing in a hand, and where its lower edge is. */
const HELD = { width: 420, height: 0.4 * STAGE.height };
const HELD_Y = 0.62 * STAGE.height;
/** The middle of a thing that lies flat, its depth in shares of its height, and how it is turned. */
const FLAT_Y = 0.7 * STAGE.height;
const FLAT_DEPTH = 0.5;
const FLAT_ANGLE = (-16 / 180) * Math.PI;
const THICKNESS = 8;
/** A message on the screen of a phone, in units of its drawing. */
const BUBBLE = { left: -16, top: -45, width: 24, height: 13 };
const LYING_ANGLE = (-87 / 180) * Math.PI;
/** The shadow's middle lies a little behind the front edge of what stands there. */
const TOUCH_DEPTH = 8;
/** Stage pixels per unit of a thing at most: drawings of the smallest would take hundreds of megabytes. */
const LARGEST_SCALE = 6.8;
/** A glow reaches so far beyond what is solid, in units of the drawing. */
const GLOW = 30;
const SOLID = 220;
/** Stars do not lie about. */
const FLOATING: readonly Prop[] = ['star', 'scale'];
/** Whose thing it is is not seen. */
const OWNER: CharacterLook = {
  ...{ sex: 'female', age: 'adult', hair: 'short', hairColor: '#222222', skin: 'fair', clothes: 'casual' },
  ...{ colors: ['#5a4a44', '#3c3f4a', '#8a4038'], glasses: false },
};

/** Each is drawn for its shot's picture, for the clip, and where the next one begins. */
const LIMIT_BYTES = 6 * 1024 * 1024;
const near = new RasterCache<Layer>(LIMIT_BYTES);
const bytesOfLayer = (layer: Layer): number => layerBytes([layer]);

/** The thing in the hand of who holds it, else on a table or a stone, in the light that falls on it. */
export function insertLayer(scene: DrawnScene, prop: Prop, view: View): Layer {
  const { set, time, weather, tone, holder } = scene;
  const key = JSON.stringify([set, time, weather, tone, holder?.name, holder?.look, prop, view]);
  return near.get(key, () => drawInsert(scene, prop, view), bytesOfLayer);
}

function drawInsert(scene: DrawnScene, prop: Prop, view: View): Layer {
  const perUnit = view.pixelsPerUnit * OVERSAMPLING;
  const left = (STAGE.width - view.width) / 2 - MARGIN;
  const box: Box = { x: left, y: 0, width: view.width + 2 * MARGIN, height: STAGE.height + MARGIN };
  const canvas = createCanvas(Math.round(box.width * perUnit), Math.round(box.height * perUnit));
  if (scene.holder && !isLong(prop)) {
    holdThing(canvas, { prop, holder: scene.holder }, view);
  } else {
    layThing(canvas, { scene, prop, box }, view);
  }
  relight(canvas, lightIn(scene.set, scene.time, scene.weather), 0.45);
  grade(canvas, gradeOf(scene.tone, scene.time, 'people'));
  return layerOf(canvas, box, 'trimmed');
}

function layThing(canvas: Canvas, { scene, prop, box }: { scene: DrawnScene; prop: Prop; box: Box }, view: View): void {
  const perUnit = view.pixelsPerUnit * OVERSAMPLING;
  const context = canvas.getContext('2d');
  const ledgeY = liesFlat(prop) ? FLAT_LEDGE_Y : LEDGE_Y;
  const ledge: Box = { x: box.x, y: ledgeY, width: box.width, height: box.height - ledgeY };
  context.drawImage(raster(drawLedge(scene, ledge), perUnit, ledge), 0, Math.round(ledgeY * perUnit));
  const isOld = scene.tone === 'gold';
  const { picture, solid } = thingPicture(prop, isOld ? { ...OWNER, clothes: 'hanfu' } : OWNER, view);
  const [middle, touch] = [canvas.width / 2, TOUCH_Y * perUnit];
  if (liesFlat(prop)) {
    layFlat(canvas, { picture, solid }, { x: middle, y: FLAT_Y * perUnit, perUnit });
    return;
  }
  layShade(canvas, { x: middle, y: touch, reach: solid.width * 0.62 });
  const lift = FLOATING.includes(prop) ? solid.height * 0.25 : 0;
  const x = middle - solid.x - solid.width / 2;
  const y = touch + TOUCH_DEPTH * perUnit - lift - solid.y - solid.height;
  context.drawImage(picture, Math.round(x), Math.round(y));
}

interface Picture {
  picture: Canvas;
  /** Where it is more than a glow. */
  solid: Box;
}

/** Seen from above at a slant: turned a little, shortened in depth, on its own shadow and as thick as it is. */
function layFlat(
  canvas: Canvas,
  { picture, solid }: Picture,
  { x, y, perUnit }: { x: number; y: number; perUnit: number },
): void {
  const context = canvas.getContext('2d');
  const draw = (image: Canvas, down: number): void => {
    context.save();
    context.translate(x, y + down * perUnit);
    context.scale(1, FLAT_DEPTH);
    context.rotate(FLAT_ANGLE);
    context.drawImage(image, -solid.x - solid.width / 2, -solid.y - solid.height / 2);
    context.restore();
  };
  const shade = toned(picture, '#000010');
  context.globalAlpha = 0.28;
  for (const down of [20, 16, 12]) {
    draw(shade, down);
  }
  context.globalAlpha = 1;
  const edge = toned(picture, '#00001080');
  for (let down = THICKNESS; down > 0; down -= 2) {
    draw(picture, down);
    draw(edge, down);
  }
  draw(picture, 0);
}

/** The same outline, under one colour. */
function toned(picture: Canvas, colour: string): Canvas {
  const canvas = createCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0);
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Large in the middle of the picture; the arm comes from below. */
function holdThing(canvas: Canvas, { prop, holder }: { prop: Prop; holder: Holder }, view: View): void {
  const perUnit = view.pixelsPerUnit * OVERSAMPLING;
  const size = solidBox(raster(drawThing(prop, holder.look), 1, PROP_BOX));
  const scale = scaleFor(size, HELD, view);
  const middle = (PROP_BOX.x - HELD_BOX.x + size.x + size.width / 2) * scale;
  const low = (PROP_BOX.y - HELD_BOX.y + size.y + size.height) * scale;
  const x = canvas.width / 2 - middle;
  const y = HELD_Y * perUnit - low;
  const seen = overlap(HELD_BOX, {
    x: HELD_BOX.x - x / scale,
    y: HELD_BOX.y - y / scale,
    width: canvas.width / scale,
    height: canvas.height / scale,
  });
  const picture = raster(drawHeldThing(prop, holder.look), scale, HELD_BOX, seen);
  const context = canvas.getContext('2d');
  context.drawImage(
    picture,
    Math.round(x + (seen.x - HELD_BOX.x) * scale),
    Math.round(y + (seen.y - HELD_BOX.y) * scale),
  );
  if (prop === 'phone') {
    drawMessage(context, holder.name, { x: x - HELD_BOX.x * scale, y: y - HELD_BOX.y * scale, scale });
  }
}

/** Of whom a phone speaks: the last message on its screen is a name. */
function drawMessage(
  context: SKRSContext2D,
  name: string,
  { x, y, scale }: { x: number; y: number; scale: number },
): void {
  const { left, top, width, height } = BUBBLE;
  const layout = { width: (width - 4) * scale, maxLines: 1, size: 7.5 * scale, smallest: 3 * scale };
  const { lines, size } = fit(drawable(name), layout, measureAt);
  const [line] = lines;
  if (line === undefined) {
    return;
  }
  context.save();
  context.fillStyle = '#ffffff';
  context.beginPath();
  context.roundRect(x + left * scale, y + top * scale, width * scale, height * scale, 3 * scale);
  context.fill();
  context.clip();
  context.textAlign = 'center';
  context.font = font(size);
  context.fillStyle = '#1d2433';
  context.fillText(line, x + (left + width / 2) * scale, y + (top + height / 2) * scale + size * 0.36);
  context.restore();
}

/** As large as there is room for. */
function thingPicture(prop: Prop, look: CharacterLook, view: View): Picture {
  const document = drawThing(prop, look);
  const size = solidBox(laid(document, prop, 1));
  const around = overlap(PROP_BOX, {
    x: PROP_BOX.x + size.x - GLOW,
    y: PROP_BOX.y + size.y - GLOW,
    width: size.width + 2 * GLOW,
    height: size.height + 2 * GLOW,
  });
  const picture = laid(document, prop, scaleFor(size, MOST, view), isLong(prop) ? PROP_BOX : around);
  return { picture, solid: solidBox(picture) };
}

function overlap(one: Box, other: Box): Box {
  const [x, y] = [Math.max(one.x, other.x), Math.max(one.y, other.y)];
  return {
    ...{ x, y },
    width: Math.min(one.x + one.width, other.x + other.width) - x,
    height: Math.min(one.y + one.height, other.y + other.height) - y,
  };
}

function scaleFor(size: Box, most: { width: number; height: number }, view: View): number {
  const width = Math.min(view.width * 0.62, most.width);
  return Math.min(width / size.width, most.height / size.height, LARGEST_SCALE) * view.pixelsPerUnit * OVERSAMPLING;
}

/** As it stands, or on its side. */
function laid(document: string, prop: Prop, scale: number, shown = PROP_BOX): Canvas {
  const canvas = raster(document, scale, PROP_BOX, shown);
  if (!isLong(prop)) {
    return canvas;
  }
  const side = Math.ceil(Math.hypot(canvas.width, canvas.height));
  const turned = createCanvas(side, side);
  const context = turned.getContext('2d');
  context.translate(side / 2, side / 2);
  context.rotate(LYING_ANGLE);
  context.drawImage(canvas, -canvas.width / 2, -canvas.height / 2);
  return turned;
}

function solidBox(canvas: Canvas): Box {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 4 + 3] ?? 0) > SOLID) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = y + 1;
      }
    }
  }
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** A soft light around the thing, and its shadow on the ground. */
function layShade(canvas: Canvas, { x, y, reach }: { x: number; y: number; reach: number }): void {
  const context = canvas.getContext('2d');
  const light = context.createRadialGradient(x, y - reach * 0.5, 0, x, y - reach * 0.5, reach * 1.9);
  light.addColorStop(0, '#fff4d84d');
  light.addColorStop(1, '#fff4d800');
  context.fillStyle = light;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.save();
  context.translate(x, y);
  context.scale(1, 0.16);
  const shadow = context.createRadialGradient(0, 0, 0, 0, 0, reach);
  shadow.addColorStop(0, '#000010b0');
  shadow.addColorStop(0.6, '#00001060');
  shadow.addColorStop(1, '#00001000');
  context.fillStyle = shadow;
  context.fillRect(-reach, -reach, reach * 2, reach * 2);
  context.restore();
}
