import { newId } from '../../src/common/uuid.js';
import { BoardReader } from '../../src/productions/board-reader.js';
import { Project } from '../../src/projects/project.entity.js';
import { Scene } from '../../src/scenes/scene.entity.js';
import { Shot } from '../../src/scenes/shot.entity.js';
import { EngineRig } from '../support/engine-rig.js';

describe('what is read of shots', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  it('is all of those that are named, however many', async () => {
    const scene = new Scene(new Project(newId(), 'P'), 1, 0);
    const shots = Array.from({ length: 501 }, (_, index) => {
      const shot = new Shot(scene, index, 25);
      shot.description = `shot ${index}`;
      return shot;
    });
    await rig.orm.em
      .fork()
      .persist([scene.project.unwrap(), scene, ...shots])
      .flush();
    const ids = shots.map(({ id }) => id);
    const texts = await new BoardReader(rig.orm.em.fork()).texts('id', ids);
    expect(texts).toEqual(expect.arrayContaining(shots.map(({ description }) => description)));
  });
});
