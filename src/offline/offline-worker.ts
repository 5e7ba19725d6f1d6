import { isDiskFull } from '../common/disk-full.js';
import type { CrewAnswer, CrewOrder, CrewResults, CrewTask } from './crew-tasks.js';
import { compose } from './score-renderer.js';
import { Speaker } from './speech.js';

/** The program of the offline crew's process (see `CrewProcess`). Node runs it from source too: no decorators here. */

const speaker = new Speaker(process.argv[2] as string);
const running = new Map<number, AbortController>();

async function perform(task: CrewTask, signal: AbortSignal): Promise<CrewResults[CrewTask['kind']]> {
  if (task.kind === 'speak') {
    return speaker.speak(task.request, signal);
  }
  await compose(task.score, task.out, signal);
  return null;
}

async function answer(id: number, task: CrewTask): Promise<CrewAnswer> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    return { id, result: await perform(task, controller.signal) };
  } catch (error) {
    const { message } = error as Error;
    return { id, error: message ?? String(error), isDiskFull: isDiskFull(error) };
  } finally {
    running.delete(id);
  }
}

process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const order = message as CrewOrder;
  if ('abort' in order) {
    running.get(order.id)?.abort();
  } else {
    // The parent may be gone in this very moment: then nobody needs the answer.
    void answer(order.id, order.task).then((reply) => process.connected && process.send?.(reply, () => undefined));
  }
});
