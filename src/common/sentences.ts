import { createRequire } from 'node:module';
import { Logger } from '@nestjs/common';
// Needed by nestjs-i18n, see below.
import '@nestjs/core';
import type { I18nService, I18nTranslation } from 'nestjs-i18n';
import { BehaviorSubject } from 'rxjs';
import { ABSENCE_SENTENCES, type AbsenceReason } from './absence-catalogue.js';
import { API_SENTENCES, type ApiErrorKey } from './api-error-catalogue.js';
import type { Argument, Arguments, Sentence } from './catalogue.js';
import { CHECK_SENTENCES, type CheckReason } from './check-catalogue.js';
import { ESTIMATE_SENTENCES, type EstimateKey } from './estimate-catalogue.js';
import { EACH_VALUE, FIELD_RULES, type FieldRule } from './field-rule-catalogue.js';
import { FINDING_SENTENCES, type FindingKey } from './finding-catalogue.js';
import { JOB_ERRORS, JOB_SENTENCES, type JobErrorCode, type JobErrorKey } from './job-error-catalogue.js';
import { PROVIDER_SENTENCES, type ProviderSentenceKey } from './provider-catalogue.js';
import { LANGUAGES, type Language } from './vocabulary.js';

export type SentenceKey =
  | `api:${ApiErrorKey}`
  | `job:${JobErrorKey}`
  | `advice:${JobErrorCode}`
  | `field:${FieldRule | 'each'}`
  | `estimate:${EstimateKey}`
  | `finding:${FindingKey}`
  | `provider:${ProviderSentenceKey}`
  | `check:${CheckReason}`
  | `absence:${AbsenceReason}`;

type Book = Record<string, Sentence>;

/** The language of logs, events and webhooks, and of whoever asks for none of ours. */
export const DEFAULT_LANGUAGE: Language = 'en';

const BOOKS: Record<string, Book> = {
  api: API_SENTENCES,
  job: JOB_SENTENCES,
  advice: Object.fromEntries(Object.entries(JOB_ERRORS).map(([code, { advice }]) => [code, advice])),
  field: { ...FIELD_RULES, each: EACH_VALUE },
  estimate: ESTIMATE_SENTENCES,
  finding: FINDING_SENTENCES,
  provider: PROVIDER_SENTENCES,
  check: CHECK_SENTENCES,
  absence: ABSENCE_SENTENCES,
};

/**
 * nestjs-i18n's translator without its module: that one would put an interceptor around every request, and errors are made
 * where nothing can be injected.
 */
const translator = newTranslator();

/** A sentence of the catalogue with its placeholders filled in. */
export function tell(key: SentenceKey, args: Readonly<Record<string, unknown>>, language: Language): string {
  const words = Object.entries(args).map(([name, value]) => [name, wordsOf(value, language)]);
  return translator.translate(key, { lang: language, args: Object.fromEntries(words) as Arguments });
}

/** All books in one language. */
function pagesOf(language: Language): Record<string, Record<string, string>> {
  const pageOf = (book: Book) =>
    Object.fromEntries(Object.entries(book).map(([key, sentence]) => [key, sentence[language]]));
  return Object.fromEntries(Object.entries(BOOKS).map(([name, book]) => [name, pageOf(book)]));
}

function newTranslator(): I18nService {
  // CommonJS that requires Nest, which is ESM. If it were imported, Jest would run it before it has linked Nest.
  const library = createRequire(import.meta.url)('nestjs-i18n') as { I18nService: typeof I18nService };
  const languages = new BehaviorSubject<string[]>([...LANGUAGES]);
  const pages = new BehaviorSubject<I18nTranslation>(
    Object.fromEntries(LANGUAGES.map((language) => [language, pagesOf(language)])),
  );
  const options = {
    fallbackLanguage: DEFAULT_LANGUAGE,
    nsSeparator: ':',
    keySeparator: false as const,
    formatter: fill,
    logging: false,
  };
  return new library.I18nService(options, pages, languages, new Logger('I18n'), [], languages, pages);
}

function fill(template: string, ...[words]: (string | Record<string, string>)[]): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => (words as Record<string, string>)[name] ?? '…');
}

/** The library would read `$t(…)` in what is filled in as one of its own commands. */
function wordsOf(value: unknown, language: Language): string {
  const list = (Array.isArray(value) ? value : [value]) as Argument[];
  const words = list.filter((word) => typeof word === 'string' || typeof word === 'number');
  return words.join(language === 'zh' ? '、' : ', ').replaceAll('$t(', '$t (');
}
