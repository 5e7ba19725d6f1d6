import fc from 'fast-check';
import { watchUrl, youtubeId } from '../../src/analysis/youtube-link.js';

const ID = 'axepn8QqxRk';
const HOSTS = ['youtube.com', 'www.youtube.com', 'm.youtube.com', 'music.youtube.com', 'www.youtube-nocookie.com'];

const ids = fc.stringMatching(/^[\w-]{11}$/).filter((id) => !['videoseries', 'live_stream'].includes(id));
const paths = fc.constantFrom('/watch?v=', '/shorts/', '/embed/', '/live/');

it('knows a video in every way to write its address', () => {
  fc.assert(
    fc.property(fc.constantFrom(...HOSTS), paths, ids, (host, path, id) => {
      expect(youtubeId(`https://${host}${path}${id}`)).toBe(id);
      expect(youtubeId(`https://youtu.be/${id}`)).toBe(id);
      expect(youtubeId(watchUrl(id))).toBe(id);
    }),
  );
});

it.each([
  `https://youtu.be/${ID}?si=Xk2&t=45`,
  `https://www.youtube.com/watch?app=desktop&v=${ID}&list=PL0&index=2#t=1`,
  `https://www.youtube.com/shorts/${ID}/?feature=share`,
  `HTTPS://WWW.YouTube.com/watch?v=${ID}`,
])('and with what browsers add to it: %s', (url) => {
  expect(youtubeId(url)).toBe(ID);
});

it.each([
  `http://www.youtube.com/watch?v=${ID}`,
  `www.youtube.com/watch?v=${ID}`,
  `//www.youtube.com/watch?v=${ID}`,
  `ftp://www.youtube.com/watch?v=${ID}`,
  `javascript:https://www.youtube.com/watch?v=${ID}`,
  ` https://www.youtube.com/watch?v=${ID}`,
  `https://www.youtube.com.evil.io/watch?v=${ID}`,
  `https://evilyoutube.com/watch?v=${ID}`,
  `https://youtube.com@evil.io/watch?v=${ID}`,
  `https://evil.io@youtube.com/watch?v=${ID}`,
  `https://user:word@youtube.com/watch?v=${ID}`,
  `https://youtube.com:8443/watch?v=${ID}`,
  `https://youtube.com:443/watch?v=${ID}`,
  `https://youtube.com./watch?v=${ID}`,
  `https://evil.youtube.com/watch?v=${ID}`,
  `https://evil.io/?https://www.youtube.com/watch?v=${ID}`,
  `https://evil.io#.youtube.com/watch?v=${ID}`,
  `https:\\\\www.youtube.com\\watch?v=${ID}`,
  `https://evil.io\\@www.youtube.com/watch?v=${ID}`,
  `https://youtube.com\t.evil.io/watch?v=${ID}`,
  `https://ｙoutube.com/watch?v=${ID}`,
  `https://уoutube.com/watch?v=${ID}`,
  `https://www.youtube.com%2f@evil.io/watch?v=${ID}`,
  `https://youtu.be.evil.io/${ID}`,
  `https://www.youtu.be/${ID}`,
  `https://youtu.be/watch?v=${ID}`,
  `https://youtu.be/${ID}/more`,
  `https://www.youtube.com/watch/?v=${ID}`,
  `https://www.youtube.com/WATCH?v=${ID}`,
  `https://www.youtube.com/v/../redirect?v=${ID}`,
  `https://www.youtube.com/redirect?q=https://youtu.be/${ID}`,
  'https://www.youtube.com/watch?list=PL0123456789',
  `https://www.youtube.com/watch?v=${ID}&v=aaaaaaaaaaa`,
  `https://www.youtube.com/watch?V=${ID}`,
  `https://www.youtube.com/watch?v=${ID}x`,
  'https://www.youtube.com/watch?v=short',
  'https://www.youtube.com/watch?v=--exec=true',
  'https://www.youtube.com/watch?v=axepn8Qq%0ak',
  'https://www.youtube.com/shorts/axepn8Qq%2fk',
  'https://www.youtube.com/embed/videoseries?list=PL0',
  'https://www.youtube.com/embed/live_stream?channel=UC0',
  'https://www.youtube.com/@handle',
  'https://www.youtube.com/playlist?list=PL0',
  `https://www.youtube.com/watch?v=${ID}&x=${'a'.repeat(2048)}`,
  '',
])('and in nothing else: %j', (url) => {
  expect(youtubeId(url)).toBeNull();
});

it('gives an id or nothing, whatever it is given', () => {
  const pieces = fc.array(
    fc.constantFrom(...'https://@:\\.?#%&=\t\n', 'youtube.com', 'youtu.be', 'watch', 'v', ID, 'evil.io'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        pieces.map((list) => list.join('')),
      ),
      (text) => {
        const id = youtubeId(text);
        expect(id === null || /^[\w-]{11}$/.test(id)).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});

it('makes an address of nothing but an id', () => {
  for (const text of ['', ID + 'x', `${ID.slice(1)}&`, '--exec', `${ID}\n`]) {
    expect(() => watchUrl(text)).toThrow(TypeError);
  }
  expect(watchUrl('-xepn8QqxRk')).toBe('https://www.youtube.com/watch?v=-xepn8QqxRk');
});
