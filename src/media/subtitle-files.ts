import { columnsIn, cuePlace, rowsOf } from './cue-text.js';
import { type RenderProfile } from './timeline.js';

/** The subtitles of a film in one language, as a file that players and editors read. */

export const SUBTITLE_FORMATS = ['srt', 'vtt', 'ass'] as const;
export type SubtitleFormat = (typeof SUBTITLE_FORMATS)[number];

export interface SubtitleLine {
  startSec: number;
  endSec: number;
  /** Said by somebody who is named, or null. */
  speaker: string | null;
  text: string;
}

/** Lines in order of time; what could be read as markup or structure is taken out of the words. */
export function subtitleFile(format: SubtitleFormat, lines: SubtitleLine[], profile: RenderProfile): string {
  const cues = lines
    .filter(isShownLine)
    .map(({ startSec, endSec, speaker, text }) => ({
      start: millisecondsOf(startSec),
      end: millisecondsOf(endSec),
      name: plain(speaker ?? ''),
      text: plain(text),
    }))
    .sort((first, second) => first.start - second.start);
  return WRITERS[format](cues, profile);
}

/** Not a line of which nothing is left, such as `>>`, or that is gone before it is there. */
export function isShownLine({ startSec, endSec, text }: Pick<SubtitleLine, 'startSec' | 'endSec' | 'text'>): boolean {
  return plain(text) !== '' && millisecondsOf(endSec) > millisecondsOf(startSec);
}

interface PlainCue {
  /** In whole milliseconds. */
  start: number;
  end: number;
  /** Empty where nobody is named. */
  name: string;
  text: string;
}

const WRITERS: Record<SubtitleFormat, (cues: PlainCue[], profile: RenderProfile) => string> = {
  srt: srtFile,
  vtt: vttFile,
  ass: assFile,
};

function srtFile(cues: PlainCue[], profile: RenderProfile): string {
  return cues
    .map(({ start, end, name, text }, index) => {
      const colon = /\p{Script=Han}/u.test(text) ? '：' : ': ';
      const rows = rowsOf(name === '' ? text : `${name}${colon}${text}`, columnsIn(profile));
      return `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${rows.join('\n')}\n`;
    })
    .join('\n');
}

function vttFile(cues: PlainCue[], profile: RenderProfile): string {
  const blocks = cues.map(({ start, end, name, text }) => {
    const rows = rowsOf(text, columnsIn(profile)).map(escaped).join('\n');
    return `${clock(start, '.')} --> ${clock(end, '.')}\n${name === '' ? rows : `<v ${escaped(name)}>${rows}</v>`}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

const escaped = (text: string) => text.replaceAll('&', '&amp;');

const ASS_STYLES = [
  'Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding',
  'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
] as const;

/** Placed and sized as they are when they are burned in. */
function assFile(cues: PlainCue[], profile: RenderProfile): string {
  const { width, height } = profile;
  const { size, side, bottom } = cuePlace(profile);
  const margins = [side * width, side * width, bottom * height].map(Math.round).join();
  const style = `Noto Sans SC,${size},&H00FFFFFF,&H00FFFFFF,&H00140B0B,&H80000000,-1,0,0,0,100,100,0,0,1,2,0,2,${margins},1`;
  const events = cues.map(({ start, end, name, text }) => {
    const rows = rowsOf(text, columnsIn(profile)).join('\\N');
    return `Dialogue: 0,${assClock(start)},${assClock(end)},Default,${name.replaceAll(',', '，')},0,0,0,,${rows}`;
  });
  return [
    ...['[Script Info]', 'ScriptType: v4.00+', `PlayResX: ${width}`, `PlayResY: ${height}`, 'WrapStyle: 0'],
    ...['ScaledBorderAndShadow: yes', 'YCbCr Matrix: TV.709', ''],
    ...['[V4+ Styles]', ASS_STYLES[0], `Style: Default,${style}`, ''],
    ...['[Events]', ASS_STYLES[1], ...events, ''],
  ].join('\n');
}

/** No tags, no arrows, no override blocks, no line breaks: one cue stays one cue in every player. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/-+>/g, '→')
    .replace(/[<>]/g, '')
    .replaceAll('{', '｛')
    .replaceAll('}', '｝')
    .replaceAll('\\', '＼')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

const millisecondsOf = (seconds: number) => Math.max(0, Math.round(seconds * 1000));

function clock(milliseconds: number, point: ',' | '.'): string {
  const parts = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  const time = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return `${time}${point}${String(milliseconds % 1000).padStart(3, '0')}`;
}

/** One digit of hours, and hundredths of a second. */
function assClock(milliseconds: number): string {
  return clock(Math.round(milliseconds / 10) * 10, '.')
    .replace(/^0(\d)/, '$1')
    .slice(0, -1);
}
