import { rowsIn } from '../../src/media/text-rows.js';

const [WIDTH, HEIGHT] = [320, 96];

/** What the network would say of letters in these rectangles. */
function likely(...marked: [x: number, y: number, width: number, height: number, likely?: number][]): Float32Array {
  const map = new Float32Array(WIDTH * HEIGHT);
  for (const [left, top, width, height, value = 0.9] of marked) {
    for (let y = top; y < top + height; y++) {
      map.fill(value, y * WIDTH + left, y * WIDTH + left + width);
    }
  }
  return map;
}

const rows = (map: Float32Array) => rowsIn(map, WIDTH, HEIGHT);

it('rows come from top to bottom, a little larger than what the network has marked', () => {
  const found = rows(likely([40, 60, 200, 16], [100, 20, 80, 12]));
  expect(found).toHaveLength(2);
  expect(found.map(({ y }) => y)).toEqual([11, 48]);
  for (const [{ x, width, height }, marked] of [
    [found[0]!, { x: 100, width: 80, height: 12 }],
    [found[1]!, { x: 40, width: 200, height: 16 }],
  ] as const) {
    expect(x).toBeLessThan(marked.x);
    expect(width).toBeGreaterThan(marked.width);
    expect(height).toBeGreaterThan(marked.height);
  }
});

it('words of one row are one, those far apart are not', () => {
  expect(rows(likely([20, 30, 60, 14], [90, 31, 60, 14]))).toHaveLength(1);
  expect(rows(likely([20, 30, 60, 14], [200, 31, 60, 14]))).toHaveLength(2);
});

it('what is too unlikely, or too small, is no text', () => {
  expect(rows(likely([40, 20, 100, 14, 0.4], [40, 60, 3, 3]))).toEqual([]);
  expect(rows(likely())).toEqual([]);
});

it('a row at the edge ends there', () => {
  const [row] = rows(likely([0, 0, WIDTH, 20]));
  expect(row).toMatchObject({ x: 0, y: 0, width: WIDTH });
});
