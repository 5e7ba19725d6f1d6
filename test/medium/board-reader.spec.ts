import { newId } from '../../src/common/uuid.js';
import { BoardReader } from '../../src/productions/board-reader.js';
import { Project } from '../../src/projects/project.entity.js';
import { Scene } from '../../src/scenes/scene.entity.js';
import { Shot } from '../../src/scenes/shot.entity.js';
import { FilmReader } from '../../src/workflow/film-reader.js';
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

  it('is of a shot what the scenes before it have shown, the nearest last', async () => {
    const project = new Project(newId(), 'P');
    const scenes = [0, 1, 2].map((place) => new Scene(project, 1, place));
    const shots = scenes.flatMap((scene, place) =>
      [0, 1].map((order) => {
        scene.location = `place ${place}`;
        const shot = new Shot(scene, order, 25);
        shot.description = `shot ${place}.${order}`;
        return shot;
      }),
    );
    await rig.orm.em
      .fork()
      .persist([project, ...scenes, ...shots])
      .flush();
    const earlierIn = async (index: number) =>
      (await new FilmReader(rig.orm.em.fork()).stagedShot(shots[index]?.id ?? '', new Map())).earlierShots;
    expect(await earlierIn(1)).toEqual([]);
    expect((await earlierIn(4))?.map(({ description, location }) => [description, location])).toEqual([
      ['shot 0.0', 'place 0'],
      ['shot 0.1', 'place 0'],
      ['shot 1.0', 'place 1'],
      ['shot 1.1', 'place 1'],
    ]);
  });
});
