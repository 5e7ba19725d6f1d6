import { type ForeignFormat } from './ffmpeg-commands.js';
import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { subtitleTextArguments } from './foreign-film-arguments.js';
import { confinedTools } from './foreign-file.js';
import { MediaFailure, asUnreadable } from './media-failure.js';
import { type MediaProbe, type MediaStream } from './probe.js';
import { type SpokenCue, cuesOfVtt } from './vtt-cues.js';

/** The words in the tracks of a stranger's film that players show as subtitles. */

export interface SoftSubtitles {
  /** As the web names it (`en`, `zh`); null where the file does not say. */
  language: string | null;
  cues: SpokenCue[];
}

/** Those that are letters; the others are pictures of them. */
const TEXT_CODECS = new Set(['mov_text', 'subrip', 'webvtt', 'ass', 'ssa', 'text']);
/** A long film has a tenth of it. */
const MOST_BYTES = 4 * 1024 ** 2;
const TIMEOUT_MS = 120_000;

/** The tracks of subtitles that are text, in the order of the file. */
export function textTracks({ streams }: Pick<MediaProbe, 'streams'>): (MediaStream & { index: number })[] {
  return streams.flatMap((stream) =>
    stream.type === 'subtitle' && stream.index !== undefined && TEXT_CODECS.has(stream.codec)
      ? [{ ...stream, index: stream.index }]
      : [],
  );
}

/** Those in the first of the languages that there is, else the first ones; null where there are none, or nothing in them. */
export async function softSubtitles(
  tools: MediaTools,
  path: string,
  { format, probe, languages }: { format: ForeignFormat; probe: MediaProbe; languages: readonly string[] },
  signal: AbortSignal,
): Promise<SoftSubtitles | null> {
  const tracks = textTracks(probe);
  const wanted = languages.map((language) => tracks.find((track) => spokenIn(webLanguage(track.language), language)));
  const track = wanted.find((each) => each !== undefined) ?? tracks[0];
  if (!track) {
    return null;
  }
  const cues = cuesOfVtt(await trackText(tools, path, { format, stream: track.index }, signal));
  return cues.length > 0 ? { language: webLanguage(track.language), cues } : null;
}

/** A track as WebVTT; of a very long one its beginning. INVALID_OUTPUT where it can't be read. */
export async function trackText(
  tools: MediaTools,
  path: string,
  { format, stream }: { format: ForeignFormat; stream: number },
  signal: AbortSignal,
): Promise<string> {
  const args = subtitleTextArguments(path, format, stream);
  try {
    return await firstBytes(new ToolProcess(confinedTools(tools), 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS }));
  } catch (error) {
    signal.throwIfAborted();
    throw asUnreadable(error);
  }
}

async function firstBytes(tool: ToolProcess): Promise<string> {
  tool.stdin.end();
  const enough = new MediaFailure('RENDER_FAILED', 'No more words are wanted');
  const chunks: Buffer[] = [];
  let bytes = 0;
  tool.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      tool.stop(enough);
    }
  });
  await tool.finished.catch((error: unknown) => {
    if (error !== enough) {
      throw error;
    }
  });
  return Buffer.concat(chunks).toString();
}

const NO_LANGUAGE = /^(?:und|zxx|mul|mis|x)(?:-|$)/;
const LONGEST_TAG = 35;

/** `eng` and `en-US` are what they are called here; what is no language is none. */
export function webLanguage(told: string | undefined): string | null {
  try {
    const [language = 'und'] = Intl.getCanonicalLocales(told ?? 'und');
    return NO_LANGUAGE.test(language) || language.length > LONGEST_TAG ? null : language;
  } catch {
    return null;
  }
}

function spokenIn(language: string | null, wanted: string): boolean {
  return language !== null && language.split('-')[0] === webLanguage(wanted)?.split('-')[0];
}
