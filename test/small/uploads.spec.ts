import { shownName, typeOf } from '../../src/uploads/accepted-files.js';

describe('the name of a file', () => {
  const png = { kind: 'image', mime: 'image/png', ext: 'png' } as const;

  it.each([
    ['../../../etc/passwd', 'passwd'],
    ['C:\\files\\海报.png', '海报.png'],
    ['a\0b\nc\u001b[31m.png', 'abc[31m.png'],
    ['\u202egnp.exe\u2069', 'gnp.exe'],
    ['👩🏽‍🚀.png', '👩🏽‍🚀.png'],
    ['a\u2028b\u2029c', 'abc'],
    ['half \ud83d', 'half \ufffd'],
    ['..', '..'],
    ['', 'upload.png'],
    ['folder/', 'upload.png'],
    ['\u200e \t', 'upload.png'],
    ['😀'.repeat(300), '😀'.repeat(255)],
  ])('harms nobody: %j', (name, shown) => {
    expect(shownName(name, png)).toBe(shown);
  });
});

describe('the type of a file', () => {
  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a playlist', '#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/'],
    ['a page', '<!doctype html><html></html>'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"></svg>'],
    ['a GIF', 'GIF89a/*\0\0*/=1;alert(1)'],
    ['a program', '\x7fELF\x02\x01\x01'],
    ['a PDF', '%PDF-1.7'],
    ['an AVI', 'RIFF\0\0\0\0AVI LIST'],
    ['an HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ])('is not one of ours: %s', async (_what, text) => {
    expect(await typeOf(Buffer.from(text, 'latin1'))).toBeNull();
  });

  it('is told by the first bytes', async () => {
    expect(await typeOf(Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0M4A mp42', 'latin1'))).toMatchObject({ ext: 'm4a' });
  });
});
