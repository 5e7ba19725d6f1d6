import fc from 'fast-check';
import { distance, folded, misreadShare } from '../../src/media/subtitle-match.js';

const all = () => true;
const share = (text: string, rows: string[], speaker: string | null = null, second?: string) =>
  misreadShare({ speaker, texts: [text, ...(second === undefined ? [] : [second])] }, rows, all);

describe('a subtitle that was read', () => {
  it.each([
    ['marks and spaces that were read otherwise', '对不起，我们……认识吗？', ['对不起,我们······认识吗?']],
    ['rows', 'I came to get everyone home', ['I came to get', 'everyone home']],
    ['full width, accents and capitals', 'Café ＡＢＣ', ['CAFE abc']],
    ['a letter that a network takes for another one', '不拴着的，才会回来', ['不着的，才会回来']],
    ['its traditional characters', '後來，他們終於在臺灣見面了。', ['後来，他们终於在臺灣见面了。']],
    ['letters that look alike', '10 illi Ok', ['lO 1lli 0k']],
  ])('equals its text but for %s', (_, text, rows) => {
    expect(share(text, rows)).toBe(0);
  });

  it('may have the name of who speaks above it, read well or badly, or not', () => {
    expect(share('我等着。', ['周野', '我等着。'], '周野')).toBe(0);
    expect(share('I’ll wait.', ['Marcos', "I'll wait."], 'Marcus')).toBe(0);
    expect(share('我等着。', ['我等着。'], '周野')).toBe(0);
    expect(share('周野', ['周野', '周野'], '周野')).toBe(0);
    expect(share('周野', ['周野'], '周野')).toBe(0);
  });

  it('has both languages', () => {
    expect(share('我等着。', ['我等着。', "I'll wait."], null, 'I’ll wait.')).toBe(0);
    expect(share('我等着。', ['我等着。'], null, 'I’ll wait.')).toBeGreaterThan(0.5);
  });

  it('is otherwise where a word is, where it is another one’s, and where nothing is', () => {
    expect(share('三个月前，我就想起来了。', ['三个月前，我就忘记了。'])).toBeGreaterThan(0.1);
    expect(share('我等着。', ['三个月前，我就想起来了。'])).toBe(1);
    expect(share('我等着。', [])).toBe(1);
    expect(share('滚！', [])).toBe(1);
    expect(share('我等着。', ['三个月前', '我等着。'], '周野')).toBe(1);
  });

  it('is not told of where there is nothing that the reader has learnt', () => {
    expect(share('……！', [])).toBeNull();
    const knowsLatin = (letter: string) => /[a-z]/.test(letter);
    const read = (text: string, rows: string[]) => misreadShare({ speaker: null, texts: [text] }, rows, knowsLatin);
    expect(read('привет всем', ['nprBeT BceM'])).toBeNull();
    expect(read('hello, dear friend Ж', ['hello, dear friend X'])).toBe(0);
    expect(read('hello, dear friend Ж', ['goodbye'])).toBeGreaterThan(0.5);
  });

  it('may have a name above it in a script that the reader has not learnt, whatever is read there', () => {
    const knowsLatin = (letter: string) => /[a-z]/i.test(letter);
    const read = (speaker: string, rows: string[]) =>
      misreadShare({ speaker, texts: ['I will wait'] }, rows, knowsLatin);
    expect(read('Анна', ['AHHa', 'I will wait'])).toBe(0);
    expect(read('สมชาย', ['auu10', 'I will wait'])).toBe(0);
    expect(read('Anna', ['auu10', 'I will wait'])).toBeGreaterThan(0);
    expect(read('Анна', ['AHHa', 'I went away'])).toBeGreaterThan(0.2);
  });

  it('may have a box where a letter could not be drawn', () => {
    expect(share('你好□世界朋友们', ['你好口世界朋友们'])).toBe(0);
  });
});

it('a text is as far from another one as the letters that have to be changed', () => {
  expect(distance('kitten', 'sitting')).toBe(3);
  const letters = fc.stringMatching(/^[abc]{0,8}$/);
  fc.assert(
    fc.property(letters, letters, letters, (one, other, third) => {
      expect(distance(one, one)).toBe(0);
      expect(distance(one, other)).toBe(distance(other, one));
      expect(distance(one, third)).toBeLessThanOrEqual(distance(one, other) + distance(other, third));
      expect(distance(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length));
    }),
  );
});

it('folding twice is folding once', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(folded(folded(text))).toBe(folded(text))));
});
