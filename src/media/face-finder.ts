import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { qcFile, qcPackage } from './qc-packages.js';
import { type ImageTensor, tensorflow, withTensor } from './tensorflow.js';

/** Finds faces that look at us, drawn ones as well: a quick network first, a thorough one where that finds none. */

interface Detection {
  score: number;
  box: { x: number; y: number; width: number; height: number };
}

interface FaceNetwork {
  loadFromDisk(folder: string): Promise<void>;
}

interface FaceApi {
  nets: { tinyFaceDetector: FaceNetwork; ssdMobilenetv1: FaceNetwork };
  detectAllFaces(picture: ImageTensor, options: object): PromiseLike<Detection[]>;
  TinyFaceDetectorOptions: new (options: { inputSize: number; scoreThreshold: number }) => object;
  SsdMobilenetv1Options: new (options: { minConfidence: number }) => object;
}

export interface Face {
  /** How sure the network is, 0 to 1. */
  score: number;
  /** Its height in parts of the picture's. */
  height: number;
}

const QUICK_SIDE = 416;
/**
 * How large a ground a picture is laid on, in its own widths and heights, and how wide that is in pixels. A face that nearly
 * fills its picture, as in an upright close-up, is not known for one; one of a sixth of it is.
 */
const GROUND = { wide: { across: 1.2, down: 1.2 }, upright: { across: 3.6, down: 1.6 } };
const GROUND_WIDTH = 1024;
const GROUND_COLOUR = '#777777';

export class FaceFinder {
  private readonly api: FaceApi;

  private constructor(api: FaceApi) {
    this.api = api;
  }

  static async load(): Promise<FaceFinder> {
    await tensorflow();
    const api = qcPackage<FaceApi>(qcFile('@vladmandic/face-api', 'dist/face-api.node-wasm.js'));
    const models = qcFile('@vladmandic/face-api', 'model');
    await api.nets.tinyFaceDetector.loadFromDisk(models);
    await api.nets.ssdMobilenetv1.loadFromDisk(models);
    return new FaceFinder(api);
  }

  quick(picture: Canvas, least: number): Promise<Face[]> {
    const { TinyFaceDetectorOptions } = this.api;
    return this.find(picture, new TinyFaceDetectorOptions({ inputSize: QUICK_SIDE, scoreThreshold: least }));
  }

  thorough(picture: Canvas, least: number): Promise<Face[]> {
    const { SsdMobilenetv1Options } = this.api;
    return this.find(picture, new SsdMobilenetv1Options({ minConfidence: least }));
  }

  private find(picture: Canvas, options: object): Promise<Face[]> {
    const { ground, shownHeight } = laidOut(picture);
    return withTensor(ground, async (tensor) => {
      const found = await this.api.detectAllFaces(tensor, options);
      return found.map(({ score, box }) => ({ score, height: box.height / shownHeight }));
    });
  }
}

function laidOut(picture: Canvas): { ground: Canvas; shownHeight: number } {
  const { width, height } = picture;
  const { across, down } = GROUND[height > width ? 'upright' : 'wide'];
  const scale = GROUND_WIDTH / (width * across);
  const ground = createCanvas(GROUND_WIDTH, Math.round(height * down * scale));
  const context = ground.getContext('2d');
  context.fillStyle = GROUND_COLOUR;
  context.fillRect(0, 0, ground.width, ground.height);
  context.imageSmoothingQuality = 'high';
  const [shownWidth, shownHeight] = [width * scale, height * scale];
  const [left, top] = [(ground.width - shownWidth) / 2, (ground.height - shownHeight) / 2];
  context.drawImage(picture, left, top, shownWidth, shownHeight);
  return { ground, shownHeight };
}
