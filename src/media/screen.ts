import { type Canvas, ImageData, createCanvas } from '@napi-rs/canvas';
import { Kernels, align } from './kernels.js';
import { type Sprite, halved } from './sprite.js';

/** A rectangle of the picture, in pixels and parts of them. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Plane {
  index: 0 | 1 | 2;
  start: number;
  width: number;
  height: number;
  /** Pixels between two samples. */
  grain: 1 | 2;
  black: number;
}

/** Whole, where the kernels want a weight. */
const WHOLE = 256;
/** The kernels fetch sixteen samples at once. */
const SLACK_BYTES = 16;
/** The largest step from one pixel to the next at which no sample of a sprite is left out. */
const LARGEST_STEP = 2;
/** Of a table of columns and four rows, for each column. */
const WORK_BYTES = 14;
/** Of sprites, for each pixel of the frame: twice what a shot needs. */
const RESIDENT_PER_PIXEL = 27;

/**
 * A frame in the making: planes of YUV 4:2:0 in video range, composed by WebAssembly. That takes a fifth of what a canvas
 * of RGBA takes, and the encoder has nothing to convert (docs/decisions/0023).
 */
export class Screen {
  readonly width: number;
  readonly height: number;
  private readonly kernels = new Kernels();
  private readonly planes: Plane[];
  private readonly frameBytes: number;
  private readonly work: number;
  /** For another frame, and behind it for planes of sprites. */
  private readonly other: number;
  private readonly room: number;
  private readonly resident = new Map<Uint8Array, number>();
  private readonly end: number;
  private free: number;

  /** Both even. */
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const luma = width * height;
    const half = { width: width / 2, height: height / 2, grain: 2, black: 128 } as const;
    this.planes = [
      { index: 0, start: 0, width, height, grain: 1, black: 16 },
      { index: 1, start: luma, ...half },
      { index: 2, start: luma * 1.25, ...half },
    ];
    this.frameBytes = luma * 1.5;
    this.work = align(this.frameBytes);
    this.other = this.work + align(align(width) * WORK_BYTES + SLACK_BYTES);
    this.room = this.other + align(luma * 4);
    this.end = this.room + luma * RESIDENT_PER_PIXEL;
    this.free = this.room;
    this.kernels.bytes(0, this.room);
    this.darken(1);
  }

  /** The frame as the encoder reads it: Y, Cb, Cr. Valid until the next change. */
  get bytes(): Uint8Array {
    return this.kernels.bytes(0, this.frameBytes);
  }

  /** Takes a whole frame. */
  load(frame: Uint8Array): void {
    this.bytes.set(frame);
  }

  /** Draws a sprite's picture into `place`, smoothly between pixels; `opacity` from 0 to 1. */
  draw(sprite: Sprite, place: Place, opacity = 1): void {
    const stepX = sprite.picture.width / place.width;
    const stepY = sprite.picture.height / place.height;
    if (stepX > LARGEST_STEP || stepY > LARGEST_STEP) {
      this.draw(halved(sprite), place, opacity);
      return;
    }
    // The last pixel of a picture that ends fades out over the next one.
    const rim = sprite.alpha ? { x: 1 / stepX, y: 1 / stepY } : { x: 0, y: 0 };
    const left = clamp(2 * Math.floor((place.x - rim.x) / 2), this.width);
    const top = clamp(2 * Math.floor((place.y - rim.y) / 2), this.height);
    const columns = clamp(2 * Math.ceil((place.x + place.width + rim.x) / 2), this.width) - left;
    const rows = clamp(2 * Math.ceil((place.y + place.height + rim.y) / 2), this.height) - top;
    if (columns <= 0 || rows <= 0 || opacity <= 0) {
      return;
    }
    for (const plane of this.planes) {
      const { grain } = plane;
      // The middle of the first pixel (or of the first 2 × 2 pixels), seen from the sprite.
      const x = ((left + grain / 2 - place.x) * stepX + sprite.inset) / grain - 0.5;
      const y = ((top + grain / 2 - place.y) * stepY + sprite.inset) / grain - 0.5;
      const { samples, alpha, size } = this.source(sprite, plane);
      const target = this.target(plane, left, top, columns, rows);
      const steps = [x, y, stepX, stepY] as const;
      this.kernels.functions.drawPlane(...target, samples, alpha, ...size, ...steps, weight(opacity), this.work);
    }
  }

  /** Lays a transparent sprite down pixel on pixel, the corner of its picture at whole, even pixels. */
  lay(sprite: Sprite, x: number, y: number, opacity = 1): void {
    const left = clamp(x - sprite.inset, this.width);
    const top = clamp(y - sprite.inset, this.height);
    const columns = clamp(x - sprite.inset + sprite.width, this.width) - left;
    const rows = clamp(y - sprite.inset + sprite.height, this.height) - top;
    if (columns <= 0 || rows <= 0 || opacity <= 0) {
      return;
    }
    for (const plane of this.planes) {
      const { samples, alpha, size } = this.source(sprite, plane);
      const [stride] = size;
      const skipped = ((top - y + sprite.inset) * stride + left - x + sprite.inset) / plane.grain;
      const target = this.target(plane, left, top, columns, rows);
      this.kernels.functions.layPlane(...target, samples + skipped, alpha + skipped, stride, weight(opacity));
    }
  }

  /** Another frame of this size comes in, from 0 to 1. */
  mix(frame: Uint8Array, amount: number): void {
    this.kernels.bytes(this.other, this.frameBytes).set(frame);
    this.kernels.functions.mixPlane(0, this.other, this.frameBytes, weight(amount));
  }

  /** Takes from another frame of this size what lies left of the edge, which has a place in every row. */
  wipe(frame: Uint8Array, edgeAt: (row: number) => number): void {
    const { bytes } = this;
    for (const { start, width, height, grain } of this.planes) {
      for (let row = 0; row < height; row++) {
        const from = start + row * width;
        const edge = clamp(Math.round(edgeAt(row * grain) / grain), width);
        bytes.set(frame.subarray(from, from + edge), from);
      }
    }
  }

  /** Nearer to black, from 0 to 1. */
  darken(amount: number): void {
    if (amount <= 0) {
      return;
    }
    for (const { start, width, height, black } of this.planes) {
      this.kernels.functions.levelPlane(start, width * height, black, weight(amount));
    }
  }

  /** The frame as opaque RGBA. Valid until the next change. */
  get pixels(): Uint8Array<ArrayBuffer> {
    const { width, height } = this;
    const [luma = 0, blue = 0, red = 0] = this.planes.map(({ start }) => start);
    this.kernels.functions.joinPixels(this.other, width, height, luma, blue, red);
    return this.kernels.bytes(this.other, width * height * 4);
  }

  /** The frame as a canvas. */
  toCanvas(): Canvas {
    const { width, height } = this;
    const canvas = createCanvas(width, height);
    canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(this.pixels), width, height), 0, 0);
    return canvas;
  }

  private target({ start, width, grain }: Plane, left: number, top: number, columns: number, rows: number): Target {
    return [start + (top / grain) * width + left / grain, width, columns / grain, rows / grain];
  }

  /** Where a sprite's planes are, which stay for the next frames. */
  private source(sprite: Sprite, { index, grain }: Plane): { samples: number; alpha: number; size: [number, number] } {
    const samples = index === 0 ? sprite.luma : (sprite.chroma[index - 1] as Uint8Array);
    const alpha = (index === 0 ? sprite.alpha?.luma : sprite.alpha?.chroma) ?? null;
    // Both first: the second may not push out the first.
    const missing = [samples, alpha].filter((plane) => plane !== null && !this.resident.has(plane));
    const bytes = missing.reduce((sum, plane) => sum + align((plane?.length ?? 0) + SLACK_BYTES), 0);
    if (this.free + bytes > this.end) {
      this.resident.clear();
      this.free = this.room;
    }
    return {
      samples: this.addressOf(samples),
      alpha: alpha ? this.addressOf(alpha) : 0,
      size: [sprite.width / grain, sprite.height / grain],
    };
  }

  private addressOf(plane: Uint8Array): number {
    let address = this.resident.get(plane);
    if (address === undefined) {
      address = this.free;
      this.free += align(plane.length + SLACK_BYTES);
      this.kernels.bytes(address, this.free - address).set(plane);
      this.resident.set(plane, address);
    }
    return address;
  }
}

type Target = [target: number, stride: number, columns: number, rows: number];

const idle: Screen[] = [];
const IDLE_AT_MOST = 2;

/** A screen that nobody uses, with what it was last used for, or a new one: their memories are large. */
export function borrowScreen(width: number, height: number): Screen {
  const place = idle.findIndex((screen) => screen.width === width && screen.height === height);
  const [screen] = place < 0 ? [] : idle.splice(place, 1);
  return screen ?? new Screen(width, height);
}

export function returnScreen(screen: Screen): void {
  idle.push(screen);
  if (idle.length > IDLE_AT_MOST) {
    idle.shift();
  }
}

function weight(amount: number): number {
  return Math.round(clamp(amount, 1) * WHOLE);
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
