import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { qcFile, qcPackage } from './qc-packages.js';
import { type ImageTensor, tensorflow, withTensor } from './tensorflow.js';

/** How likely a picture shows what is not for everybody, by nsfwjs with its smallest model. */

interface Prediction {
  className: string;
  probability: number;
}

interface ModelJson {
  modelTopology: object;
  weightsManifest: { weights: object[] }[];
}

interface Model {
  classify(picture: ImageTensor): Promise<Prediction[]>;
}

interface Nsfw {
  load: (handler: { load: () => Promise<object> }, options: { size: number }) => Promise<Model>;
}

const SIDE = 224;
const NOT_FOR_ALL = ['Porn', 'Hentai'];

export class NudityJudge {
  private readonly model: Model;

  private constructor(model: Model) {
    this.model = model;
  }

  /** Its model's files are loaded here: by the package's own way to load them it takes 3.4 s and 700 MB. */
  static async load(): Promise<NudityJudge> {
    await tensorflow();
    const file = (name: string): string => qcFile('nsfwjs', `dist/models/mobilenet_v2/${name}.min.js`);
    const { modelTopology, weightsManifest } = qcPackage<ModelJson>(file('model'));
    const weights = Buffer.from(qcPackage<string>(file('group1-shard1of1')), 'base64');
    const parts = {
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(weights).buffer,
    };
    const { load } = qcPackage<Nsfw>('nsfwjs/core');
    return new NudityJudge(await load({ load: () => Promise.resolve(parts) }, { size: SIDE }));
  }

  /** 0 (harmless) to 1. */
  async score(picture: Canvas): Promise<number> {
    const small = createCanvas(SIDE, SIDE);
    const context = small.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, SIDE, SIDE);
    const predictions = await withTensor(small, (tensor) => this.model.classify(tensor));
    return predictions
      .filter(({ className }) => NOT_FOR_ALL.includes(className))
      .reduce((sum, { probability }) => sum + probability, 0);
  }
}
