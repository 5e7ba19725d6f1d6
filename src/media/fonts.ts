import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import { graphemesOf } from './text-layout.js';

/** The one font of all films: Noto Sans SC, by path, so that no machine's own fonts change a picture. */

const REGULAR = 'JumuSansRegular';
const BOLD = 'JumuSansBold';

let covered: Set<number> | null = null;

/** A canvas font of this size in pixels. */
export function font(size: number, weight: 'regular' | 'bold' = 'bold'): string {
  loadFonts();
  return `${size}px ${weight === 'bold' ? BOLD : REGULAR}`;
}

/** What is there instead of words that cannot be drawn, however many they are. */
const MISSING = '□';
/** Stands where an emoji was, until the space in front of it is gone, too. */
const LEFT_OUT = '\ufffc';
const GAP_BEFORE_MARK = / \ufffc+(?=[，。！？、；：,.!?;:…])/gu;
/** Seen by nobody: joiners, selectors, directions. */
const UNSEEN =
  /(?!\u200d)[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]|(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier})\u200d/gu;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u20e3/u;

/**
 * The text as it can be drawn: one line. Emoji that the font has no picture of are left out; words in a script that it does
 * not know, and rare characters, are a box, so that a reader sees that something was said.
 */
export function drawable(text: string): string {
  return partsIn(text)
    .map(({ grapheme, drawn }) => drawn || (EMOJI.test(grapheme) ? LEFT_OUT : MISSING))
    .join('')
    .replace(GAP_BEFORE_MARK, '')
    .replaceAll(LEFT_OUT, '')
    .replace(/□(?:\s*□)+/gu, MISSING)
    .replace(/ +/g, ' ')
    .trim();
}

/** The characters of a text that the font cannot draw, or not with all their marks; each once. */
export function missingFrom(text: string): string[] {
  const missing = partsIn(text).filter(({ isWhole }) => !isWhole);
  return [...new Set(missing.map(({ grapheme }) => grapheme))];
}

interface Part {
  /** A character as readers count it. */
  grapheme: string;
  /** What of it the font can draw. */
  drawn: string;
  isWhole: boolean;
}

function partsIn(text: string): Part[] {
  const glyphs = loadFonts();
  const plain = withLatinMarks(
    text
      .normalize('NFC')
      .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
      .replace(UNSEEN, ''),
  );
  return graphemesOf(plain).map((grapheme) => {
    const [base = '', ...marks] =
      [grapheme, grapheme.normalize('NFD')].map((form) => [...form]).find(([first]) => has(glyphs, first)) ?? [];
    const kept = marks.filter((mark) => has(glyphs, mark));
    // Of an emoji, a part is something else.
    const isBroken = kept.length < marks.length && EMOJI.test(base);
    return {
      grapheme,
      drawn: isBroken ? '' : [base, ...kept].join(''),
      isWhole: base !== '' && kept.length === marks.length,
    };
  });
}

function has(glyphs: ReadonlySet<number>, character = ''): boolean {
  return glyphs.has(character.codePointAt(0) ?? -1);
}

/** The font's quotation marks are as wide as a Chinese character, which tears English words apart. */
function withLatinMarks(text: string): string {
  if (/\p{Script=Han}/u.test(text)) {
    return text.replace(/(?<=\p{Script=Latin})[‘’](?=\p{Script=Latin})/gu, "'");
  }
  return text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replaceAll('…', '...');
}

function loadFonts(): Set<number> {
  if (!covered) {
    const { resolve } = createRequire(import.meta.url);
    const bold = resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf');
    const regular = resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
    GlobalFonts.registerFromPath(bold, BOLD);
    GlobalFonts.registerFromPath(regular, REGULAR);
    covered = coverageOf(readFileSync(bold));
  }
  return covered;
}

/** The code points that a TrueType font has a glyph for. */
function coverageOf(file: Buffer): Set<number> {
  const tables = file.readUInt16BE(4);
  const points = new Set<number>();
  for (let table = 0; table < tables; table++) {
    const record = 12 + table * 16;
    if (file.toString('latin1', record, record + 4) === 'cmap') {
      const cmap = file.subarray(file.readUInt32BE(record + 8));
      for (let index = 0; index < cmap.readUInt16BE(2); index++) {
        addSubtable(cmap.subarray(cmap.readUInt32BE(8 + index * 8)), points);
      }
    }
  }
  return points;
}

/** Formats 4 (first plane) and 12 (all planes); a font has others only for old programs. */
function addSubtable(table: Buffer, points: Set<number>): void {
  const format = table.readUInt16BE(0);
  if (format === 12) {
    for (let group = 0; group < table.readUInt32BE(12); group++) {
      addRange(points, table.readUInt32BE(16 + group * 12), table.readUInt32BE(20 + group * 12));
    }
  }
  if (format === 4) {
    const doubledCount = table.readUInt16BE(6);
    for (let segment = 0; segment < doubledCount; segment += 2) {
      addRange(points, table.readUInt16BE(16 + doubledCount + segment), table.readUInt16BE(14 + segment));
    }
  }
}

function addRange(points: Set<number>, first: number, last: number): void {
  for (let point = first; point <= last && point < 0xffff00; point++) {
    if (point !== 0xffff) {
      points.add(point);
    }
  }
}
