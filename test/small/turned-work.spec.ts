import { type CharacterLook, type DrawnScene } from '../../src/art/look.js';
import { planOf } from '../../src/jobs/plan.js';
import { shotSteps } from '../../src/jobs/planned-steps.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import { type FootageOutput, profileOf } from '../../src/workflow/film-plan.js';
import { type Work } from '../../src/workflow/stage.js';
import { turnedWork } from '../../src/workflow/turned-work.js';

const input = { aspectRatio: '16:9', preview: false, formats: ['mp4_9x16'], subtitleLanguages: [], language: 'zh' };
const look = {} as CharacterLook;
const scene: DrawnScene = {
  ...{ set: 'cafe', time: 'day', weather: 'clear', seed: 1 },
  cast: [
    { name: '林晚', look, emotion: 'happy', position: 0.29 },
    { name: '顾沉', look, emotion: 'sad', position: 0.55, nearness: 0.8 },
  ],
};

const workOf = (part: string, inputs: [string, unknown][]): Work =>
  ({ part, subject: 'a', job: { input }, inputs: new Map(inputs) }) as never;

describe('a step of the other shape’s film', () => {
  it('is done as if the film had that shape', () => {
    const work = workOf('turned-clip', []);

    const turned = turnedWork(work);

    expect(turned.part).toBe('clip');
    expect(profileOf(turned.job.input)).toMatchObject({ width: 720, height: 1280 });
    expect(profileOf(work.job.input)).toMatchObject({ width: 1280, height: 720 });
  });

  it('has drawn scenes whose people stand where there is room, and the pictures of others as they are', () => {
    const clip = { source: { kind: 'clip', key: 'assets/1.mp4' }, isOwn: true };
    const inputs: [string, unknown][] = [
      ['footage:a', { source: { kind: 'drawn', scene } }],
      ['footage:b', clip],
    ];

    const turned = turnedWork(workOf('turned-clip', inputs)).inputs;

    expect((turned.get('footage:a') as FootageOutput).source).toMatchObject({
      scene: {
        set: 'cafe',
        cast: [
          { name: '林晚', position: 0.3 },
          { name: '顾沉', position: 0.7, nearness: 0.8 },
        ],
      },
    });
    expect(turned.get('footage:b')).toEqual(clip);
  });

  it.each([
    ['turned-check', ['clip:a']],
    ['turned-cut', ['board:1', 'sound:1', 'clip-check:a', 'title:a', 'end:a']],
    ['turned-whole', ['whole', 'cut:1']],
  ])('finds what it needs by the names of the film’s own: %s', (part, names) => {
    const plans = planOf({ kind: 'drama', input: input as unknown as JobInput });
    const needs = plans.find((plan) => plan.part === part)?.after ?? [];
    const shots = shotSteps(plans, 1, [{ id: 'a', shows: null }]).map(({ item }) => item);
    const items = needs.flatMap((need) => {
      const ofShots = shots.filter((item) => item.split(':')[0] === need);
      const { per } = plans.find((plan) => plan.part === need) ?? {};
      return per === 'job' ? [need] : per === 'episode' ? [`${need}:1`] : ofShots;
    });

    const turned = turnedWork(
      workOf(
        part,
        items.map((item) => [item, { source: { kind: 'still', key: 'k' } }]),
      ),
    );

    expect([...turned.inputs.keys()]).toEqual(names);
  });
});
