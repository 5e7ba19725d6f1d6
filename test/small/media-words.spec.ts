import { describe, expect, it } from '@jest/globals';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { drawCue } from '../../src/media/captions.js';
import { drawHeading } from '../../src/media/cards.js';
import { columnsIn, columnsOf, MOST_ROWS, partsOf, rowsOf } from '../../src/media/cue-text.js';
import { drawable, missingFrom } from '../../src/media/fonts.js';
import { fit, graphemesOf, wrap } from '../../src/media/text-layout.js';

/** Ten a wide character, five a narrow one. */
const measureAt = (size: number) => (text: string) =>
  [...text].reduce((width, character) => width + (character > '\u2e80' ? size : size / 2), 0);
const measure = measureAt(10);

describe('wrapping', () => {
  it('breaks Chinese anywhere but before a closing mark or after an opening one', () => {
    expect(wrap('今晚的月亮真圆，可你', 70, measure)).toEqual(['今晚的月亮真', '圆，可你']);
    expect(wrap('他说：「走吧。」她走', 40, measure)).toEqual(['他说：', '「走', '吧。」她', '走']);
  });

  it('breaks English between words, and words only when they are wider than a line', () => {
    expect(wrap('Never look back, my friend', 60, measure)).toEqual(['Never look', 'back, my', 'friend']);
    expect(wrap('Incomprehensibilities', 50, measure)).toEqual(['Incomprehe', 'nsibilitie', 's']);
  });

  it('keeps every character and never makes a line too wide, whatever the text', () => {
    const texts = fc.array(fc.constantFrom('你', '好', '，', '！', '“', '”', 'word', ' ', 'a', '…', '（', '）', '🎉'));
    fc.assert(
      fc.property(texts, (pieces) => {
        const text = pieces.join('');
        const lines = wrap(text, 60, measure);

        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        lines.forEach((line) => expect(measure(line)).toBeLessThanOrEqual(60));
      }),
    );
  });

  it('shrinks a long text to three lines', () => {
    const { lines, size } = fit('长'.repeat(40), { width: 160, maxLines: 3, size: 16, smallest: 8 }, measureAt);

    expect(lines).toHaveLength(3);
    expect(lines.join('')).toBe('长'.repeat(40));
    expect(size).toBeLessThan(16);
  });

  it('says that words are missing when even the smallest size has no room for them', () => {
    const { lines } = fit('长'.repeat(400), { width: 160, maxLines: 3, size: 16, smallest: 8 }, measureAt);

    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/长…$/);
    lines.forEach((line) => expect(measureAt(8)(line)).toBeLessThanOrEqual(160));
  });
});

const CLOSING = /^[，。！？、；：,.!?;:）》」』”’…—]/u;
const OPENING = /[（《「『“‘]$/u;

const torture: [what: string, text: string][] = [
  ['quotes and colons', `He said: "It's 5:30; 100% 'done'" — and left…`],
  ['filter text', "%{pts} ',drawtext=textfile=/etc/passwd [a]:b;"],
  ['markup', '{\\an8}<b>bold</b> --> 00:00:01,000 &amp; <i>'],
  ['another direction', 'مرحبا بالعالم שלום \u202edlrow'],
  ['emoji', '👨‍👩‍👧‍👦🇨🇳1️⃣❤️'.repeat(20)],
  ['rare characters', '𠮷𰻝𬭚'.repeat(40)],
  ['a word of 500 letters', 'x'.repeat(500)],
  ['500 characters', '长'.repeat(500)],
  ['500 marks', '，'.repeat(500)],
  ['marks on a letter', `a${'\u0301'.repeat(200)}b`],
  ['nothing that is seen', '\u200b\u200d\ufeff'],
  ['white space', ' \t \n '],
];

describe('a subtitle', () => {
  const cut = (text: string, columns = 42, speaker: string | null = null) =>
    (partsOf(text, { columns, speaker }) ?? []).map((part) => rowsOf(part, columns));

  it('is one where two rows are enough, and these are about as long', () => {
    expect(cut('你怎么还没走？')).toEqual([['你怎么还没走？']]);
    expect(cut('I never thought that you would come back to us.')).toEqual([
      ['I never thought that you', 'would come back to us.'],
    ]);
    expect(cut('今晚的月亮真圆，可你说过的那些话我都没有忘。')).toEqual([
      ['今晚的月亮真圆，可你说', '过的那些话我都没有忘。'],
    ]);
  });

  it('is cut where a sentence or a breath ends, into parts of about the same length', () => {
    expect(
      cut('今晚的月亮真圆，可你说过的那些话，我一句都没有忘记，哪怕再过十年，我还是会站在这里等你回来，把伞递给你。'),
    ).toEqual([
      ['今晚的月亮真圆，可你说过的', '那些话，我一句都没有忘记，'],
      ['哪怕再过十年，我还是会站在', '这里等你回来，把伞递给你。'],
    ]);
    expect(
      cut(
        'I never thought that you would come back, not after all these years; and yet here you are, with my umbrella.',
      ),
    ).toEqual([
      ['I never thought that you would come', 'back, not after all these years;'],
      ['and yet here you are, with my umbrella.'],
    ]);
  });

  it('is not cut behind a word that leans on the next one', () => {
    const line = 'not after everything that was said at that table on the last night of the year.';
    expect(partsOf(line, { columns: 30, speaker: 'Clara' })).toEqual([
      'not after everything that was said',
      'at that table on the last night of the year.',
    ]);
    expect(partsOf(line, { columns: 24, speaker: 'Clara' })).toEqual([
      'not after everything',
      'that was said at that table',
      'on the last night of the year.',
    ]);
  });

  it('keeps numbers and foreign words whole among Chinese', () => {
    const rows = cut('他在2024年12月31日用iPhone拍了1,234.5张照片，然后发到了www.example.com上面去。', 30).flat();
    for (const whole of ['2024', 'iPhone', '1,234.5', 'www.example.com']) {
      expect(rows.filter((row) => row.includes(whole))).toHaveLength(1);
    }
  });

  it('has a row for the name of who speaks', () => {
    const text = '长'.repeat(40);
    expect(cut(text)).toHaveLength(1);
    const parts = partsOf(text, { columns: 42, speaker: '林夏' }) ?? [];
    expect(parts).toHaveLength(2);
    parts.forEach((part) => expect(rowsOf(`林夏：${part}`, 42).length).toBeLessThanOrEqual(MOST_ROWS));
  });

  it('has as many parts as its translation, where it has so many words', () => {
    const layout = { columns: 42, speaker: null };
    expect(partsOf('你来了，我走了。', layout, 2)).toEqual(['你来了，', '我走了。']);
    expect(partsOf('好', layout, 2)).toBeNull();
    expect(partsOf(' ', layout)).toBeNull();
  });

  it.each(torture)('has two rows at most, none too wide, and loses nothing of %s', (_, text) => {
    for (const profile of [
      { width: 1280, height: 720 },
      { width: 720, height: 1280 },
    ]) {
      const columns = columnsIn(profile);
      const rows = cut(text, columns);
      expect(rows.flat().join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      rows.forEach((part) => expect(part.length).toBeLessThanOrEqual(MOST_ROWS));
      rows.flat().forEach((row) => expect(columnsOf(row)).toBeLessThanOrEqual(columns));
    }
  });

  it('begins no row with a closing mark and ends none with an opening one, but where there is nothing else', () => {
    const words = fc.array(fc.constantFrom('你', '好', '今天', 'word', 'a', '12', ' '), {
      minLength: 1,
      maxLength: 12,
    });
    const phrase = fc
      .tuple(
        fc.constantFrom('', '「', '（', '《', '“'),
        words,
        fc.constantFrom('，', '。', '！」', '……', '》——', '”', ''),
      )
      .map(([open, inside, close]) => `${open}${inside.join('').trim() || '嗯'}${close}`);
    fc.assert(
      fc.property(fc.array(phrase, { minLength: 1, maxLength: 12 }), (phrases) => {
        const rows = cut(phrases.join(''), 30).flat();
        rows.slice(1).forEach((row) => expect(row).not.toMatch(CLOSING));
        rows.slice(0, -1).forEach((row) => expect(row).not.toMatch(OPENING));
      }),
    );
  });
});

describe('a burned-in subtitle', () => {
  const FILMS = [
    { width: 1280, height: 720, fps: 25 },
    { width: 720, height: 1280, fps: 25 },
  ];
  const said = [
    ...torture.map(([, text]) => text),
    'W'.repeat(80),
    '今晚的月亮真圆，可你说过的那些话，我一句都没有忘记。',
  ];

  it.each(said)('of %j is whole, and within the safe area', (text) => {
    for (const profile of FILMS) {
      const parts = partsOf(text, { columns: columnsIn(profile), speaker: null }) ?? [];
      // The tallest and the widest of its parts will do.
      for (const part of parts.slice(0, 2)) {
        const speaker = { name: '名字'.repeat(20), sex: 'male' as const };
        const overlay = drawCue({ startFrame: 0, endFrame: 9, speaker, text: part, second: part }, profile);
        expect(overlay === null).toBe(drawable(part) === '');
        // Of what is not drawn there is no ink.
        const { left, top, right, bottom } = inkOf(overlay?.canvas ?? createCanvas(profile.width, 4));
        const height = overlay?.canvas.height ?? 4;
        expect(left).toBeGreaterThanOrEqual(profile.width * 0.05 - 4);
        expect(right).toBeLessThanOrEqual(profile.width * 0.95 + 4);
        expect(top).toBeGreaterThanOrEqual(0);
        // Nothing of it lies against the edge of its own canvas.
        expect(bottom).toBeLessThan(height - 1);
        expect((overlay?.y ?? 0) + bottom).toBeLessThanOrEqual(profile.height * 0.95);
      }
    }
  });
});

describe('a text over a bright picture', () => {
  const profile = { width: 640, height: 360, fps: 25 };
  /** How dark the row at this share of its height is, from the first to the last of its words. */
  const shadeOf = (canvas: Canvas, share: number): number => {
    const { left, right } = inkOf(canvas);
    const row = canvas.getContext('2d').getImageData(left, Math.round(canvas.height * share), right - left, 1).data;
    return Math.min(...row.filter((_, index) => index % 4 === 3));
  };

  it('has the dark behind all of its words', () => {
    const cue = { startFrame: 0, endFrame: 9, speaker: null, text: '你 是 谁 ？ I — am — here' };
    const heading = drawHeading('the basement garage · night', profile);
    expect(shadeOf(drawCue(cue, profile)?.canvas ?? createCanvas(1, 1), 0.45)).toBeGreaterThan(90);
    expect(shadeOf(heading?.canvas ?? createCanvas(1, 1), 0.05)).toBeGreaterThan(160);
  });
});

/** No band and no plate is more opaque than this. */
const SHADE = 205;

/** The edges of what is drawn, but for the shade behind it. */
function inkOf(canvas: Canvas): { left: number; top: number; right: number; bottom: number } {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const ink = { left: width, top: height, right: 0, bottom: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 4 + 3] ?? 0) > SHADE) {
        ink.left = Math.min(ink.left, x);
        ink.right = Math.max(ink.right, x);
        ink.top = Math.min(ink.top, y);
        ink.bottom = y;
      }
    }
  }
  return ink;
}

describe('what the font cannot draw', () => {
  it.each([
    ['你好，😀 world', '你好， world', ['😀']],
    ['OK 😀, yes 😀 .', 'OK, yes .', ['😀']],
    ['👨‍👩‍👧 家', '家', ['👨‍👩‍👧']],
    ['1️⃣ 🇨🇳 ☎', '1 ☎', ['1⃣', '🇨🇳']],
    ['שלום 你好', '□ 你好', ['ש', 'ל', 'ו', 'ם']],
    ['𠮷野家', '□野家', ['𠮷']],
    ['Zoë a\u0301 Łód', 'Zoë \u00e1 □ód', ['Ł']],
    ['a\u200bb\u200dc\u202ed', 'abcd', []],
    ['%{pts} <b>: 5 --> 6', '%{pts} <b>: 5 --> 6', []],
  ])('of %j is left out or a box, and told', (text, drawn, missing) => {
    expect(drawable(text)).toBe(drawn);
    expect(missingFrom(text)).toEqual(missing);
  });

  it('is never half an emoji', () => {
    graphemesOf('👍🏽👩‍🚀🏳️‍🌈').forEach((emoji) => expect(drawable(emoji)).toBe(''));
  });
});
