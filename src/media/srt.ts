/** Subtitles of a film as an SRT file. */

export interface SubtitleLine {
  startSec: number;
  endSec: number;
  /** Said by somebody who is named before the words, or null. */
  speaker: string | null;
  text: string;
}

/** Lines in order; what could be read as markup or structure is taken out of the words. */
export function subtitleFile(lines: SubtitleLine[]): string {
  return lines
    .map((line) => ({ ...line, words: wordsOf(line) }))
    .filter(({ words, startSec, endSec }) => words !== '' && endSec > startSec)
    .sort((first, second) => first.startSec - second.startSec)
    .map(({ startSec, endSec, words }, index) => `${index + 1}\n${clock(startSec)} --> ${clock(endSec)}\n${words}\n`)
    .join('\n');
}

function wordsOf({ speaker, text }: SubtitleLine): string {
  const words = plain(text);
  const name = plain(speaker ?? '');
  if (!name || !words) {
    return words;
  }
  return /\p{Script=Han}/u.test(words) ? `${name}：${words}` : `${name}: ${words}`;
}

/** No tags, no arrows, no override blocks, no line breaks: one cue stays one cue in every player. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/-+>/g, '→')
    .replace(/[<>]/g, '')
    .replaceAll('{', '｛')
    .replaceAll('}', '｝')
    .replaceAll('\\', '＼')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

function clock(seconds: number): string {
  const milliseconds = Math.max(0, Math.round(seconds * 1000));
  const parts = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  const time = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return `${time},${String(milliseconds % 1000).padStart(3, '0')}`;
}
