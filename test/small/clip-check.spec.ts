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
  const media = { checkClip: async () => ({ checks: [] }), frames: async () => [] };
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
