import { ABSENCE_SENTENCES, type AbsenceReason } from '../common/absence-catalogue.js';
import { type Arguments } from '../common/catalogue.js';
import { readersLanguage } from '../common/language.js';
import { tell } from '../common/sentences.js';
import { type AnalysisStage } from '../jobs/stages.js';
import { type AnalysisResultDto, type MissingPartDto } from './analysis-result.dto.js';

/** Why a part is not there, before it is told in a language. */
export interface Absence {
  part: AnalysisStage;
  reason: AbsenceReason;
  args?: Arguments;
}

/** A result as its job keeps it: with links in place of URLs, and reasons that can be told in any language. */
export interface StoredAnalysis extends Omit<AnalysisResultDto, 'missing'> {
  missing: Absence[];
}

/** A stored result in the words of whoever reads it; `isPurged`: what was kept for a time only has gone since. */
export function resultOf(
  stored: StoredAnalysis,
  { isPurged, retentionDays }: { isPurged: boolean; retentionDays: number },
  language = readersLanguage(),
): AnalysisResultDto {
  const isGone = isPurged && stored.comments === null && stored.missing.every(({ part }) => part !== 'comments');
  const expired: Absence[] = isGone ? [{ part: 'comments', reason: 'expired', args: { days: retentionDays } }] : [];
  return {
    ...stored,
    missing: [...stored.missing, ...expired].map(({ part, reason, args = {} }): MissingPartDto => {
      // One of an older or newer version may not be known here.
      const message = reason in ABSENCE_SENTENCES ? tell(`absence:${reason}`, args, language) : reason;
      return { part, reason, message };
    }),
  };
}
