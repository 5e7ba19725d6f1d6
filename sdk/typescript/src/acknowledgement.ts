import { ERROR_STATUS } from './error-status.js';
import { type ErrorCode, JumuError } from './jumu-error.js';

interface Refusal {
  code: ErrorCode;
  message: string;
  context: Record<string, unknown>;
}

/** What the server answers a command of a socket with. */
export type Acknowledgement = { ok: true; type?: string; data?: unknown } | { ok: false; error: Refusal };

/** The error that REST would have given; a newer server may know codes that we do not. */
export function refusalOf({ code, message, context }: Refusal): JumuError {
  const statuses: Partial<Record<ErrorCode, number>> = ERROR_STATUS;
  return new JumuError(message, statuses[code] ?? 500, code, context);
}
