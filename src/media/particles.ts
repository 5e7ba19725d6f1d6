import { createCanvas } from '@napi-rs/canvas';
import { type Particles } from '../art/stage.js';
import { Random } from '../common/random.js';
import { type ShotSize } from '../common/vocabulary.js';
import { type Screen } from './screen.js';
import { bar, disc, puff, spark } from './soft-disc.js';
import { type Sprite, spriteOf } from './sprite.js';
import { type RenderProfile } from './timeline.js';

/** What floats in the air of a set (petals, dust, steam, rain, snow, fog) or passes its windows. Positions depend on seed and time only. */

/** Three fixed random numbers of a particle: where it starts, and what it is like. */
interface Mote {
  across: number;
  down: number;
  nature: number;
  index: number;
}

/** Of a set, or of the kind of film. */
type Air = Particles | 'sparks';
type Kind = Exclude<Air, 'none'>;
type Paint = (screen: Screen, mote: Mote, seconds: number, field: Field) => void;

interface Field {
  width: number;
  height: number;
  /** Size of things relative to a 720-line picture. */
  unit: number;
}

/** Over the cups before the camera; where whole people are seen they would hide their legs. */
const STEAM_PUFFS = 10;
const COUNTS: Record<Kind, number> = {
  petals: 34,
  dust: 34,
  steam: 30,
  rain: 150,
  snow: 80,
  fog: 4,
  passing: 22,
  sparks: 12,
};
const PAINTS: Record<Kind, Paint> = { petals, dust, steam, rain, snow, fog, passing, sparks };

export class ParticleField {
  private readonly kind: Air;
  private readonly motes: Mote[] = [];
  private readonly field: Field;

  /** Whether this belongs between the far and the middle layer, not before people. */
  get isOutside(): boolean {
    return this.kind === 'passing';
  }

  constructor(kind: Air, seed: number, profile: RenderProfile, size: ShotSize) {
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

  paint(screen: Screen, seconds: number): void {
    if (this.kind === 'none') {
      return;
    }
    const paint = PAINTS[this.kind];
    for (const mote of this.motes) {
      paint(screen, mote, seconds, this.field);
    }
  }
}

function petals(screen: Screen, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  const x = (cycle(across * 1.3 + seconds * (0.035 + 0.05 * nature), 1.2) - 0.1) * width;
  const y = (cycle(down + seconds * (0.06 + 0.07 * nature), 1.1) - 0.05) * height;
  const size = (4 + nature * 7) * unit;
  const flutter = 0.5 + 0.5 * Math.abs(Math.sin(seconds * 2.3 + index));
  const turn = seconds * (1 + nature) + index;
  const petal = petalSprite(nature > 0.5 ? '#ffd3e0' : '#ffb5cb', turn, flutter);
  drawRound(screen, petal, x + Math.sin(seconds * 2 + index) * 14 * unit, y, size, size, 0.55 + 0.4 * nature);
}

function dust(screen: Screen, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  const x = cycle(across + seconds * 0.008 * (nature + 0.3), 1) * width;
  const y = cycle(down - seconds * 0.012 * (nature + 0.3), 1) * height;
  const opacity = (0.1 + 0.28 * nature) * (0.6 + 0.4 * Math.sin(seconds * 1.7 + index));
  const radius = (1 + nature * 2.4) * unit;
  drawRound(screen, disc('#ffe9c0'), x, y, radius, radius, opacity);
}

/** A few lights that wander upwards and breathe. */
function sparks(screen: Screen, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  const x = (cycle(across + Math.sin(seconds * (0.25 + 0.2 * nature) + index) * 0.03, 1.04) - 0.02) * width;
  const y = (cycle(down - seconds * (0.012 + 0.02 * nature), 1.08) - 0.04) * height;
  const breath = 0.55 + 0.45 * Math.sin(seconds * (0.9 + nature) + index * 1.7);
  const radius = (5 + nature * 9) * unit;
  drawRound(screen, spark(), x, y, radius, radius, (0.35 + 0.4 * nature) * breath);
}

/** Ten puffs over two cups, and warm specks of light behind them. */
function steam(screen: Screen, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  if (index < STEAM_PUFFS) {
    const age = cycle(seconds * 0.32 + across, 1);
    const radius = (14 + age * 30) * unit;
    const x = width * (index % 2 === 0 ? 0.335 : 0.665) + Math.sin(age * 4 + index) * 14 * unit;
    const opacity = 0.16 * Math.sin(Math.PI * age);
    drawRound(screen, puff(), x, height * (0.86 - age * 0.22), radius, radius * 2, opacity);
    return;
  }
  const radius = (6 + nature * 20) * unit;
  const x = cycle(across + seconds * 0.01, 1) * width;
  drawRound(screen, disc('#ffca8a'), x, down * height * 0.7, radius, radius, 0.08);
}

function snow(screen: Screen, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, down, nature, index } = mote;
  const sway = Math.sin(seconds * (0.6 + nature) + index) * 0.012;
  const x = (cycle(across + seconds * 0.012 + sway, 1.06) - 0.03) * width;
  const y = (cycle(down + seconds * (0.07 + 0.1 * nature), 1.06) - 0.03) * height;
  const radius = (2.5 + nature * 5) * unit * 1.6;
  drawRound(screen, puff(), x, y, radius, radius, 0.55 + 0.4 * nature);
}

/** Wide soft banks that drift through the lower half. */
function fog(screen: Screen, mote: Mote, seconds: number, { width, height }: Field): void {
  const { across, nature, index } = mote;
  const x = (cycle(across + seconds * (0.012 + 0.01 * nature), 1.8) - 0.4) * width;
  drawRound(screen, puff(), x, height * (0.45 + 0.14 * index), width * 0.55, height * 0.16, 0.26);
}

function rain(screen: Screen, { across, down, nature }: Mote, seconds: number, { width, height, unit }: Field): void {
  const fall = cycle(down + seconds * (1.5 + nature * 0.9), 1.2) - 0.1;
  const length = (22 + 26 * nature) * unit;
  const x = (across * 1.15 - 0.05 - fall * 0.06) * width;
  const drop = dropSprite();
  const scale = length / DROP.length;
  const place = { width: drop.picture.width * scale, height: drop.picture.height * scale };
  screen.draw(drop, { x: x - place.width, y: fall * height, ...place }, 0.42);
}

const POLES = 3;
const HEDGE = '#1c2a26';

/** Poles and bushes beside a railway line, smeared by the speed; the nearer, the faster. */
function passing(screen: Screen, mote: Mote, seconds: number, { width, height, unit }: Field): void {
  const { across, nature, index } = mote;
  // The whole landscape is as wide as a lying picture, also where an upright one shows the middle of it only.
  const span = Math.max(width, (height * 16) / 9) * 1.5;
  const isPole = index < POLES;
  const start = isPole ? index / POLES : across;
  const speed = isPole ? 0.62 : 0.3 + 0.3 * nature;
  const x = width / 2 + (cycle(start - seconds * speed, 1) - 0.5) * span;
  if (!isPole) {
    const length = (70 + 150 * nature) * unit;
    const y = height * (0.5 + 0.09 * nature);
    drawRound(screen, disc(HEDGE), x, y, length, (10 + 22 * nature) * unit, 0.2 + 0.22 * nature);
    return;
  }
  for (const [smear, opacity] of [
    [44, 0.14],
    [20, 0.34],
  ] as const) {
    screen.draw(bar(HEDGE), { x: x - (smear / 2) * unit, y: 0, width: smear * unit, height }, opacity);
  }
}

/** Of an ellipse around a point. */
function drawRound(
  screen: Screen,
  sprite: Sprite,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  opacity: number,
): void {
  screen.draw(sprite, { x: x - radiusX, y: y - radiusY, width: radiusX * 2, height: radiusY * 2 }, opacity);
}

const PETAL_SIDE = 24;
const TURNS = 16;
const FLUTTERS = 4;
const petalSprites = new Map<string, Sprite>();

/** A petal as it lies at this moment, its turn and width rounded: there are not many different ones. */
function petalSprite(colour: string, turn: number, flutter: number): Sprite {
  const step = cycle(Math.round((turn * TURNS) / Math.PI), TURNS);
  const width = Math.round(flutter * FLUTTERS) / FLUTTERS;
  const key = `${colour}/${step}/${width}`;
  let sprite = petalSprites.get(key);
  if (!sprite) {
    const canvas = createCanvas(PETAL_SIDE, PETAL_SIDE);
    const context = canvas.getContext('2d');
    const radius = PETAL_SIDE / 2;
    context.fillStyle = colour;
    context.beginPath();
    context.ellipse(radius, radius, radius, radius * 0.55 * width, (step * Math.PI) / TURNS, 0, 2 * Math.PI);
    context.fill();
    sprite = spriteOf(canvas);
    petalSprites.set(key, sprite);
  }
  return sprite;
}

/** A long drop; shorter ones are farther away. */
const DROP = { length: 48, slant: 0.13, width: 2.4 };
let drop: Sprite | null = null;

function dropSprite(): Sprite {
  if (!drop) {
    const canvas = createCanvas(Math.ceil(DROP.length * DROP.slant + DROP.width), DROP.length);
    const context = canvas.getContext('2d');
    context.strokeStyle = '#dfe9ff';
    context.lineWidth = DROP.width;
    context.beginPath();
    context.moveTo(canvas.width - DROP.width / 2, 0);
    context.lineTo(DROP.width / 2, DROP.length);
    context.stroke();
    drop = spriteOf(canvas);
  }
  return drop;
}

/** A remainder that is never negative. */
function cycle(value: number, length: number): number {
  return ((value % length) + length) % length;
}
