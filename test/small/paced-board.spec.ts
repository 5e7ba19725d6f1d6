import 'reflect-metadata';
import { followPace } from '../../src/offline/paced-board.js';
import { type BoardShot, type EpisodeScript } from '../../src/offline/story.js';
import { newBoard, newScript } from '../fixtures/story.fixture.js';

const [template] = newBoard().scenes.flatMap(({ shots }) => shots);

function shot(description: string, lines: number[], rest: Partial<BoardShot> = {}): BoardShot {
  return { ...(template as BoardShot), shot_type: 'medium', transition: 'cut', description, lines, ...rest };
}

/** A scene in which Lin Yu and Chen speak by turns. */
function scriptOf(texts: string[]): EpisodeScript {
  const [scene] = newScript().scenes;
  const lines = texts.map((text, index) => ({
    character: index % 2 === 0 ? 'Lin Yu' : 'Chen',
    text,
    emotion: 'neutral' as const,
  }));
  return { title: 'One', scenes: scene ? [{ ...scene, lines }] : [] };
}

function follow(shots: BoardShot[], texts: string[], shotSec: number[]): BoardShot[] {
  const [scene] = followPace({ board: { scenes: [{ shots }] }, script: scriptOf(texts) }, 'en', [shotSec]).scenes;
  return scene?.shots ?? [];
}

describe('a board that is to follow a pace', () => {
  it('stays as it is where it does', () => {
    const shots = [shot('a', []), shot('b', [0]), shot('c', [1])];
    expect(follow(shots, ['You too?', 'Me too.'], [3, 3, 3])).toEqual(shots);
  });

  it('has the shots with the fewest lines made one where there are too many', () => {
    const shots = [
      shot('a', [], { transition: 'dissolve', characters: ['Lin Yu'] }),
      shot('b', [0], { characters: ['Chen'] }),
      shot('c', [1, 2]),
    ];
    const [first, second, ...none] = follow(shots, ['You too?', 'Me too.', 'Why?'], [6, 9]);
    expect(first).toMatchObject({
      description: 'b',
      lines: [0],
      transition: 'dissolve',
      characters: ['Chen', 'Lin Yu'],
    });
    expect(second).toEqual(shots[2]);
    expect(none).toEqual([]);
  });

  it('has the shot with the most lines parted where there are too few', () => {
    const shots = [shot('a', [0]), shot('b', [1, 2], { shot_type: 'close_up', transition: 'fade' })];
    const made = follow(shots, ['You too?', 'Me too.', 'Why?'], [3, 3, 3]);
    expect(made.map(({ description, lines }) => [description, lines])).toEqual([
      ['a', [0]],
      ['b', [1]],
      ['b', [2]],
    ]);
    expect(made.map(({ shot_type }) => shot_type)).toEqual(['medium', 'close_up', 'medium_close']);
    expect(made[2]?.transition).toBe('cut');
  });

  it('makes up all the shots of a scene out of one', () => {
    expect(follow([shot('a', [0])], ['You too?'], [1, 1, 3, 1, 1])).toHaveLength(5);
  });

  it('moves a line out of a shot that is too short, to where its speaker is seen then', () => {
    const shots = [
      shot('a', [0], { characters: ['Lin Yu'] }),
      shot('b', [1], { characters: ['Chen'], shot_type: 'close_up' }),
    ];
    const [first, second] = follow(shots, ['Are you still here at this hour?', 'Yes.'], [0.6, 8]);
    expect(first).toMatchObject({ lines: [], characters: ['Lin Yu'] });
    expect(second).toMatchObject({ lines: [0, 1], characters: ['Lin Yu', 'Chen'] });
  });
});
