import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { BACK_BOX, drawBackView } from '../art/back-view.js';
import { type Box } from '../art/drawing.js';
import { drawLedge } from '../art/ledge.js';
import { type CharacterLook, type DrawnScene, type Prop } from '../art/look.js';
import { lightIn } from '../art/palette.js';
import { drawThing, liesDown, PROP_BOX } from '../art/prop.js';
import { STAGE, type View } from './camera.js';
import { type Layer, layerOf, raster, relight } from './layers.js';
import { grade, gradeOf } from './tone.js';

/** Bitmaps of what fills a picture by itself: a thing seen close, and somebody from behind at its edge. */

const OVERSAMPLING = 1.1;
/** What a camera on the move sees beyond the stage. */
const MARGIN = 130;
const LEDGE_Y = 0.6 * STAGE.height;
/** Where the thing touches the table; subtitles stand below. */
const TOUCH_Y = 0.735 * STAGE.height;
const MOST = { width: 700, height: 0.5 * STAGE.height };
const LYING_ANGLE = (-87 / 180) * Math.PI;
/** The shadow's middle lies a little behind the front edge of what stands there. */
const TOUCH_DEPTH = 8;
const SOLID = 220;
/** Stars do not lie about. */
const FLOATING: readonly Prop[] = ['star', 'scale'];
/** Whose thing it is is not seen. */
const OWNER: CharacterLook = {
  ...{ sex: 'female', age: 'adult', hair: 'short', hairColor: '#222222', skin: 'fair', clothes: 'casual' },
  ...{ colors: ['#5a4a44', '#3c3f4a', '#8a4038'], glasses: false },
};

/** The thing on a table or a stone, with its shadow and the light that falls on it. */
export function insertLayer(scene: DrawnScene, prop: Prop, view: View): Layer {
  const perUnit = view.pixelsPerUnit * OVERSAMPLING;
  const left = (STAGE.width - view.width) / 2 - MARGIN;
  const box: Box = { x: left, y: 0, width: view.width + 2 * MARGIN, height: STAGE.height + MARGIN };
  const canvas = createCanvas(Math.round(box.width * perUnit), Math.round(box.height * perUnit));
  const context = canvas.getContext('2d');
  const ledge: Box = { x: box.x, y: LEDGE_Y, width: box.width, height: box.height - LEDGE_Y };
  context.drawImage(raster(drawLedge(scene, ledge), perUnit, ledge), 0, Math.round(LEDGE_Y * perUnit));
  const isOld = scene.tone === 'gold';
  const { picture, solid } = thingPicture(prop, isOld ? { ...OWNER, clothes: 'hanfu' } : OWNER, view);
  const [middle, touch] = [canvas.width / 2, TOUCH_Y * perUnit];
  layShade(canvas, { x: middle, y: touch, reach: solid.width * 0.62 });
  const lift = FLOATING.includes(prop) ? solid.height * 0.25 : 0;
  const x = middle - solid.x - solid.width / 2;
  const y = touch + TOUCH_DEPTH * perUnit - lift - solid.y - solid.height;
  context.drawImage(picture, Math.round(x), Math.round(y));
  relight(canvas, lightIn(scene.set, scene.time, scene.weather), 0.45);
  grade(canvas, gradeOf(scene.tone, scene.time, 'people'));
  return layerOf(canvas, box, 'trimmed');
}

/** As large as there is room for; `solid` is where it is more than a glow. */
function thingPicture(prop: Prop, look: CharacterLook, view: View): { picture: Canvas; solid: Box } {
  const document = drawThing(prop, look);
  const size = solidBox(laid(document, prop, 1));
  const perUnit = view.pixelsPerUnit * OVERSAMPLING;
  const width = Math.min(view.width * 0.62, MOST.width);
  const scale = Math.min(width / size.width, MOST.height / size.height) * perUnit;
  const picture = laid(document, prop, scale);
  return { picture, solid: solidBox(picture) };
}

/** As it stands, or on its side. */
function laid(document: string, prop: Prop, scale: number): Canvas {
  const canvas = raster(document, scale, PROP_BOX);
  if (!liesDown(prop)) {
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

const SHOULDER_BLUR = 7;
const SHOULDER_LIGHT = { gain: [0.42, 0.42, 0.48], lift: [0, 0, 4] } as const;

/** Somebody from behind, out of focus: half the size is enough. `scale` are stage pixels per unit of the drawing. */
export function shoulderLayer(look: CharacterLook, scale: number, view: View): Layer {
  const perUnit = (scale * view.pixelsPerUnit) / 2;
  const sharp = raster(drawBackView(look), perUnit, BACK_BOX);
  const margin = SHOULDER_BLUR * 3;
  const canvas = createCanvas(sharp.width + 2 * margin, sharp.height + 2 * margin);
  const context = canvas.getContext('2d');
  context.filter = `blur(${SHOULDER_BLUR}px)`;
  context.drawImage(sharp, margin, margin);
  grade(canvas, SHOULDER_LIGHT);
  const around = margin / perUnit;
  const box = {
    x: BACK_BOX.x - around,
    y: BACK_BOX.y - around,
    width: canvas.width / perUnit,
    height: canvas.height / perUnit,
  };
  return layerOf(canvas, box, 'trimmed');
}
