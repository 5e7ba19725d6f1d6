/** In place of a stream's `write`: keeps what is written, line by line. */
export function keepingLines(lines: string[]): (text: unknown) => boolean {
  return (text) => {
    lines.push(...String(text).split('\n').filter(Boolean));
    return true;
  };
}
