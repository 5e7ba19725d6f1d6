/** Breaking a text into lines: between any two Chinese characters, between words elsewhere. */

export type Measure = (text: string) => number;

const CLOSING = /^[，。！？、；：,.!?;:%‰％℃°…—·～々)）\]］】〕》〉」』〗}｝”’]/u;
const OPENING = /[(（[［【〔《〈「『〖{｛“‘]$/u;
/** A piece that is never broken: a run of spaces, a wide character with its marks, a word with its own. */
const PIECES =
  /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]\p{M}*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}，。！？、；：（）［］【】〔〕《》〈〉「」『』〖〗｛｝“”‘’…—·～]+|./gu;

const GRAPHEMES = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** What a reader takes for one character: a letter with its marks, an emoji of several. */
export function graphemesOf(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/** Lines no wider than `width`; none starts with a closing mark or ends with an opening one. */
export function wrap(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of unbreakable(text)) {
    if (line === '' || measure((line + piece).trimEnd()) <= width) {
      line += line === '' ? piece.trimStart() : piece;
    } else {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    }
    while (measure(line.trimEnd()) > width && graphemesOf(line).length > 1) {
      const head = longestHead(line, width, measure);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line.trimEnd()].filter((each) => each !== '');
}

/** Lines of about the same length look better than a full one and a single word. */
export function wrapEvenly(text: string, width: number, measure: Measure): string[] {
  const lines = wrap(text, width, measure);
  if (lines.length < 2) {
    return lines;
  }
  let best = lines;
  for (let tried = width * 0.96; tried > width / 2; tried -= width * 0.04) {
    const narrower = wrap(text, tried, measure);
    if (narrower.length > lines.length) {
      break;
    }
    best = narrower;
  }
  return best;
}

/** The largest size at which a text has at most `maxLines`; at the smallest one the last line is cut short. */
export function fit(
  text: string,
  layout: { width: number; maxLines: number; size: number; smallest: number },
  measureAt: (size: number) => Measure,
): { lines: string[]; size: number } {
  const { width, maxLines, smallest } = layout;
  for (let size = layout.size; size > smallest; size -= Math.max(1, Math.round(layout.size * 0.05))) {
    const lines = wrapEvenly(text, width, measureAt(size));
    if (lines.length <= maxLines) {
      return { lines, size };
    }
  }
  const measure = measureAt(smallest);
  const lines = wrap(text, width, measure);
  if (lines.length <= maxLines) {
    return { lines, size: smallest };
  }
  const kept = lines.slice(0, maxLines);
  const last = kept[maxLines - 1] ?? '';
  kept[maxLines - 1] = `${longestHead(last, width - measure('…'), measure)}…`;
  return { lines: kept, size: smallest };
}

/** The pieces between which a text may be broken: closing marks belong to what is before them, opening ones to what follows. */
export function unbreakable(text: string): string[] {
  const groups: string[] = [];
  for (const piece of text.match(PIECES) ?? []) {
    const last = groups.at(-1);
    if (last !== undefined && (CLOSING.test(piece) || OPENING.test(last)) && last.trim() !== '') {
      groups[groups.length - 1] = last + piece;
    } else {
      groups.push(piece);
    }
  }
  return groups;
}

/** For words wider than a line: as many characters as fit, but one at least and no closing mark left over. */
export function longestHead(text: string, width: number, measure: Measure): string {
  const characters = graphemesOf(text);
  let count = 1;
  while (count < characters.length && measure(characters.slice(0, count + 1).join('')) <= width) {
    count += 1;
  }
  let kept = count;
  while (kept > 1 && kept < characters.length && CLOSING.test(characters[kept] ?? '')) {
    kept -= 1;
  }
  // A text of nothing but marks is broken anywhere.
  return characters.slice(0, kept > 1 ? kept : count).join('');
}
