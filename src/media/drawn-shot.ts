import { actingOf } from '../art/gesture.js';
import { type CastMember, type DrawnScene, type Shoulder } from '../art/look.js';
import { breathAt, isBlinking, mannersOf, mouthAt, phaseOf, turnOf } from './acting.js';
import { cropped, legible } from './backdrop.js';
import { type CameraPose, type Plane, STAGE, type View, cameraPose, project, viewOf } from './camera.js';
import { type Framing, type Standing, frameShot, showsFeet } from './framing.js';
import { type Layer } from './layers.js';
import { ParticleField } from './particles.js';
import { type PersonRasters, type SetRasters, buildOf, personRasters, setRasters } from './scene-rasters.js';
import { type Screen } from './screen.js';
import { type ShotLook, type ShotPainter, drawLayer } from './shot-painter.js';
import { shadow } from './soft-disc.js';
import { shoulderLayer } from './shoulder-raster.js';
import { insertLayer } from './thing-rasters.js';
import { type RenderProfile, type ShotPicture } from './timeline.js';
import { framesOf, progressAt } from './transitions.js';

interface Actor {
  member: CastMember;
  standing: Standing;
  rasters: PersonRasters;
  phase: number;
  /** Of the shadow on the ground, in units of the drawing. */
  halfWidth: number;
}

const BACKDROP_BLUR = 5;
const INSERT_BLUR = 6;
const FACE_TO_CHIN = 66;
/** Tilting down and breathing out show a little more of a body than a still camera does. */
const SPARE_UNITS = 60;
/** Height of a grown-up in units of the drawing. */
const BODY_UNITS = 800;
/** The shadow at people's feet: half its width, how flat it lies and how far behind the toes its middle is. */
const SHADOW_HALF_WIDTH = 170;
const SHADOW_FLATNESS = 0.17;
const SHADOW_RISE = 10;

/** A shot of a drawn scene: planes that move against each other, and people who live. */
export class DrawnShot implements ShotPainter {
  private readonly profile: RenderProfile;
  private readonly shot: ShotPicture;
  private readonly view: View;
  private readonly framing: Framing;
  private readonly set: SetRasters;
  private readonly actors: Actor[];
  private readonly shoulder: Foreground | null;
  /** What fills the picture where nobody is. */
  private readonly insert: Layer | null;
  /** What falls or drifts between us and the people, and what does so behind a window. */
  private readonly air: ParticleField[];
  private readonly airOutside: ParticleField[];
  private stillBackground: Uint8Array | null = null;

  constructor(profile: RenderProfile, shot: ShotPicture, scene: DrawnScene, look: ShotLook) {
    this.profile = profile;
    this.shot = shot;
    this.view = viewOf(profile);
    const cast = look === 'backdrop' ? [] : scene.cast;
    const positions = cast.map(({ position }) => position);
    this.framing = frameShot(shot, positions, cast.map(buildOf), this.view);
    const thing = look === 'backdrop' ? undefined : scene.thing;
    const shoulder = look === 'backdrop' ? undefined : scene.shoulder;
    this.insert = thing === undefined ? null : insertLayer(scene, thing, this.view);
    this.shoulder = shoulder === undefined ? null : foregroundOf(shoulder, this.view);
    const isNear = shot.size === 'close_up' && cast.length > 0;
    const hidesFore = look === 'backdrop' || isNear || this.insert !== null || this.shoulder !== null;
    const blur =
      look === 'backdrop' ? BACKDROP_BLUR : this.insert ? INSERT_BLUR : cast.length > 0 ? this.framing.blur : 0;
    const set = this.setOf(scene, blur, look);
    this.set = hidesFore ? { ...set, fore: null } : set;
    this.actors = this.actorsOf(cast, scene);
    const kinds = [this.set.particles, ...(scene.tone === 'wonder' ? (['sparks'] as const) : [])];
    const fields = kinds.map((kind) => new ParticleField(kind, scene.seed, profile, shot.size));
    this.air = fields.filter(({ isOutside }) => !isOutside);
    this.airOutside = fields.filter(({ isOutside }) => isOutside);
  }

  private setOf(scene: DrawnScene, blur: number, look: ShotLook): SetRasters {
    if (scene.backdrop === undefined || look === 'backdrop') {
      return setRasters(scene, this.view, blur);
    }
    const backdrop = legible(scene.set, scene.backdrop);
    const { far, mid, ...rest } = setRasters(scene, this.view, blur, backdrop.isMirrored);
    const seen = (layer: Layer): Layer => cropped(layer, backdrop, this.view);
    return { ...rest, far: seen(far), mid: mid && seen(mid) };
  }

  async prepare(): Promise<void> {
    // All rasters are there already.
  }

  paint(screen: Screen, frame: number): void {
    const pose = this.poseAt(frame);
    const seconds = frame / this.profile.fps;
    this.paintBackground(screen, pose, seconds);
    if (showsFeet(this.shot)) {
      this.paintShadows(screen, pose);
    }
    for (const actor of this.actors) {
      this.paintActor(screen, actor, pose, frame, seconds);
    }
    if (this.set.fore) {
      drawLayer(screen, this.set.fore, this.projection(pose, 'fore'));
    }
    this.paintNear(screen, pose);
    for (const field of this.air) {
      field.paint(screen, seconds);
    }
  }

  /** What is before the camera, nearer than people. */
  private paintNear(screen: Screen, pose: CameraPose): void {
    if (this.insert) {
      drawLayer(screen, this.insert, this.projection(pose, 'cast'));
    }
    if (this.shoulder) {
      const { layer, x, y, scale: unit } = this.shoulder;
      const { scale, offsetX, offsetY } = this.projection(pose, 'cast');
      drawLayer(screen, layer, { scale: unit * scale, offsetX: offsetX + x * scale, offsetY: offsetY + y * scale });
    }
  }

  close(): void {
    this.stillBackground = null;
  }

  /** Where nobody is, a still camera comes closer unnoticeably: a frozen film looks broken. */
  private poseAt(frame: number): CameraPose {
    const progress = progressAt(this.shot, frame);
    const pose = cameraPose(this.shot.camera, progress, this.view, framesOf(this.shot));
    return this.drifts ? { ...pose, zoom: 1.03 + 0.04 * progress } : pose;
  }

  private get drifts(): boolean {
    return this.shot.camera === 'static' && this.actors.length === 0;
  }

  private paintBackground(screen: Screen, pose: CameraPose, seconds: number): void {
    if (this.shot.camera !== 'static' || this.drifts || this.airOutside.length > 0) {
      this.paintSet(screen, pose, seconds);
      return;
    }
    if (this.stillBackground) {
      screen.load(this.stillBackground);
    } else {
      this.paintSet(screen, pose, seconds);
      this.stillBackground = screen.bytes.slice();
    }
  }

  /** Out of focus the set is one layer: then nothing passes behind it. */
  private paintSet(screen: Screen, pose: CameraPose, seconds: number): void {
    drawLayer(screen, this.set.far, this.projection(pose, 'far'));
    if (this.set.mid) {
      for (const field of this.airOutside) {
        field.paint(screen, seconds);
      }
      drawLayer(screen, this.set.mid, this.projection(pose, 'mid'));
    }
  }

  private paintActor(screen: Screen, actor: Actor, pose: CameraPose, frame: number, seconds: number): void {
    const { member, standing, rasters, phase } = actor;
    const { scale, offsetX, offsetY } = this.projection(pose, 'cast');
    const unit = standing.scale * scale;
    const { stretch, sway } = breathAt(phase, seconds);
    const { base, blink, mouths, soleY } = rasters;
    // Shifted and stretched, never rotated: a rotated picture costs twice as much to draw.
    const body = {
      scale: unit,
      offsetX: offsetX + standing.x * scale + (showsFeet(this.shot) ? 0 : sway * BODY_UNITS * unit),
      offsetY: offsetY + standing.footY * scale - soleY * unit * stretch,
    };
    const mouth = mouths[mouthAt(member.name, this.shot.lines, frame)];
    const layers = [base, ...(mouth ? [mouth] : []), ...(isBlinking(phase, seconds) ? [blink] : [])];
    for (const layer of layers) {
      drawLayer(screen, layer, body, stretch);
    }
  }

  /** Where people stand the ground is darker: without it they float. */
  private paintShadows(screen: Screen, pose: CameraPose): void {
    const { scale, offsetX, offsetY } = this.projection(pose, 'cast');
    for (const { standing, halfWidth } of this.actors) {
      const unit = standing.scale * scale;
      const x = offsetX + standing.x * scale;
      const y = offsetY + standing.footY * scale - SHADOW_RISE * unit;
      const reach = halfWidth * unit;
      const depth = reach * SHADOW_FLATNESS;
      screen.draw(shadow(), { x: x - reach, y: y - depth, width: reach * 2, height: depth * 2 });
    }
  }

  private projection(pose: CameraPose, plane: Plane): ReturnType<typeof project> {
    return project(pose, plane, this.view, this.framing.focus);
  }

  private actorsOf(cast: CastMember[], scene: DrawnScene): Actor[] {
    const { standings } = this.framing;
    const manners = mannersOf(cast, scene.seed);
    const actors = cast.map((member, index) => {
      const standing = standings[index] ?? { x: STAGE.width / 2, footY: STAGE.height, scale: 1 };
      const { scale } = standing;
      const build = buildOf(member);
      const soleY = build.chin + FACE_TO_CHIN;
      const lowest = soleY - (standing.footY - STAGE.height) / scale + SPARE_UNITS;
      const turn = turnOf(member, cast, this.shot.lines);
      const acting = actingOf(member.emotion, member.prop ?? null, this.shot.size, manners[index]);
      const pose = { turn, acting, scale: scale * this.view.pixelsPerUnit, lowest };
      const rasters = personRasters(member, scene, pose);
      const halfWidth = SHADOW_HALF_WIDTH * (member.look.age === 'child' ? 0.7 : 1);
      return { member, standing, rasters, phase: phaseOf(member.name), halfWidth };
    });
    // Who is nearer stands in front, and children before grown-ups.
    const heightOf = ({ member }: Actor): number => buildOf(member).headTop;
    const nearnessOf = ({ member }: Actor): number => member.nearness ?? 1;
    return actors.sort((one, other) => nearnessOf(one) - nearnessOf(other) || heightOf(other) - heightOf(one));
  }
}

/** Somebody from behind: where the middle of the head is on the stage, and how large. */
interface Foreground {
  layer: Layer;
  x: number;
  y: number;
  scale: number;
}

/** Larger than who is seen, half outside the picture; a narrow one leaves less room. */
function foregroundOf({ look, side }: Shoulder, view: View): Foreground {
  const isNarrow = view.width < STAGE.height;
  const scale = isNarrow ? 2.1 : 2.9;
  const inside = isNarrow ? 14 : 150;
  const x = STAGE.width / 2 + side * (view.width / 2 - inside);
  return { layer: shoulderLayer(look, scale, view), x, y: STAGE.height * 0.52, scale };
}
