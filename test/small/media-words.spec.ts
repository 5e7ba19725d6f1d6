import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { subtitleFile } from '../../src/media/srt.js';
import { fit, wrap } from '../../src/media/text-layout.js';

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

describe('an SRT file', () => {
  it('has numbered cues in order of time, with who speaks', () => {
    const file = subtitleFile([
      { startSec: 3661.5, endSec: 3662, speaker: 'Anna', text: 'Yes.' },
      { startSec: 0.04, endSec: 1.2, speaker: '林晚', text: '你好。' },
      { startSec: 2, endSec: 3, speaker: null, text: ' ' },
    ]);

    expect(file).toBe(
      '1\n00:00:00,040 --> 00:00:01,200\n林晚：你好。\n\n2\n01:01:01,500 --> 01:01:02,000\nAnna: Yes.\n',
    );
  });

  it('has no markup, structure or override of its text’s making', () => {
    const text = 'a --> b\n\n7\n00:00:01,000 --> 00:00:02,000\n<b>{\\an8}fake\u0000</b>\u2028x';

    expect(subtitleFile([{ startSec: 0, endSec: 1, speaker: '<i>', text }])).toBe(
      '1\n00:00:00,000 --> 00:00:01,000\ni: a → b 7 00:00:01,000 → 00:00:02,000 b｛＼an8｝fake /b x\n',
    );
  });
});
