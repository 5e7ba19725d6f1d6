import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { SpaceClaim } from '../../src/uploads/disk-space.js';

describe('the space that files which come in may take', () => {
  let most: number;
  let one: SpaceClaim;
  let other: SpaceClaim;

  beforeEach(async () => {
    const { bavail, bsize } = await statfs(tmpdir());
    // There is room for one of them, whatever others do to the disk meanwhile, and not for two.
    most = Math.floor(bavail * bsize * 0.6);
    [one, other] = [new SpaceClaim(tmpdir()), new SpaceClaim(tmpdir())];
  });

  afterEach(() => {
    one.release();
    other.release();
  });

  const refused = { code: 'NO_SPACE' };

  it('is promised once, however many ask at the same moment', async () => {
    const asked = await Promise.allSettled([one.require(most), other.require(most)]);
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is there for the next when it is not wanted any more', async () => {
    await one.require(most);
    await expect(other.require(most)).rejects.toMatchObject(refused);
    one.release();
    await expect(other.require(most)).resolves.toBeUndefined();
  });

  it('is promised no more when it was written', async () => {
    await one.require(most);
    one.wrote(most - 1000);
    await expect(other.require(most)).resolves.toBeUndefined();
    // What is left of a promise is kept; more is asked for like anything else.
    await expect(one.require(1000)).resolves.toBeUndefined();
    await expect(one.require(most)).rejects.toMatchObject(refused);
  });
});
