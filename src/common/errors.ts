/** HTTP status of every `error.code` of the API (spec §1). A program's view of an error: stable, never reworded. */
export const API_ERRORS = {
  INVALID_PARAMS: 400,
  INVALID_STATE: 400,
  ANALYSIS_FAILED: 400,
  UNAUTHENTICATED: 401,
  INVALID_CREDENTIALS: 401,
  TOKEN_EXPIRED: 401,
  TOKEN_REUSED: 401,
  FORBIDDEN: 403,
  SIGNATURE_INVALID: 403,
  PROJECT_NOT_FOUND: 404,
  CHARACTER_NOT_FOUND: 404,
  SCENE_NOT_FOUND: 404,
  SHOT_NOT_FOUND: 404,
  SUGGESTION_NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  STAGE_NOT_FOUND: 404,
  UPLOAD_NOT_FOUND: 404,
  MODEL_NOT_FOUND: 404,
  ANALYSIS_NOT_FOUND: 404,
  API_KEY_NOT_FOUND: 404,
  WEBHOOK_DELIVERY_NOT_FOUND: 404,
  ROUTE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  EMAIL_TAKEN: 409,
  USERNAME_TAKEN: 409,
  RESULT_NOT_READY: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  FILE_TOO_LARGE: 413,
  PAYLOAD_TOO_LARGE: 413,
  QUOTA_EXCEEDED: 413,
  UNSUPPORTED_FILE_TYPE: 415,
  UNSUPPORTED_MEDIA_TYPE: 415,
  CONTENT_REJECTED: 422,
  BUDGET_EXCEEDED: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  UNSAFE_URL: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  DB_ERROR: 500,
  THIRD_PARTY_ERROR: 502,
  SERVICE_UNAVAILABLE: 503,
  NO_SPACE: 507,
} as const;

export type ApiErrorCode = keyof typeof API_ERRORS;

/** One refused field of a request. `rule` is the validator's name (`isInt`, `not_available`, …). */
export interface FieldError {
  field: string;
  rule: string;
  message: string;
}

/** An error that a client of the API is told about; anything else that is thrown becomes INTERNAL_ERROR. */
export class AppError extends Error {
  readonly status: number;

  constructor(
    readonly code: ApiErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AppError';
    this.status = API_ERRORS[code];
  }

  static invalid(...fields: FieldError[]): AppError {
    const list = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
    return new AppError('INVALID_PARAMS', list || 'The request is not valid', { fields });
  }

  static notFound(
    thing: 'PROJECT' | 'SCENE' | 'SHOT' | 'JOB' | 'STAGE' | 'UPLOAD' | 'CHARACTER' | 'MODEL' | 'WEBHOOK_DELIVERY',
  ): AppError {
    const name = thing.charAt(0) + thing.slice(1).toLowerCase().replace('_', ' ');
    return new AppError(`${thing}_NOT_FOUND`, `${name} not found`);
  }
}

/** Why a job failed (spec §5); whether trying again can help is decided here, once. */
export const JOB_ERRORS = {
  PROVIDER_UNAVAILABLE: { retryable: true },
  PROVIDER_REJECTED: { retryable: false },
  PROVIDER_AUTH: { retryable: false },
  PROVIDER_QUOTA: { retryable: false },
  START_UNCONFIRMED: { retryable: true },
  INVALID_OUTPUT: { retryable: true },
  CONTENT_REJECTED: { retryable: false },
  BUDGET_EXCEEDED: { retryable: true },
  STEP_TIMED_OUT: { retryable: true },
  STEP_CRASHED: { retryable: true },
  RENDER_FAILED: { retryable: true },
  QUALITY_CHECK_FAILED: { retryable: true },
  STORAGE_FAILED: { retryable: true },
  NO_SPACE: { retryable: true },
  DOWNLOAD_FAILED: { retryable: true },
  UNSAFE_URL: { retryable: false },
  INTERNAL_ERROR: { retryable: true },
} as const;

export type JobErrorCode = keyof typeof JOB_ERRORS;

/** A failure of work inside a job. It says itself whether trying the same thing again can help. */
export class JobError extends Error {
  readonly retryable: boolean;
  readonly provider: string | null;
  readonly retryAfterMs: number | null;
  /** What the vendor billed for work that has ended; null: nothing has ended, or nothing was billed. */
  readonly billedUsd: number | null;
  /** What was asked for may have been started, and billed, although nobody said so: it can't just be asked for again. */
  readonly unconfirmed: boolean;

  constructor(
    readonly code: JobErrorCode,
    message: string,
    options: ErrorOptions & {
      retryable?: boolean;
      provider?: string;
      retryAfterMs?: number;
      billedUsd?: number;
      unconfirmed?: boolean;
    } = {},
  ) {
    super(message, options);
    this.name = 'JobError';
    this.retryable = options.retryable ?? JOB_ERRORS[code].retryable;
    this.provider = options.provider ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.billedUsd = options.billedUsd ?? null;
    this.unconfirmed = options.unconfirmed ?? false;
  }

  /** The same failure, of work that has ended and that the vendor billed. */
  billed(usd: number): JobError {
    const { retryable, provider, retryAfterMs, cause } = this;
    return new JobError(this.code, this.message, {
      cause,
      retryable,
      provider: provider ?? undefined,
      retryAfterMs: retryAfterMs ?? undefined,
      billedUsd: usd,
    });
  }
}
