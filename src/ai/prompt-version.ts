import { type Language } from '../common/vocabulary.js';
import { type ScriptKind } from './ports.js';
import { PROMPTS } from './prompts/prompt-book.js';

/**
 * Which wording a task is put in: what was written for another one is not what this one would give. `isPaced`: the lengths
 * of the shots are given.
 */
export function promptVersion(kind: ScriptKind, language: Language, isPaced = false): string {
  const { version, pacedVersion } = PROMPTS[kind][language];
  return isPaced && pacedVersion !== undefined ? `${version}.${pacedVersion}` : version;
}
