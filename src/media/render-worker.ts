import { renderClip, renderStill } from './clip-renderer.js';
import { collect } from './collect.js';
import { type MediaTools } from './ffmpeg.js';
import { asMediaFailure } from './media-failure.js';
import { type PoolMessage, type RenderTask, type WorkerAnswer, type WorkerMessage } from './render-protocol.js';

/** Entry of a render process: draws, encodes, mixes and checks for the pool, one task at a time, below normal priority. */

let current: { id: number; controller: AbortController } | null = null;

process.on('disconnect', () => process.exit(0));
process.on('message', (message: PoolMessage) => {
  if (message.type === 'run') {
    void perform(message.id, message.task, message.tools);
  } else if (current?.id === message.id) {
    current.controller.abort();
  }
});

async function perform(id: number, task: RenderTask, tools: MediaTools): Promise<void> {
  const controller = new AbortController();
  current = { id, controller };
  const answer = await answerTo(id, task, tools, controller.signal);
  if (!('mostBytes' in task)) {
    tell(answer);
    collect();
    return;
  }
  // Said with the answer: the next task may be on its way as soon as that is there.
  collect();
  const isLast = process.memoryUsage.rss() > task.mostBytes;
  tell({ ...answer, isLast }, () => isLast && process.disconnect());
}

async function answerTo(id: number, task: RenderTask, tools: MediaTools, signal: AbortSignal): Promise<WorkerAnswer> {
  try {
    return { type: 'done', id, result: await resultOf(id, task, tools, signal) };
  } catch (error) {
    const { code, message, toolWords } = asMediaFailure(error);
    return { type: 'failed', id, code, message, toolWords };
  }
}

async function resultOf(id: number, task: RenderTask, tools: MediaTools, signal: AbortSignal): Promise<unknown> {
  switch (task.kind) {
    case 'still':
      return renderStill(task.profile, task.shot, tools, signal);
    case 'clip':
      return renderClip(task.plan, task.out, tools, signal, (fraction) => tell({ type: 'progress', id, fraction }));
    case 'rungs': {
      const { encodeRungs } = await import('./rungs.js');
      return encodeRungs(task, tools, signal);
    }
    case 'mix': {
      const { mixSound } = await import('./sound.js');
      return mixSound(task.plan, task.out);
    }
    case 'stems': {
      const { writeStems } = await import('./stem-files.js');
      return writeStems(task.plan, task.directory);
    }
    case 'gif': {
      const { writeGif } = await import('./film-gif.js');
      return writeGif(task.plan, task.out, tools, signal);
    }
    case 'sheet': {
      const { writeSheet } = await import('./contact-sheet.js');
      return writeSheet(task.plan, task.out, tools, signal);
    }
    case 'check': {
      const { checkClipFile } = await import('./checks.js');
      return checkClipFile(tools, task.path, task.expectation, signal);
    }
    case 'check-film': {
      const { checkFilmFile } = await import('./film-checks.js');
      return checkFilmFile(tools, task.path, task.expectation, signal);
    }
    case 'picture': {
      const { cleanPicture } = await import('./clean-picture.js');
      return cleanPicture(task.path, task.out, tools);
    }
    case 'contrast': {
      const { contrastOf } = await import('./clean-picture.js');
      return contrastOf(task.path);
    }
    case 'glance': {
      const { glanceAt } = await import('./clean-picture.js');
      return glanceAt(task.path);
    }
    case 'scan': {
      const { scanFilm } = await import('./film-scanner.js');
      return scanFilm(task, tools, signal, (fraction) => tell({ type: 'progress', id, fraction }));
    }
    case 'watch': {
      const { deepChecks } = await import('./deep-checks.js');
      tell({ type: 'progress', id, fraction: 0 });
      return deepChecks(tools, task.path, task.expectation, signal);
    }
    case 'texts': {
      const { filmTexts } = await import('./film-texts.js');
      tell({ type: 'progress', id, fraction: 0 });
      return filmTexts(tools, task, signal);
    }
  }
}

function tell(message: WorkerMessage, afterwards?: () => void): void {
  process.send?.(message, undefined, undefined, afterwards);
}
