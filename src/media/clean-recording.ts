import { rm, writeFile } from 'node:fs/promises';
import { type CleanFormat, type CleanWords, cleanCopyArguments, type ForeignFormat } from './ffmpeg-commands.js';
import { type MediaTools, runTool } from './ffmpeg.js';
import { confinedTools } from './foreign-file.js';
import { asUnreadable } from './media-failure.js';
import { type MediaProbe, probeFile } from './probe.js';
import { textTracks, trackText } from './soft-subtitles.js';
import { type ShownCue, shownCues } from './vtt-cues.js';

export interface CleanCopy {
  path: string;
  format: CleanFormat;
  /** What was found in a film whose words are kept; absent: they go, too. */
  film?: MediaProbe;
}

const TIMEOUT_MS = 120_000;
const MOST_TRACKS = 8;
const MOST_ROWS = 8;
const MOST_LETTERS = 1_000;

/**
 * What of an examined file may be kept: its film and its sound as they are, and what its subtitles say when, in their
 * languages. Where it was made and by whom goes, with covers, chapters and whatever lay in front or behind. Returns its length
 * where the container tells it.
 */
export async function cleanRecording(
  tools: MediaTools,
  path: string,
  format: ForeignFormat,
  out: CleanCopy,
  signal: AbortSignal,
): Promise<number | null> {
  const confined = confinedTools(tools);
  const copy = async (words: CleanWords[]): Promise<number | null> => {
    const args = cleanCopyArguments(path, format, out.path, out.format, words);
    await runTool(confined, 'ffmpeg', args, { signal, timeoutMs: TIMEOUT_MS });
    return (await probeFile(confined, out.path, signal, format)).durationSec;
  };
  const written: CleanWords[] = [];
  try {
    await writeWords(tools, path, format, out, written, signal);
    // A film is worth more than its words.
    return await (written.length === 0 ? copy([]) : unlessUnreadable(copy(written), () => copy([])));
  } catch (error) {
    signal.throwIfAborted();
    throw asUnreadable(error);
  } finally {
    await Promise.all(written.map((words) => rm(words.path, { force: true })));
  }
}

/** The words of a film as files beside the copy. They are read and written anew: so nothing can hide in them. */
async function writeWords(
  tools: MediaTools,
  path: string,
  format: ForeignFormat,
  out: CleanCopy,
  written: CleanWords[],
  signal: AbortSignal,
): Promise<void> {
  const tracks = out.film ? textTracks(out.film).slice(0, MOST_TRACKS) : [];
  for (const { index, language } of tracks) {
    const text = await unlessUnreadable(trackText(tools, path, { format, stream: index }, signal), () => '');
    const cues = shownUntil(out.film?.durationSec ?? Infinity, shownCues(text));
    if (cues.length > 0) {
      const words = { path: `${out.path}.${index}.vtt`, language: languageTag(language) };
      written.push(words);
      await writeFile(words.path, vttOf(cues));
    }
  }
}

/** What cannot be read is replaced; whatever else goes wrong is no fault of the file. */
async function unlessUnreadable<T>(work: Promise<T>, instead: () => T | Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = asUnreadable(error);
    if (failure.code !== 'INVALID_OUTPUT') {
      throw failure;
    }
    return instead();
  }
}

/** Nothing is shown after the end: a film is as long as its pictures and its sound. */
function shownUntil(filmEndSec: number, cues: ShownCue[]): ShownCue[] {
  const endSec = Math.floor(filmEndSec * 1000) / 1000;
  return cues
    .map((cue) => ({ ...cue, endSec: Math.min(cue.endSec, endSec) }))
    .filter((cue) => cue.endSec > cue.startSec);
}

function vttOf(cues: ShownCue[]): string {
  const blocks = cues.map(({ startSec, endSec, rows }) => {
    const shown = rows.slice(0, MOST_ROWS).map((row) => escaped([...row].slice(0, MOST_LETTERS).join('')));
    return `${clock(startSec)} --> ${clock(endSec)}\n${shown.join('\n')}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

const escaped = (row: string) => row.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function clock(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const parts = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  const time = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return `${time}.${String(milliseconds % 1000).padStart(3, '0')}`;
}

/** Whatever else is said in its place is no language. */
function languageTag(told: string | undefined): string | null {
  return told !== undefined && /^[a-z]{2,3}(-[a-z\d]{2,8}){0,2}$/i.test(told) && told !== 'und' ? told : null;
}
