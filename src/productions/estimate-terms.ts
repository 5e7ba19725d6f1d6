import { type Arguments } from '../common/catalogue.js';
import { type EstimateKey } from '../common/estimate-catalogue.js';
import { readersLanguage } from '../common/language.js';
import { tell } from '../common/sentences.js';

/** How is told what would be made and what it would cost. */

/** Who does what costs nothing: films are cut here. */
export const RENDERER = { provider: 'local', model: 'renderer', price: null };

/** In the language of whoever asks. */
export function said(key: EstimateKey, args: Arguments = {}): string {
  return tell(`estimate:${key}`, args, readersLanguage());
}

/** Sums of money are not exact in binary; a hundredth of a cent is. */
export const rounded = (usd: number) => Math.round(usd * 10_000) / 10_000;
