import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_LANGUAGE } from './sentences.js';
import { varyBy } from './vary.js';
import { LANGUAGES, type Language } from './vocabulary.js';

const replies = new AsyncLocalStorage<FastifyReply>();

/** A hook after which {@link readersLanguage} knows who reads; nothing is worked out until somebody asks. */
export function rememberReader(_request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  replies.run(reply, done);
}

/** The language of whoever reads the answer that is being made; the default outside of requests. */
export function readersLanguage(): Language {
  const reply = replies.getStore();
  return reply === undefined ? DEFAULT_LANGUAGE : speakTo(reply);
}

/** The language of an answer with a sentence in it; the answer says so. */
export function speakTo(reply: FastifyReply): Language {
  const language = languageOf(reply.request.headers['accept-language']);
  varyBy(reply, 'Accept-Language');
  void reply.header('content-language', language);
  return language;
}

interface Range {
  /** The language alone: `zh` of `zh-Hant-TW`. */
  language: string;
  quality: number;
}

/** The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4); of two equal ones, the first named. */
export function languageOf(header: string | undefined): Language {
  if (!header) {
    return DEFAULT_LANGUAGE;
  }
  const ranges = header.split(',').map(rangeOf);
  const best = [...ranges]
    .sort((one, other) => other.quality - one.quality)
    .find(({ language, quality }) => {
      return quality > 0 && (language === '*' || LANGUAGES.some((ours) => ours === language));
    });
  if (best === undefined || best.language !== '*') {
    return LANGUAGES.find((language) => language === best?.language) ?? DEFAULT_LANGUAGE;
  }
  // Any language but those that are named.
  const isOpen = (language: Language) => !ranges.some((range) => range.language === language);
  return [DEFAULT_LANGUAGE, ...LANGUAGES].find(isOpen) ?? DEFAULT_LANGUAGE;
}

function rangeOf(text: string): Range {
  const [tag = '', ...parameters] = text
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return { language: tag.split('-', 1)[0] ?? '', quality: /^[01](\.\d{0,3})?$/.test(quality) ? Number(quality) : 0 };
}
