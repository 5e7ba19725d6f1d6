import { buildVoiceBank, hasVoiceRecordings } from '../src/offline/voice-bank.js';

/** Decodes the Mandarin voices once, so that the first line of the first film need not wait for it. */
const cacheDir = process.argv[2] ?? '.cache/voices';
if (hasVoiceRecordings()) {
  await buildVoiceBank(cacheDir);
  console.log(`Mandarin voices are ready in ${cacheDir}`);
} else {
  console.log('gcin-voice is not installed: Mandarin will be spoken by espeak-ng');
}
