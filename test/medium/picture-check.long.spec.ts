import { SET_NAMES } from '../../src/art/look.js';
import { PictureDesk } from '../support/picture-desk.js';

describe('a picture of our own', () => {
  let desk: PictureDesk;

  beforeAll(async () => {
    desk = await PictureDesk.open();
  });

  afterAll(() => desk.close());

  it.each(SET_NAMES)('passes as a foggy night and a close-up at dusk: %s', async (set) => {
    for (const [time, weather] of [
      ['night', 'fog'],
      ['dusk', 'rain'],
    ] as const) {
      const bytes = await desk.drawn(set, time, weather);
      expect({ time, weather, faults: await desk.faultsOf(bytes) }).toEqual({ time, weather, faults: '' });
    }
  });
});
