import { hashOf } from '../../common/random.js';
import { NARRATOR_VOICE } from '../../offline/voices.js';
import { type SpeechRequest } from '../ports.js';

/** Which of OpenAI's voices is whose: one each, in the order in which people are cast; the narrator has his own. */

const NARRATOR = 'fable';
const VOICES = {
  male: ['onyx', 'ash', 'echo', 'verse', 'cedar', 'ballad'],
  female: ['coral', 'shimmer', 'sage', 'marin', 'alloy', 'nova'],
  // Those that sound youngest; a cast of five women and more has them, too.
  child: ['nova', 'alloy'],
};
type Kind = keyof typeof VOICES;

/** The older models don't have these. */
const NEWER = ['verse', 'cedar', 'ballad', 'marin'];

/** A voice that is not one of ours goes to the vendor as it is, if it may know it. */
export function voiceFor(model: string, { id, sex }: Pick<SpeechRequest['voice'], 'id' | 'sex'>): string {
  const isKnown = (voice: string) => model.startsWith('gpt-') || !NEWER.includes(voice);
  if (id === NARRATOR_VOICE.id) {
    return NARRATOR;
  }
  const [, kind = sex, number] = /^(male|female|child)-(\d+)$/.exec(id) ?? [];
  if (number === undefined && (isElsewhere(model) || (isVendors(id) && isKnown(id)))) {
    return id;
  }
  const voices = VOICES[kind as Kind].filter(isKnown);
  const index = number === undefined ? hashOf(id) : Math.max(0, Number(number) - 1);
  return voices[index % voices.length] ?? NARRATOR;
}

/** Other servers have voices of their own; they mostly take OpenAI's names, too. */
function isElsewhere(model: string): boolean {
  return !/^(gpt-|tts-1)/.test(model);
}

function isVendors(id: string): boolean {
  return id === NARRATOR || Object.values(VOICES).flat().includes(id);
}
