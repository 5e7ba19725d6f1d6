import { refusalOf } from './acknowledgement.js';
import { type ErrorCode, JumuError } from './jumu-error.js';
import { type LiveConnection } from './live-connection.js';
import { sleep, uuid } from './transport.js';

const MOST_REPEATS = 3;
const REPEAT_AFTER_MS = 1000;
/** A server that is about to end says SERVICE_UNAVAILABLE; the next one takes the command. */
const PASSING: ErrorCode[] = ['NETWORK_ERROR', 'RATE_LIMITED', 'IDEMPOTENCY_IN_PROGRESS', 'SERVICE_UNAVAILABLE'];

/** Sends a command until it is confirmed, under one `command_id`, so it is done once. Gives the confirmation's data. */
export async function sendCommand(connection: LiveConnection, name: string, payload: object): Promise<unknown> {
  const named = { ...payload, command_id: uuid() };
  for (let repeats = 0; ; repeats += 1) {
    const answer = await connection.emit(name, named).catch((error: unknown) => unanswered(name, error));
    if (!(answer instanceof JumuError) && answer.ok) {
      return answer.data;
    }
    const error = answer instanceof JumuError ? answer : refusalOf(answer.error);
    if (!PASSING.includes(error.code) || repeats === MOST_REPEATS || connection.state === 'ended') {
      throw error;
    }
    if (error.code !== 'NETWORK_ERROR') {
      await sleep(REPEAT_AFTER_MS);
    }
  }
}

function unanswered(name: string, cause: unknown): JumuError {
  return new JumuError(`Nobody confirmed ${name}`, 0, 'NETWORK_ERROR', {}, null, { cause });
}
