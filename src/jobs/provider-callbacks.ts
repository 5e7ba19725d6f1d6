import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Callback, CallbackVerifiers } from '../ai/callback-verifiers.js';
import { withinPatience } from '../common/patience.js';
import { JobQueue } from './job-queue.js';
import { type QueueName } from './plan.js';

/**
 * A vendor says that it has finished a call of ours. What it says is not believed, or even read: the step's worker asks
 * the vendor, as it would have later.
 */
@Injectable()
export class ProviderCallbacks {
  constructor(
    private readonly em: EntityManager,
    private readonly verifiers: CallbackVerifiers,
    private readonly queue: JobQueue,
  ) {}

  async receive(provider: string, callId: string, callback: Callback): Promise<void> {
    await this.verifiers.verify(provider, callback);
    const [woken] = await this.wake(provider, callId);
    if (woken?.isQueued) {
      await withinPatience(this.queue.wake(woken.queue).then(() => undefined));
    }
  }

  /** A step that waits is queued; who runs it now, having perhaps asked too early, sees the mark when it settles. */
  private wake(provider: string, callId: string): Promise<{ queue: QueueName; isQueued: boolean }[]> {
    return this.em.fork().execute(
      `update job_steps s set woken_at = now(),
         state = case when s.state = 'waiting' then 'queued' else s.state end,
         run_after = case when s.state = 'waiting' then now() else s.run_after end
       from provider_calls c
       where c.id = ? and c.provider = ? and c.state in ('intended', 'started') and s.id = c.step_id
         and ((s.state = 'waiting' and s.operation is not null) or (s.state = 'running' and s.woken_at is null))
       returning s.queue, s.state = 'queued' as "isQueued"`,
      [callId, provider],
    );
  }
}
