import { subtitleFile } from '../../src/media/subtitle-files.js';

const wide = { width: 1280, height: 720, fps: 25 };
const LINES = [
  { startSec: 3661.5, endSec: 3662, speaker: 'Anna & Co', text: 'Yes.' },
  { startSec: 0.04, endSec: 1.2, speaker: '林晚', text: '你好。' },
  { startSec: 2, endSec: 3, speaker: null, text: ' ' },
  { startSec: 4, endSec: 4, speaker: null, text: 'no time' },
];
const HOSTILE = [
  {
    startSec: 0,
    endSec: 1,
    speaker: '<i>,{b}',
    text: 'a --> b\n\n7\n00:00:01,000 --> 00:00:02,000\n<b>{\\an8}fake\u0000</b>\u2028&x',
  },
];

describe('an SRT file', () => {
  it('has numbered cues in order of time, with who speaks', () => {
    expect(subtitleFile('srt', LINES, wide)).toBe(
      '1\n00:00:00,040 --> 00:00:01,200\n林晚：你好。\n\n2\n01:01:01,500 --> 01:01:02,000\nAnna & Co: Yes.\n',
    );
  });

  it('has no markup, structure or override of its text’s making', () => {
    expect(subtitleFile('srt', HOSTILE, wide)).toBe(
      '1\n00:00:00,000 --> 00:00:01,000\ni,｛b｝: a → b 7 00:00:01,000 →\n00:00:02,000 b｛＼an8｝fake /b &x\n',
    );
  });

  it('is empty where nobody speaks', () => {
    expect(subtitleFile('srt', [], wide)).toBe('');
  });
});

describe('a VTT file', () => {
  it('has its cues in order of time, in the voice of who speaks', () => {
    expect(subtitleFile('vtt', LINES, wide)).toBe(
      'WEBVTT\n\n00:00:00.040 --> 00:00:01.200\n<v 林晚>你好。</v>\n\n01:01:01.500 --> 01:01:02.000\n<v Anna &amp; Co>Yes.</v>\n',
    );
  });

  it('has no markup, structure or override of its text’s making', () => {
    expect(subtitleFile('vtt', HOSTILE, wide)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v i,｛b｝>a → b 7 00:00:01,000 →\n00:00:02,000 b｛＼an8｝fake /b &amp;x</v>\n',
    );
  });
});

describe('an ASS file', () => {
  const events = (file: string) => file.split('\n').filter((row) => row.startsWith('Dialogue:'));

  it('has its cues in order of time, with who speaks, on the plane of the film', () => {
    const file = subtitleFile('ass', LINES, { width: 720, height: 1280, fps: 25 });
    expect(file).toMatch(/PlayResX: 720\nPlayResY: 1280\n[^]*\nStyle: Default,Noto Sans SC,39,/);
    expect(events(file)).toEqual([
      'Dialogue: 0,0:00:00.04,0:00:01.20,Default,林晚,0,0,0,,你好。',
      'Dialogue: 0,1:01:01.50,1:01:02.00,Default,Anna & Co,0,0,0,,Yes.',
    ]);
  });

  it('has no markup, structure or override of its text’s making', () => {
    expect(events(subtitleFile('ass', HOSTILE, wide))).toEqual([
      'Dialogue: 0,0:00:00.00,0:00:01.00,Default,i，｛b｝,0,0,0,,a → b 7 00:00:01,000 →\\N00:00:02,000 b｛＼an8｝fake /b &x',
    ]);
  });
});

it('times are rounded to what a format can say, never to 60 seconds', () => {
  const lines = [{ startSec: 59.9996, endSec: 3599.9999, speaker: null, text: 'x' }];
  expect(subtitleFile('srt', lines, wide)).toContain('00:01:00,000 --> 01:00:00,000');
  expect(subtitleFile('ass', [{ ...lines[0]!, startSec: 59.996 }], wide)).toContain('0,0:01:00.00,1:00:00.00');
});
