import { readFileSync } from 'node:fs';

/** The functions of `kernels/planes.ts`, which says what they do; all arguments are numbers. */
interface Functions {
  drawPlane(...args: [...Target, ...Source, x: number, y: number, stepX: number, stepY: number, ...Rest]): void;
  layPlane(...args: [...Target, samples: number, alpha: number, stride: number, gain: number]): void;
  mixPlane(target: number, source: number, count: number, weight: number): void;
  levelPlane(target: number, count: number, level: number, weight: number): void;
  splitPixels(...args: [...Pixels, inset: number, width: number, height: number, ...Planes, ...Alpha]): void;
  joinPixels(pixels: number, width: number, height: number, ...planes: Planes): void;
}

type Target = [target: number, stride: number, columns: number, rows: number];
type Source = [samples: number, alpha: number, width: number, height: number];
type Rest = [gain: number, work: number];
type Pixels = [pixels: number, width: number, height: number];
type Planes = [luma: number, blue: number, red: number];
type Alpha = [luma: number, chroma: number];

const MODULE = new WebAssembly.Module(readFileSync(new URL('./planes.wasm', import.meta.url)));
const PAGE_BYTES = 65_536;
const ALIGNMENT = 64;

/** WebAssembly with a memory of its own, which grows as needed and is laid out by whoever uses it. */
export class Kernels {
  readonly functions: Functions;
  private readonly memory = new WebAssembly.Memory({ initial: 1 });

  constructor() {
    this.functions = new WebAssembly.Instance(MODULE, { env: { memory: this.memory } }).exports as unknown as Functions;
  }

  /** `length` bytes from `start`, as they are now: valid until the memory grows. */
  bytes(start: number, length: number): Uint8Array<ArrayBuffer> {
    const missing = start + length - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    }
    return new Uint8Array(this.memory.buffer, start, length);
  }
}

/** Addresses for pieces of these lengths, one behind the other, and the first one after them. */
export function layOut(start: number, lengths: number[]): { at: number[]; end: number } {
  let end = start;
  const at = lengths.map((length) => {
    const address = end;
    end = align(end + length);
    return address;
  });
  return { at, end };
}

export function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
