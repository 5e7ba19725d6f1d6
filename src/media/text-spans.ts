import { distance, folded } from './subtitle-match.js';

/** What is written in a film, and how long it stays: out of what was read in single pictures of it. */

/** A row of letters; all of it is told in parts of the picture, from its upper left corner. */
export interface SeenRow {
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface MomentTexts {
  atSec: number;
  /** From top to bottom. */
  rows: SeenRow[];
}

export type TextPlace = 'top' | 'middle' | 'bottom';

export interface TextSpan {
  text: string;
  /** When it was seen first, and last: the same where only one picture shows it. */
  startSec: number;
  endSec: number;
  place: TextPlace;
}

/** So much of it may be read otherwise the next time; of a few letters none, for each of them is another word. */
const MISREAD_SHARE = 0.2;
/** Subtitles move a little where there is a second row; what moves farther is something else. */
const MOST_MOVED = 0.08;

/** A text that is still there, with all its readings. */
interface OpenSpan {
  readings: Map<string, number>;
  key: string;
  middle: number;
  place: TextPlace;
  startSec: number;
  endSec: number;
}

/** Texts in the order in which they come, those of one moment from top to bottom. */
export function textsOf(moments: readonly MomentTexts[]): TextSpan[] {
  const spans: OpenSpan[] = [];
  let open: OpenSpan[] = [];
  for (const { atSec, rows } of [...moments].sort((one, other) => one.atSec - other.atSec)) {
    const seen: OpenSpan[] = [];
    for (const row of rows.filter(({ text }) => folded(text) !== '')) {
      const known = open.find((span) => !seen.includes(span) && isSameText(span, row));
      const span = known ?? opened(row, atSec);
      if (known) {
        span.readings.set(row.text, (span.readings.get(row.text) ?? 0) + 1);
        span.endSec = atSec;
        span.middle = middleOf(row);
      } else {
        spans.push(span);
      }
      seen.push(span);
    }
    open = seen;
  }
  return spans.map(({ readings, startSec, endSec, place }) => ({
    text: commonest(readings),
    startSec,
    endSec,
    place,
  }));
}

function opened(row: SeenRow, atSec: number): OpenSpan {
  const middle = middleOf(row);
  const place = middle < 1 / 3 ? 'top' : middle < 2 / 3 ? 'middle' : 'bottom';
  const readings = new Map([[row.text, 1]]);
  return { readings, key: folded(row.text), middle, place, startSec: atSec, endSec: atSec };
}

function isSameText({ key, middle }: OpenSpan, row: SeenRow): boolean {
  const other = folded(row.text);
  const length = Math.max([...key].length, [...other].length);
  const isNear = Math.abs(middle - middleOf(row)) <= MOST_MOVED;
  return isNear && (key === other || distance(key, other) <= Math.floor(length * MISREAD_SHARE));
}

const middleOf = ({ y, height }: SeenRow): number => y + height / 2;

/** What was read most often; of two the longer one, for letters are rather overlooked than invented. */
function commonest(readings: Map<string, number>): string {
  const [best = ['', 0]] = [...readings].sort(
    ([one, times], [other, otherTimes]) => otherTimes - times || other.length - one.length,
  );
  return best[0];
}
