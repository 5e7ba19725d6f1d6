import { PassThrough, pipeline, type Readable } from 'node:stream';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Authenticator, bearerTokenOf } from '../auth/authenticator.js';
import { type Requester } from '../common/api.decorators.js';
import { answerFor } from '../common/error.filter.js';
import { AppError } from '../common/errors.js';
import { readersLanguage } from '../common/language.js';
import { found } from '../common/owned.js';
import { within } from '../common/patience.js';
import { type Language } from '../common/vocabulary.js';
import { EventBus } from '../events/event-bus.js';
import { EventFeeds } from '../events/event-feeds.js';
import { type EventMessage, type NoticeMessage } from '../events/event-map.js';
import { message } from '../events/notice.js';
import { withLinks } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { isFinal, type JobState } from './job.machine.js';
import { JobsService, readerOf } from './jobs.service.js';

const PAGE = 500;
/** How often a stream shows that it is alive, and its reader's right to it is checked. */
const CHECK_MS = 5000;
/** When a client that was cut off asks again. */
const RETRY_MS = 2000;
/** So many streams a user may have open here. */
const MOST_STREAMS = 100;

/** Who reads a stream, of what, and since where. */
interface Reading {
  jobId: string;
  after: number;
  authorization: string;
  language: Language;
  /** The end of the connection, or of this process. */
  signal: AbortSignal;
}

/** The events of a job as they come, as Server-Sent Events (https://html.spec.whatwg.org/#server-sent-events). */
@Injectable()
export class JobEventStreams implements OnModuleDestroy {
  /** What ends each open stream, and whose it is. */
  private readonly open = new Map<AbortController, string>();

  constructor(
    private readonly em: EntityManager,
    private readonly auth: Authenticator,
    private readonly bus: EventBus,
    private readonly feeds: EventFeeds,
    private readonly jobs: JobsService,
    private readonly storage: Storage,
  ) {}

  /** Null: the job has ended and has nothing to tell after that number, so there is nothing to wait for. */
  async read(user: Requester, jobId: string, after: number, authorization: string): Promise<Readable | null> {
    await this.jobs.streamOf(readerOf(user), jobId);
    const { head, isFinal: isDone } = await this.progressOf(jobId);
    if (isDone && after >= head) {
      return null;
    }
    if ([...this.open.values()].filter((userId) => userId === user.id).length >= MOST_STREAMS) {
      throw new AppError('RATE_LIMITED', { retry_after_sec: CHECK_MS / 1000 });
    }
    const end = new AbortController();
    this.open.set(end, user.id);
    const reading = { jobId, after, authorization, language: readersLanguage(), signal: end.signal };
    // A stream made of the generator itself would close only when that has done waiting.
    const stream = new PassThrough().once('close', () => {
      end.abort();
      this.open.delete(end);
    });
    pipeline(this.frames(reading), stream, () => undefined);
    return stream;
  }

  onModuleDestroy(): void {
    this.open.forEach((_userId, end) => end.abort());
  }

  private async *frames(reading: Reading): AsyncGenerator<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    try {
      yield* this.events(reading);
    } catch (error) {
      const { code, message: sentence, details: context } = answerFor(error, reading.language);
      yield frame(message('error', { code, message: sentence, context }));
    }
  }

  private async *events({ jobId, after, authorization, signal }: Reading): AsyncGenerator<string> {
    let wake: () => void = () => undefined;
    const tap = ({ job_id }: EventMessage) => (job_id === jobId ? wake() : undefined);
    const { streamId } = await this.jobs.streamOf(null, jobId);
    const feed = await this.feeds.open(streamId, tap);
    signal.addEventListener('abort', () => wake());
    try {
      let at = after;
      let checkedAt = Date.now();
      while (!signal.aborted) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const { head, isFinal: isDone } = await this.progressOf(jobId);
        const page = await this.bus.readJob(this.em.fork(), jobId, at, PAGE);
        const kept = page.filter((event, index) => event.job_seq === at + index + 1);
        for (const event of kept) {
          yield frame(withLinks(event, this.storage));
        }
        at += kept.length;
        if (kept.length < page.length || (page.length === 0 && at < head)) {
          yield frame({ ...message('resync', {}), job_seq: head, job_id: jobId });
          at = head;
        }
        if (isDone && at >= head) {
          return;
        }
        if (page.length === 0) {
          await within(woken, CHECK_MS);
        }
        if (Date.now() - checkedAt >= CHECK_MS) {
          await this.assertReadable(authorization, jobId);
          checkedAt = Date.now();
          yield ':\n\n';
        }
      }
    } finally {
      this.feeds.close(feed, tap);
    }
  }

  /** How many events a job has told, and whether it has ended. Read before its events: what is counted is there by then. */
  private async progressOf(jobId: string): Promise<{ head: number; isFinal: boolean }> {
    const [row] = await this.em
      .fork()
      .execute<{ state: JobState; seq: string | null }[]>(
        'select j.state, s.seq from jobs j left join event_streams s on s.id = j.id where j.id = ?',
        [jobId],
      );
    const { state, seq } = found('JOB', row);
    return { head: Number(seq ?? 0), isFinal: isFinal(state) };
  }

  private async assertReadable(authorization: string, jobId: string): Promise<void> {
    const reader = await this.auth.authenticate(bearerTokenOf(authorization) ?? '');
    await this.jobs.streamOf(readerOf(reader), jobId);
  }
}

/** What one socket is told too is one event here; it has an id where it has a number, to go on from. */
function frame(event: EventMessage | NoticeMessage): string {
  const id = event.job_seq === null ? '' : `id: ${event.job_seq}\n`;
  return `${id}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
