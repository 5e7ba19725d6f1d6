import type { components } from './schema.js';

/** What the API refuses with, and `NETWORK_ERROR` where no answer came, `HTTP_ERROR` where it was not the API's. */
export type ErrorCode = components['schemas']['ApiErrorPart']['code'] | 'NETWORK_ERROR' | 'HTTP_ERROR';

/** Every refusal of the server, and the lack of an answer (status 0). Decide by `code`; `message` is for people. */
export class JumuError extends Error {
  override readonly name = 'JumuError';

  constructor(
    message: string,
    readonly status: number,
    readonly code: ErrorCode,
    readonly details: Record<string, unknown> = {},
    /** Names the request in the server's logs. */
    readonly requestId: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Of an answer that is no success. */
  static async of(response: Response): Promise<JumuError> {
    const text = await response.text();
    try {
      return JumuError.from(response, JSON.parse(text));
    } catch {
      return JumuError.from(response, null);
    }
  }

  /** The same, with its body read already. */
  static from({ status, headers }: Response, body: unknown): JumuError {
    const { message, error } = (body ?? {}) as Partial<components['schemas']['ApiError']>;
    // A proxy between us and the server answers as it likes.
    return error === undefined
      ? new JumuError(`HTTP ${status}`, status, 'HTTP_ERROR', {}, headers.get('x-request-id'))
      : new JumuError(message ?? error.code, status, error.code, error.details, error.request_id);
  }
}
