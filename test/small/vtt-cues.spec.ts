import fc from 'fast-check';
import { cuesOfVtt, MOST_CUES } from '../../src/media/vtt-cues.js';

const said = (text: string) => cuesOfVtt(text).map(({ startSec, endSec, text }) => [startSec, endSec, text]);

/** As YouTube writes what it has heard: each row comes word by word, then once more above the next one. */
const ROLLING = `WEBVTT
Kind: captions
Language: en

00:00:00.080 --> 00:00:02.389 align:start position:0%
 
hello<00:00:00.480><c> this</c><00:00:00.800><c> is</c><00:00:01.199><c> me</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
hello this is me
 

00:00:02.399 --> 00:00:04.309 align:start position:0%
hello this is me
and<00:00:02.800><c> you&#39;re</c><00:00:03.200><c> &gt;&gt; late</c>

00:00:04.309 --> 00:00:04.319 align:start position:0%
and you&#39;re &gt;&gt; late
 

00:00:09.000 --> 00:00:10.000 align:start position:0%
and you&#39;re &gt;&gt; late
`;

describe('words of WebVTT', () => {
  it('are said once where automatic captions roll, and again where they are said again', () => {
    expect(said(ROLLING)).toEqual([
      [0.08, 2.399, 'hello this is me'],
      [2.399, 4.319, "and you're >> late"],
      [9, 10, "and you're >> late"],
    ]);
  });

  it('come without tags, places, notes, styles and names of cues', () => {
    const text = [
      'WEBVTT - a title\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n',
      'STYLE\n::cue(b) { color: red }\n',
      'NOTE\nnobody reads this\n',
      'intro\n00:01.000 --> 00:02.500 line:0 align:left\n<v.loud Esme>It’s a <b>blue</b> <lang en>apple</lang>!</v>\n- Is it?\n',
      '01:00:01.000 --> 01:00:02.000\n<ruby>漢<rt>かん</rt></ruby>字 a &lt;3 &amp;amp; b{\\an8}\\hc &#x4f60;&nbsp;&bogus;\n',
    ].join('\n');
    expect(said(text)).toEqual([
      [1, 2.5, 'It’s a blue apple! - Is it?'],
      [3601, 3602, '漢字 a <3 &amp; b c 你 &bogus;'],
    ]);
  });

  it('are read out of SubRip, whatever its lines end with', () => {
    expect(
      said('\uFEFF1\r\n00:00:01,500 --> 00:00:02,000\r\n<i>我回来了。</i>\r\n\r\n2\r\n00:00:03,0 --> 00:00:04,0\r\nB'),
    ).toEqual([
      [1.5, 2, '我回来了。'],
      [3, 4, 'B'],
    ]);
  });

  it('are in order of time; what shows nothing, or ends before it begins, is none', () => {
    const text = [
      '00:05.000 --> 00:06.000\nlater\n',
      '00:01.000 --> 00:02.000\nsooner\n',
      '00:03.000 --> 00:03.000\nnever\n',
      '00:03.000 --> 00:04.000\n<i></i>\u200b\n',
      '00:03.000 --> 00:04.000\nm 0 0 l 100 0 100 -12.5\n',
      'no words at all --> 00:01.000\nx\n',
    ].join('\n');
    expect(said(text)).toEqual([
      [1, 2, 'sooner'],
      [5, 6, 'later'],
    ]);
  });

  it('keep what joins letters, and lose what turns them around unseen', () => {
    expect(said('00:01.000 --> 00:02.000\n👩‍🚀 \u202eevil\u202c a\u0000b\n')[0]?.[2]).toBe('👩‍🚀 evil a b');
  });

  it('are not more than anybody reads', () => {
    const cue = (index: number) => `${String(index).padStart(4, '0')}:00:00.000 --> ${index}:30:00.000\n${index}\n`;
    const many = Array.from({ length: MOST_CUES + 500 }, (_, index) => cue(index)).join('\n');
    expect(cuesOfVtt(many)).toHaveLength(MOST_CUES);
    const [long] = cuesOfVtt(`00:01.000 --> 00:02.000\n${'😀'.repeat(3000)}\n`);
    expect([...(long?.text ?? '')]).toHaveLength(1000);
  });

  it('are something plain, whatever a file says', () => {
    const piece = fc.constantFrom(
      '00:01.000 --> 00:02.000',
      '\n',
      '\n\n',
      '<',
      '>',
      '<c>',
      '&',
      '&#',
      '&#x0;',
      '{\\',
      'a',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        for (const { startSec, endSec, text } of cuesOfVtt(pieces.join(''))) {
          expect(endSec).toBeGreaterThan(startSec);
          expect(text).toBe(text.trim());
          expect(text).not.toBe('');
        }
      }),
    );
  });
});
