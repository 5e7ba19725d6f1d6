import { AssemblyStage } from '../../src/workflow/stages/assembly.stage.js';
import { SoundSteps } from '../../src/workflow/stages/sound-steps.js';
import { type SoundOutput } from '../../src/workflow/film-plan.js';

describe('the sound of an episode that is cut', () => {
  const encoded: string[] = [];
  const cut: string[] = [];
  const scratch = { within: (_: object, work: (directory: string) => Promise<unknown>) => work('/scratch') } as never;
  const sounds = new SoundSteps(
    { encodeSound: ({ path }: { path: string }) => Promise.resolve(void encoded.push(path)) } as never,
    {} as never,
    {} as never,
    { pathOf: (key: string) => Promise.resolve(`/stored/${key}`) } as never,
    scratch,
    {} as never,
  );
  const sut = new AssemblyStage(
    scratch,
    sounds,
    { cut: (_: object, { sound }: { sound: string }) => Promise.resolve(void cut.push(sound)) } as never,
    {} as never,
    {} as never,
    {} as never,
    {} as never,
  );
  const cutWith = async (sound: SoundOutput) => {
    const board = { episode: 1, title: '', seriesTitle: '', titleFrames: 0, scenes: [] };
    const inputs = new Map<string, unknown>([
      ['board:1', board],
      ['sound:1', sound],
    ]);
    const work = { part: 'cut', subject: '1', inputs, job: { input: {} }, step: {} };
    await (await sut.prepare(work as never)).make();
    return { cut: cut.splice(0), encoded: encoded.splice(0) };
  };

  it('is the one that was encoded while the clips were made', async () => {
    expect(await cutWith({ key: 'mix.wav', encodedKey: 'mix.m4a', frames: 0 })).toEqual({
      cut: ['/stored/mix.m4a'],
      encoded: [],
    });
  });

  it('is encoded now, where an older version has only mixed it', async () => {
    expect(await cutWith({ key: 'mix.wav', frames: 0 })).toEqual({
      cut: ['/scratch/sound.m4a'],
      encoded: ['/stored/mix.wav'],
    });
  });
});
