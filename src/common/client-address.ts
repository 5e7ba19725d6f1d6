import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import type { Config } from './config.js';

/** Whether the word of the `hop`th proxy, counted from us, is taken for where a request came from. */
type Trust = (address: string, hop: number) => boolean;

/** Whose word on a client's address is taken. */
export function trustIn(proxies: Config['trustProxy']): Trust {
  return typeof proxies === 'object' ? proxyAddress.compile(proxies) : (_address, hop) => hop < Number(proxies);
}

/** The address of a client whose request does not go through Fastify. */
export function addressOf(request: IncomingMessage, trust: Trust): string {
  return proxyAddress(request, trust);
}
