import { ConfigError } from '../../common/environment.js';
import { JobError } from '../../common/errors.js';
import { catalogued, lengthFor } from '../model-catalogue.js';
import {
  ImageModel,
  VideoModel,
  type Call,
  type Footage,
  type FootageRequest,
  type GenerationStatus,
  type Operation,
  type Picture,
  type PictureRequest,
  type Started,
  type Usage,
} from '../ports.js';
import { isRecord } from '../provider.errors.js';
import {
  REPLICATE,
  ReplicatePredictions,
  SEEDS,
  type Prediction,
  type ReplicateServer,
  type Target,
} from './replicate-predictions.js';
import { footageInput, lengthOf, pictureInput, readModel, type OpenModel } from './replicate-schema.js';

type Painter = { target: Target; input: (request: PictureRequest, references: string[]) => object };

const flux = (name: string): Target => ({ official: `black-forest-labs/${name}` });
const PNG = { output_format: 'png' };
/** Fewer pixels are a preview, and the first FLUX has one size for those. */
const PREVIEW_PIXELS = 500_000;

const firstFlux = (name: string): Painter => ({
  target: flux(name),
  input: ({ prompt, aspectRatio, width, height, seed }) => ({
    prompt,
    aspect_ratio: aspectRatio,
    megapixels: width * height < PREVIEW_PIXELS ? '0.25' : '1',
    seed: seed % SEEDS,
    ...PNG,
  }),
});

/** Inputs by name: contract replicate.md §9. */
const PAINTERS: Record<string, Painter> = {
  'flux-2-dev': {
    target: flux('flux-2-dev'),
    input: ({ prompt, width, height, seed }, references) => ({
      prompt,
      ...(references.length > 0 ? { input_images: references } : {}),
      aspect_ratio: 'custom',
      width: inSteps(width),
      height: inSteps(height),
      seed: seed % SEEDS,
      ...PNG,
    }),
  },
  'flux-schnell': firstFlux('flux-schnell'),
  'flux-dev': firstFlux('flux-dev'),
  sdxl: {
    target: { version: '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc' },
    // Of the sizes that it has learned, those of our shape: in smaller ones it draws badly.
    input: ({ prompt, aspectRatio, seed }) => ({
      prompt,
      ...(aspectRatio === '16:9' ? { width: 1344, height: 768 } : { width: 768, height: 1344 }),
      apply_watermark: false,
      seed: seed % SEEDS,
    }),
  },
};

const STABLE_VIDEO: Target = { version: '3f0457e4619daac51203dedb472816fd4af51f3149fa7a9e0b5ffcf1b8172438' };

/** How many pictures Stable Video Diffusion makes, and what it calls that. */
const CAMERAS: Record<string, { frames: number; videoLength: string }> = {
  'svd-xt': { frames: 25, videoLength: '25_frames_with_svd_xt' },
  svd: { frames: 14, videoLength: '14_frames_with_svd' },
};

/** What most video models make, in seconds: reckoned with until a model's schema has been read. */
const USUAL_LENGTHS = [5, 10];

/** Pictures by FLUX or SDXL on Replicate, or by any model there that paints from words. */
export class ReplicateImageModel extends ImageModel {
  readonly provider = REPLICATE;
  override readonly maxReferences: number;
  private readonly predictions: ReplicatePredictions;
  private readonly openModel: OpenModels;

  constructor(
    server: ReplicateServer,
    readonly model: string,
  ) {
    super();
    expectName(model, PAINTERS, 'REPLICATE_IMAGE_MODEL');
    this.maxReferences = catalogued('image', REPLICATE, model).limits.maxReferences ?? 0;
    this.predictions = new ReplicatePredictions(server);
    this.openModel = new OpenModels(this.predictions, model);
  }

  quote(): number {
    return this.costOf({ pictures: 1 });
  }

  async start(request: PictureRequest, call: Call): Promise<Started<Picture>> {
    const painter = PAINTERS[this.model];
    if (painter === undefined) {
      const operation = await this.openModel.create((model) => pictureInput(model, request), call);
      return { state: 'pending', operation };
    }
    const used = request.references.slice(0, this.maxReferences);
    const references = await Promise.all(used.map((each) => this.predictions.uriOf(each, call.signal)));
    const operation = await this.predictions.create(painter.target, painter.input(request, references), call);
    return { state: 'pending', operation };
  }

  status(operation: Operation, signal: AbortSignal): Promise<GenerationStatus<Picture>> {
    return this.predictions.status(operation, () => null, signal);
  }

  cancel(operation: Operation, signal: AbortSignal): Promise<number | null> {
    return this.predictions.cancel(operation, signal);
  }

  override probe(signal: AbortSignal): Promise<void> {
    return this.predictions.probe(signal);
  }
}

/** Footage by Stable Video Diffusion on Replicate, from a picture alone, or by any video model there. */
export class ReplicateVideoModel extends VideoModel {
  readonly provider = REPLICATE;
  private readonly predictions: ReplicatePredictions;
  private readonly openModel: OpenModels;

  constructor(
    server: ReplicateServer,
    readonly model: string,
  ) {
    super();
    expectName(model, CAMERAS, 'REPLICATE_VIDEO_MODEL');
    this.predictions = new ReplicatePredictions(server);
    this.openModel = new OpenModels(this.predictions, model);
  }

  usageOf({ seconds }: Pick<FootageRequest, 'seconds'>): Usage {
    if (CAMERAS[this.model] !== undefined) {
      return { clips: 1, seconds: lengthFor(REPLICATE, this.model, seconds) };
    }
    const { known } = this.openModel;
    const usual = USUAL_LENGTHS.find((each) => each >= seconds) ?? seconds;
    return { clips: 1, seconds: known === null ? usual : lengthOf(known, seconds).seconds };
  }

  async start(request: FootageRequest, call: Call): Promise<Started<Footage>> {
    const { image, seconds } = request;
    const camera = CAMERAS[this.model];
    if (camera !== undefined && image === null) {
      throw new JobError('PROVIDER_REJECTED.picture', { provider: this.provider, args: { model: this.model } });
    }
    const picture = image && (await this.predictions.uriOf(image, call.signal));
    if (camera === undefined) {
      const operation = await this.openModel.create((model) => footageInput(model, request, picture), call);
      return { state: 'pending', operation };
    }
    const input = {
      input_image: picture,
      video_length: camera.videoLength,
      sizing_strategy: 'maintain_aspect_ratio',
      frames_per_second: Math.round(camera.frames / lengthFor(this.provider, this.model, seconds)),
    };
    return { state: 'pending', operation: await this.predictions.create(STABLE_VIDEO, input, call) };
  }

  status(operation: Operation, signal: AbortSignal): Promise<GenerationStatus<Footage>> {
    return this.predictions.status(operation, (prediction) => this.billOf(prediction), signal);
  }

  cancel(operation: Operation, signal: AbortSignal): Promise<number | null> {
    return this.predictions.cancel(operation, signal);
  }

  override probe(signal: AbortSignal): Promise<void> {
    return this.predictions.probe(signal);
  }

  /** A prediction repeats what was asked for: of a model with lengths to choose from, how long its film is. */
  private billOf({ input }: Prediction): number | null {
    const seconds = isRecord(input) ? Number.parseFloat(String(input.duration)) : NaN;
    return seconds > 0 ? this.costOf({ seconds }) : null;
  }
}

/** A model that its operator has named: what it takes is asked once, and again after it has refused something. */
class OpenModels {
  known: OpenModel | null = null;

  constructor(
    private readonly predictions: ReplicatePredictions,
    private readonly name: string,
  ) {}

  async create(inputFor: (model: OpenModel) => object, call: Call): Promise<Operation> {
    const model = this.known ?? readModel(this.name, await this.predictions.model(this.name, call.signal));
    this.known = model;
    try {
      return await this.predictions.create(model.target, inputFor(model), call);
    } catch (error) {
      const isRefused = error instanceof JobError && error.code === 'PROVIDER_REJECTED';
      this.known = isRefused ? null : this.known;
      throw error;
    }
  }
}

function expectName(name: string, known: object, variable: string): void {
  if (!Object.hasOwn(known, name) && !/^[a-z0-9][\w.-]*\/[a-z0-9][\w.-]*$/i.test(name)) {
    const names = Object.keys(known).join(', ');
    throw new ConfigError(`${variable} must be ${names} or the owner/name of a model on Replicate, not "${name}"`);
  }
}

/** FLUX.2 counts its pixels in steps. */
function inSteps(pixels: number): number {
  return Math.round(pixels / 32) * 32;
}
