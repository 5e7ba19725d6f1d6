import { type Canvas } from '@napi-rs/canvas';
import { qcFile, qcPackage } from './qc-packages.js';

/** TensorFlow.js on WebAssembly, as far as it is used here. */

export interface ImageTensor {
  dispose(): void;
}

export interface Tensorflow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  enableProdMode(): void;
  browser: { fromPixels(pixels: { data: Uint8Array; width: number; height: number }): ImageTensor };
}

let started: Promise<Tensorflow> | undefined;

/** Once in a process: who loads it again gets the same, and so do the packages that stand on it. */
export function tensorflow(): Promise<Tensorflow> {
  started ??= start();
  return started;
}

async function start(): Promise<Tensorflow> {
  const tf = qcPackage<Tensorflow>('@tensorflow/tfjs');
  const wasm = qcPackage<{ setWasmPaths(folder: string): void; setThreadsCount(count: number): void }>(
    '@tensorflow/tfjs-backend-wasm',
  );
  wasm.setWasmPaths(`${qcFile('@tensorflow/tfjs-backend-wasm', 'dist')}/`);
  wasm.setThreadsCount(1);
  tf.enableProdMode();
  if (!(await tf.setBackend('wasm'))) {
    throw new Error('TensorFlow.js has no WebAssembly here');
  }
  await tf.ready();
  return tf;
}

/** Calls `look` with a picture as a tensor, which is gone afterwards. */
export async function withTensor<T>(picture: Canvas, look: (tensor: ImageTensor) => Promise<T>): Promise<T> {
  const { width, height } = picture;
  const { buffer } = picture.getContext('2d').getImageData(0, 0, width, height).data;
  const tensor = (await tensorflow()).browser.fromPixels({ data: new Uint8Array(buffer), width, height });
  try {
    return await look(tensor);
  } finally {
    tensor.dispose();
  }
}
