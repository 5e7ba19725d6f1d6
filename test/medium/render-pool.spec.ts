import { type DeepExpectation } from '../../src/media/deep-samples.js';
import { RenderPool } from '../../src/media/render-pool.js';
import { type RenderTask } from '../../src/media/render-protocol.js';

describe('a process that has grown too large', () => {
  const sut = new RenderPool(1);
  const never = new AbortController().signal;
  const expectation: DeepExpectation = {
    ...{ profile: { width: 320, height: 180, fps: 25 }, frames: 25 },
    ...{ subtitles: { skip: 'not_burned' }, face: { skip: 'own_pictures' } },
  };
  const task: RenderTask = { kind: 'watch', path: '/nowhere.mp4', expectation, mostBytes: 0 };

  afterAll(() => sut.close());

  it('ends with its answer, and is given nothing more', async () => {
    const tools = { ffmpeg: '/nowhere/ffmpeg', ffprobe: '/nowhere/ffprobe' } as never;
    const codes = await Promise.all(
      [1, 2].map(() => sut.run(task, tools, never).catch(({ code }: { code: string }) => code)),
    );
    expect(codes).toEqual(Array(2).fill('RENDER_FAILED'));
  });
});
