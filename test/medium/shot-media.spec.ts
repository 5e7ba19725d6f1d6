import { newId } from '../../src/common/uuid.js';
import { Project } from '../../src/projects/project.entity.js';
import { Scene } from '../../src/scenes/scene.entity.js';
import { Shot } from '../../src/scenes/shot.entity.js';
import { ShotMedia } from '../../src/workflow/stages/shot-media.js';
import { EngineRig } from '../support/engine-rig.js';

describe('a result of a job', () => {
  let rig: EngineRig;
  let sut: ShotMedia;
  let shot: Shot;

  beforeAll(async () => {
    rig = await EngineRig.start();
    sut = new ShotMedia(rig.assets);
  });

  beforeEach(async () => {
    const project = new Project(newId(), 'P');
    shot = new Shot(new Scene(project, 1, 0), 0, 25);
  });

  afterAll(() => rig.stop());

  const written = async (change: (transaction: never) => Promise<void>) => {
    const em = rig.orm.em.fork();
    const scene = shot.scene.unwrap();
    await em.persist([scene.project.unwrap(), scene, shot]).flush();
    await em.transactional((inner) =>
      change({ em: inner, job: { user_id: scene.project.unwrap().userId }, emit: () => undefined } as never),
    );
    return rig.orm.em.fork().findOneOrFail(Shot, shot.id);
  };

  it('becomes the picture of its shot', async () => {
    const made = { status: 'completed' as const, key: 'assets/made.png', upload_id: null, provider: 'local' };
    const { image, version } = await written((transaction) => sut.setImage(transaction, shot.id, made));
    expect([image, version]).toEqual([made, 1]);
  });

  it('does not go over a picture that the user chose meanwhile', async () => {
    shot.image = { status: 'completed', key: 'assets/mine.png', upload_id: newId(), provider: null };
    const made = { status: 'completed' as const, key: 'assets/made.png', upload_id: null, provider: 'local' };
    expect((await written((transaction) => sut.setImage(transaction, shot.id, made))).image).toEqual(shot.image);
  });

  it('shows the clip that the user chose, and does not take its place', async () => {
    shot.video = { ...shot.video, source_key: 'assets/mine.mp4', upload_id: newId() };
    const footage = { source_key: 'assets/made.mp4', provider: 'x' };
    const made = { status: 'completed' as const, key: 'assets/shot.mp4' };
    const { video } = await written(async (transaction) => {
      await sut.setVideo(transaction, shot.id, footage);
      await sut.setVideo(transaction, shot.id, made, shot.video.upload_id);
    });
    expect(video).toEqual({
      ...shot.video,
      ...{ status: 'completed', key: 'assets/shot.mp4' },
    });
  });
});
