import { type Language } from '../common/vocabulary.js';
import { type ScriptKind } from './ports.js';
import { PROMPTS } from './prompts/prompt-book.js';

/** Which wording a task is put in: what was written for another one is not what this one would give. */
export function promptVersion(kind: ScriptKind, language: Language): string {
  return PROMPTS[kind][language].version;
}
