/**
 * The words of WebVTT, and of the SubRip that looks like it, whoever has written it: what cannot be understood is passed over.
 * Automatic captions roll: each cue shows the row before once more. Here every row is said once.
 */

export interface SpokenCue {
  startSec: number;
  endSec: number;
  text: string;
}

export const MOST_CUES = 5_000;
const MOST_LETTERS = 1_000;
/** Of a hostile file nobody reads more rows. */
const MOST_LINES = 200_000;
/** A row that is there again after so long was not said anew. */
const ROLLING_GAP_SEC = 0.3;

/** A cue in rows, as it is shown. */
export interface ShownCue {
  startSec: number;
  endSec: number;
  rows: string[];
}

/** What is said when, each once, in order. */
export function cuesOfVtt(text: string): SpokenCue[] {
  const said: SpokenCue[] = [];
  let before: ShownCue = { startSec: 0, endSec: -Infinity, rows: [] };
  for (const cue of shownCues(text)) {
    const isNext = cue.startSec - before.endSec <= ROLLING_GAP_SEC;
    const rows = cue.rows.slice(isNext ? repeated(before.rows, cue.rows) : 0);
    const last = said.at(-1);
    if (rows.length > 0) {
      const words = rows.join(' ');
      said.push({ startSec: cue.startSec, endSec: cue.endSec, text: [...words].slice(0, MOST_LETTERS).join('') });
    } else if (last) {
      last.endSec = Math.max(last.endSec, cue.endSec);
    }
    before = cue;
  }
  return said.slice(0, MOST_CUES);
}

/** How many of the first rows were the last ones of the cue before. */
function repeated(before: string[], rows: string[]): number {
  for (let count = Math.min(before.length, rows.length); count > 0; count--) {
    if (rows.slice(0, count).every((row, index) => row === before[before.length - count + index])) {
      return count;
    }
  }
  return 0;
}

const TIMING = /^\s*((?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3})(?:\s|$)/;

/** The cues that show something, in the order of their times. */
export function shownCues(text: string): ShownCue[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/, MOST_LINES);
  const cues: ShownCue[] = [];
  let open: ShownCue | null = null;
  for (const line of lines) {
    const times = TIMING.exec(line);
    if (times) {
      open = { startSec: secondsOf(times[1] ?? ''), endSec: secondsOf(times[2] ?? ''), rows: [] };
      cues.push(open);
    } else if (line === '') {
      open = null;
    } else {
      // Rows without a time are the head, a note, a style, or the name of a cue.
      open?.rows.push(plainRow(line));
    }
  }
  return cues
    .map((cue) => ({ ...cue, rows: cue.rows.filter((row) => row !== '') }))
    .filter(({ startSec, endSec, rows }) => endSec > startSec && rows.length > 0)
    .slice(0, MOST_CUES * 2)
    .sort((one, other) => one.startSec - other.startSec);
}

function secondsOf(clock: string): number {
  const [seconds = 0, minutes = 0, hours = 0] = clock.replace(',', '.').split(':').map(Number).reverse();
  return Math.round((hours * 3600 + minutes * 60 + seconds) * 1000) / 1000;
}

/** `<c.colour>`, `<00:00:01.500>`, `<v Name>`, `<font …>`; what is small beside a letter is how it is read. */
const READING_AID = /<rt[^<>]*>[^<>]*<\/rt>/gi;
const TAG = /<\/?(?:[a-z][^<>]*|\d[\d:.]*)?>/gi;
/** `{\an8}` of SubStation, which has got into many a SubRip file. */
const OVERRIDE = /\{\\[^{}]*\}/g;
/** What SubStation draws where others write. */
const DRAWING = /^m(?: -?[\d.]+){2}(?: [mnlbspc]| -?[\d.]+)*$/;
/** What breaks words, or turns them around, without being seen. */
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const GAPS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

function plainRow(line: string): string {
  const words = line
    .replace(READING_AID, '')
    .replace(TAG, '')
    .replace(OVERRIDE, '')
    .replace(/\\[hN]/g, ' ');
  const row = decoded(words).toWellFormed().normalize('NFC').replace(UNSEEN, '').replace(GAPS, ' ').trim();
  return DRAWING.test(row) ? '' : row;
}

const ENTITIES: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', lrm: '', rlm: '' },
};

function decoded(text: string): string {
  return text.replace(/&(#x?[\da-f]{1,6}|[a-z]{2,4});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) {
      return ENTITIES[name.toLowerCase()] ?? whole;
    }
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
