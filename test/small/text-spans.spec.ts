import { type MediaProbe } from '../../src/media/probe.js';
import { type MomentTexts, textsOf } from '../../src/media/text-spans.js';
import { textTask } from '../../src/media/text-task.js';

const at = (atSec: number, ...rows: [text: string, y: number][]): MomentTexts => ({
  atSec,
  rows: rows.map(([text, y]) => ({ text, x: 0.3, y, width: 0.4, height: 0.06 })),
});

describe('texts of a film', () => {
  it('stay while they are seen in picture after picture, however they are read', () => {
    const moments = [
      at(1, ['第一集', 0.1], ['三个月前，我就想起来了。', 0.85]),
      at(2, ['第一集', 0.1], ['三个月前,我就想起来了', 0.86]),
      at(3, ['第一集', 0.1], ['三个月前，我就想起来了。', 0.85]),
      at(4, ['第一集', 0.1], ['我等着。', 0.85]),
    ];
    expect(textsOf(moments)).toEqual([
      { text: '第一集', startSec: 1, endSec: 4, place: 'top' },
      { text: '三个月前，我就想起来了。', startSec: 1, endSec: 3, place: 'bottom' },
      { text: '我等着。', startSec: 4, endSec: 4, place: 'bottom' },
    ]);
  });

  it('are what was read most often', () => {
    const moments = [1, 2, 3].map((sec) =>
      at(sec, [sec === 2 ? 'The last w0rd is yours' : 'The last word is yours', 0.5]),
    );
    expect(textsOf(moments)).toEqual([{ text: 'The last word is yours', startSec: 1, endSec: 3, place: 'middle' }]);
  });

  it('are two where one letter of few is another one, where they come back, or stand elsewhere', () => {
    expect(textsOf([at(1, ['是', 0.9]), at(2, ['不', 0.9])])).toHaveLength(2);
    expect(textsOf([at(1, ['我等着。', 0.9]), at(2), at(3, ['我等着。', 0.9])])).toHaveLength(2);
    expect(textsOf([at(1, ['我等着。', 0.9]), at(2, ['我等着。', 0.1])])).toHaveLength(2);
  });

  it('are as many as are seen at once, and marks alone are none', () => {
    const moments = [at(2, ['好', 0.4], ['好', 0.45], ['……', 0.9]), at(1, ['好', 0.4], ['好', 0.45])];
    expect(textsOf(moments)).toEqual([
      { text: '好', startSec: 1, endSec: 2, place: 'middle' },
      { text: '好', startSec: 1, endSec: 2, place: 'middle' },
    ]);
    expect(textsOf([])).toEqual([]);
  });
});

describe('pictures that are read', () => {
  const probeOf = (...streams: Partial<MediaProbe['streams'][number]>[]): MediaProbe => ({
    durationSec: 10,
    startSec: 0,
    tags: {},
    streams: streams.map((stream) => ({ type: 'video', codec: 'h264', durationSec: 10, ...stream })),
  });
  const sizeOf = (stream: object) => textTask('/film', 'mov', probeOf(stream), [1]).size;

  it('have a longer side of 960, and square pixels', () => {
    expect(sizeOf({ width: 3840, height: 2160 })).toEqual({ width: 960, height: 540 });
    expect(sizeOf({ width: 1080, height: 1920 })).toEqual({ width: 540, height: 960 });
    expect(sizeOf({ width: 720, height: 576, pixelShape: 64 / 45 })).toEqual({ width: 960, height: 540 });
    expect(sizeOf({ width: 10_000, height: 1 })).toEqual({ width: 960, height: 32 });
  });

  it('are 120 at most, evenly chosen, in order', () => {
    const moments = Array.from({ length: 360 }, (_, index) => 359 - index);
    const task = textTask('/film', 'mov', probeOf({ width: 640, height: 360 }), [...moments, 3, -1]);
    expect(task.moments).toHaveLength(120);
    expect(task.moments.slice(0, 3)).toEqual([0, 3, 6]);
  });

  it('are none of a sound with a cover', () => {
    expect(textTask('/sound', 'mov', probeOf({ isCover: true }), [1]).moments).toEqual([]);
  });
});
