import { FINDING_SENTENCES, type FindingKey } from './finding-catalogue.js';
import { readersLanguage } from './language.js';
import { tell } from './sentences.js';

interface Explained {
  reason: string;
  why?: FindingKey;
}

/** A finding as it is told: in the reader's language where the words are ours, else as a vendor has said it. */
export function toldFinding<Finding extends Explained>({ why, ...finding }: Finding): Omit<Finding, 'why'> {
  const isOurs = why !== undefined && why in FINDING_SENTENCES;
  return isOurs ? { ...finding, reason: tell(`finding:${why}`, {}, readersLanguage()) } : finding;
}
