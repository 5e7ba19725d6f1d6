import { type SKRSContext2D } from '@napi-rs/canvas';
import { type Particles } from '../art/stage.js';
import { Random } from '../common/random.js';
import { type ShotSize } from '../common/vocabulary.js';
import { puff } from './soft-disc.js';
import { type RenderProfile } from './timeline.js';

/** What floats in the air of a set: petals, dust, steam, rain, snow, fog. Positions depend on seed and time only. */

/** Three fixed random numbers of a particle: where it starts, and what it is like. */
interface Mote {
  across: number;
  down: number;
  nature: number;
  index: number;
}

type Kind = Exclude<Particles, 'none'>;
type Paint = (context: SKRSContext2D, mote: Mote, seconds: number, field: Field) => void;

interface Field {
  width: number;
  height: number;
  /** Size of things relative to a 720-line picture. */
  unit: number;
}

/** Over the cups before the camera; where whole people are seen they would hide their legs. */
const STEAM_PUFFS = 10;
const COUNTS: Record<Kind, number> = { petals: 34, dust: 34, steam: 30, rain: 110, snow: 80, fog: 4 };
const PAINTS: Record<Exclude<Kind, 'rain'>, Paint> = { petals, dust, steam, snow, fog };

export class ParticleField {
  private readonly kind: Particles;
  private readonly motes: Mote[] = [];
  private readonly field: Field;

  constructor(kind: Particles, seed: number, profile: RenderProfile, size: ShotSize) {
    this.kind = kind;
    this.field = {
      width: profile.width,
      height: profile.height,
      unit: Math.min(profile.width, profile.height) / 720,
    };
    const random = new Random(seed + 99);
    // Steam rises from cups on a table, which a close-up does not show.
    const count = kind === 'none' || (kind === 'steam' && size === 'close_up') ? 0 : COUNTS[kind];
    const first = kind === 'steam' && (size === 'full' || size === 'wide') ? STEAM_PUFFS : 0;
    for (let index = first; index < count; index++) {
      this.motes.push({ across: random.next(), down: random.next(), nature: random.next(), index });
    }
  }

  paint(context: SKRSContext2D, seconds: number): void {
    if (this.kind === 'none' || this.motes.length === 0) {
      return;
    }
    context.save();
    if (this.kind === 'rain') {
      rain(context, this.motes, seconds, this.field);
    } else {
      const paint = PAINTS[this.kind];
      for (const mote of this.motes) {
        paint(context, mote, seconds, this.field);
      }
    }
    context.restore();
  }
}

function petals(context: SKRSContext2D, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  const x = (cycle(across * 1.3 + seconds * (0.035 + 0.05 * nature), 1.2) - 0.1) * width;
  const y = (cycle(down + seconds * (0.06 + 0.07 * nature), 1.1) - 0.05) * height;
  const size = (4 + nature * 7) * unit;
  const flutter = 0.5 + 0.5 * Math.abs(Math.sin(seconds * 2.3 + index));
  context.globalAlpha = 0.55 + 0.4 * nature;
  context.fillStyle = nature > 0.5 ? '#ffd3e0' : '#ffb5cb';
  context.beginPath();
  const turn = seconds * (1 + nature) + index;
  context.ellipse(x + Math.sin(seconds * 2 + index) * 14 * unit, y, size, size * 0.55 * flutter, turn, 0, 2 * Math.PI);
  context.fill();
}

function dust(context: SKRSContext2D, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  const x = cycle(across + seconds * 0.008 * (nature + 0.3), 1) * width;
  const y = cycle(down - seconds * 0.012 * (nature + 0.3), 1) * height;
  context.globalAlpha = (0.1 + 0.28 * nature) * (0.6 + 0.4 * Math.sin(seconds * 1.7 + index));
  context.fillStyle = '#ffe9c0';
  context.beginPath();
  context.arc(x, y, (1 + nature * 2.4) * unit, 0, 2 * Math.PI);
  context.fill();
}

/** Ten puffs over two cups, and warm specks of light behind them. */
function steam(context: SKRSContext2D, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  if (index < STEAM_PUFFS) {
    const age = cycle(seconds * 0.32 + across, 1);
    const radius = (26 + age * 46) * unit;
    const x = width * (index % 2 === 0 ? 0.335 : 0.665) + Math.sin(age * 4 + index) * 14 * unit;
    context.globalAlpha = 0.28 * Math.sin(Math.PI * age);
    drawPuff(context, x, height * (0.86 - age * 0.22), radius, radius * 1.3);
    return;
  }
  context.globalAlpha = 0.08;
  context.fillStyle = '#ffca8a';
  context.beginPath();
  const x = cycle(across + seconds * 0.01, 1) * width;
  context.arc(x, down * height * 0.7, (6 + nature * 20) * unit, 0, 2 * Math.PI);
  context.fill();
}

function snow(context: SKRSContext2D, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  const sway = Math.sin(seconds * (0.6 + nature) + index) * 0.012;
  const x = (cycle(across + seconds * 0.012 + sway, 1.06) - 0.03) * width;
  const y = (cycle(down + seconds * (0.07 + 0.1 * nature), 1.06) - 0.03) * height;
  const radius = (2.5 + nature * 5) * unit;
  context.globalAlpha = 0.55 + 0.4 * nature;
  drawPuff(context, x, y, radius * 1.6, radius * 1.6);
}

/** Wide soft banks that drift through the lower half. */
function fog(context: SKRSContext2D, mote: Mote, seconds: number, { width, height }: Field): void {
  const { across, nature, index } = mote;
  const x = (cycle(across + seconds * (0.012 + 0.01 * nature), 1.8) - 0.4) * width;
  context.globalAlpha = 0.26;
  drawPuff(context, x, height * (0.45 + 0.14 * index), width * 0.55, height * 0.16);
}

/** All drops are one path: a stroke for each would cost ten times as much. */
function rain(context: SKRSContext2D, motes: Mote[], seconds: number, { width, height, unit }: Field): void {
  context.strokeStyle = '#dfe9ff';
  context.lineWidth = 1.6 * unit;
  context.globalAlpha = 0.34;
  context.beginPath();
  for (const { across, down, nature } of motes) {
    const fall = cycle(down + seconds * (1.5 + nature * 0.9), 1.2) - 0.1;
    const length = (22 + 26 * nature) * unit;
    const x = (across * 1.15 - 0.05 - fall * 0.06) * width;
    context.moveTo(x, fall * height);
    context.lineTo(x - length * 0.13, fall * height + length);
  }
  context.stroke();
}

function drawPuff(context: SKRSContext2D, x: number, y: number, radiusX: number, radiusY: number): void {
  context.drawImage(puff(), x - radiusX, y - radiusY, radiusX * 2, radiusY * 2);
}

/** A remainder that is never negative. */
function cycle(value: number, length: number): number {
  return ((value % length) + length) % length;
}
