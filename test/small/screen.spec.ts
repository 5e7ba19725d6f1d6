import { type Canvas, type SKRSContext2D, createCanvas, loadImage } from '@napi-rs/canvas';
import { pngOf } from '../../src/media/png.js';
import { Screen } from '../../src/media/screen.js';
import { type Sprite, halved, spriteOf } from '../../src/media/sprite.js';

const WIDTH = 96;
const HEIGHT = 64;

function drawn(width: number, height: number, draw: (context: SKRSContext2D) => void): Canvas {
  const canvas = createCanvas(width, height);
  draw(canvas.getContext('2d'));
  return canvas;
}

function filled(width: number, height: number, colour: string, kind?: 'opaque'): Sprite {
  const canvas = drawn(width, height, (context) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
  });
  return spriteOf(canvas, kind);
}

function pixelsOf(screen: Screen): Uint8ClampedArray {
  return screen.toCanvas().getContext('2d').getImageData(0, 0, screen.width, screen.height).data;
}

function colourAt(screen: Screen, x: number, y: number): number[] {
  return [...pixelsOf(screen).slice((y * screen.width + x) * 4, (y * screen.width + x) * 4 + 3)];
}

function expectColour(colour: number[], wanted: number[], tolerance = 3): void {
  const off = Math.max(...colour.map((value, channel) => Math.abs(value - (wanted[channel] ?? 0))));
  expect({ colour, isClose: off <= tolerance }).toEqual({ colour, isClose: true });
}

/** Where the light of a screen is, in pixels. */
function centreOf({ bytes, width, height }: Screen): { x: number; y: number } {
  let [sum, x, y] = [0, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const light = (bytes[row * width + column] ?? 0) - 16;
      sum += light;
      x += light * column;
      y += light * row;
    }
  }
  return { x: x / sum, y: y / sum };
}

describe('a screen', () => {
  it('is black at first', () => {
    expect(new Set(pixelsOf(new Screen(WIDTH, HEIGHT)).filter((_, index) => index % 4 < 3))).toEqual(new Set([0]));
  });

  it.each(['#b8574f', '#ffffff', '#000000', '#0000ff', '#00ff00', '#123456'])('keeps the colour %s', (colour) => {
    const screen = new Screen(WIDTH, HEIGHT);

    screen.draw(filled(40, 30, colour, 'opaque'), { x: -4, y: -4, width: WIDTH + 8, height: HEIGHT + 8 });

    const wanted = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
    expectColour(colourAt(screen, 0, 0), wanted);
    expectColour(colourAt(screen, WIDTH - 1, HEIGHT - 1), wanted);
  });

  it('lets a half transparent sprite and a half faded one through in the same way', () => {
    const [thin, faded] = [new Screen(WIDTH, HEIGHT), new Screen(WIDTH, HEIGHT)];
    for (const screen of [thin, faded]) {
      screen.draw(filled(WIDTH, HEIGHT, '#ffffff', 'opaque'), { x: 0, y: 0, width: WIDTH, height: HEIGHT });
    }

    thin.draw(filled(32, 32, '#ff000080'), { x: 16, y: 16, width: 32, height: 32 });
    faded.draw(filled(32, 32, '#ff0000'), { x: 16, y: 16, width: 32, height: 32 }, 0.5);

    expectColour(colourAt(thin, 32, 32), [255, 127, 127]);
    expectColour(colourAt(faded, 32, 32), [255, 127, 127]);
    expectColour(colourAt(thin, 4, 4), [255, 255, 255]);
  });

  it('moves what is drawn by the parts of a pixel that it is told', () => {
    const disc = spriteOf(
      drawn(20, 20, (context) => {
        context.fillStyle = '#ffffff';
        context.arc(10, 10, 8, 0, 2 * Math.PI);
        context.fill();
      }),
    );
    const centres = Array.from({ length: 40 }, (_, step) => {
      const screen = new Screen(WIDTH, HEIGHT);
      screen.draw(disc, { x: 10 + step * 0.37, y: 8 + step * 0.23, width: 20, height: 20 });
      return centreOf(screen);
    });

    const bends = centres.slice(2).map(({ x, y }, index) => {
      const [first, second] = [centres[index]!, centres[index + 1]!];
      return Math.max(Math.abs(x - 2 * second.x + first.x), Math.abs(y - 2 * second.y + first.y));
    });
    expect(centres[39]!.x - centres[0]!.x).toBeCloseTo(39 * 0.37, 1);
    expect(centres[39]!.y - centres[0]!.y).toBeCloseTo(39 * 0.23, 1);
    expect(Math.max(...bends)).toBeLessThan(0.05);
  });

  it.each([
    ['beyond the left upper corner', { x: -30, y: -30, width: 40, height: 40 }, [[4, 4]]],
    ['beyond the right lower corner', { x: 80, y: 50, width: 40, height: 40 }, [[90, 60]]],
    [
      'enlarged',
      { x: -200, y: -200, width: 500, height: 500 },
      [
        [4, 4],
        [90, 60],
      ],
    ],
    ['made very small', { x: 40, y: 30, width: 5, height: 5 }, [[42, 32]]],
  ])('draws what lies %s', (_, place, seen) => {
    const screen = new Screen(WIDTH, HEIGHT);

    screen.draw(filled(40, 40, '#ff8000'), place);

    seen.forEach(([x = 0, y = 0]) => expectColour(colourAt(screen, x, y), [255, 128, 0], 12));
  });

  it.each([
    ['left of it', { x: -60, y: 10, width: 40, height: 40 }],
    ['below it', { x: 10, y: 70, width: 40, height: 40 }],
    ['of no opacity in it', { x: 10, y: 10, width: 40, height: 40 }, 0],
  ])('is not changed by what is %s', (_, place, opacity = 1) => {
    const screen = new Screen(WIDTH, HEIGHT);
    const before = screen.bytes.slice();

    screen.draw(filled(40, 40, '#ff8000'), place, opacity);

    expect(screen.bytes).toEqual(before);
  });

  it('lays a text down pixel on pixel', () => {
    const screen = new Screen(WIDTH, HEIGHT);
    const stripes = drawn(20, 10, (context) => {
      context.fillStyle = '#ffffff';
      for (let column = 0; column < 20; column += 2) {
        context.fillRect(column, 0, 1, 10);
      }
    });

    screen.lay(spriteOf(stripes), 30, 20);

    expect([29, 30, 31, 32, 48, 49, 50].map((x) => screen.bytes[24 * WIDTH + x])).toEqual([
      16, 235, 16, 235, 235, 16, 16,
    ]);
  });

  it('shows a text that reaches beyond its edges', () => {
    const screen = new Screen(WIDTH, HEIGHT);

    screen.lay(filled(WIDTH + 40, HEIGHT + 40, '#ffffff'), -20, -20);

    expect([...new Set(screen.bytes.subarray(0, WIDTH * HEIGHT))]).toEqual([235]);
  });

  it('mixes, wipes and darkens', () => {
    const [white, red] = [new Screen(WIDTH, HEIGHT), new Screen(WIDTH, HEIGHT)];
    white.draw(filled(8, 8, '#ffffff', 'opaque'), { x: 0, y: 0, width: WIDTH, height: HEIGHT });
    red.draw(filled(8, 8, '#ff0000', 'opaque'), { x: 0, y: 0, width: WIDTH, height: HEIGHT });
    const incoming = red.bytes.slice();

    white.mix(incoming, 0.5);
    expectColour(colourAt(white, 50, 50), [255, 127, 127]);

    white.wipe(incoming, (row) => 20 + row / 2);
    expectColour(colourAt(white, 10, 0), [255, 0, 0]);
    expectColour(colourAt(white, 30, 0), [255, 127, 127]);
    expectColour(colourAt(white, 30, 60), [255, 0, 0]);

    white.darken(0.5);
    expectColour(colourAt(white, 10, 0), [128, 0, 0]);
    white.darken(1);
    expectColour(colourAt(white, 10, 0), [0, 0, 0]);
  });

  it('draws the same bytes whatever it drew before', () => {
    const sprite = filled(50, 40, '#4080c0a0');
    const [fresh, used] = [new Screen(WIDTH, HEIGHT), new Screen(WIDTH, HEIGHT)];
    const place = { x: 3.3, y: 4.4, width: 61.7, height: 41.1 };
    // More planes than it keeps.
    for (let count = 0; count < 8; count++) {
      used.draw(filled(1600, 1600, '#80c04080'), { x: 1.5, y: 2.5, width: 1700, height: 1700 });
    }
    used.darken(1);

    fresh.draw(sprite, place);
    used.draw(sprite, place);

    expect(Buffer.compare(fresh.bytes, used.bytes)).toBe(0);
  });
});

describe('a sprite of half its size', () => {
  it('is the mean of four pixels each, and made once', () => {
    const sprite = spriteOf(
      drawn(8, 8, (context) => {
        context.fillStyle = '#ffffff';
        context.fillRect(0, 0, 4, 8);
        context.fillStyle = '#000000';
        context.fillRect(4, 0, 4, 8);
      }),
      'opaque',
    );

    const half = halved(sprite);

    expect([half.width, half.height]).toEqual([4, 4]);
    expect([...half.luma.subarray(0, 4)]).toEqual([235, 235, 16, 16]);
    expect(halved(sprite)).toBe(half);
  });
});

describe('a PNG', () => {
  it('has the very pixels of its frame', async () => {
    const screen = new Screen(WIDTH, HEIGHT);
    screen.draw(filled(40, 30, '#c08040'), { x: 10.4, y: 20.7, width: 37, height: 31 });

    const image = await loadImage(await pngOf(screen.pixels, WIDTH, HEIGHT));

    const shown = drawn(WIDTH, HEIGHT, (context) => context.drawImage(image, 0, 0));
    expect([image.width, image.height]).toEqual([WIDTH, HEIGHT]);
    expect(shown.getContext('2d').getImageData(0, 0, WIDTH, HEIGHT).data).toEqual(pixelsOf(screen));
  });
});
