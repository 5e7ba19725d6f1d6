import { type Config } from '../common/config.js';
import { type QueueName } from '../jobs/plan.js';

/** Vendors are waited for, ffmpeg is worked for: many of the former, as many of the latter as there are cores. */
const SLOTS: Record<QueueName, number | null> = { script: 8, image: 8, speech: 4, video: 16, media: null };

/** How many steps of a queue one process does at a time. */
export function slotsOf(queue: QueueName, { mediaConcurrency }: Pick<Config, 'mediaConcurrency'>): number {
  return SLOTS[queue] ?? mediaConcurrency;
}
