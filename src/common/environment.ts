import { isIP } from 'node:net';

/** What is wrong with a setting, in one line for whoever starts us. */
export class ConfigError extends Error {}

export type Environment = Record<string, string | undefined>;

/** Reads values of the environment, each in its own form; an empty one is none. */
export class EnvironmentReader {
  constructor(private readonly environment: Environment) {}

  text(name: string): string | null {
    return this.environment[name]?.trim() || null;
  }

  /** What is sent as part of a header, and must fit into one. It is secret: no error repeats it. */
  key(name: string): string | null {
    const text = this.text(name);
    if (text !== null && !/^[\x20-\x7e\xa0-\xff]+$/.test(text)) {
      throw new ConfigError(`${name} must have no line breaks, and no characters that can't stand in a header`);
    }
    return text;
  }

  /** What another choice makes necessary. */
  required(name: string, why: string, value = this.text(name)): string {
    if (value === null) {
      throw new ConfigError(`${name} is required with ${why}`);
    }
    return value;
  }

  list(name: string): string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }

  number(name: string, fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER, whole = true } = {}): number {
    const text = this.text(name);
    const value = text === null ? fallback : Number(text);
    if (!Number.isFinite(value) || value < min || value > max || (whole && !Number.isInteger(value))) {
      const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new ConfigError(`${name} must be a ${whole ? 'whole ' : ''}number ${range}, not "${text}"`);
    }
    return value;
  }

  flag(name: string): boolean {
    const text = this.text(name) ?? 'false';
    if (!['true', 'false', '1', '0'].includes(text)) {
      throw new ConfigError(`${name} must be true or false, not "${text}"`);
    }
    return text === 'true' || text === '1';
  }

  /** `true` is one proxy: its word on the address before it is taken, and not what a client made up before that. */
  proxies(name: string): false | number | string[] {
    const text = this.text(name) ?? 'false';
    if (/^(true|false|\d{1,2})$/.test(text)) {
      return text === 'false' ? false : text === 'true' ? 1 : Number(text) || false;
    }
    const list = this.list(name);
    if (!list.every(isNetwork)) {
      throw new ConfigError(`${name} must be true, false, the number of proxies or their addresses, not "${text}"`);
    }
    return list;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const text = this.text(name) ?? fallback;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) {
      throw new ConfigError(`${name} must be one of ${choices.join(', ')}, not "${text}"`);
    }
    return found;
  }

  url(name: string, protocols: string[]): string | null {
    const text = this.text(name);
    if (text === null) {
      return null;
    }
    const url = URL.parse(text);
    if (!url || !protocols.includes(url.protocol)) {
      throw new ConfigError(`${name} must be a URL (${protocols.join(' ')})`);
    }
    // Fetch takes none with a password.
    if (url.protocol.startsWith('http') && url.username + url.password !== '') {
      throw new ConfigError(`${name} must hold no user name and no password`);
    }
    return text.replace(/\/+$/, '');
  }
}

/** An address, with or without the length of a prefix. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  return (
    isIP(address) !== 0 && more.length === 0 && (prefix === undefined || (/^\d+$/.test(prefix) && +prefix <= bits))
  );
}
