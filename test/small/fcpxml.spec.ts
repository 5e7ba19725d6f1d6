import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RelaxNGValidator, XmlDocument, type XmlElement } from 'libxml2-wasm';
import { fcpxml } from '../../src/workflow/exports/fcpxml.js';
import { type FilmTimeline } from '../../src/workflow/exports/film-timeline.js';
import { mediaFiles, mediaLookup } from '../../src/workflow/exports/media-files.js';
import { clipsOf, hostileTimeline, seriesTimeline, shortTimeline } from '../support/film-timelines.js';

/** Apple's own grammar may not be here; this one is ours, of the part that we write. */
const GRAMMAR = readFileSync(join(import.meta.dirname, '../fixtures/fcpxml.rng'));

const written = (timeline: FilmTimeline) => fcpxml(timeline, mediaLookup(mediaFiles(timeline)));

function withDocument<T>(xml: string, look: (document: XmlDocument) => T): T {
  const document = XmlDocument.fromString(xml);
  try {
    return look(document);
  } finally {
    document.dispose();
  }
}

function validate(xml: string): void {
  const grammar = XmlDocument.fromBuffer(GRAMMAR);
  const validator = RelaxNGValidator.fromDoc(grammar);
  try {
    withDocument(xml, (document) => validator.validate(document));
  } finally {
    validator.dispose();
    grammar.dispose();
  }
}

const attributes = (xml: string, path: string, ...names: string[]) =>
  withDocument(xml, (document) =>
    document.find(path).map((node) => names.map((name) => (node as XmlElement).attr(name)?.value ?? null)),
  );

describe('an FCPXML file', () => {
  it.each<[string, FilmTimeline]>([
    ['of a short film', shortTimeline()],
    ['of an English one', shortTimeline({ language: 'en' })],
    ['of a silent film without captions', shortTimeline({ stems: [], captions: [] })],
    ['of hostile words', hostileTimeline()],
    ['of a series of many episodes', seriesTimeline(12)],
  ])('%s keeps to the grammar', (_, timeline) => {
    expect(() => validate(written(timeline))).not.toThrow();
  });

  it.each([
    ['an element of no such name', (xml: string) => xml.replaceAll('marker', 'remark')],
    ['a time between two frames', (xml: string) => xml.replace('75/25s', '3.04s')],
    [
      'a marker before what is connected',
      (xml: string) => xml.replace('<note>', '<marker start="0s" value="x"/><note>'),
    ],
    ['an absolute path', (xml: string) => xml.replace('./media', 'file:///media')],
  ])('with %s would not', (_, spoil) => {
    expect(() => validate(spoil(written(shortTimeline())))).toThrow();
  });

  it('names each clip, one after the other, with its transition as a mark', () => {
    const xml = written(shortTimeline());
    expect(attributes(xml, '//spine/asset-clip', 'name', 'offset', 'duration')).toEqual([
      ['E01_S01_SH01', '0s', '75/25s'],
      ['E01_S01_SH02', '75/25s', '101/25s'],
      ['E01_S01_SH03', '176/25s', '49/25s'],
      ['E01_S01_SH04', '225/25s', '75/25s'],
    ]);
    expect(attributes(xml, '//spine/asset-clip[2]/marker', 'value')).toEqual([['叠化（12 帧）已在画面中']]);
    expect(attributes(xml, '//spine/asset-clip[3]/marker', 'value')).toEqual([]);
  });

  it('refers to nothing that is not there, and tells nothing twice', () => {
    for (const timeline of [shortTimeline(), hostileTimeline(), seriesTimeline(3)]) {
      const xml = written(timeline);
      const ids = attributes(xml, '//*[@id]', 'id').flat();
      const named = [...attributes(xml, '//@ref/..', 'ref'), ...attributes(xml, '//@format/..', 'format')].flat();
      expect(new Set(ids).size).toBe(ids.length);
      expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  it('has every kind of sound on a lane of its own, where it begins', () => {
    expect(
      attributes(written(shortTimeline()), '//asset-clip[@lane]', 'lane', 'offset', 'duration', 'audioRole'),
    ).toEqual([
      ['-1', '0s', '300/25s', 'dialogue'],
      ['-2', '25/25s', '200/25s', 'music'],
      ['-3', '0s', '300/25s', 'effects.ambience'],
      ['-4', '0s', '300/25s', 'effects.footage'],
    ]);
  });

  it('counts what hangs on a clip from the beginning of that clip', () => {
    const xml = written(seriesTimeline(2));
    // The second episode begins at frame 300, and its music 25 frames later, in its first clip.
    expect(attributes(xml, '//spine/asset-clip[5]/asset-clip[@audioRole="music"]', 'offset')).toEqual([['25/25s']]);
  });

  it('has captions of both languages that do not lie over each other', () => {
    const xml = written(shortTimeline());
    expect(attributes(xml, '//caption', 'lane', 'offset', 'duration', 'role')).toEqual([
      ['1', '10/25s', '30/25s', 'SRT?captionFormat=SRT.cmn-Hans'],
      ['1', '40/25s', '40/25s', 'SRT?captionFormat=SRT.cmn-Hans'],
      ['2', '10/25s', '40/25s', 'SRT?captionFormat=SRT.en'],
    ]);
    expect(withDocument(xml, (document) => document.get('//caption/text')?.content)).toBe('你来了。');
  });

  it('has a clip that is used twice as one file', () => {
    const clips = clipsOf([{ frames: 25 }, { frames: 30, key: 'clip/0' }]);
    const xml = written(shortTimeline({ frames: 55, clips, stems: [], captions: [] }));
    expect(attributes(xml, '//asset', 'id', 'duration')).toEqual([['r2', '30/25s']]);
  });
});
