import { type Footage, type FootageRequest, type Picture, type PictureRequest } from '../../src/ai/ports.js';
import { ReplicateImageModel, ReplicateVideoModel } from '../../src/ai/providers/replicate.provider.js';
import { generationContract, type GenerationRig } from '../contracts/generation.contract.js';
import { SECRET_WORDS } from '../contracts/vendor-rig.js';
import { ReplicateEmulator } from '../emulators/replicate.emulator.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const VIDEO = Buffer.from('not looked at here');
const POLL_MS = 5;

const picture = (): PictureRequest => ({
  prompt: SECRET_WORDS,
  location: 'a street',
  timeOfDay: 'night',
  weather: 'rain',
  shotSize: 'medium',
  characters: [],
  aspectRatio: '16:9',
  width: 1280,
  height: 720,
  seed: 7,
  references: [{ bytes: PNG, mime: 'image/png' }],
});

const footage = (): FootageRequest => ({
  prompt: SECRET_WORDS,
  image: { bytes: PNG, mime: 'image/png' },
  seconds: 4,
  aspectRatio: '9:16',
});

/** What is the same for all that it makes. */
async function rigOf() {
  const apiKey = `r8_${'0123456789abcdef'.repeat(2)}`;
  const server = await ReplicateEmulator.start({ apiKey, picture: PNG, video: VIDEO });
  return {
    ...{ server, apiKey },
    settings: { baseUrl: server.apiUrl, apiKey, pollMs: POLL_MS },
    kinds: { start: 'create', status: 'get', cancel: 'cancel', probe: 'account' },
    started: () => server.predictions.length,
    faults: { failure: { kind: 'failure' }, refused: { kind: 'refused' } },
  };
}

generationContract('FLUX on Replicate', async (): Promise<GenerationRig<PictureRequest, Picture>> => {
  const { settings, ...rig } = await rigOf();
  const model = (options = {}) => new ReplicateImageModel({ ...settings, ...options }, 'flux-2-dev');
  return { ...rig, request: picture, model };
});

generationContract('Stable Video on Replicate', async (): Promise<GenerationRig<FootageRequest, Footage>> => {
  const { settings, ...rig } = await rigOf();
  const model = (options = {}) => new ReplicateVideoModel({ ...settings, ...options }, 'svd-xt');
  return { ...rig, request: footage, model };
});

generationContract('any model on Replicate', async (): Promise<GenerationRig<FootageRequest, Footage>> => {
  const { settings, ...rig } = await rigOf();
  const model = (options = {}) => new ReplicateVideoModel({ ...settings, ...options }, 'bytedance/seedance-1-pro');
  return { ...rig, request: footage, model };
});
