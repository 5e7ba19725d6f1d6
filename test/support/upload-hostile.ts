import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { ffmpegFile, newBomb, newPicture, newRecording } from './upload-files.js';

/** Files that somebody has made with care. Whatever of them is stored must not contain `SECRET`. */

const MIB = 1024 ** 2;
const raw = (text: string) => Buffer.from(text, 'latin1');
const PAGE = '<html><script>SECRET</script></html>';

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A chunk behind the head of a PNG. */
async function pngWith(type: string, data: Buffer): Promise<Buffer> {
  const png = await newPicture('png');
  const body = Buffer.concat([raw(type), data]);
  return Buffer.concat([png.subarray(0, 33), uint32(data.length), body, uint32(crc32(body)), png.subarray(33)]);
}

/** Megabytes of the same letter, packed to nearly nothing. */
const bomb = () => Buffer.concat([raw('SECRET\0\0'), deflateSync(Buffer.alloc(100 * MIB, 'A'), { level: 9 })]);

async function commented(): Promise<Buffer> {
  const jpeg = await newPicture('jpeg');
  return Buffer.concat([jpeg.subarray(0, 2), raw('\xff\xfe\0\x10<?php SECRET?>'), jpeg.subarray(2)]);
}

async function withCover(bytes: number): Promise<Buffer> {
  const frame = Buffer.concat([raw('\0image/jpeg\0\x03SECRET\0'), Buffer.alloc(bytes, 1)]);
  const size = frame.length + 10;
  const digits = [21, 14, 7, 0].map((shift) => (size >> shift) & 127);
  const head = [raw('ID3\x03\0\0'), Buffer.from(digits), raw('APIC'), uint32(frame.length), raw('\0\0')];
  return Buffer.concat([...head, frame, await newRecording('sound.mp3')]);
}

function box(type: string, data: Buffer): Buffer {
  return Buffer.concat([uint32(8 + data.length), raw(type), data]);
}

/** A QuickTime film that is only the address of another. */
function referenceMovie(): Buffer {
  const address = raw('\0\0\0\0url \0\0\0\x14file:///etc/passwd\0');
  return Buffer.concat([
    box('ftyp', raw('qt  \0\0\0\0qt  ')),
    box('moov', box('rmra', box('rmda', box('rdrf', address)))),
  ]);
}

/** A film whose samples are said to be in another file. */
export async function newPointing(): Promise<Buffer> {
  const film = await newRecording('film.mp4');
  for (let place = film.indexOf('url '); place >= 0; place = film.indexOf('url ', place + 4)) {
    film.write('alis', place);
    film[place + 7] = 0;
  }
  return film;
}

async function wavSaying(place: number, value: number): Promise<Buffer> {
  const wav = await newRecording('sound.wav');
  wav.writeUInt32LE(value, place);
  return wav;
}

const TAGS = ['-metadata', 'title=SECRET', '-metadata', 'artist=SECRET', '-metadata', 'location=+47.1234+008.1234/'];
const SOUND = [...['-f', 'lavfi', '-i', 'sine=d=1'], ...TAGS, '-metadata:s:a:0', 'title=SECRET'];
const FILM = ['-f', 'lavfi', '-i', 'testsrc=s=160x90:d=1:r=25', ...SOUND, '-metadata:s:v:0', 'handler_name=SECRET'];
const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];

/** Good files with something in them that nobody else may have. */
export const TELLING = {
  'film.mp4': () => ffmpegFile('film.mp4', [...FILM, ...H264]),
  'film.mov': () => ffmpegFile('film.mov', [...FILM, ...H264, '-movflags', 'use_metadata_tags']),
  'film.webm': () => ffmpegFile('film.webm', [...FILM, '-c:v', 'libvpx', '-c:a', 'libopus']),
  'sound.m4a': () => ffmpegFile('sound.m4a', [...SOUND, '-c:a', 'aac']),
  'sound.mp3': () => ffmpegFile('sound.mp3', [...SOUND, '-write_id3v1', '1']),
  'sound.ogg': () => ffmpegFile('sound.ogg', [...SOUND, '-c:a', 'libvorbis']),
  'sound.flac': () => ffmpegFile('sound.flac', SOUND),
  'sound.wav': () => ffmpegFile('sound.wav', SOUND),
  'a large cover.mp3': () => withCover(8 * MIB),
  'a page behind.mp4': async () => Buffer.concat([await newRecording('film.mp4'), box('free', raw(PAGE))]),
  'an archive behind.png': async () => Buffer.concat([await newPicture('png'), raw('PK\x03\x04SECRET')]),
  'an archive behind.jpg': async () => Buffer.concat([await newPicture('jpeg'), raw('PK\x03\x04SECRET')]),
  'a comment.jpg': commented,
  'a text.png': () => pngWith('tEXt', raw('Comment\0SECRET')),
  'XMP.png': () => pngWith('iTXt', raw('XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>SECRET</x:xmpmeta>')),
  'a packed text.png': () => pngWith('zTXt', bomb()),
  'a packed profile.png': () => pngWith('iCCP', bomb()),
} satisfies Record<string, () => Promise<Buffer>>;

const picture = () => sharp({ create: { width: 60, height: 40, channels: 3, background: '#a03020' } });
const headOf = (file: Promise<Buffer>, bytes: number) => file.then((whole) => whole.subarray(0, bytes));

/** Files that are none of ours, or no good ones. */
export const REFUSED = {
  'a playlist.wav': async () => raw('RIFF\xff\0\0\0WAVE#EXTM3U\nfile:///etc/passwd\n'),
  'a playlist.mp3': async () => raw('ID3\x03\0\0\0\0\0\0#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'),
  'a manifest.mp4': async () => raw('<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>'),
  'an icon.png': async () => raw('\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0'),
  'a TIFF.jpg': () => picture().tiff().toBuffer(),
  'an AVIF.png': () => picture().avif().toBuffer(),
  'a page in front.mp4': async () => Buffer.concat([raw(PAGE), await newRecording('film.mp4')]),
  'a document in front.jpg': async () => Buffer.concat([raw('%PDF-1.7\n'), await newPicture('jpeg')]),
  'one byte.png': async () => raw('\x89'),
  'the head.jpg': () => headOf(newPicture('jpeg'), 20),
  'the head.png': () => headOf(newPicture('png'), 33),
  'the head.webp': () => headOf(newPicture('webp'), 30),
  'the head.mp4': () => headOf(newRecording('film.mp4'), 32),
  'the head.webm': () => headOf(newRecording('film.webm'), 48),
  'the head.mp3': () => headOf(newRecording('sound.mp3'), 10),
  'the head.flac': () => headOf(newRecording('sound.flac'), 42),
  'the head.wav': () => headOf(newRecording('sound.wav'), 44),
  'no time.wav': () => wavSaying(24, 0),
  'endless.wav': () => wavSaying(40, 0xfffffff0),
  'a film.ogg': () => ffmpegFile('film.ogg', [...FILM, '-c:v', 'libtheora', '-c:a', 'libvorbis']),
  'an address.mov': async () => referenceMovie(),
} satisfies Record<string, () => Promise<Buffer>>;

const huge = (codec: string) => ['-f', 'lavfi', '-i', 'color=s=10000x8000:r=5:d=0.2', '-c:v', codec, '-preset', '0'];

/** Small files that would be unpacked to large pictures. */
export const TOO_LARGE = {
  '900 megapixels.png': () => newBomb(30_000, 30_000),
  // Whole: a red one, as sharp packs it.
  '268 megapixels.webp': async () =>
    Buffer.from('524946461c000000574542505650384c0f0000002ffebfff0f0710fd8ffe0722a2ff0100', 'hex'),
  '80 megapixels.mp4': () => ffmpegFile('film.mp4', [...huge('libx264'), '-pix_fmt', 'yuv420p']),
} satisfies Record<string, () => Promise<Buffer>>;
