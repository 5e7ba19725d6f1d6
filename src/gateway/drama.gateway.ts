import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { type Namespace, type Socket } from 'socket.io';
import { Authenticator } from '../auth/authenticator.js';
import { answerFor } from '../common/error.filter.js';
import { AppError } from '../common/errors.js';
import { languageOf } from '../common/language.js';
import { Metrics } from '../common/metrics.js';
import { RateLimits } from '../common/rate-limits.js';
import { fieldFaults, refuseUnusable } from '../common/validation.pipe.js';
import { HandshakeDto, PingDto, RefreshDto, SubscribeDto, UnsubscribeDto } from './command.dto.js';
import { EventRelay } from './event-relay.js';
import {
  CreateShotCommandDto,
  DeleteShotCommandDto,
  ReorderShotsCommandDto,
  UpdateShotCommandDto,
} from './shot-command.dto.js';
import { ShotCommands } from './shot-commands.js';
import { message } from '../events/notice.js';
import { Subscriptions } from './subscriptions.js';

interface Session {
  userId: string;
  /** The one that was brought last. */
  token: string;
  expiresAt: number;
  expiry?: NodeJS.Timeout;
  /** Commands of a socket are carried out one after the other, the handshake's subscription first. */
  turn: Promise<unknown>;
}

type Ack = (answer: object) => void;

/** Checks what a command brings, and does it; gives what its acknowledgement says. */
type Work = (payload: unknown) => Promise<object>;

type Commands = Map<string, Work>;

/** What a socket may do while its token has expired. */
const WITHOUT_TOKEN = ['unsubscribe', 'ping', 'auth.refresh'];

/** An expired socket has this long to bring a new token. */
const GRACE_MS = 30_000;
/** How often sockets are asked whether their tokens were revoked; of API keys each is looked up. */
const REVOCATION_CHECK_MS = 5000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The realtime door. Commands are handled on the socket itself and not through `@SubscribeMessage`, because there a
 * thrown error never reaches the acknowledgement (reliability.md §0.9).
 */
@WebSocketGateway({ namespace: '/ws' })
export class DramaGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<Socket>, OnModuleDestroy {
  private readonly logger = new Logger('Gateway');
  private namespace: Namespace | null = null;
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | null = null;

  constructor(
    private readonly auth: Authenticator,
    private readonly relay: EventRelay,
    private readonly subscriptions: Subscriptions,
    private readonly shots: ShotCommands,
    private readonly metrics: Metrics,
    private readonly limits: RateLimits,
  ) {}

  afterInit(namespace: Namespace): void {
    this.namespace = namespace;
    this.relay.attach(namespace);
    this.timer = setInterval(() => {
      this.checking ??= this.cutRevoked().finally(() => (this.checking = null));
    }, REVOCATION_CHECK_MS);
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
    this.relay.watch(socket);
    this.metrics.wsConnections.inc();
    socket.on('disconnect', () => {
      this.metrics.wsConnections.dec();
      clearTimeout(sessionOf(socket).expiry);
    });
    const commands = this.commandsOf(socket);
    socket.onAny((name: string, ...args: unknown[]) => void this.answer(socket, commands, name, args));
    socket.emit('connected', message('connected', { user_id: userId, socket_id: socket.id }));
    sessionOf(socket).turn = this.subscribeAtOnce(socket);
  }

  /** All are told, and cut off below Socket.IO: a client that was disconnected by it would not come back by itself. */
  onModuleDestroy(): void {
    clearInterval(this.timer);
    const notice = new AppError('SERVICE_UNAVAILABLE.socket');
    for (const socket of this.namespace?.sockets.values() ?? []) {
      socket.emit('error', message('error', errorOf(socket, notice)));
      socket.conn.close();
    }
  }

  private async admit(socket: Socket): Promise<void> {
    const given: unknown = socket.handshake.auth['token'];
    const token = typeof given === 'string' ? given : '';
    const { id, expiresAt } = await this.auth.authenticate(token);
    socket.data = {
      userId: id,
      token,
      expiresAt: expiresAt?.getTime() ?? Infinity,
      turn: Promise.resolve(),
    } satisfies Session;
  }

  private commandsOf(socket: Socket): Commands {
    const { userId } = sessionOf(socket);
    const { subscriptions, shots } = this;
    return new Map([
      command('subscribe', SubscribeDto, (body) => subscriptions.subscribe(socket, userId, body)),
      command('unsubscribe', UnsubscribeDto, (body) => subscriptions.unsubscribe(socket, body)),
      command('shot.create', CreateShotCommandDto, (body) => shots.create(userId, body)),
      command('shot.update', UpdateShotCommandDto, (body) => shots.update(userId, body)),
      command('shot.delete', DeleteShotCommandDto, (body) => shots.delete(userId, body)),
      command('shot.reorder', ReorderShotsCommandDto, (body) => shots.reorder(userId, body)),
      command('ping', PingDto, () => Promise.resolve({ data: { timestamp: Date.now() } })),
      command('auth.refresh', RefreshDto, ({ token }) => this.refresh(socket, token)),
    ]);
  }

  private async subscribeAtOnce(socket: Socket): Promise<void> {
    try {
      const { project_id, job_id, after_seq } = await checked(HandshakeDto, socket.handshake.auth);
      await this.subscriptions.subscribe(socket, sessionOf(socket).userId, {
        projects: project_id === undefined ? [] : [{ id: project_id, after_seq }],
        jobs: job_id === undefined ? [] : [{ id: job_id, after_seq }],
      });
    } catch (error) {
      socket.emit('error', message('error', errorOf(socket, error)));
    }
  }

  private async refresh(socket: Socket, token: string): Promise<object> {
    const session = sessionOf(socket);
    const { id, expiresAt } = await this.auth.authenticate(token);
    if (id !== session.userId) {
      throw new AppError('UNAUTHENTICATED.other_user');
    }
    session.token = token;
    session.expiresAt = expiresAt?.getTime() ?? Infinity;
    this.watchExpiry(socket);
    return {};
  }

  /** Whose token was revoked hears nothing more, and does not come back by itself. Its end has a timer of its own. */
  private async cutRevoked(): Promise<void> {
    for (const socket of this.namespace?.sockets.values() ?? []) {
      const session = sessionOf(socket);
      const { token, expiresAt } = session;
      const isLive = expiresAt > Date.now();
      const error = isLive ? await this.auth.authenticate(token).catch((reason: unknown) => reason) : undefined;
      const isRevoked = error instanceof AppError && error.code === 'UNAUTHENTICATED';
      if (isRevoked && session.token === token) {
        socket.emit('error', message('error', errorOf(socket, error)));
        socket.disconnect(true);
      }
    }
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

  /**
   * Every command is answered, whatever it is and whatever goes wrong. It counts when it comes, so that only so many can
   * wait, and is carried out in its turn.
   */
  private async answer(socket: Socket, commands: Commands, name: string, args: unknown[]): Promise<void> {
    const acknowledge = acknowledgementOf(args);
    const session = sessionOf(socket);
    try {
      await this.limits.take('socket_commands', socket.id);
      const turn = session.turn.then(() => this.carryOut(session, commands, name, args));
      session.turn = turn.catch(() => undefined);
      acknowledge({ ok: true, ...(await turn) });
    } catch (error) {
      if (!(error instanceof AppError)) {
        this.logger.error(`Command ${name} failed`, error);
      }
      acknowledge(refusal(socket, error));
    }
  }

  private async carryOut(session: Session, commands: Commands, name: string, args: unknown[]): Promise<object> {
    const work = commands.get(name);
    if (!work) {
      throw new AppError('INVALID_PARAMS.unknown_command');
    }
    if (!WITHOUT_TOKEN.includes(name)) {
      // A client that is told TOKEN_EXPIRED, as by REST, shows a new token and asks again.
      await this.auth.authenticate(session.token);
    }
    return work(typeof args[0] === 'function' ? {} : (args[0] ?? {}));
  }
}

function command<T extends object>(
  name: string,
  type: ClassConstructor<T>,
  handle: (body: T) => Promise<object>,
): [string, Work] {
  return [name, async (payload) => handle(await checked(type, payload))];
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

/** As REST tells it, in the language of the handshake. */
function errorOf(socket: Socket, error: unknown): { code: string; message: string; context: object } {
  const { code, message, details } = answerFor(error, languageOf(socket.handshake.headers['accept-language']));
  return { code, message, context: details };
}
