import { Turns } from '../../src/workflow/turns.js';

describe('turns', () => {
  it('lets two write at a time, in the order they came', async () => {
    const turns = new Turns();
    const begun: number[] = [];
    const writes = [0, 1, 2, 3].map((index) => ({ index, ...Promise.withResolvers<number>() }));
    const taken = writes.map(({ index, promise }) =>
      turns.take(() => {
        begun.push(index);
        return promise;
      }),
    );
    expect(begun).toEqual([0, 1]);

    writes[1]?.resolve(11);
    await expect(taken[1]).resolves.toBe(11);
    writes.forEach(({ index, resolve }) => resolve(10 + index));
    await expect(Promise.all(taken)).resolves.toEqual([10, 11, 12, 13]);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('gives the turn on when a write fails, and tells whoever asked for it', async () => {
    const turns = new Turns();
    const fails = [0, 1].map(() => turns.take(() => Promise.reject(new Error('no such step'))));

    await expect(Promise.allSettled(fails)).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    await expect(turns.take(() => Promise.resolve('written'))).resolves.toBe('written');
  });

  it('holds up nobody for long: who waits for a lock lets others begin', async () => {
    const turns = new Turns();
    const locked = Promise.withResolvers<string>();
    const waiting = [0, 1].map(() => turns.take(() => locked.promise));

    await expect(turns.take(() => Promise.resolve('written'))).resolves.toBe('written');
    locked.resolve('late');
    await expect(Promise.all(waiting)).resolves.toEqual(['late', 'late']);
  });
});
