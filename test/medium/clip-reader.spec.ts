import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { ClipReader } from '../../src/media/clip-reader.js';
import { findTools } from '../../src/media/ffmpeg-tools.js';

it('a clip’s frames are there for whoever looks only when its decoder has ended', async () => {
  const args = ['-v', 'error', '-f', 'lavfi', '-i', 'color=white:size=16x16:rate=25:duration=0.04'];
  const size = { width: 16, height: 16, firstFrame: 0, signal: new AbortController().signal };
  const sut = new ClipReader(await findTools(null), [...args, '-pix_fmt', 'yuv420p', '-f', 'rawvideo', 'pipe:1'], size);
  const { child } = (sut as any).decoder;
  await once(child, 'exit');
  await setImmediate();
  await sut.show(0);
  expect(sut.frame[0]).toBeGreaterThan(200);
  sut.close();
});
