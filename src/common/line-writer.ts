type StreamName = 'stdout' | 'stderr';

const waiting: Record<StreamName, string> = { stdout: '', stderr: '' };
let isWatchingExit = false;

/** Writes a line, with all others of this turn of the event loop: each write is a call of the system. */
export function writeLine(stream: StreamName, line: string): void {
  if (!isWatchingExit) {
    isWatchingExit = true;
    process.once('exit', flushLines);
  }
  if (waiting[stream] === '') {
    setImmediate(() => flush(stream));
  }
  waiting[stream] += `${line}\n`;
}

/** Writes what waits, now. */
export function flushLines(): void {
  flush('stdout');
  flush('stderr');
}

function flush(stream: StreamName): void {
  const lines = waiting[stream];
  if (lines !== '') {
    waiting[stream] = '';
    process[stream].write(lines);
  }
}
