import { createCanvas } from '@napi-rs/canvas';
import { type Overlay, cueAlpha, drawCue } from './captions.js';
import { cardAlpha, drawCard, drawHeading, drawLabel, headingAlpha } from './cards.js';
import { ClipShot } from './clip-shot.js';
import { DrawnShot } from './drawn-shot.js';
import { type MediaTools } from './ffmpeg.js';
import { StillShot } from './picture-shot.js';
import { type Screen, borrowScreen, returnScreen } from './screen.js';
import { type ShotLook, type ShotPainter } from './shot-painter.js';
import { type Sprite, spriteOf } from './sprite.js';
import { type ClipPlan, type Cue, type RenderProfile, type ShotPicture } from './timeline.js';
import { type Blend, blackAt, blendAt } from './transitions.js';
import { vignette } from './vignette.js';

/** A text ready to be laid over frames, its corner at even pixels. */
interface Inlay {
  sprite: Sprite;
  x: number;
  y: number;
}

interface TimedInlay {
  inlay: Inlay;
  alphaAt: (frame: number) => number;
}

/** A shot, and what its tone darkens: the one before keeps its own while it goes over into the next. */
interface EdgedShot {
  painter: ShotPainter;
  edges: Sprite;
}

/** Composes the frames of one clip, in order. */
export class Compositor {
  private readonly plan: ClipPlan;
  private readonly shot: EdgedShot;
  private readonly previous: EdgedShot | null;
  private readonly screen: Screen;
  private readonly inlays: TimedInlay[];
  private readonly label: Inlay | null;

  private constructor(plan: ClipPlan, shot: EdgedShot, previous: EdgedShot | null) {
    const { width, height } = plan.profile;
    this.plan = plan;
    this.shot = shot;
    this.previous = previous;
    this.inlays = inlaysOf(plan);
    const label = plan.label && drawLabel(plan.label.text, plan.profile);
    this.label = label && inlayOf(label);
    // Last: nobody would give it back if what comes before failed.
    this.screen = borrowScreen(width, height);
  }

  static async open(plan: ClipPlan, tools: MediaTools, signal: AbortSignal): Promise<Compositor> {
    const { profile, shot, transition, card } = plan;
    const shown = await openShot(profile, shot, { look: card ? 'backdrop' : 'plain', firstFrame: 0, tools, signal });
    let previous: EdgedShot | null = null;
    try {
      const options = { look: 'plain' as const, firstFrame: transition?.previous.frames ?? 0, tools, signal };
      previous = transition ? await openShot(profile, transition.previous, options) : null;
      return new Compositor(plan, shown, previous);
    } catch (error) {
      shown.painter.close();
      previous?.painter.close();
      throw error;
    }
  }

  /** The picture of a frame, until the next one is asked for. */
  async frame(frame: number): Promise<Screen> {
    await this.shot.painter.prepare(frame);
    const blend = blendAt(this.plan, frame);
    if (blend && this.previous) {
      await this.previous.painter.prepare(blend.previousFrame);
      this.paintBlend(this.previous, blend, frame);
    } else {
      this.paint(this.shot, frame);
    }
    this.layInlays(frame);
    return this.screen;
  }

  close(): void {
    this.shot.painter.close();
    this.previous?.painter.close();
    returnScreen(this.screen);
  }

  private paint({ painter, edges }: EdgedShot, frame: number): void {
    painter.paint(this.screen, frame);
    this.screen.lay(edges, 0, 0);
  }

  private paintBlend(previous: EdgedShot, blend: Blend, frame: number): void {
    const { screen } = this;
    if (blend.kind === 'fade') {
      const isFirstHalf = blend.amount < 0.5;
      if (isFirstHalf) {
        this.paint(previous, blend.previousFrame);
      } else {
        this.paint(this.shot, frame);
      }
      screen.darken(isFirstHalf ? blend.amount * 2 : 2 - blend.amount * 2);
      return;
    }
    this.paint(this.shot, frame);
    const incoming = screen.bytes.slice();
    this.paint(previous, blend.previousFrame);
    if (blend.kind === 'wipe') {
      screen.wipe(incoming, wipeEdge(blend.amount, screen));
    } else {
      screen.mix(incoming, blend.amount);
    }
  }

  private layInlays(frame: number): void {
    const { label } = this.plan;
    for (const { inlay, alphaAt } of this.inlays) {
      this.screen.lay(inlay.sprite, inlay.x, inlay.y, alphaAt(frame));
    }
    this.screen.darken(blackAt(this.plan, frame));
    // Above everything, the black of a fade included.
    if (this.label && label && frame < label.untilFrame) {
      this.screen.lay(this.label.sprite, this.label.x, this.label.y);
    }
  }
}

interface ShotOptions {
  look: ShotLook;
  firstFrame: number;
  tools: MediaTools;
  signal: AbortSignal;
}

async function openShot(profile: RenderProfile, shot: ShotPicture, options: ShotOptions): Promise<EdgedShot> {
  const { source } = shot;
  const edges = vignette(profile, source.kind === 'drawn' ? source.scene.tone : null);
  return { painter: await painterOf(profile, shot, options), edges };
}

async function painterOf(profile: RenderProfile, shot: ShotPicture, options: ShotOptions): Promise<ShotPainter> {
  const { source } = shot;
  switch (source.kind) {
    case 'drawn':
      return new DrawnShot(profile, shot, source.scene, options.look);
    case 'still':
      return StillShot.open(profile, shot, source.path, options.look);
    case 'clip':
      return ClipShot.open(profile, shot, source.path, options);
  }
}

function inlaysOf({ profile, card, heading, cues }: ClipPlan): TimedInlay[] {
  const all: { overlay: Overlay | null; alphaAt: (frame: number) => number }[] = [
    { overlay: card && drawCard(card, profile), alphaAt: (frame) => cardAlpha(profile, frame) },
    { overlay: heading ? drawHeading(heading, profile) : null, alphaAt: (frame) => headingAlpha(profile, frame) },
    ...cues.map((cue: Cue) => ({
      overlay: drawCue(cue, profile),
      alphaAt: (frame: number): number => cueAlpha(cue, frame),
    })),
  ];
  return all.flatMap(({ overlay, alphaAt }) => (overlay ? [{ inlay: inlayOf(overlay), alphaAt }] : []));
}

function inlayOf({ canvas, x, y }: Overlay): Inlay {
  const [shiftX, shiftY] = [x & 1, y & 1];
  const shifted = createCanvas(canvas.width + shiftX, canvas.height + shiftY);
  shifted.getContext('2d').drawImage(canvas, shiftX, shiftY);
  return { sprite: spriteOf(shifted), x: x - shiftX, y: y - shiftY };
}

/** The new picture comes in from the left behind a slanted edge. */
function wipeEdge(amount: number, { width, height }: Screen): (row: number) => number {
  const slant = Math.min(width, height) * 0.2;
  const edge = amount * (width + 2 * slant) - slant;
  return (row) => edge + slant - (2 * slant * row) / height;
}
