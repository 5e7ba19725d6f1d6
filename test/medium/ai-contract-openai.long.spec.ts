import { type Speech, type Transcript } from '../../src/ai/ports.js';
import { OpenAiSpeechModel } from '../../src/ai/providers/openai-speech.provider.js';
import { OpenAiTranscriptionModel } from '../../src/ai/providers/openai-transcription.provider.js';
import { wavHeader } from '../../src/common/wav.js';
import { answerContract, type AnswerRig } from '../contracts/answer.contract.js';
import { SECRET_WORDS } from '../contracts/vendor-rig.js';
import { OpenAiEmulator } from '../emulators/openai.emulator.js';

const KEY = `sk-proj-${'0123456789abcdef'.repeat(3)}`;
const SOUND = Buffer.concat([wavHeader(4800, 1), Buffer.alloc(9600)]);

for (const name of ['gpt-4o-mini-tts', 'tts-1']) {
  answerContract(`OpenAI, ${name}`, async (): Promise<AnswerRig<OpenAiSpeechModel>> => {
    const server = await OpenAiEmulator.start(KEY);
    return {
      server,
      apiKey: KEY,
      model: (options) => new OpenAiSpeechModel({ baseUrl: server.baseUrl, apiKey: KEY, ...options }, name),
      kind: 'speech',
      probe: 'models',
      ask: (model, call) =>
        model.generate(
          {
            text: SECRET_WORDS,
            language: 'zh',
            voice: { id: 'female-1', sex: 'female', pitch: 1, speed: 1 },
            emotion: 'sad',
            maxSeconds: 10,
          },
          call,
        ),
      check: (answer) => expect((answer as Speech).seconds).toBeGreaterThan(1),
      refused: { kind: 'refused' },
    };
  });
}

// Of the gpt-… models it is reckoned what they cost: they count tokens.
answerContract('OpenAI, whisper-1', async (): Promise<AnswerRig<OpenAiTranscriptionModel>> => {
  const server = await OpenAiEmulator.start(KEY);
  return {
    server,
    apiKey: KEY,
    model: (options) => new OpenAiTranscriptionModel({ baseUrl: server.baseUrl, apiKey: KEY, ...options }, 'whisper-1'),
    kind: 'transcriptions',
    probe: 'models',
    ask: (model, call) => model.generate({ bytes: SOUND, mime: 'audio/wav', language: 'en', seconds: 0.1 }, call),
    check: (answer) => expect((answer as Transcript).segments).toHaveLength(2),
    refused: { kind: 'refused' },
  };
});
