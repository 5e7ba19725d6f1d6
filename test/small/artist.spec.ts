import { type CharacterLook } from '../../src/art/look.js';
import { drawnSceneOf, sceneInShape } from '../../src/offline/artist.js';

const look: CharacterLook = {
  sex: 'female',
  age: 'young',
  hair: 'long',
  hairColor: '#222222',
  skin: 'fair',
  clothes: 'casual',
  colors: ['#ffffff', '#000000', '#ff0000'],
  glasses: false,
};
const people = ['林晚', '顾沉', '江野', '叶子'].map((name) => ({ name, look, emotion: 'happy' as const }));
const request = {
  prompt: '都市写实动画。林晚站在天台上',
  location: '公司天台',
  timeOfDay: 'night' as const,
  weather: '小雨',
  shotSize: 'medium' as const,
  characters: people.slice(0, 2),
  seed: 7,
  aspectRatio: '16:9' as const,
};

describe('the offline artist', () => {
  it('reads place and weather out of words', () => {
    expect(drawnSceneOf(request)).toMatchObject({ set: 'rooftop', time: 'night', weather: 'rain', seed: 7 });
    expect(drawnSceneOf({ ...request, weather: 'no idea' }).weather).toBe('clear');
  });

  it.each([
    ['雨中的街道', 'clear', 'rainy_street', 'rain'],
    ['a rainy street', '', 'rainy_street', 'rain'],
    ['雨后的街口', 'clear', 'rainy_street', 'clear'],
    ['雪夜的街道', 'clear', 'street', 'snow'],
    ['雨中的街道', 'snow', 'rainy_street', 'snow'],
    ['苏雨的办公室', 'clear', 'office', 'clear'],
    ['the train', 'clear', 'train', 'clear'],
  ])('finds at %s (%s) the set %s in weather %s', (location, weather, set, drawn) => {
    expect(drawnSceneOf({ ...request, location, weather })).toMatchObject({ set, weather: drawn });
  });

  it('keeps who is left and who is behind when a scene is shown in another shape, and changes nothing else', () => {
    const staging = { take: 1, side: 0 as const, shoulder: null, thing: null, genre: null, mood: null };
    const wide = drawnSceneOf({ ...request, shotSize: 'full', characters: people.slice(0, 3), staging });
    const [first, second, third] = wide.cast;
    const swapped = { ...wide, cast: [third, first, second].flatMap((member) => member ?? []) };

    const upright = sceneInShape(swapped, '9:16');

    const order = (cast: typeof wide.cast) =>
      [...cast].sort((one, other) => one.position - other.position).map(({ name }) => name);
    expect(order(upright.cast)).toEqual(order(wide.cast));
    expect(upright.cast.map(({ position }) => position)).toEqual([0.8, 0.2, 0.5]);
    expect(upright.cast.map(({ position: _, ...member }) => member)).toEqual(
      swapped.cast.map(({ position: _, ...member }) => member),
    );
    expect(sceneInShape({ ...wide, cast: wide.cast.slice(0, 1) }, '9:16').cast).toEqual(wide.cast.slice(0, 1));
  });

  it('leaves nothing modern around people in robes, nor where a picture of old times shows nobody', () => {
    const inRobes = people.slice(0, 2).map((person) => ({ ...person, look: { ...look, clothes: 'hanfu' as const } }));
    const places = ['卧室', '教室', '图书馆', '仓库', '江边', '雨中的街道', '集市', '茶馆', '火车上', '船上'];
    const old = [
      ...[
        'chamber',
        'chamber',
        'archive',
        'chamber',
        'riverbank',
        'old_street',
        'old_street',
        'inn',
        'exterior',
        'sailing_ship',
      ],
    ];
    const setsOf = (changes: Partial<typeof request>) =>
      places.map((location) => drawnSceneOf({ ...request, ...changes, location }).set);
    expect(setsOf({ characters: inRobes })).toEqual(old);
    expect(setsOf({ characters: [], prompt: '古装剧，水墨画风。空荡的房间' })).toEqual(old);
    expect(setsOf({ characters: [] })).toEqual(
      expect.arrayContaining(['bedroom', 'riverside', 'rainy_street', 'cafe']),
    );
  });

  it.each(['16:9', '9:16'] as const)('stands up to three people apart from each other in %s', (aspectRatio) => {
    const { cast } = drawnSceneOf({ ...request, aspectRatio, characters: people });
    expect(cast.map(({ name }) => name)).toEqual(['林晚', '顾沉', '江野']);
    const positions = cast.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    positions.slice(1).forEach((position, index) => expect(position - (positions[index] ?? 0)).toBeGreaterThan(0.2));
  });

  it('leaves things in the hands that hold them', () => {
    const [first, ...others] = people.slice(0, 2);
    const characters = [...others, ...(first ? [{ ...first, prop: 'cup' as const }] : [])];
    expect(drawnSceneOf({ ...request, characters }).cast.map(({ prop }) => prop)).toEqual([null, 'cup']);
  });

  const staging = { take: 1, side: 0 as const, shoulder: null, thing: null, genre: null, mood: null };

  it.each(['16:9', '9:16'] as const)('never shows a pair twice in the same way within a scene: %s', (aspectRatio) => {
    for (const shotSize of ['medium_close', 'medium', 'full', 'wide'] as const) {
      const scenes = [1, 2, 3, 4].map((take) =>
        drawnSceneOf({ ...request, aspectRatio, shotSize, staging: { ...staging, take } }),
      );
      scenes.slice(1).forEach(({ cast, backdrop }, index) => {
        expect({ cast, backdrop }).not.toEqual({ cast: scenes[index]?.cast, backdrop: scenes[index]?.backdrop });
      });
      for (const { cast } of scenes) {
        expect(cast.map(({ name }) => name)).toEqual(['林晚', '顾沉']);
        expect((cast[1]?.position ?? 0) - (cast[0]?.position ?? 1)).toBeGreaterThan(0.1);
      }
    }
  });

  it.each([-1, 1] as const)('lets who is alone look into the free side of the picture: %i', (side) => {
    const one = { ...request, characters: people.slice(0, 1), staging: { ...staging, side } };
    const [member] = drawnSceneOf(one).cast;
    expect(Math.sign((member?.position ?? 0.5) - 0.5)).toBe(side);
    expect(member?.looks).toBe(-side);
    expect(drawnSceneOf(one).backdrop?.isMirrored).toBe(side === 1);
  });

  it('looks over a shoulder at who is on the other side, who looks back', () => {
    const seen = (shoulder: string) =>
      drawnSceneOf({ ...request, shotSize: 'medium_close', staging: { ...staging, shoulder } });
    expect(seen('林晚')).toMatchObject({ shoulder: { side: -1 }, cast: [{ name: '顾沉', looks: -1 }] });
    expect(seen('顾沉')).toMatchObject({ shoulder: { side: 1 }, cast: [{ name: '林晚', looks: 1 }] });
    expect(seen('林晚').cast[0]?.position).toBeGreaterThan(0.55);
    expect(seen('江野')).not.toHaveProperty('shoulder');
  });

  it('shows a thing where nobody is, and the light of the kind of film', () => {
    const drawn = (changes: object) =>
      drawnSceneOf({ ...request, shotSize: 'close_up', characters: [], staging: { ...staging, ...changes } });
    expect(drawn({ thing: 'jade' })).toMatchObject({ thing: 'jade', cast: [] });
    const holder = { name: '林晚', look };
    expect(drawn({ thing: 'jade', holder })).toMatchObject({ thing: 'jade', holder });
    expect(drawn({ holder })).not.toHaveProperty('holder');
    const tones = ['悬疑', 'suspense', '奇幻', 'romance', '古装', '家庭'].map((genre) => drawn({ genre }).tone);
    expect(tones).toEqual(['dread', 'dread', 'wonder', 'warm', 'gold', undefined]);
    expect(drawn({ genre: '家庭', mood: 'tense' }).tone).toBe('dread');
    expect(drawn({ genre: 'Comedy', mood: 'tense' }).tone).toBeUndefined();
    expect(drawn({ genre: '喜剧', mood: 'tender' }).tone).toBe('warm');
    expect(drawn({ genre: '古装', mood: 'sad' }).tone).toBe('gold');
  });

  it('shows the first person alone in a close-up, a little off the centre', () => {
    const { cast } = drawnSceneOf({ ...request, shotSize: 'close_up' });
    expect(cast.map(({ name }) => name)).toEqual(['林晚']);
    expect(Math.abs((cast[0]?.position ?? 0) - 0.5)).toBeLessThan(0.1);
    expect(drawnSceneOf({ ...request, characters: [] }).cast).toEqual([]);
  });
});
