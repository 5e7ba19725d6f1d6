import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

/** The one font of all films: Noto Sans SC, by path, so that no machine's own fonts change a picture. */

const REGULAR = 'JumuSansRegular';
const BOLD = 'JumuSansBold';

let covered: Set<number> | null = null;

/** A canvas font of this size in pixels. */
export function font(size: number, weight: 'regular' | 'bold' = 'bold'): string {
  loadFonts();
  return `${size}px ${weight === 'bold' ? BOLD : REGULAR}`;
}

/** The text as it can be drawn: one line, without what the font has no picture of (emoji). */
export function drawable(text: string): string {
  const glyphs = loadFonts();
  return [...withLatinMarks(text.normalize('NFC').replace(/[\s\p{Zl}\p{Zp}]+/gu, ' '))]
    .filter((character) => glyphs.has(character.codePointAt(0) ?? 0))
    .join('')
    .replace(/ +/g, ' ')
    .trim();
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
export function coverageOf(file: Buffer): Set<number> {
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
