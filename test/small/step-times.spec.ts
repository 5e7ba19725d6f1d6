import { lengthOf } from '../../src/workflow/step-times.js';

const step = (item: string, seconds: number, dependsOn: string[] = []) => ({
  ...{ item, seconds, dependsOn, queue: 'media' as const },
});

describe('how long some steps take', () => {
  it.each([
    ['nothing is done at once', [], 2, 0],
    ['one after the other where one waits for the other', [step('a', 2), step('b', 3, ['a'])], 2, 5],
    ['side by side where there are slots', [step('a', 2), step('b', 3)], 2, 3],
    ['in turn where there are not', [step('a', 2), step('b', 3), step('c', 4)], 2, 6],
    ['a slot is free for who waits for nobody', [step('a', 5), step('b', 1), step('c', 1), step('d', 1, ['a'])], 2, 6],
  ])('%s', (_, steps, slots, seconds) => {
    expect(lengthOf(steps, () => slots)).toBe(seconds);
  });

  it('each queue has slots of its own', () => {
    const spoken = { ...step('b', 3), queue: 'speech' as const };
    expect(lengthOf([step('a', 2), spoken], () => 1)).toBe(3);
  });
});
