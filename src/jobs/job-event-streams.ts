import { PassThrough, type Readable } from 'node:stream';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Authenticator, bearerTokenOf } from '../auth/authenticator.js';
import { type Requester } from '../common/api.decorators.js';
import { answerFor } from '../common/error.filter.js';
import { AppError } from '../common/errors.js';
import { readersLanguage } from '../common/language.js';
import { found } from '../common/owned.js';
import { takesMore, within } from '../common/patience.js';
import { type Language } from '../common/vocabulary.js';
import { EVENT_PAGE, EventBus } from '../events/event-bus.js';
import { EventFeeds } from '../events/event-feeds.js';
import { type EventMessage, type NoticeMessage } from '../events/event-map.js';
import { message } from '../events/notice.js';
import { withLinks } from '../storage/media-links.js';
import { Storage } from '../storage/storage.js';
import { isFinal, type JobState } from './job.machine.js';
import { JobsService, readerOf } from './jobs.service.js';

/** How often a stream shows that it is alive, and its reader's right to it is checked. */
const CHECK_MS = 5000;
/** How long a reader may take nothing of what there is. */
const PATIENCE_MS = 10_000;
/** When a client that was cut off asks again. */
const RETRY_MS = 2000;
/** So many streams a user may have open here. */
const MOST_STREAMS = 100;

/** A stream that somebody reads. */
interface Reading {
  stream: PassThrough;
  jobId: string;
  /** The last number that its reader has. */
  at: number;
  authorization: string;
  language: Language;
  userId: string;
  checkedAt: number;
  /** Something may have happened. */
  wake: () => void;
}

/** The events of a job as they come, as Server-Sent Events (https://html.spec.whatwg.org/#server-sent-events). */
@Injectable()
export class JobEventStreams implements OnModuleDestroy {
  private readonly open = new Set<Reading>();
  private isEnding = false;

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
    const { streamId } = await this.jobs.streamOf(readerOf(user), jobId);
    const { head, isDone } = await this.progressOf(jobId);
    if (isDone && after === head) {
      return null;
    }
    if ([...this.open].filter(({ userId }) => userId === user.id).length >= MOST_STREAMS) {
      throw new AppError('RATE_LIMITED', { retry_after_sec: CHECK_MS / 1000 });
    }
    const reading: Reading = {
      ...{ stream: new PassThrough(), jobId, at: after, authorization, userId: user.id },
      ...{ language: readersLanguage(), checkedAt: Date.now(), wake: () => undefined },
    };
    this.open.add(reading);
    reading.stream.once('close', () => {
      this.open.delete(reading);
      reading.wake();
    });
    void this.tell(reading, streamId);
    return reading.stream;
  }

  onModuleDestroy(): void {
    this.isEnding = true;
    this.open.forEach(({ wake }) => wake());
  }

  private async tell(reading: Reading, streamId: string): Promise<void> {
    const { stream, jobId, language } = reading;
    const tap = ({ job_id }: EventMessage) => (job_id === jobId ? reading.wake() : undefined);
    try {
      await write(stream, `retry: ${RETRY_MS}\n\n`);
      const feed = await this.feeds.open(streamId, tap);
      await this.tellAll(reading).finally(() => this.feeds.close(feed, tap));
    } catch (error) {
      const { code, message: sentence, details: context } = answerFor(error, language);
      stream.write(frame(message('error', { code, message: sentence, context })));
    }
    stream.end();
  }

  /** Until the job has ended, or the connection, or this process. */
  private async tellAll(reading: Reading): Promise<void> {
    const { stream, jobId } = reading;
    while (!stream.destroyed && !this.isEnding) {
      const woken = new Promise<void>((resolve) => (reading.wake = resolve));
      const { head, isDone } = await this.progressOf(jobId);
      const page = await this.bus.readJob(this.em.fork(), jobId, reading.at, EVENT_PAGE);
      const kept = page.filter((event, index) => event.job_seq === reading.at + index + 1);
      for (const event of kept) {
        await this.checkNowAndThen(reading);
        await write(stream, frame(withLinks(event, this.storage)));
      }
      reading.at += kept.length;
      if (kept.length < page.length || (page.length === 0 && reading.at !== head)) {
        // Some of it is not kept any more, or the number is of another job.
        await write(stream, frame({ ...message('resync', {}), job_seq: head, job_id: jobId }));
        reading.at = head;
      }
      if (isDone && reading.at >= head) {
        return;
      }
      if (page.length === 0) {
        await within(woken, CHECK_MS);
      }
      await this.checkNowAndThen(reading);
    }
  }

  /** How many events a job has told, and whether it has ended. Read before its events: what is counted is there by then. */
  private async progressOf(jobId: string): Promise<{ head: number; isDone: boolean }> {
    const [row] = await this.em
      .fork()
      .execute<{ state: JobState; seq: string | null }[]>(
        'select j.state, s.seq from jobs j left join event_streams s on s.id = j.id where j.id = ?',
        [jobId],
      );
    const { state, seq } = found('JOB', row);
    return { head: Number(seq ?? 0), isDone: isFinal(state) };
  }

  /** Throws where the reader may not read the job any more. */
  private async checkNowAndThen(reading: Reading): Promise<void> {
    if (Date.now() - reading.checkedAt >= CHECK_MS) {
      const reader = await this.auth.authenticate(bearerTokenOf(reading.authorization) ?? '');
      await this.jobs.streamOf(readerOf(reader), reading.jobId);
      reading.checkedAt = Date.now();
      await write(reading.stream, ':\n\n');
    }
  }
}

/** Waits until the reader takes what it is given. One that takes nothing is cut off: it comes back, and goes on. */
async function write(stream: PassThrough, text: string): Promise<void> {
  if (!stream.destroyed && !stream.write(text) && !(await takesMore(stream, PATIENCE_MS))) {
    stream.destroy();
  }
}

/** An id is where one can go on from: what has no number has none. */
function frame(event: EventMessage | NoticeMessage): string {
  const id = event.job_seq === null ? '' : `id: ${event.job_seq}\n`;
  return `${id}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
