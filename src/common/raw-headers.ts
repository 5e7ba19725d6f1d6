import type { IncomingMessage } from 'node:http';

/** How often a header was sent; Node's own `headers` keep one of them. `name` in lower case. */
export function timesSent({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, name: string): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}
