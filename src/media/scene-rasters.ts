import { type Canvas } from '@napi-rs/canvas';
import { boxOf, drawCharacter } from '../art/character.js';
import { type Box } from '../art/drawing.js';
import { type Turn } from '../art/figure.js';
import { type Acting } from '../art/gesture.js';
import { type CastMember, type DrawnScene } from '../art/look.js';
import { lightIn } from '../art/palette.js';
import { drawSet } from '../art/set.js';
import { type Particles } from '../art/stage.js';
import { mirroredLayer } from './backdrop.js';
import { STAGE, type View, panTravel } from './camera.js';
import { type Build } from './framing.js';
import { type Layer, blurred, layerBytes, layerOf, raster, relight } from './layers.js';
import { RasterCache } from './raster-cache.js';
import { lightEdges } from './rim-light.js';
import { grade, gradeOf } from './tone.js';

/** Bitmaps of sets and people, kept between the shots that a render process draws. */

export interface SetRasters {
  far: Layer;
  mid: Layer | null;
  fore: Layer | null;
  particles: Particles;
}

export interface PersonRasters {
  base: Layer;
  blink: Layer;
  mouths: Layer[];
  /** y of the soles in the drawing's units. */
  soleY: number;
}

/** Pixels drawn per pixel shown at zoom 1: near planes grow up to 1.25 times. */
const OVERSAMPLING = 1.1;
/** A few scenes of sets, and the people of one in all their moods. */
const SETS_LIMIT_BYTES = 28 * 1024 * 1024;
const PEOPLE_LIMIT_BYTES = 32 * 1024 * 1024;
const WHOLE_STAGE: Box = { x: 0, y: 0, ...STAGE };
const BELOW_SOLES = 10;
/** Reach of the hair (a bun) above and of the chin below the face's centre. */
const ABOVE_FACE = 112;
const BELOW_FACE = 66;

const sets = new RasterCache<SetRasters>(SETS_LIMIT_BYTES);
const people = new RasterCache<PersonRasters>(PEOPLE_LIMIT_BYTES);

export function buildOf(member: CastMember): Build {
  const box = boxOf(member.look);
  const soleY = box.y + box.height - BELOW_SOLES;
  return { headTop: soleY + ABOVE_FACE, chin: soleY - BELOW_FACE, nearness: member.nearness ?? 1 };
}

/** The set as it is, or out of focus in one soft layer (the foreground then stays sharp). */
export function setRasters(scene: DrawnScene, view: View, blur: number, isMirrored = false): SetRasters {
  const { set, time, weather, seed, tone } = scene;
  const key = JSON.stringify([set, time, weather, seed, tone, view, blur, isMirrored]);
  const draw = (): SetRasters =>
    isMirrored ? mirroredSet(setRasters(scene, view, blur)) : drawSetRasters(scene, view, blur);
  return sets.get(key, draw, setBytes);
}

function mirroredSet({ far, mid, fore, particles }: SetRasters): SetRasters {
  const inMirror = (layer: Layer | null): Layer | null => layer && mirroredLayer(layer);
  return { far: mirroredLayer(far), mid: inMirror(mid), fore: inMirror(fore), particles };
}

function drawSetRasters(scene: DrawnScene, view: View, blur: number): SetRasters {
  if (blur > 0) {
    const { far, mid, ...sharp } = setRasters(scene, view, 0);
    return { ...sharp, far: blurred(mid ? [far, mid] : [far], blur), mid: null };
  }
  const { far, mid, fore, particles } = drawSet(scene);
  const box = seenBox(view);
  const scale = view.pixelsPerUnit * OVERSAMPLING;
  const light = gradeOf(scene.tone, scene.time, 'set');
  const drawn = (document: string): Canvas => {
    const canvas = raster(document, scale, WHOLE_STAGE, box);
    grade(canvas, light);
    return canvas;
  };
  const layer = (document: string | null): Layer | null =>
    document === null ? null : layerOf(drawn(document), box, 'scattered');
  return {
    far: layerOf(drawn(far), box, 'whole'),
    mid: layer(mid),
    fore: layer(fore),
    particles,
  };
}

/** A portrait picture never sees the sides of the stage: they are not drawn. */
function seenBox(view: View): Box {
  const reach = Math.min(STAGE.width, Math.ceil(view.width + 4 * panTravel(view)));
  return { x: (STAGE.width - reach) / 2, y: 0, width: reach, height: STAGE.height };
}

/** How a person is to be drawn. */
export interface PersonPose {
  turn: Turn;
  acting: Acting;
  /** Pixels per unit of the drawing. */
  scale: number;
  /** Units below the face's centre down to which the person is seen. */
  lowest: number;
}

export function personRasters(member: CastMember, scene: DrawnScene, pose: PersonPose): PersonRasters {
  const { look, emotion } = member;
  const { turn, acting, scale, lowest } = pose;
  const bottom = Math.ceil(lowest / 20) * 20;
  const key = JSON.stringify([
    look,
    emotion,
    turn,
    acting,
    scene.set,
    scene.time,
    scene.weather,
    scene.tone,
    scale,
    bottom,
  ]);
  return people.get(
    key,
    () => drawPerson(member, scene, { turn, acting, scale: scale * OVERSAMPLING, lowest: bottom }),
    personBytes,
  );
}

function drawPerson({ look, emotion }: CastMember, scene: DrawnScene, pose: PersonPose): PersonRasters {
  const { turn, acting, scale, lowest } = pose;
  const { base, blink, mouths, box, faceBox } = drawCharacter(look, emotion, turn, acting);
  const light = lightIn(scene.set, scene.time, scene.weather);
  const tone = gradeOf(scene.tone, scene.time, 'people');
  const shown = { ...box, height: Math.min(box.height, lowest - box.y) };
  const lit = (document: string, whole: Box, part: Box, strength: number): Layer => {
    const canvas = raster(document, scale, whole, part);
    relight(canvas, light, strength);
    if (strength === 1) {
      lightEdges(canvas, scene.time, light.rim, scale);
    }
    grade(canvas, tone);
    return layerOf(canvas, part, 'trimmed');
  };
  return {
    base: lit(base, box, shown, 1),
    // Already in the light: overlays lie on skin that the gradients hardly touch.
    blink: lit(blink, faceBox, faceBox, 0.6),
    mouths: mouths.map((mouth) => lit(mouth, faceBox, faceBox, 0.6)),
    soleY: box.y + box.height - BELOW_SOLES,
  };
}

function setBytes({ far, mid, fore }: SetRasters): number {
  return layerBytes([far, mid, fore]);
}

function personBytes({ base, blink, mouths }: PersonRasters): number {
  return layerBytes([base, blink, ...mouths]);
}
