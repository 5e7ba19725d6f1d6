import { lookOf } from '../../src/art/wardrobe.js';
import { type StagedShot } from '../../src/workflow/film-reader.js';
import { type Work } from '../../src/workflow/stage.js';
import { FootageStep } from '../../src/workflow/stages/footage-step.js';
import { type PictureOrder } from '../../src/workflow/stages/picture-order.js';
import { PictureStep } from '../../src/workflow/stages/picture-step.js';

const SHOT = {
  id: 'shot',
  cast: [],
  lines: [],
  frames: 50,
  description: '他举起匕首',
  form_data: { lighting: '', motion_prompt: '', camera_movement: '' },
  image: {},
  video: { upload_id: null },
  scene: { location: '江边', weather: '', style: null },
  ...{ sceneShots: [], earlierShots: [] },
} as unknown as StagedShot;
const PICTURE = { key: 'assets/picture.png' };

describe('a shot that was refused', () => {
  const asked: string[] = [];
  const reader = { characters: () => Promise.resolve([]), shot: () => Promise.resolve(SHOT) };
  const shown = { footage: () => Promise.resolve(null) };
  const vendors = { preferred: () => ({}) };
  const maker = { make: (_: Work, order: { request: { prompt: string } }) => asked.push(order.request.prompt) };
  const workOf = (softened: number) =>
    ({
      job: { input: { wanted: {}, aspectRatio: '16:9' } },
      step: { softened, operation: null },
      subject: SHOT.id,
      inputs: new Map([[`picture:${SHOT.id}`, PICTURE]]),
      tell: () => Promise.resolve(),
    }) as never as Work;

  it('has its picture found by its own words, in whatever words that was asked for', async () => {
    const sut = new PictureStep(reader as never, vendors as never, {} as never, maker as never, {} as never);
    const tasks = await Promise.all([0, 1, 2].map((softened) => sut.task(workOf(softened), SHOT)));
    await Promise.all(tasks.map((task) => task.make()));
    expect(new Set(asked).size).toBe(3);
    const [own, ...gentler] = tasks.map((task) => task.facts?.());
    expect(own).toMatchObject({ request: { prompt: expect.stringContaining('匕首') } });
    expect(gentler).toEqual([own, own]);
  });

  it('has its footage found by its own words', async () => {
    const none = {} as never;
    const sut = new FootageStep(reader as never, vendors as never, none, none, none, shown as never, none, none);
    const facts = await Promise.all([0, 1, 2].map(async (times) => (await sut.prepare(workOf(times))).facts?.()));
    expect(facts[0]).toMatchObject({ brief: { prompt: '他举起匕首' }, picture: PICTURE });
    expect(facts.slice(1)).toEqual([facts[0], facts[0]]);
  });
});

describe('a near look at a thing', () => {
  it('knows who holds it, though nobody is seen', async () => {
    const look = lookOf({ name: '顾沉', sex: 'male' });
    const holder = { id: 'gu', name: '顾沉', description: '', look, voice: null, reference: null };
    const orders: PictureOrder[] = [];
    const held = { id: 'before', description: '顾沉握着一封信', lines: [], cast: ['顾沉'] };
    const insert = { ...SHOT, description: '特写：那封信占满画面', form_data: { shot_type: 'close_up', lighting: '' } };
    const sut = new PictureStep(
      { characters: () => Promise.resolve([holder]) } as never,
      { preferred: () => ({}), mostReferences: () => 0 } as never,
      {} as never,
      { make: (_: Work, order: PictureOrder) => orders.push(order) } as never,
      {} as never,
    );
    const work = { job: { input: { wanted: {}, aspectRatio: '16:9' } }, step: { softened: 0, operation: '' } };
    const task = await sut.task(work as never, { ...insert, sceneShots: [held, insert], earlierShots: [] } as never);
    await task.make();
    expect(orders[0]?.request).toMatchObject({
      characters: [],
      staging: { thing: 'letter', holder: { name: '顾沉', look } },
    });
  });
});
