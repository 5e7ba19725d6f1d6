import { jest } from '@jest/globals';
import sharp from 'sharp';
import { ModelRegistry } from '../../src/ai/model-registry.js';
import {
  ImageModel,
  type Call,
  type GenerationStatus,
  type Picture,
  type PictureRequest,
  type Started,
} from '../../src/ai/ports.js';

/** What a `TestPainter` may give in place of a picture. */
export type BadPicture = 'blank' | 'broken';

/** An image model in this process: it looks at four references, takes its time, and gives bad pictures on demand. */
export class TestPainter extends ImageModel {
  readonly provider = 'openai';
  readonly model = 'gpt-image-1-mini';
  override readonly maxReferences: number = 4;
  /** What it was asked for, in order. */
  readonly requests: PictureRequest[] = [];
  /** What a picture of such a prompt is to be, the next time. */
  private readonly bad: { of: string; kind: BadPicture }[] = [];
  private readonly pictures: Picture[] = [];

  /** Makes it the image model of all servers that are started in this process from now on. */
  static configured(): TestPainter {
    const painter = new TestPainter();
    const { find } = ModelRegistry.prototype;
    jest.spyOn(ModelRegistry.prototype, 'find').mockImplementation(function (this: ModelRegistry, capability, id) {
      const isPainter = capability === 'image' && id.split(':', 1)[0] === painter.provider;
      return isPainter ? painter : find.call(this, capability, id);
    });
    return painter;
  }

  spoil(of: string, ...kinds: BadPicture[]): void {
    this.bad.push(...kinds.map((kind) => ({ of, kind })));
  }

  asked(of: string): PictureRequest[] {
    return this.requests.filter(({ prompt }) => prompt.includes(of));
  }

  async start(request: PictureRequest, _call: Call): Promise<Started<Picture>> {
    this.requests.push(request);
    const at = this.bad.findIndex(({ of }) => request.prompt.includes(of));
    const [bad] = at < 0 ? [] : this.bad.splice(at, 1);
    this.pictures.push({ kind: 'bytes', bytes: await paint(request, bad?.kind), mime: 'image/png', drawn: null });
    return { state: 'pending', operation: { id: String(this.pictures.length - 1) } };
  }

  async status({ id }: { id: string }): Promise<GenerationStatus<Picture>> {
    return { state: 'done', result: this.pictures[Number(id)] as Picture, costUsd: this.quote() };
  }

  async cancel(): Promise<number> {
    return 0;
  }

  quote(): number {
    return this.costOf({ pictures: 1 });
  }
}

/** Stripes of colours of their own. */
async function paint({ width, height, seed, prompt }: PictureRequest, bad?: BadPicture): Promise<Buffer> {
  if (bad === 'broken') {
    return Buffer.from('no picture');
  }
  const [hue, number] = [seed % 360, prompt.length % 9];
  const stripes = Array.from({ length: 10 }, (_, index) => {
    const light = bad === 'blank' ? 50 : 10 + ((index * 37 + number * 10) % 80);
    return `<rect y="${index * 10}%" width="100%" height="11%" fill="hsl(${hue},60%,${light}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${stripes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
