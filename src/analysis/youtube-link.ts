/** Which video of YouTube an address names, told without the network: only the id goes any further. */

const MAX_LENGTH = 2048;
/** No user, no port, no backslash, nothing that a parser would mend. */
const START = /^https:\/\/[a-z.-]+\//i;
const HOSTS: ReadonlySet<string> = new Set([
  'youtube.com',
  'www.youtube.com',
  'm.youtube.com',
  'music.youtube.com',
  'youtube-nocookie.com',
  'www.youtube-nocookie.com',
]);
const SHORT_HOST = 'youtu.be';
const ID = /^[\w-]{11}$/;
const PATH = /^\/(?:shorts|embed|live)\/([\w-]{11})\/?$/;
const SHORT_PATH = /^\/([\w-]{11})\/?$/;
/** What stands in place of an id for a player of playlists or of whatever a channel shows now. */
const NO_IDS: ReadonlySet<string> = new Set(['videoseries', 'live_stream']);

/** The id of the video; null: it is the address of no video of YouTube. */
export function youtubeId(text: string): string | null {
  const url = text.length <= MAX_LENGTH && START.test(text) ? URL.parse(text) : null;
  const id = url === null ? null : idIn(url);
  return id === null || NO_IDS.has(id) ? null : id;
}

function idIn({ hostname, pathname, searchParams }: URL): string | null {
  if (hostname === SHORT_HOST) {
    return SHORT_PATH.exec(pathname)?.[1] ?? null;
  }
  if (!HOSTS.has(hostname)) {
    return null;
  }
  if (pathname !== '/watch') {
    return PATH.exec(pathname)?.[1] ?? null;
  }
  const [id = '', ...more] = searchParams.getAll('v');
  return ID.test(id) && more.length === 0 ? id : null;
}

/** The one address that is asked for a video. */
export function watchUrl(id: string): string {
  if (!ID.test(id)) {
    throw new TypeError('Not the id of a video');
  }
  return `https://www.youtube.com/watch?v=${id}`;
}
