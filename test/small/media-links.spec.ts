import { mediaLink, withLinks } from '../../src/storage/media-links.js';

const KEY = 'assets/aa/0197a3c0-0000-7000-8000-0000000000aa.png';

it("links to files become URLs where links are, and somebody's words stay words", () => {
  const link = mediaLink(KEY);
  const event = {
    data: {
      shot: { description: link, image: { url: link }, dialogue: [{ line: link }] },
      image_url: link,
      curl: link,
    },
  };
  expect(withLinks(event, { url: (key) => `signed ${key}` })).toEqual({
    data: {
      shot: { description: link, image: { url: `signed ${KEY}` }, dialogue: [{ line: link }] },
      image_url: `signed ${KEY}`,
      curl: link,
    },
  });
});
