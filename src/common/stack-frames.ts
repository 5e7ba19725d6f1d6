const FRAME = /^\s+at \S.*:\d+:\d+\)?$/;

/** The lines of a stack that name places in the code; the message before them is left out. */
export function framesOf(stack: unknown): string | undefined {
  if (typeof stack !== 'string') {
    return undefined;
  }
  const frames = stack.split('\n').filter((line) => FRAME.test(line));
  return frames.length > 0 ? frames.map((line) => line.trim()).join('\n') : undefined;
}
