import fc from 'fast-check';
import { parseScript } from '../../src/productions/script-lines.js';

/** Who says what, in short. */
const said = (script: string, people: string[] = []) =>
  parseScript(script, people).map(({ character, line }) => `${character ?? '-'}|${line}`);

describe('a script', () => {
  it.each([
    ['林雨：你怎么来了？', '林雨|你怎么来了？'],
    ['Lin Yu: You too?', 'Lin Yu|You too?'],
    ['陈默 ：  “走吧。”', '陈默|走吧。'],
    ['Mr. Smith: "Sit down."', 'Mr. Smith|Sit down.'],
    ['**Anna:** hello', 'Anna|hello'],
    ['- Tom: hi', 'Tom|hi'],
    ['A: one: two', 'A|one: two'],
    ['旁白：夜深了。', '-|夜深了。'],
    ['Narrator: It is late.', '-|It is late.'],
    ['夜深了，街上没有人。', '-|夜深了，街上没有人。'],
    ['（她转身离开。）', '-|她转身离开。'],
  ])('hears in %s: %s', (script, heard) => {
    expect(said(script)).toEqual([heard]);
  });

  it.each([
    '12:30 他来了',
    '见 https://example.com/a',
    '时间：深夜',
    'Scene 2: a rooftop',
    '他说：你好',
    'He said: hello',
    'She looked at the sign and it read: closed',
    '她想了很久，最后只说了一句话：再见',
    '名字：',
    ':',
    '：：：',
  ])('leaves to the narrator what nobody is named for: %s', (script) => {
    expect(said(script)).toEqual([`-|${script}`]);
  });

  it('takes a name that the project knows, whatever it looks like, and whatever is said of the saying', () => {
    const people = ['他山', 'e.e.', '林雨'];
    expect(said('他山：你好\nE.E.: yes\n林雨轻声说：走吧', people)).toEqual(['他山|你好', 'e.e.|yes', '林雨|走吧']);
  });

  it('reads the mood in brackets', () => {
    const moods = parseScript('林雨（生气地）：出去！\nTom (sadly): bye\n陈默(耸肩)：哦');
    expect(moods.map(({ character, emotion }) => [character, emotion])).toEqual([
      ['林雨', 'angry'],
      ['Tom', 'sad'],
      ['陈默', 'neutral'],
    ]);
  });

  it('keeps the order, passes over empty lines and takes all ends of lines', () => {
    expect(said('甲：一\r\n\r\n  \n二\r乙：三')).toEqual(['甲|一', '-|二', '乙|三']);
    expect(said(' \n\t')).toEqual([]);
  });

  it('cuts what is too long for one breath, where a sentence ends', () => {
    const lines = parseScript(`甲：${'这是一句话。'.repeat(100)}`);
    expect(lines.every(({ character, line }) => character === '甲' && line.endsWith('。'))).toBe(true);
    expect(lines.map(({ line }) => line).join('')).toBe('这是一句话。'.repeat(100));
    expect(parseScript('x'.repeat(700)).map(({ line }) => line.length)).toEqual([300, 300, 100]);
  });

  it('reads on at once over a line of white space', () => {
    expect(parseScript(`a${' '.repeat(20_000)}b`).length).toBeGreaterThan(0);
  });

  it('never throws, makes nothing up, and has no empty or endless line, whatever it is given', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(':', '：', '(', '）', '\n', '林雨', '"', ' '),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const script = words.join('');
        const lines = parseScript(script, ['林雨']);
        for (const { line } of lines) {
          expect(line.trim()).not.toBe('');
          expect([...line].length).toBeLessThanOrEqual(300);
        }
        const letters = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;
        const kept = lines.map(({ character, line }) => `${character ?? ''}${line}`).join('');
        expect(letters(kept)).toBeLessThanOrEqual(letters(script));
      }),
    );
  });
});
