import { type Canvas, type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import { type Overlay, cueAlpha, drawCue } from './captions.js';
import { cardAlpha, drawCard, drawHeading, drawLabel, headingAlpha } from './cards.js';
import { ClipShot } from './clip-shot.js';
import { DrawnShot } from './drawn-shot.js';
import { type MediaTools } from './ffmpeg.js';
import { type Island } from './layers.js';
import { StillShot } from './picture-shot.js';
import { type ShotLook, type ShotPainter } from './shot-painter.js';
import { type ClipPlan, type Cue, type RenderProfile, type ShotPicture } from './timeline.js';
import { type Blend, blackAt, blendAt } from './transitions.js';
import { vignette } from './vignette.js';

interface TimedOverlay {
  overlay: Overlay;
  alphaAt: (frame: number) => number;
}

/** Composes the frames of one clip, in order. */
export class Compositor {
  private readonly plan: ClipPlan;
  private readonly shot: ShotPainter;
  private readonly previous: ShotPainter | null;
  private readonly canvas: Canvas;
  private readonly incoming: Canvas;
  private readonly edges: Island[];
  private readonly overlays: TimedOverlay[];
  private readonly label: Overlay | null;

  private constructor(plan: ClipPlan, shot: ShotPainter, previous: ShotPainter | null) {
    const { width, height } = plan.profile;
    this.plan = plan;
    this.shot = shot;
    this.previous = previous;
    this.canvas = createCanvas(width, height);
    this.incoming = createCanvas(width, height);
    this.edges = vignette(plan.profile);
    this.overlays = overlaysOf(plan);
    this.label = plan.label && drawLabel(plan.label.text, plan.profile);
  }

  static async open(plan: ClipPlan, tools: MediaTools, signal: AbortSignal): Promise<Compositor> {
    const { profile, shot, transition, card } = plan;
    const painter = await openShot(profile, shot, { look: card ? 'backdrop' : 'plain', firstFrame: 0, tools, signal });
    try {
      const options = { look: 'plain' as const, firstFrame: transition?.previous.frames ?? 0, tools, signal };
      const previous = transition ? await openShot(profile, transition.previous, options) : null;
      return new Compositor(plan, painter, previous);
    } catch (error) {
      painter.close();
      throw error;
    }
  }

  /** The picture of a frame, until the next one is asked for. */
  async frame(frame: number): Promise<Canvas> {
    const context = this.canvas.getContext('2d', { alpha: false });
    await this.shot.prepare(frame);
    const blend = blendAt(this.plan, frame);
    if (blend && this.previous) {
      await this.previous.prepare(blend.previousFrame);
      this.paintBlend(context, this.previous, blend, frame);
    } else {
      this.shot.paint(context, frame);
    }
    for (const { canvas: edge, x, y } of this.edges) {
      context.drawImage(edge, x, y);
    }
    this.paintOverlays(context, frame);
    return this.canvas;
  }

  close(): void {
    this.shot.close();
    this.previous?.close();
  }

  private paintBlend(context: SKRSContext2D, previous: ShotPainter, blend: Blend, frame: number): void {
    const { width, height } = this.plan.profile;
    if (blend.kind === 'fade') {
      const isFirstHalf = blend.amount < 0.5;
      if (isFirstHalf) {
        previous.paint(context, blend.previousFrame);
      } else {
        this.shot.paint(context, frame);
      }
      blacken(context, isFirstHalf ? blend.amount * 2 : 2 - blend.amount * 2, this.plan.profile);
      return;
    }
    previous.paint(context, blend.previousFrame);
    this.shot.paint(this.incoming.getContext('2d', { alpha: false }), frame);
    context.save();
    if (blend.kind === 'wipe') {
      clipToWipe(context, blend.amount, width, height);
    } else {
      context.globalAlpha = blend.amount;
    }
    context.drawImage(this.incoming, 0, 0);
    context.restore();
  }

  private paintOverlays(context: SKRSContext2D, frame: number): void {
    const { label, profile } = this.plan;
    for (const { overlay, alphaAt } of this.overlays) {
      paintOverlay(context, overlay, alphaAt(frame));
    }
    blacken(context, blackAt(this.plan, frame), profile);
    // Above everything, the black of a fade included.
    if (this.label && label && frame < label.untilFrame) {
      paintOverlay(context, this.label, 1);
    }
  }
}

async function openShot(
  profile: RenderProfile,
  shot: ShotPicture,
  options: { look: ShotLook; firstFrame: number; tools: MediaTools; signal: AbortSignal },
): Promise<ShotPainter> {
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

function overlaysOf({ profile, card, heading, cues }: ClipPlan): TimedOverlay[] {
  const all: { overlay: Overlay | null; alphaAt: (frame: number) => number }[] = [
    { overlay: card && drawCard(card, profile), alphaAt: (frame) => cardAlpha(profile, frame) },
    { overlay: heading ? drawHeading(heading, profile) : null, alphaAt: (frame) => headingAlpha(profile, frame) },
    ...cues.map((cue: Cue) => ({
      overlay: drawCue(cue, profile),
      alphaAt: (frame: number): number => cueAlpha(cue, frame),
    })),
  ];
  return all.filter((each): each is TimedOverlay => each.overlay !== null);
}

function paintOverlay(context: SKRSContext2D, { canvas, x, y }: Overlay, alpha: number): void {
  if (alpha > 0) {
    context.globalAlpha = alpha;
    context.drawImage(canvas, x, y);
    context.globalAlpha = 1;
  }
}

function blacken(context: SKRSContext2D, alpha: number, { width, height }: RenderProfile): void {
  if (alpha > 0) {
    context.globalAlpha = Math.min(1, alpha);
    context.fillStyle = '#000000';
    context.fillRect(0, 0, width, height);
    context.globalAlpha = 1;
  }
}

/** The new picture comes in from the left behind a slanted edge. */
function clipToWipe(context: SKRSContext2D, amount: number, width: number, height: number): void {
  const slant = Math.min(width, height) * 0.2;
  const edge = amount * (width + 2 * slant) - slant;
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(edge + slant, 0);
  context.lineTo(edge - slant, height);
  context.lineTo(0, height);
  context.closePath();
  context.clip();
}
