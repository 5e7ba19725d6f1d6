/** Playlists as a strict reader takes them: RFC 8216, and nothing that is not in it. */

interface Attributes {
  [name: string]: string;
}

export interface ReadSegment {
  seconds: number;
  uri: string;
  range: { offset: number; bytes: number } | null;
}

export interface MediaList {
  target: number;
  init: { uri: string; range: string } | null;
  segments: ReadSegment[];
}

export interface MasterList {
  media: Attributes[];
  variants: (Attributes & { uri: string })[];
}

const ATTRIBUTE = /([A-Z0-9-]+)=("[^"\r\n]*"|0[xX][0-9A-F]+|\d+x\d+|-?\d+(?:\.\d+)?|[A-Z0-9-]+)(?:,|$)/y;

function attributesOf(text: string): Attributes {
  const found: Attributes = {};
  ATTRIBUTE.lastIndex = 0;
  for (let at = 0; at < text.length; at = ATTRIBUTE.lastIndex) {
    const [, name = '', value = ''] = ATTRIBUTE.exec(text) ?? [];
    if (name === '' || name in found) {
      throw new Error(`No list of attributes, or one twice: ${text}`);
    }
    found[name] = value.startsWith('"') ? value.slice(1, -1) : value;
  }
  return found;
}

function linesOf(text: string): string[] {
  if (!text.startsWith('#EXTM3U\n') || !text.endsWith('\n') || /[\r\t]|\n\n|[ ]$/m.test(text)) {
    throw new Error(`No playlist: ${text.slice(0, 80)}`);
  }
  const lines = text.slice(0, -1).split('\n').slice(1);
  const single = lines.filter((line) =>
    /^#EXT-X-(VERSION|TARGETDURATION|MEDIA-SEQUENCE|PLAYLIST-TYPE|ENDLIST)/.test(line),
  );
  if (new Set(single.map((line) => line.split(':')[0])).size !== single.length) {
    throw new Error('A tag that may be there once is there twice');
  }
  return lines;
}

export function readMaster(text: string): MasterList {
  const list: MasterList = { media: [], variants: [] };
  const lines = linesOf(text);
  for (const [index, line] of lines.entries()) {
    const [tag, value = ''] = split(line);
    switch (tag) {
      case '#EXT-X-VERSION':
      case '#EXT-X-INDEPENDENT-SEGMENTS':
        break;
      case '#EXT-X-MEDIA':
        list.media.push(requireAll(attributesOf(value), ['TYPE', 'GROUP-ID', 'NAME', 'URI']));
        break;
      case '#EXT-X-STREAM-INF':
        list.variants.push({ ...requireAll(attributesOf(value), ['BANDWIDTH']), uri: lines[index + 1] ?? '' });
        break;
      default:
        if (line.startsWith('#') || !lines[index - 1]?.startsWith('#EXT-X-STREAM-INF')) {
          throw new Error(`Not of a master playlist: ${line}`);
        }
    }
  }
  checkGroups(list);
  return list;
}

function checkGroups({ media, variants }: MasterList): void {
  for (const each of media) {
    const { DEFAULT: shown, AUTOSELECT: offered, TYPE: type = '', 'GROUP-ID': group } = each;
    const twins = media.filter((other) => other.TYPE === type && other['GROUP-ID'] === group);
    if ((shown === 'YES' && offered === 'NO') || twins.filter(({ NAME }) => NAME === each.NAME).length > 1) {
      throw new Error(`A rendition contradicts itself or another: ${JSON.stringify(each)}`);
    }
    if (twins.filter(({ DEFAULT }) => DEFAULT === 'YES').length > 1) {
      throw new Error(`Two are shown at once: ${JSON.stringify(twins)}`);
    }
    if (!variants.every((variant) => variant[type] === group)) {
      throw new Error(`Nobody is led to ${JSON.stringify(each)}`);
    }
  }
}

export function readMedia(text: string): MediaList {
  const list: MediaList = { target: NaN, init: null, segments: [] };
  const lines = linesOf(text);
  let next: Partial<ReadSegment> = {};
  let end = 0;
  for (const line of lines) {
    const [tag, value = ''] = split(line);
    switch (tag) {
      case '#EXT-X-VERSION':
      case '#EXT-X-INDEPENDENT-SEGMENTS':
      case '#EXT-X-MEDIA-SEQUENCE':
      case '#EXT-X-PLAYLIST-TYPE':
      case '#EXT-X-ENDLIST':
        break;
      case '#EXT-X-TARGETDURATION':
        list.target = Number(value);
        break;
      case '#EXT-X-MAP': {
        const { URI: uri = '', BYTERANGE: range = '' } = requireAll(attributesOf(value), ['URI', 'BYTERANGE']);
        list.init = { uri, range };
        end = Number(range.split('@')[0]);
        break;
      }
      case '#EXTINF':
        next.seconds = Number(/^(\d+\.\d+),$/.exec(value)?.[1]);
        break;
      case '#EXT-X-BYTERANGE': {
        const [bytes = NaN, offset = NaN] = value.split('@').map(Number);
        if (!(bytes > 0) || offset !== end) {
          throw new Error(`Bytes are empty, left out or played twice: ${line}`);
        }
        end = offset + bytes;
        next.range = { bytes, offset };
        break;
      }
      default:
        if (line.startsWith('#') || next.seconds === undefined) {
          throw new Error(`Not of a media playlist: ${line}`);
        }
        list.segments.push({ seconds: next.seconds, uri: line, range: next.range ?? null });
        next = {};
    }
  }
  const isWhole = lines.at(-1) === '#EXT-X-ENDLIST' && list.segments.length > 0;
  if (!isWhole || !list.segments.every(({ seconds }) => seconds > 0 && Math.round(seconds) <= list.target)) {
    throw new Error(`A playlist without an end, or with a segment that is too long: ${text}`);
  }
  return list;
}

function split(line: string): [tag: string, value?: string] {
  const [, tag = '', value] = /^(#EXT[A-Z0-9-]*)(?::(.*))?$/.exec(line) ?? [];
  return [tag, value];
}

function requireAll(attributes: Attributes, names: string[]): Attributes {
  const missing = names.filter((name) => !(name in attributes));
  if (missing.length > 0) {
    throw new Error(`${missing.join()} missing in ${JSON.stringify(attributes)}`);
  }
  return attributes;
}
