import { API_ERRORS, API_SENTENCES } from '../common/api-error-catalogue.js';
import { type Sentence } from '../common/catalogue.js';
import { FIELD_RULES } from '../common/field-rule-catalogue.js';
import { JOB_ERRORS, JOB_SENTENCES } from '../common/job-error-catalogue.js';

/** What a code says, and what it says for its reasons. */
interface Told {
  message: Sentence;
  reasons: Record<string, Sentence>;
}

/** The whole catalogue as clients may want it: `x-error-catalogue` of the OpenAPI document, and `docs/errors.md`. */
export interface ErrorCatalogue {
  errors: Record<string, Told & { status: number }>;
  job_errors: Record<string, Told & { retryable: boolean; advice: Sentence }>;
  field_rules: Record<string, Sentence>;
}

export function errorCatalogue(): ErrorCatalogue {
  return {
    errors: mapped(API_ERRORS, (code, status) => ({ status, ...toldOf(API_SENTENCES, code) })),
    job_errors: mapped(JOB_ERRORS, (code, meaning) => ({ ...meaning, ...toldOf(JOB_SENTENCES, code) })),
    field_rules: FIELD_RULES,
  };
}

function toldOf<Code extends string>(
  sentences: Readonly<Record<Code, Sentence> & Record<string, Sentence>>,
  code: Code,
): Told {
  const reasons = Object.entries<Sentence>(sentences).filter(([key]) => key.startsWith(`${code}.`));
  return {
    message: sentences[code],
    reasons: Object.fromEntries(reasons.map(([key, sentence]) => [key.slice(code.length + 1), sentence])),
  };
}

function mapped<Key extends string, From, To>(
  table: Readonly<Record<Key, From>>,
  change: (key: Key, from: From) => To,
) {
  const entries = Object.entries(table) as [Key, From][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(key, value)])) as Record<Key, To>;
}
