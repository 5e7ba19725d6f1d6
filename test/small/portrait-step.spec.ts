import { lookOf } from '../../src/art/wardrobe.js';
import { NOTHING_SAID } from '../../src/projects/character.entity.js';
import { type FilmCharacter } from '../../src/workflow/film-reader.js';
import { type Work } from '../../src/workflow/stage.js';
import { type PictureOrder } from '../../src/workflow/stages/picture-order.js';
import { portraitOrder } from '../../src/workflow/stages/portrait-order.js';
import { PortraitStep } from '../../src/workflow/stages/portrait-step.js';

const PAINTED = { key: 'assets/lin.png', source: { kind: 'still', key: 'assets/lin.png' } };

describe('the portrait of a person', () => {
  let people: FilmCharacter[];
  let asked: PictureOrder[];
  let step: { operation: unknown; kept: unknown; softened: number; stage: string };

  const described = (description: string): FilmCharacter => {
    const look = lookOf({ name: '林晚' });
    const voice = { id: 'female-1', pitch: 1, speed: 1 };
    return {
      id: 'lin',
      name: '林晚',
      description,
      appearance: NOTHING_SAID,
      look,
      voice,
      reference: null,
      style: null,
    };
  };

  beforeEach(() => {
    people = [described('外科医生')];
    asked = [];
    step = { operation: null, kept: null, softened: 0, stage: 'images' };
  });

  /** Its step's next run; `isReady`: its vendor has finished. */
  async function run(isReady = true) {
    const maker = {
      make: (_: Work, order: PictureOrder) => {
        asked.push(order);
        return Promise.resolve(isReady ? { output: PAINTED } : { again: 1 });
      },
    };
    const reader = { characters: () => Promise.resolve(people) };
    const sut = new PortraitStep(reader as never, { preferred: () => ({}) } as never, maker as never);
    const keep = (kept: unknown) => Promise.resolve(void (step = { ...step, kept }));
    const task = await sut.task({ job: { input: { wanted: {} } }, step, subject: 'lin', keep } as never as Work);
    return { task, made: await task.make() };
  }

  it.each([
    ['is described otherwise', () => [described('画家')]],
    ['was deleted', () => []],
  ])('tells of what it was made, where the person %s while a vendor has it in hand', async (_, changed) => {
    const { prompt } = portraitOrder(described('外科医生')).request;
    expect((await run(false)).made).toEqual({ again: 1 });
    step = { ...step, operation: { operation: { id: 'task' } } };
    people = changed();
    expect((await run()).made).toEqual({ output: { ...PAINTED, prompt } });
    expect(asked.map(({ request }) => request.prompt)).toEqual([prompt, prompt]);
  });

  it('is asked for more gently when it was refused, and is found again by what is said of the person', async () => {
    people = [described('浑身鲜血的杀手')];
    const { prompt } = portraitOrder(described('浑身鲜血的杀手')).request;
    const first = await run();
    for (const softened of [1, 2]) {
      step = { ...step, softened };
      const { task, made } = await run();
      expect(made).toMatchObject({ output: { ...PAINTED, prompt } });
      expect(task.facts?.()).toEqual(first.task.facts?.());
    }
    const [own, milder, calm] = asked.map(({ request }) => request.prompt);
    expect(own).toContain('浑身鲜血的杀手');
    expect(milder).toContain('浑身的面对手');
    expect(calm).not.toContain('浑身');
  });

  it('is gone without where it is refused in any words, and its film says so, as every other one that finds that', async () => {
    step = { ...step, softened: 3 };
    const { task, made } = await run();
    expect(made).toEqual({ output: { key: null } });
    expect(task.facts?.()).toMatchObject(portraitOrder(described('外科医生')));
    expect(asked).toEqual([]);
    const events: unknown[] = [];
    const transaction = {
      job: { id: 'job', degraded: [] },
      em: { execute: () => Promise.resolve([]) },
      emit: (...event: unknown[]) => events.push(event),
    };
    await task.apply?.(transaction as never, { output: { key: null } });
    expect(events).toEqual([['job.degraded', expect.objectContaining({ wanted: 'portraits of all people' })]]);
  });
});
