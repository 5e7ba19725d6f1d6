import { API_ERRORS, type API_SENTENCES, type ApiErrorCode, type ApiErrorKey } from './api-error-catalogue.js';
import type { Argument, Arguments, PlaceholderOf } from './catalogue.js';
import { type FieldError, type FieldFault, toldFault } from './field-faults.js';
import { JOB_ERRORS, type JOB_SENTENCES, type JobErrorCode, type JobErrorKey } from './job-error-catalogue.js';
import { DEFAULT_LANGUAGE, tell } from './sentences.js';
import type { Language } from './vocabulary.js';

type Details = Readonly<Record<string, unknown>>;

/** A key, and with it the details that its sentence names. */
type AppErrorParameters = {
  [Key in ApiErrorKey]: [PlaceholderOf<(typeof API_SENTENCES)[Key]['en']>] extends [never]
    ? [key: Key, details?: Details, options?: ErrorOptions]
    : [
        key: Key,
        details: Details & Record<PlaceholderOf<(typeof API_SENTENCES)[Key]['en']>, Argument>,
        options?: ErrorOptions,
      ];
}[ApiErrorKey];

/**
 * An error that a client of the API is told about; anything else that is thrown becomes INTERNAL_ERROR. Its key names its
 * sentence in the catalogue (`INVALID_STATE.job`), its code is what stands before the dot.
 */
export class AppError extends Error {
  readonly key: ApiErrorKey;
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly details: Details;

  constructor(...[key, details = {}, options]: AppErrorParameters) {
    super(tell(`api:${key}`, details, DEFAULT_LANGUAGE), options);
    this.name = 'AppError';
    this.key = key;
    this.code = codeOf(key);
    this.status = API_ERRORS[this.code];
    this.details = details;
  }

  /** The error in the words of whoever reads it. */
  told(language: Language): { message: string; details: Details } {
    return { message: tell(`api:${this.key}`, this.details, language), details: this.details };
  }

  /** The same of something that has a name in the request: `changes[0]`. */
  within(_name: string): AppError {
    return this;
  }

  static invalid(...faults: FieldFault[]): AppError {
    return new FieldsError(faults);
  }

  static notFound(
    thing:
      | 'PROJECT'
      | 'SCENE'
      | 'SHOT'
      | 'SUGGESTION'
      | 'JOB'
      | 'STAGE'
      | 'UPLOAD'
      | 'CHARACTER'
      | 'MODEL'
      | 'ANALYSIS'
      | 'API_KEY'
      | 'WEBHOOK_DELIVERY',
  ): AppError {
    return new AppError(`${thing}_NOT_FOUND`);
  }
}

/** Refused fields: each has a sentence of its own. */
class FieldsError extends AppError {
  constructor(private readonly faults: readonly FieldFault[]) {
    const fields = faults.map((fault) => toldFault(fault, DEFAULT_LANGUAGE));
    super('INVALID_PARAMS', { fields });
    this.message = listed(fields, DEFAULT_LANGUAGE) || this.message;
  }

  override within(name: string): AppError {
    return new FieldsError(this.faults.map((fault) => ({ ...fault, field: `${name}.${fault.field}` })));
  }

  override told(language: Language): { message: string; details: Details } {
    const fields = this.faults.map((fault) => toldFault(fault, language));
    return { message: listed(fields, language) || super.told(language).message, details: { fields } };
  }
}

function listed(fields: FieldError[], language: Language): string {
  const [colon, stop] = language === 'zh' ? ['：', '；'] : [': ', '; '];
  return fields.map(({ field, message }) => field + colon + message).join(stop);
}

interface JobErrorOptions extends ErrorOptions {
  /** What its sentence names. */
  args?: Arguments;
  retryable?: boolean;
  provider?: string;
  retryAfterMs?: number;
  billedUsd?: number;
  unconfirmed?: boolean;
  passedOn?: boolean;
}

/** What a sentence of jobs names, besides the provider. */
type JobArgumentOf<Key extends JobErrorKey> = Exclude<PlaceholderOf<(typeof JOB_SENTENCES)[Key]['en']>, 'provider'>;

/** A key, and with it what its sentence names. */
type JobErrorParameters = {
  [Key in JobErrorKey]: [PlaceholderOf<(typeof JOB_SENTENCES)[Key]['en']>] extends [never]
    ? [key: Key, options?: JobErrorOptions]
    : [
        key: Key,
        options: JobErrorOptions &
          ([JobArgumentOf<Key>] extends [never] ? unknown : { args: Record<JobArgumentOf<Key>, Argument> }) &
          ('provider' extends PlaceholderOf<(typeof JOB_SENTENCES)[Key]['en']> ? { provider: string } : unknown),
      ];
}[JobErrorKey];

/** A vendor's or a tool's own words are worth so many characters to us. */
const MAX_ARGUMENT_CHARACTERS = 400;

/** A failure of work inside a job. It says itself whether trying the same thing again can help. */
export class JobError extends Error {
  readonly key: JobErrorKey;
  /** What its sentence names; kept with the key, so that it can be told in any language later. */
  readonly args: Arguments;
  readonly code: JobErrorCode;
  readonly retryable: boolean;
  readonly provider: string | null;
  readonly retryAfterMs: number | null;
  /** What the vendor billed for work that has ended; null: nothing has ended, or nothing was billed. */
  readonly billedUsd: number | null;
  /** What was asked for may have been started, and billed, although nobody said so: it can't just be asked for again. */
  readonly unconfirmed: boolean;
  /** Whoever has failed is not asked again for this work, and somebody else is: that is no try of the same thing. */
  readonly passedOn: boolean;

  constructor(...[key, options = {}]: JobErrorParameters) {
    const { provider, args = {} } = options;
    const known = provider === undefined ? args : { provider, ...args };
    const capped = Object.fromEntries(Object.entries(known).map(([name, value]) => [name, cappedArgument(value)]));
    super(tell(`job:${key}`, capped, DEFAULT_LANGUAGE), options);
    this.name = 'JobError';
    this.key = key;
    this.args = capped;
    this.code = codeOf(key);
    this.retryable = options.retryable ?? JOB_ERRORS[this.code].retryable;
    this.provider = provider ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.billedUsd = options.billedUsd ?? null;
    this.unconfirmed = options.unconfirmed ?? false;
    this.passedOn = options.passedOn ?? false;
  }

  /** The same failure, of work that has ended and that the vendor billed. */
  billed(usd: number): JobError {
    return this.with({ billedUsd: usd });
  }

  /** The same failure, of a question about work in hand: it says nothing of the work, so that is asked about again. */
  ofQuestion(): JobError {
    return this.with({ retryable: true });
  }

  /** The same failure, of somebody whose work somebody else is to do now. */
  toPassOn(): JobError {
    return this.with({ retryable: true, passedOn: true });
  }

  private with(changes: Pick<JobErrorOptions, 'billedUsd' | 'retryable' | 'passedOn'>): JobError {
    const { args, retryable, provider, retryAfterMs, passedOn, cause } = this;
    const options = {
      args,
      cause,
      retryable,
      provider: provider ?? undefined,
      retryAfterMs: retryAfterMs ?? undefined,
      passedOn,
      ...changes,
    };
    return new JobError(...([this.key, options] as JobErrorParameters));
  }
}

function cappedArgument(value: Argument): Argument {
  return typeof value === 'string' ? value.slice(0, MAX_ARGUMENT_CHARACTERS).toWellFormed() : value;
}

/** `INVALID_STATE` of `INVALID_STATE.job`. */
type CodeOf<Key extends string> = Key extends `${infer Code}.${string}` ? Code : Key;

export function codeOf<Key extends string>(key: Key): CodeOf<Key> {
  return key.split('.', 1)[0] as CodeOf<Key>;
}
