import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../ai/model-registry.js';
import { type ModeratedFrame, type Moderation, type ModerationRequest } from '../../ai/ports.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { type JobRow } from '../../jobs/ledger.js';
import { type Credit, type Quote, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';

/** What somebody said of frames that was asked to look at them. */
export interface Look {
  judgement: Moderation;
  credit: Credit;
}

/** Has frames of pictures and clips looked at by whoever sees. */
@Injectable()
export class FrameLook {
  constructor(
    private readonly vendors: VendorCalls,
    private readonly models: ModelRegistry,
  ) {}

  /** Who is to look; null where whoever is asked first only reads. */
  watcher(job: Pick<JobRow, 'input'>): ReturnType<VendorCalls['preferred']> | null {
    const by = this.vendors.preferred('moderation', wishOf(job));
    const model = by.model === undefined ? null : this.models.find('moderation', by.model);
    return model?.seesFrames ? by : null;
  }

  /** What it costs at most to have so many frames looked at. */
  quote(job: Pick<JobRow, 'input'>, where: ModeratedFrame['where'], count: number): Quote {
    const frame: ModeratedFrame = { where, bytes: Buffer.alloc(0), mime: 'image/jpeg', startSec: 0 };
    const seen = { texts: [], frames: Array<ModeratedFrame>(count).fill(frame), language: job.input.language };
    return this.vendors.quote('moderation', wishOf(job), (model) => model.quote(seen));
  }

  /** The words were read with the script, and approved if need be: they are not shown once more. */
  async at(frames: ModeratedFrame[], work: Work): Promise<Look> {
    const request: ModerationRequest = { texts: [], frames, language: work.job.input.language };
    work.leaveSlot();
    const { value, credit } = await this.vendors.ask(work, 'moderation', wishOf(work.job), {
      quote: (model) => model.quote(request),
      call: (model, call) => model.generate(request, call),
    });
    return { judgement: value, credit };
  }
}

/** What the house takes: nobody names a moderator in an order. */
function wishOf({ input }: Pick<JobRow, 'input'>): ChainWish {
  return { wanted: null, allowFallback: input.allowFallback };
}
