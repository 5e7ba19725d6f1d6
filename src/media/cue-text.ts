import { type RenderProfile } from './timeline.js';
import { longestHead, unbreakable, wrapEvenly } from './text-layout.js';

/**
 * A spoken line as subtitles of at most two rows: what does not fit is shown in parts, one after the other. Widths are
 * counted in columns, of which a Chinese character has two, so that picture, tracks and files are broken alike.
 */

export const MOST_ROWS = 2;
const WIDE_COLUMNS = 42;
const UPRIGHT_COLUMNS = 30;

const NOTHING = /^[\p{M}\p{Cf}]$/u;
const WIDE =
  /^[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3ffff}“”‘’…—\p{Emoji_Presentation}]$/u;

/** The size of the letters, in parts of the film's short side. */
const SIZE_SHARE = 0.054;
/** What is left free at each side and beneath, where upright players have their buttons: in parts of the film. */
const FREE = { wide: { side: 0.1, bottom: 0.05 }, upright: { side: 0.05, bottom: 0.14 } };

/** Where subtitles stand in a film, drawn or in a file: the size of their letters in pixels, and the parts that stay free. */
export function cuePlace({ width, height }: Pick<RenderProfile, 'width' | 'height'>): {
  size: number;
  side: number;
  bottom: number;
} {
  return { size: Math.round(Math.min(width, height) * SIZE_SHARE), ...FREE[height > width ? 'upright' : 'wide'] };
}

/** What a subtitle takes at most of a film's height in its own language, in heights of its letters: two rows and a name. */
const MOST_HIGH = 3.9;

/** How much of a film's height, from above, subtitles leave free. */
export function heightAboveCues(film: Pick<RenderProfile, 'width' | 'height'>): number {
  const { size, bottom } = cuePlace(film);
  return film.height * (1 - bottom) - size * MOST_HIGH;
}

/** How many columns a row has in a film of this shape: 42 letters or 21 Chinese characters where it is wide. */
export function columnsIn({ width, height }: Pick<RenderProfile, 'width' | 'height'>): number {
  return width > height ? WIDE_COLUMNS : UPRIGHT_COLUMNS;
}

/** The width of a text in columns. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    columns += WIDE.test(character) ? 2 : NOTHING.test(character) ? 0 : 1;
  }
  return columns;
}

/** A subtitle in rows of about the same length. */
export function rowsOf(text: string, columns: number): string[] {
  return wrapEvenly(text, columns, columnsOf);
}

const SENTENCE_END = /[。！？!?；;….][”’"'」』）)》]*$/u;
const PAUSE = /[，,、：:—][”’"'」』）)》]*$/u;
/** Words that lean on the next one: a reader who has to wait for it stumbles. */
const LEANING_WORDS = [
  'a an the this that these those my your his her our their its one no',
  'of to at in on for with by from into after before as than who which',
  'and or but if when because is are was were be will would can not',
  'I we he she they',
].join(' ');
const LEANING = new RegExp(`^(${LEANING_WORDS.replaceAll(' ', '|')})$`, 'i');
/** How much worse it is to be cut there, beside parts of unequal length. */
const CUT_COST = { sentence: 0, pause: 0.1, elsewhere: 0.4, leaning: 0.7 };

interface Piece {
  text: string;
  columns: number;
}

export interface CueLayout {
  /** How many there are in a row. */
  columns: number;
  /** Who says it, and may be named in front of it. */
  speaker: string | null;
}

/**
 * A text in as few parts of two rows as it takes, or in exactly `count`: cut where a sentence or a breath ends if there is
 * one, and into parts of about the same length. Null where it cannot be cut into so many.
 */
export function partsOf(text: string, { columns, speaker }: CueLayout, count?: number): string[] | null {
  const pieces = piecesOf(text.replace(/\s+/gu, ' ').trim(), columns);
  const ends = endsFrom(pieces, columns, leadOf(speaker, columns));
  const least = leastParts(pieces.length, ends);
  const wanted = count ?? least;
  return wanted < least ? null : cheapest(pieces, ends, columns, wanted);
}

/** What is never broken; a word wider than a row is, all the same. */
function piecesOf(text: string, columns: number): Piece[] {
  return unbreakable(text).flatMap((group) => {
    const pieces: Piece[] = [];
    let rest = group;
    while (columnsOf(rest) > columns) {
      const head = longestHead(rest, columns, columnsOf);
      pieces.push({ text: head, columns: columnsOf(head) });
      rest = rest.slice(head.length);
    }
    return rest === '' ? pieces : [...pieces, { text: rest, columns: columnsOf(rest) }];
  });
}

/** A name with its colon; one that takes most of a row has no place kept for it. */
function leadOf(speaker: string | null, columns: number): number {
  const lead = speaker === null ? 0 : columnsOf(speaker) + 2;
  return lead <= columns / 2 ? lead : 0;
}

/** For each piece, behind which one a part that starts with it has to end: rows are filled like those of `wrap`. */
function endsFrom(pieces: Piece[], columns: number, lead: number): number[] {
  return pieces.map((_, start) => {
    let [rows, row, space] = [1, lead, 0];
    for (const [offset, piece] of pieces.slice(start).entries()) {
      if (piece.text === ' ') {
        space = row > 0 ? 1 : 0;
        continue;
      }
      const isNew = row > 0 && row + space + piece.columns > columns;
      rows += isNew ? 1 : 0;
      row = isNew ? piece.columns : row + space + piece.columns;
      space = 0;
      if (rows > MOST_ROWS) {
        return start + offset;
      }
    }
    return pieces.length;
  });
}

function leastParts(length: number, ends: number[]): number {
  let parts = 0;
  for (let at = 0; at < length; at = ends[at] ?? length) {
    parts += 1;
  }
  return Math.max(1, parts);
}

/** The cheapest way to cut the pieces into so many parts. */
function cheapest(pieces: Piece[], ends: number[], columns: number, count: number): string[] | null {
  const capacity = MOST_ROWS * columns;
  // Ways to cut the first pieces, by how many these are, into the parts there are so far.
  let ways = new Map<number, { cost: number; parts: string[] }>([[0, { cost: 0, parts: [] }]]);
  for (let part = 1; part <= count; part++) {
    const longer: typeof ways = new Map();
    for (const [start, { cost, parts }] of ways) {
      let width = 0;
      for (let end = start + 1; end <= (ends[start] ?? start); end++) {
        const piece = pieces[end - 1];
        width += piece?.columns ?? 0;
        const isLast = end === pieces.length;
        if (piece?.text === ' ' || isLast !== (part === count)) {
          continue;
        }
        const sum = cost + (width / capacity) ** 2 + (isLast ? 0 : cutCost(piece?.text ?? ''));
        if (sum < (longer.get(end)?.cost ?? Infinity)) {
          const words = pieces.slice(start, end).map(({ text }) => text);
          longer.set(end, { cost: sum, parts: [...parts, words.join('').trim()] });
        }
      }
    }
    ways = longer;
  }
  return ways.get(pieces.length)?.parts ?? null;
}

function cutCost(text: string): number {
  if (SENTENCE_END.test(text)) {
    return CUT_COST.sentence;
  }
  if (PAUSE.test(text)) {
    return CUT_COST.pause;
  }
  return LEANING.test(text) ? CUT_COST.leaning : CUT_COST.elsewhere;
}
