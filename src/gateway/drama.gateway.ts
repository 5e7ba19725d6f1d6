import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { type Namespace, type Socket } from 'socket.io';
import { Authenticator } from '../auth/authenticator.js';
import { AppError } from '../common/errors.js';
import { languageOf } from '../common/language.js';
import { Metrics } from '../common/metrics.js';
import { RateLimits } from '../common/rate-limits.js';
import { isUuid } from '../common/uuid.js';
import { fieldFaults, refuseUnusable } from '../common/validation.pipe.js';
import { JobsService } from '../jobs/jobs.service.js';
import { ProjectsService } from '../projects/projects.service.js';
import { HandshakeDto, PingDto, RefreshDto, SubscribeDto, UnsubscribeDto } from './command.dto.js';
import { EventRelay, roomOf, type Subscription } from './event-relay.js';
import { message } from './socket-message.js';

interface Session {
  userId: string;
  expiresAt: number;
  expiry?: NodeJS.Timeout;
  /** Commands of a socket are carried out one after the other, the handshake's subscription first. */
  turn: Promise<unknown>;
}

type Ack = (answer: object) => void;

const COMMANDS = ['subscribe', 'unsubscribe', 'ping', 'auth.refresh'];

/** An expired socket has this long to bring a new token. */
const GRACE_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The realtime door. Commands are handled on the socket itself and not through `@SubscribeMessage`, because there a
 * thrown error never reaches the acknowledgement (reliability.md §0.9).
 */
@WebSocketGateway({ namespace: '/ws' })
export class DramaGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<Socket>, OnModuleDestroy {
  private readonly logger = new Logger('Gateway');
  private namespace: Namespace | null = null;

  constructor(
    private readonly auth: Authenticator,
    private readonly jobs: JobsService,
    private readonly projects: ProjectsService,
    private readonly relay: EventRelay,
    private readonly metrics: Metrics,
    private readonly limits: RateLimits,
  ) {}

  afterInit(namespace: Namespace): void {
    this.namespace = namespace;
    this.relay.attach(namespace);
    // Socket.IO has a main namespace whether one wants it or not; there is nothing in it.
    namespace.server.of('/').use((_socket, next) => next(new Error('UNAUTHENTICATED')));
    namespace.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error: unknown) => next(new Error(error instanceof AppError ? 'UNAUTHENTICATED' : 'SERVICE_UNAVAILABLE')),
      );
    });
  }

  handleConnection(socket: Socket): void {
    const { userId } = sessionOf(socket);
    this.watchExpiry(socket);
    this.metrics.wsConnections.inc();
    socket.on('disconnect', () => {
      this.metrics.wsConnections.dec();
      clearTimeout(sessionOf(socket).expiry);
    });
    this.answer(socket, 'subscribe', SubscribeDto, (command) => this.subscribe(socket, command));
    this.answer(socket, 'unsubscribe', UnsubscribeDto, (command) => this.unsubscribe(socket, command));
    this.answer(socket, 'ping', PingDto, () => Promise.resolve({ data: { timestamp: Date.now() } }));
    this.answer(socket, 'auth.refresh', RefreshDto, ({ token }) => this.refresh(socket, token));
    socket.onAny((name: string, ...args: unknown[]) => {
      if (!COMMANDS.includes(name)) {
        acknowledgementOf(args)(refusal(socket, new AppError('INVALID_PARAMS.unknown_command')));
      }
    });
    socket.emit('connected', message('connected', { user_id: userId, socket_id: socket.id }));
    sessionOf(socket).turn = this.subscribeAtOnce(socket);
  }

  /** All are told, and cut off below Socket.IO: a client that was disconnected by it would not come back by itself. */
  onModuleDestroy(): void {
    const notice = new AppError('SERVICE_UNAVAILABLE.socket');
    for (const socket of this.namespace?.sockets.values() ?? []) {
      socket.emit('error', message('error', errorOf(socket, notice)));
      socket.conn.close();
    }
  }

  private async admit(socket: Socket): Promise<void> {
    const { id, expiresAt } = await this.auth.authenticate(String(socket.handshake.auth['token']));
    socket.data = {
      userId: id,
      expiresAt: expiresAt?.getTime() ?? Infinity,
      turn: Promise.resolve(),
    } satisfies Session;
  }

  private async subscribeAtOnce(socket: Socket): Promise<void> {
    try {
      const { project_id, job_id, after_seq } = await checked(HandshakeDto, socket.handshake.auth);
      await this.subscribe(socket, {
        projects: project_id === undefined ? [] : [{ id: project_id, after_seq }],
        jobs: job_id === undefined ? [] : [{ id: job_id, after_seq }],
      });
    } catch (error) {
      socket.emit('error', message('error', errorOf(socket, error)));
    }
  }

  /** All that is asked for, or nothing. */
  private async subscribe(socket: Socket, { projects = [], jobs = [] }: SubscribeDto): Promise<{ data: object }> {
    const { userId } = sessionOf(socket);
    const wanted: Subscription[] = await Promise.all([
      ...projects.map(async ({ id: given, after_seq }) => {
        const id = idOf('PROJECT', given);
        await this.projects.assertReadable(userId, id);
        return { kind: 'project' as const, id, streamId: id, afterSeq: after_seq };
      }),
      ...jobs.map(async ({ id: given, after_seq }) => {
        const id = idOf('JOB', given);
        const { streamId } = await this.jobs.streamOf(userId, id);
        return { kind: 'job' as const, id, streamId, afterSeq: after_seq };
      }),
    ]);
    const subscribed: { id: string; seq: number }[] = [];
    for (const subscription of wanted) {
      subscribed.push({ id: subscription.id, seq: await this.relay.subscribe(socket, subscription) });
    }
    return { data: { subscribed } };
  }

  private async unsubscribe(socket: Socket, { projects = [], jobs = [] }: UnsubscribeDto): Promise<object> {
    for (const room of [
      ...projects.map((id) => roomOf({ kind: 'project', id: id.toLowerCase() })),
      ...jobs.map((id) => roomOf({ kind: 'job', id: id.toLowerCase() })),
    ]) {
      await socket.leave(room);
    }
    return {};
  }

  private async refresh(socket: Socket, token: string): Promise<object> {
    const session = sessionOf(socket);
    const { id, expiresAt } = await this.auth.authenticate(token);
    if (id !== session.userId) {
      throw new AppError('UNAUTHENTICATED.other_user');
    }
    session.expiresAt = expiresAt?.getTime() ?? Infinity;
    this.watchExpiry(socket);
    return {};
  }

  private watchExpiry(socket: Socket): void {
    const session = sessionOf(socket);
    clearTimeout(session.expiry);
    const leftMs = Math.max(session.expiresAt - Date.now(), 0);
    if (leftMs > LONGEST_TIMER_MS) {
      session.expiry = setTimeout(() => this.watchExpiry(socket), LONGEST_TIMER_MS);
      return;
    }
    session.expiry = setTimeout(() => {
      socket.emit('auth.expired', message('auth.expired', {}));
      session.expiry = setTimeout(() => socket.disconnect(true), GRACE_MS);
    }, leftMs);
  }

  /** Every command is checked and answered, whatever it is and whatever goes wrong. */
  private answer<T extends object>(
    socket: Socket,
    name: string,
    type: ClassConstructor<T>,
    handle: (command: T) => Promise<object>,
  ): void {
    socket.on(name, (...args: unknown[]) => {
      const acknowledge = acknowledgementOf(args);
      const payload = typeof args[0] === 'function' ? {} : (args[0] ?? {});
      const session = sessionOf(socket);
      session.turn = session.turn
        .then(() => this.limits.take('socket_commands', socket.id))
        .then(() => checked(type, payload))
        .then(handle)
        .then(
          (answer) => acknowledge({ ok: true, ...answer }),
          (error: unknown) => {
            if (!(error instanceof AppError)) {
              this.logger.error(`Command ${name} failed`, error);
            }
            acknowledge(refusal(socket, error));
          },
        );
    });
  }
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

/** As in paths: a malformed id is the same as one that does not exist. */
function idOf(thing: 'PROJECT' | 'JOB', id: string): string {
  if (!isUuid(id)) {
    throw AppError.notFound(thing);
  }
  return id.toLowerCase();
}

/** The client's function at the end of a command, if it sent one. */
function acknowledgementOf(args: unknown[]): Ack {
  const last = args.at(-1);
  return typeof last === 'function' ? (last as Ack) : () => undefined;
}

function sessionOf(socket: Socket): Session {
  return socket.data as Session;
}

function refusal(socket: Socket, error: unknown): object {
  return { ok: false, error: errorOf(socket, error) };
}

/** In the language of the handshake. */
function errorOf(socket: Socket, error: unknown): { code: string; message: string; context: object } {
  const language = languageOf(socket.handshake.headers['accept-language']);
  const known = error instanceof AppError ? error : new AppError('INTERNAL_ERROR');
  const { message, details } = known.told(language);
  return { code: known.code, message, context: details };
}
