import { type Bend, bentPath, bentShare } from './bend.js';
import { HEX_COLOUR } from './colour.js';

declare const pathMark: unique symbol;

/** Path data made by `path`, so that nothing but numbers is ever in it. */
export type PathData = string & { readonly [pathMark]: true };

/** `#rrggbb`, or what `linear` and `radial` of the same drawing returned. */
export type Paint = string;

/** Offset, colour and, where it is not opaque, opacity. */
export type Stop = [offset: number, colour: string, opacity?: number];

export interface Style {
  fill?: Paint;
  stroke?: Paint;
  /** Stroke width; lines have round ends. */
  width?: number;
  opacity?: number;
  /** Corner radius of a rectangle. */
  radius?: number;
}

export interface Placement {
  x?: number;
  y?: number;
  scale?: number;
  /** Draws right side left. */
  mirrored?: boolean;
  opacity?: number;
  clip?: Paint;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const PAINT_REFERENCE = /^url\(#p\d+\)$/;

export function rounded(value: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError('A drawing needs finite numbers');
  }
  return String(Math.round(value * 100) / 100);
}

/** SVG path data from a template in which only numbers are filled in. */
export function path(parts: TemplateStringsArray, ...numbers: number[]): PathData {
  return parts.reduce((data, part, index) => data + rounded(numbers[index - 1] ?? 0) + part) as PathData;
}

export function joined(pieces: readonly PathData[]): PathData {
  return pieces.join('') as PathData;
}

/** One SVG document in the making. Ids are counted per drawing: the same calls give the same bytes. */
export class Drawing {
  private readonly definitions: string[] = [];
  private readonly shapes: string[] = [];
  private count = 0;
  private bend: Bend | null = null;

  get isEmpty(): boolean {
    return this.shapes.length === 0;
  }

  /** A gradient over the painted shape's own box: downwards unless told otherwise. */
  linear(stops: readonly Stop[], x1 = 0, y1 = 0, x2 = 0, y2 = 1): Paint {
    const ends = attributes({ x1, y1, x2, y2 });
    return this.define((id) => `<linearGradient id="${id}"${ends}>${stopsOf(stops)}</linearGradient>`);
  }

  radial(stops: readonly Stop[], cx = 0.5, cy = 0.5, r = 0.5): Paint {
    const circle = attributes({ cx, cy, r });
    return this.define((id) => `<radialGradient id="${id}"${circle}>${stopsOf(stops)}</radialGradient>`);
  }

  /** A clip for `group`. */
  clip(data: PathData): Paint {
    const bent = this.bentData(data);
    return this.define((id) => `<clipPath id="${id}"><path d="${bent}"/></clipPath>`);
  }

  path(data: PathData, style: Style): void {
    this.shapes.push(`<path d="${this.bentData(data)}"${styleOf(style)}/>`);
  }

  rect(x: number, y: number, width: number, height: number, style: Style): void {
    const left = this.bentX(x, y);
    const right = this.bentX(x + width, y);
    const box = attributes({ x: left, y, width: right - left, height, rx: style.radius });
    this.shapes.push(`<rect${box}${styleOf(style)}/>`);
  }

  circle(cx: number, cy: number, r: number, style: Style): void {
    if (this.bend) {
      this.ellipse(cx, cy, r, r, style);
      return;
    }
    this.shapes.push(`<circle${attributes({ cx, cy, r })}${styleOf(style)}/>`);
  }

  ellipse(cx: number, cy: number, rx: number, ry: number, style: Style): void {
    const bent = { cx: this.bentX(cx, cy), cy, rx: rx * this.bentWidth(cx, cy), ry };
    this.shapes.push(`<ellipse${attributes(bent)}${styleOf(style)}/>`);
  }

  /** A soft round light that fades to nothing at `radius`. */
  glow(x: number, y: number, radius: number, colour: string, opacity: number): void {
    const fill = this.radial([
      [0, colour, opacity],
      [0.35, colour, opacity * 0.38],
      [1, colour, 0],
    ]);
    this.circle(x, y, radius, { fill });
  }

  group(placement: Placement, draw: () => void): void {
    const { x = 0, y = 0, scale = 1, mirrored = false, opacity, clip } = placement;
    const across = scale * this.bentWidth(x, y) * (mirrored ? -1 : 1);
    const transform = `translate(${rounded(this.bentX(x, y))} ${rounded(y)}) scale(${rounded(across)} ${rounded(scale)})`;
    const clipping = clip === undefined ? '' : ` clip-path="${checkedPaint(clip)}"`;
    this.shapes.push(`<g transform="${transform}"${clipping}${attributes({ opacity })}>`);
    this.bent(null, draw);
    this.shapes.push('</g>');
  }

  /** Draws things turned aside: lines are bent, groups are moved and become narrower as a whole. */
  bent(bend: Bend | null, draw: () => void): void {
    const outer = this.bend;
    this.bend = bend;
    draw();
    this.bend = outer;
  }

  document({ x, y, width, height }: Box): string {
    const box = [x, y, width, height].map(rounded).join(' ');
    const size = attributes({ width, height });
    const definitions = this.definitions.length > 0 ? `<defs>${this.definitions.join('')}</defs>` : '';
    return `<svg xmlns="http://www.w3.org/2000/svg"${size} viewBox="${box}">${definitions}${this.shapes.join('')}</svg>`;
  }

  private bentData(data: PathData): string {
    return this.bend ? bentPath(this.bend, data) : data;
  }

  private bentX(x: number, y: number): number {
    return this.bend ? this.bend(x, y) : x;
  }

  private bentWidth(x: number, y: number): number {
    return this.bend ? bentShare(this.bend, x, y) : 1;
  }

  private define(element: (id: string) => string): Paint {
    this.count += 1;
    const id = `p${this.count}`;
    this.definitions.push(element(id));
    return `url(#${id})`;
  }
}

function attributes(values: Record<string, number | undefined>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${rounded(value)}"`))
    .join('');
}

function stopsOf(stops: readonly Stop[]): string {
  return stops
    .map(([offset, colour, opacity]) => {
      const numbers = attributes({ offset, 'stop-opacity': opacity });
      return `<stop stop-color="${checkedPaint(colour)}"${numbers}/>`;
    })
    .join('');
}

function styleOf({ fill, stroke, width, opacity }: Style): string {
  const paint = ` fill="${fill === undefined ? 'none' : checkedPaint(fill)}"`;
  const line =
    stroke === undefined ? '' : ` stroke="${checkedPaint(stroke)}" stroke-linecap="round" stroke-linejoin="round"`;
  return paint + line + attributes({ 'stroke-width': width, opacity });
}

/** Colours may come from a stored look: whatever is not a colour must not become markup. */
function checkedPaint(paint: Paint): Paint {
  if (!HEX_COLOUR.test(paint) && !PAINT_REFERENCE.test(paint)) {
    throw new RangeError('A drawing needs #rrggbb colours');
  }
  return paint;
}
