import { type Footage, type FootageRequest } from '../../src/ai/ports.js';
import { PikaVideoModel } from '../../src/ai/providers/pika.provider.js';
import { RunwayVideoModel } from '../../src/ai/providers/runway.provider.js';
import { generationContract, type GenerationRig } from '../contracts/generation.contract.js';
import { SECRET_WORDS } from '../contracts/vendor-rig.js';
import { FalEmulator } from '../emulators/fal.emulator.js';
import { RunwayEmulator } from '../emulators/runway.emulator.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const VIDEO = Buffer.from('not looked at here');
const POLL_MS = 5;

const request = (): FootageRequest => ({
  prompt: SECRET_WORDS,
  image: { bytes: PNG, mime: 'image/png' },
  seconds: 4,
  aspectRatio: '9:16',
});

generationContract('Runway', async (): Promise<GenerationRig<FootageRequest, Footage>> => {
  const apiKey = `key_${'0123456789abcdef'.repeat(8)}`;
  const server = await RunwayEmulator.start({ apiKey, video: VIDEO });
  return {
    server,
    apiKey,
    request,
    model: (options) =>
      new RunwayVideoModel({ baseUrl: server.baseUrl, apiKey, pollMs: POLL_MS, ...options }, 'gen4_turbo'),
    kinds: { start: 'create', status: 'get', cancel: 'delete', probe: 'organization' },
    started: () => server.tasks.length,
    faults: { failure: { kind: 'failure' }, refused: { kind: 'refused' } },
  };
});

generationContract('Pika', async (): Promise<GenerationRig<FootageRequest, Footage>> => {
  const apiKey = '0f1e2d3c-aaaa-bbbb-cccc-0123456789ab:fedcba9876543210fedcba9876543210';
  const server = await FalEmulator.start({ apiKey, video: VIDEO });
  return {
    server,
    apiKey,
    request,
    model: (options) => new PikaVideoModel({ baseUrl: server.queueUrl, apiKey, pollMs: POLL_MS, ...options }),
    kinds: { start: 'submit', status: 'status', cancel: 'cancel', probe: 'status' },
    started: () => server.requests.length,
    faults: { failure: { kind: 'failure' }, refused: { kind: 'refused' } },
  };
});
