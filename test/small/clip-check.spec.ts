import { ClipCheck } from '../../src/workflow/stages/clip-check.js';
import { FrameLook } from '../../src/workflow/stages/frame-look.js';
import { type Work } from '../../src/workflow/stage.js';

it('a clip is looked at by nobody else where its order allows no other', async () => {
  const wishes: unknown[] = [];
  const value = { verdict: 'pass', score: 0, findings: [] };
  const vendors = {
    preferred: (_: unknown, wish: unknown) => (wishes.push(wish), { model: 'cloud_qwen_vl:m', degraded: null }),
    ask: async (...[, , wish]: unknown[]) => (wishes.push(wish), { value, credit: null }),
  };
  const models = { find: () => ({ seesFrames: true }) };
  const media = {
    checkClip: async () => ({ checks: [] }),
    watchClip: async () => ({ checks: [], nudeAtSec: null }),
    deepChecksVersion: () => null,
    frames: async () => [],
  };
  const sut = new ClipCheck(
    new FrameLook(vendors as never, models as never),
    media as never,
    { pathOf: async () => '' } as never,
  );
  const job = { input: { aspectRatio: '16:9', language: 'zh', allowFallback: false } };
  const inputs = new Map([['clip:shot', { key: 'k', frames: 50, lines: [], isOwn: false, isDrawn: false }]]);
  await sut.task({ job, subject: 'shot', inputs, leaveSlot: () => undefined } as never as Work).make();
  const wish = { wanted: null, allowFallback: false };
  expect(wishes).toEqual([wish, wish]);
});

describe('a clip that was watched', () => {
  const passed = { name: 'decodes', status: 'passed', value: null, limit: null, reason: null };
  const misread = { name: 'subtitle_text', status: 'failed', value: 0.4, limit: 0.05, reason: 'why' };

  function taskFor(checks: object[], version: number | null = 1) {
    const media = {
      checkClip: async () => ({ checks: [passed] }),
      watchClip: async () => ({ checks, nudeAtSec: null }),
      deepChecksVersion: () => version,
    };
    const storage = { pathOf: async () => '' };
    const vendors = { preferred: () => ({ degraded: null }) };
    const sut = new ClipCheck(new FrameLook(vendors as never, {} as never), media as never, storage as never);
    const job = { input: { aspectRatio: '16:9', language: 'zh', subtitles: 'burned', allowFallback: true } };
    const inputs = new Map([['clip:shot', { key: 'k', frames: 50, lines: [], isOwn: false, isDrawn: true }]]);
    return sut.task({ job, subject: 'shot', inputs } as never as Work);
  }

  it('goes into the film with what was said of it', async () => {
    const seen = { ...misread, status: 'passed', value: 0 };
    expect(await taskFor([seen]).make()).toMatchObject({ output: { checks: [passed, seen], judgement: null } });
  });

  it('does not where it reads otherwise', async () => {
    await expect(taskFor([misread]).make()).rejects.toMatchObject({ code: 'QUALITY_CHECK_FAILED' });
  });

  it('is another one once it can be watched, and is watched then', () => {
    const factsWith = (version: number | null) => taskFor([], version).facts?.();
    expect(factsWith(null)).not.toHaveProperty('deep');
    expect(factsWith(1)).toMatchObject({ deep: { version: 1, frames: 50 } });
  });
});
