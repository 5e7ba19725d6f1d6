import { Injectable, Logger } from '@nestjs/common';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { type Socket } from 'socket.io';
import { AppError } from '../common/errors.js';
import { Metrics } from '../common/metrics.js';
import { RateLimits } from '../common/rate-limits.js';
import { fieldFaults, refuseUnusable } from '../common/validation.pipe.js';
import { HandshakeDto, PingDto, RefreshDto, SubscribeDto, UnsubscribeDto } from './command.dto.js';
import {
  CreateShotCommandDto,
  DeleteShotCommandDto,
  ReorderShotsCommandDto,
  UpdateShotCommandDto,
} from './shot-command.dto.js';
import { ShotCommands } from './shot-commands.js';
import { cut, errorOf, notify, sessionOf } from './socket-session.js';
import { SocketSessions } from './socket-sessions.js';
import { Subscriptions } from './subscriptions.js';

/** Takes the answer, and the error where it is a refusal. */
type Ack = (answer: object, error?: unknown) => void;

/** Checks what a command brings, and does it; gives what its acknowledgement says. */
type Work = (socket: Socket, payload: unknown) => Promise<object>;

/** What a socket may do while its token has expired. */
const WITHOUT_TOKEN = ['unsubscribe', 'ping', 'auth.refresh'];
/** What does not wait for its turn: behind a long replay, a token would expire and a ping measure that. */
const AT_ONCE = ['ping', 'auth.refresh'];
/** So many commands of a socket may wait for their turn, of up to 256 KiB each. */
const MOST_WAITING = 32;

/** What a socket wants done, one after the other. */
interface Queue {
  last: Promise<unknown>;
  length: number;
}

/**
 * The commands of clients. They are handled on the socket itself and not through `@SubscribeMessage`, because there a
 * thrown error never reaches the acknowledgement (docs/decisions/0003).
 */
@Injectable()
export class SocketCommands {
  private readonly logger = new Logger('Gateway');
  private readonly table: ReadonlyMap<string, Work>;
  /** Commands of a socket are carried out one after the other, the handshake's subscription first. */
  private readonly queues = new WeakMap<Socket, Queue>();
  private readonly inHand = new Set<Promise<void>>();
  private isClosing = false;

  constructor(
    private readonly subscriptions: Subscriptions,
    shots: ShotCommands,
    private readonly sessions: SocketSessions,
    private readonly metrics: Metrics,
    private readonly limits: RateLimits,
  ) {
    this.table = new Map([
      command('subscribe', SubscribeDto, (body, socket) => subscriptions.subscribe(socket, body)),
      command('unsubscribe', UnsubscribeDto, (body, socket) => subscriptions.unsubscribe(socket, body)),
      command('shot.create', CreateShotCommandDto, (body, socket) => shots.create(userOf(socket), body)),
      command('shot.update', UpdateShotCommandDto, (body, socket) => shots.update(userOf(socket), body)),
      command('shot.delete', DeleteShotCommandDto, (body, socket) => shots.delete(userOf(socket), body)),
      command('shot.reorder', ReorderShotsCommandDto, (body, socket) => shots.reorder(userOf(socket), body)),
      command('ping', PingDto, () => Promise.resolve({ data: { timestamp: Date.now() } })),
      command('auth.refresh', RefreshDto, ({ token }, socket) => sessions.refresh(socket, token)),
    ]);
  }

  /** Begins with a socket that was let in. */
  serve(socket: Socket): void {
    this.inTurn(socket, () => this.subscribeAtOnce(socket)).catch((error: unknown) => notify(socket, error));
    socket.onAny((name: string, ...args: unknown[]) => {
      const answer = this.answer(socket, name, args).finally(() => this.inHand.delete(answer));
      this.inHand.add(answer);
    });
  }

  /** Takes no more, and waits until what was taken is answered. */
  async close(): Promise<void> {
    this.isClosing = true;
    await Promise.all(this.inHand);
  }

  private async subscribeAtOnce(socket: Socket): Promise<object> {
    const { project_id, job_id, after_seq } = await checked(HandshakeDto, socket.handshake.auth);
    return this.subscriptions.subscribe(socket, {
      projects: project_id === undefined ? [] : [{ id: project_id, after_seq }],
      jobs: job_id === undefined ? [] : [{ id: job_id, after_seq }],
    });
  }

  /**
   * Every command is answered, whatever it is and whatever goes wrong. It counts when it comes, so that only so many can
   * wait, and nearly all are carried out in their turn.
   */
  private async answer(socket: Socket, name: string, args: unknown[]): Promise<void> {
    const acknowledge = acknowledgementOf(socket, args);
    const label = this.table.has(name) ? name : 'unknown';
    try {
      await this.assertTaken(socket);
      const work = () => this.carryOut(socket, name, args);
      const answer = await (AT_ONCE.includes(name) ? this.atOnce(socket, work) : this.inTurn(socket, work));
      this.metrics.wsCommands.inc({ command: label, outcome: 'ok' });
      acknowledge({ ok: true, ...answer });
    } catch (error) {
      if (!(error instanceof AppError)) {
        this.logger.error(`Command ${label} failed`, error);
      }
      const refusal = errorOf(socket, error);
      this.metrics.wsCommands.inc({ command: label, outcome: refusal.code });
      acknowledge({ ok: false, error: refusal }, error);
    }
  }

  private async assertTaken(socket: Socket): Promise<void> {
    try {
      await this.limits.take('socket_commands', userOf(socket));
    } catch (error) {
      await this.endFlood(socket);
      throw error;
    }
    if (this.isClosing) {
      throw new AppError('SERVICE_UNAVAILABLE.socket');
    }
  }

  /** To refuse costs something, too: who goes on all the same is cut off. */
  private async endFlood(socket: Socket): Promise<void> {
    const refusals = await this.limits.count('socket_floods', socket.id);
    if (refusals?.isUsedUp && socket.connected) {
      cut(socket, new AppError('RATE_LIMITED.flood', { retry_after_sec: refusals.resetSec }));
    }
  }

  private async inTurn(socket: Socket, work: () => Promise<object>): Promise<object> {
    const queue = this.queueOf(socket);
    if (this.limits.areOn && queue.length > MOST_WAITING) {
      throw new AppError('RATE_LIMITED', { retry_after_sec: 1 });
    }
    queue.length += 1;
    const turn = queue.last.then(work).finally(() => (queue.length -= 1));
    queue.last = turn.catch(() => undefined);
    return turn;
  }

  /** What comes later waits for it all the same, so that a new token is for the command after it, too. */
  private atOnce(socket: Socket, work: () => Promise<object>): Promise<object> {
    const queue = this.queueOf(socket);
    const done = work();
    queue.last = Promise.allSettled([queue.last, done]);
    return done;
  }

  private queueOf(socket: Socket): Queue {
    const queue = this.queues.get(socket) ?? { last: Promise.resolve(), length: 0 };
    this.queues.set(socket, queue);
    return queue;
  }

  private async carryOut(socket: Socket, name: string, args: unknown[]): Promise<object> {
    const work = this.table.get(name);
    if (!work) {
      throw new AppError('INVALID_PARAMS.unknown_command');
    }
    if (!WITHOUT_TOKEN.includes(name)) {
      // A client that is told TOKEN_EXPIRED, as by REST, shows a new token and asks again.
      await this.sessions.assertLive(socket);
    }
    return work(socket, typeof args[0] === 'function' ? {} : (args[0] ?? {}));
  }
}

function userOf(socket: Socket): string {
  return sessionOf(socket).userId;
}

function command<T extends object>(
  name: string,
  type: ClassConstructor<T>,
  handle: (body: T, socket: Socket) => Promise<object>,
): [string, Work] {
  return [name, async (socket, payload) => handle(await checked(type, payload), socket)];
}

async function checked<T extends object>(type: ClassConstructor<T>, payload: unknown): Promise<T> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new AppError('INVALID_PARAMS.command');
  }
  refuseUnusable(payload);
  const command = plainToInstance(type, payload);
  const faults = await validate(command, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  if (faults.length > 0) {
    throw AppError.invalid(...fieldFaults(faults));
  }
  return command;
}

/** The client's function at the end of a command. Without one, it is told of a refusal as of whatever it did not ask for. */
function acknowledgementOf(socket: Socket, args: unknown[]): Ack {
  const last = args.at(-1);
  return typeof last === 'function'
    ? (answer) => (last as (answer: object) => void)(answer)
    : (_answer, error) => (error === undefined ? undefined : notify(socket, error));
}
