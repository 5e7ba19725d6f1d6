import fc from 'fast-check';
import { type DescribedLook, lookFromWords } from '../../src/art/appearance.js';
import { drawCharacter } from '../../src/art/character.js';
import { Drawing, path } from '../../src/art/drawing.js';
import { type Turn } from '../../src/art/figure.js';
import {
  AGES,
  BUILDS,
  type CharacterLook,
  CLOTHES,
  FACES,
  HAIRS,
  SET_NAMES,
  type SetName,
  SEXES,
  SKINS,
  WEATHERS,
} from '../../src/art/look.js';
import { lightIn } from '../../src/art/palette.js';
import { setOf } from '../../src/art/place.js';
import { drawSet } from '../../src/art/set.js';
import { lookOf } from '../../src/art/wardrobe.js';
import { EMOTIONS, TIMES_OF_DAY } from '../../src/common/vocabulary.js';

const OUTDOORS: readonly SetName[] = [
  'rooftop',
  'riverside',
  'street',
  'rainy_street',
  'courtyard',
  'exterior',
  'forest',
  'seaside',
  'ruin',
  'mountain',
  'old_street',
  'village',
  'riverbank',
  'platform',
  'playground',
  'yard',
  'ship',
  'sailing_ship',
  'grassland',
  'desert',
];

const TURNS: readonly Turn[] = [-1, 0, 1];

const TAG = /<(\/?)([a-zA-Z]+)(?: [a-zA-Z0-9:-]+="[^"<>&]*")*(\/?)>/g;

/** Tags balance, every reference has its one definition, and there is no text and nothing foreign. */
function faultsOf(svg: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  for (const [tag, closing, name = '', selfClosing] of svg.matchAll(TAG)) {
    if (closing && open.pop() !== name) {
      faults.push(`unbalanced ${tag}`);
    } else if (!closing && !selfClosing) {
      open.push(name);
    }
  }
  const defined = [...svg.matchAll(/ id="(p\d+)"/g)].map((match) => match[1]);
  const used = [...svg.matchAll(/url\(#(p\d+)\)/g)].map((match) => match[1]);
  const foreign = svg.match(/NaN|undefined|null|Infinity|<image|<text|<style|href/g) ?? [];
  return [
    ...faults,
    ...open.map((name) => `unclosed ${name}`),
    ...(svg.replaceAll(TAG, '') === '' ? [] : ['text between tags']),
    ...(new Set(defined).size === defined.length ? [] : ['an id twice']),
    ...used.filter((id) => !defined.includes(id)).map((id) => `no definition of ${id}`),
    ...foreign,
  ];
}

function newLook(changes: Partial<CharacterLook> = {}): CharacterLook {
  return {
    sex: 'female',
    age: 'young',
    hair: 'long',
    hairColor: '#2a2230',
    skin: 'fair',
    clothes: 'dress',
    colors: ['#e58a9b', '#5a3a44', '#f3ead8'],
    glasses: false,
    ...changes,
  };
}

describe('drawSet', () => {
  describe.each(SET_NAMES)('%s', (set) => {
    it.each(TIMES_OF_DAY.flatMap((time) => WEATHERS.map((weather) => [time, weather] as const)))(
      'is drawn well-formed: %s, %s',
      (time, weather) => {
        const layers = drawSet({ set, time, weather, seed: 42 });
        const drawn = [layers.far, layers.mid, layers.fore].filter((layer) => layer !== null);
        expect(drawn.flatMap(faultsOf)).toEqual([]);
      },
    );

    it.each(WEATHERS)('is drawn equally each time: %s', (weather) => {
      const scene = { set, time: 'dusk', weather, seed: 42 } as const;
      expect(drawSet(scene)).toEqual(drawSet(scene));
    });

    it('looks different at every time of day and with another seed', () => {
      const drawn = TIMES_OF_DAY.map((time) => drawSet({ set, time, weather: 'clear', seed: 1 }).far);
      expect(new Set(drawn).size).toBe(TIMES_OF_DAY.length);
      expect(drawSet({ set, time: 'day', weather: 'clear', seed: 2 }).far).not.toBe(drawn[1]);
    });

    it('has weather in the air outdoors only', () => {
      const { particles } = drawSet({ set, time: 'day', weather: 'rain', seed: 1 });
      expect(particles === 'rain').toBe(OUTDOORS.includes(set));
    });

    it('covers the whole stage with its far layer', () => {
      const { far } = drawSet({ set, time: 'day', weather: 'clear', seed: 1 });
      expect(far).toMatch(/viewBox="0 0 1600 900"/);
      expect(far).toMatch(/<rect x="0" y="0" width="1600" height="900" fill="/);
    });
  });
});

const shapesIn = (svg: string | null): number => svg?.match(/<(?:path|rect|circle|ellipse)/g)?.length ?? 0;

describe('the weather in a set', () => {
  const drawn = (set: SetName, weather: (typeof WEATHERS)[number]) => drawSet({ set, time: 'day', weather, seed: 1 });

  it.each(['home', 'bedroom', 'office', 'warehouse', 'palace'] as const)(
    'runs down the windows when it rains: %s',
    (set) => {
      expect(shapesIn(drawn(set, 'rain').far)).toBeGreaterThan(shapesIn(drawn(set, 'fog').far));
    },
  );

  it('leaves no puddles on sand', () => {
    expect(shapesIn(drawn('seaside', 'rain').mid)).toBe(shapesIn(drawn('seaside', 'fog').mid));
  });

  it.each(['rooftop', 'forest'] as const)('is seen as a downpour and on the ground: %s', (set) => {
    expect(shapesIn(drawn(set, 'rain').far)).toBeGreaterThan(shapesIn(drawn(set, 'fog').far));
    expect(shapesIn(drawn(set, 'rain').mid)).toBeGreaterThan(shapesIn(drawn(set, 'fog').mid) + 2);
  });
});

describe('the light of a set outdoors', () => {
  it.each(OUTDOORS)('stands right of where a heading is: %s', (set) => {
    const { far } = drawSet({ set, time: 'night', weather: 'clear', seed: 1 });
    const moons = [...far.matchAll(/<circle cx="([\d.]+)" cy="[\d.]+" r="62" fill="#fff4d6"/g)];
    expect(moons.every(([, x]) => Number(x) >= 900)).toBe(true);
    expect(moons.length).toBe(set === 'forest' ? 0 : 1);
  });
});

describe('the light on people', () => {
  it('is red in a darkroom at every time of day', () => {
    const rims = TIMES_OF_DAY.map((time) => lightIn('darkroom', time, 'clear').rim);
    expect(new Set(rims)).toEqual(new Set(['#ff6a50']));
  });
});

describe('an interior that is nothing special', () => {
  it('is another room with another seed', () => {
    const rooms = Array.from({ length: 24 }, (_, seed) =>
      drawSet({ set: 'interior', time: 'day', weather: 'clear', seed }),
    );
    expect(new Set(rooms.map(({ far }) => far.match(/stop-color="#\w+"/)?.[0])).size).toBeGreaterThanOrEqual(4);
    expect(new Set(rooms.map(({ mid }) => shapesIn(mid))).size).toBe(3);
  });
});

describe('drawCharacter', () => {
  const bodies = SEXES.flatMap((sex) => AGES.map((age) => ({ sex, age })));

  it.each(EMOTIONS)('draws every look %s', (emotion) => {
    for (const body of bodies) {
      for (const [index, hair] of HAIRS.entries()) {
        const clothes = CLOTHES[(index + 2) % CLOTHES.length] ?? 'casual';
        const skin = SKINS[index % SKINS.length] ?? 'fair';
        const look = newLook({ ...body, hair, clothes, skin, glasses: index % 2 === 0 });
        const layers = drawCharacter(look, emotion, TURNS[index % TURNS.length]);
        expect([layers.base, layers.blink, ...layers.mouths].flatMap(faultsOf)).toEqual([]);
      }
    }
  });

  it('is the same whatever was drawn before', () => {
    const first = drawCharacter(newLook(), 'sad');
    drawCharacter(newLook({ hair: 'bun', glasses: true }), 'angry');
    expect(drawCharacter(newLook(), 'sad')).toEqual(first);
  });

  it('shows every emotion with eyes or mouth of its own', () => {
    const shown = EMOTIONS.map((emotion) => {
      const { base, mouths } = drawCharacter(newLook(), emotion);
      return base + mouths[0];
    });
    expect(new Set(shown).size).toBe(EMOTIONS.length);
  });

  it('opens the mouth further with every step', () => {
    expect(new Set(drawCharacter(newLook(), 'neutral').mouths).size).toBe(4);
  });

  it('turns the person with everything in the face, within the same boxes', () => {
    const [left, front, right] = TURNS.map((turn) => drawCharacter(newLook({ glasses: true }), 'happy', turn));
    for (const part of ['base', 'blink'] as const) {
      expect(new Set([left?.[part], front?.[part], right?.[part]]).size).toBe(3);
    }
    expect(new Set([left, front, right].map((layers) => layers?.mouths[2])).size).toBe(3);
    expect(left?.box).toEqual(front?.box);
    expect(left?.faceBox).toEqual(right?.faceBox);
  });

  it.each(bodies)('keeps box and foot line for a $age $sex', (body) => {
    const { box, faceBox } = drawCharacter(newLook(body), 'neutral');
    expect(box).toMatchObject({ x: -160, width: 320, height: 830 });
    expect(faceBox.y).toBeGreaterThan(box.y);
    expect(faceBox.y + faceBox.height).toBeLessThan(box.y + box.height);
  });

  it.each(BUILDS)('makes a %s child two thirds as high as a grown-up, with as large a head', (build) => {
    const crown = 95;
    const heightOf = (changes: Partial<CharacterLook>): number => {
      const { box } = drawCharacter(newLook(changes), 'neutral');
      return box.y + box.height + crown;
    };
    for (const sex of SEXES) {
      const share = heightOf({ sex, age: 'child', build }) / heightOf({ sex, age: 'adult' });
      expect(share).toBeGreaterThan(0.6);
      expect(share).toBeLessThan(0.75);
    }
  });

  it('is another outline with every build and face', () => {
    const drawn = [...BUILDS.map((build) => ({ build })), ...FACES.slice(1).map((face) => ({ face }))].map(
      (changes) => drawCharacter(newLook(changes), 'neutral').base,
    );
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('refuses markup in place of a colour', () => {
    const markup = '#000000"/><image href="/etc/passwd"/>';
    expect(() => drawCharacter(newLook({ hairColor: markup }), 'neutral')).toThrow(RangeError);
    expect(() => drawCharacter(newLook({ colors: ['#e58a9b', markup, '#f3ead8'] }), 'neutral')).toThrow(RangeError);
    expect(() => drawCharacter(newLook({ colors: ['#e58a9b', '#000000', markup] }), 'neutral')).toThrow(RangeError);
  });
});

describe('Drawing', () => {
  it('refuses numbers that are none', () => {
    expect(() => path`M${Number.NaN} 0`).toThrow(RangeError);
    expect(() => new Drawing().circle(0, 0, Number.POSITIVE_INFINITY, {})).toThrow(RangeError);
  });
});

describe('setOf', () => {
  it.each([
    ['医院天台', 'rooftop'],
    ['Office rooftop', 'rooftop'],
    ['江边的咖啡馆', 'cafe'],
    ['a cafe by the river', 'cafe'],
    ['老茶馆', 'cafe'],
    ['外滩江边', 'riverside'],
    ['中央公园', 'riverside'],
    ['the bridge', 'riverside'],
    ['雨夜的街道', 'rainy_street'],
    ['雨后的街口', 'rainy_street'],
    ['a rainy street', 'rainy_street'],
    ['雨林边的路', 'street'],
    ['公司楼下', 'street'],
    ['Night market', 'street'],
    ['公司会议室', 'office'],
    ['Company meeting room', 'office'],
    ['林晚家', 'home'],
    ['江景公寓', 'home'],
    ['Living room of the apartment', 'home'],
    ['市医院病房', 'hospital'],
    ['医院走廊', 'corridor'],
    ['医院大厅', 'hospital'],
    ['The hospital room', 'hospital'],
    ['街角诊所', 'hospital'],
    ['医院门口', 'street'],
    ['school classroom', 'classroom'],
    ['高三教室', 'classroom'],
    ['学校天台', 'rooftop'],
    ['女生宿舍', 'bedroom'],
    ['a hotel room by the sea', 'bedroom'],
    ['客厅', 'home'],
    ['竹林深处', 'forest'],
    ['林中小屋', 'home'],
    ['a path in the woods', 'forest'],
    ['海边灯塔', 'seaside'],
    ['海岸', 'seaside'],
    ['the beach', 'seaside'],
    ['上海的街道', 'street'],
    ['高铁车厢', 'train'],
    ['the night train to Paris', 'train'],
    ['地铁', 'train'],
    ['地铁站', 'station'],
    ['The train station', 'station'],
    ['站台', 'platform'],
    ['The last platform', 'platform'],
    ['公交站', 'street'],
    ['废弃工厂', 'warehouse'],
    ['地下车库', 'garage'],
    ['地下停车场', 'garage'],
    ['The basement garage', 'garage'],
    ['an old warehouse', 'warehouse'],
    ['The abandoned factory hall', 'warehouse'],
    ['警局走廊', 'corridor'],
    ['the police station', 'office'],
    ['公寓楼道', 'corridor'],
    ['The office corridor', 'corridor'],
    ['老家的厨房', 'kitchen'],
    ['the kitchen of the old shop', 'kitchen'],
    ['旧书房', 'library'],
    ['The old bookshop', 'library'],
    ['社区礼堂', 'hall'],
    ['the assembly hall', 'hall'],
    ['the hall of the old house', 'home'],
    ['街角便利店', 'shop'],
    ['the supermarket', 'shop'],
    ['the shop door', 'street'],
    ['the bedroom door', 'bedroom'],
    ['手术室外', 'corridor'],
    ['教室门口', 'corridor'],
    ['火车站大厅', 'station'],
    ['电影院里', 'hall'],
    ['医院里', 'hospital'],
    ['船舱', 'interior'],
    ['a roof garden', 'rooftop'],
    ['the garden', 'yard'],
    ['休眠舱走廊', 'spaceship'],
    ['the open sky of stars', 'spaceship'],
    ['操场', 'playground'],
    ['the stadium', 'playground'],
    ['院子', 'yard'],
    ['the garden gate of home', 'yard'],
    ['河边小路', 'riverside'],
    ['博物馆', 'gallery'],
    ['the art gallery', 'gallery'],
    ['教堂', 'church'],
    ['the old church', 'church'],
    ['法庭', 'court'],
    ['The courtroom', 'court'],
    ['a basketball court', 'playground'],
    ['实验室', 'interior'],
    ['a laboratory', 'interior'],
    ['大殿', 'palace'],
    ['the throne room', 'palace'],
    ['The great palace hall', 'palace'],
    ['闺房', 'chamber'],
    ['the old inn', 'inn'],
    ['客栈大堂', 'inn'],
    ['客栈的厢房', 'chamber'],
    ['藏书阁', 'archive'],
    ['藏经殿', 'archive'],
    ['the hidden library', 'archive'],
    ['破庙', 'ruin'],
    ['古神庙的废墟', 'ruin'],
    ['the buried temple', 'ruin'],
    ['the ruined castle', 'ruin'],
    ['the castle', 'palace'],
    ['山顶', 'mountain'],
    ['悬崖边', 'mountain'],
    ['雪山', 'mountain'],
    ['the starlit cliff', 'mountain'],
    ['云海之上', 'mountain'],
    ['山顶草地', 'mountain'],
    ['above the sea of clouds', 'mountain'],
    ['a small island', 'seaside'],
    ['古墓', 'cave'],
    ['地下古城', 'ruin'],
    ['山洞里', 'cave'],
    ['a cave in the mountains', 'cave'],
    ['中山路', 'street'],
    ['山脚下的小村', 'village'],
    ['村口', 'village'],
    ['城中村', 'street'],
    ['外婆的老屋', 'village'],
    ['老屋里', 'home'],
    ['the village square by the road', 'village'],
    ['古街', 'old_street'],
    ['京城长街', 'old_street'],
    ['天牢', 'dungeon'],
    ['the dungeon', 'dungeon'],
    ['the shore', 'seaside'],
    ['对岸', 'riverbank'],
    ['渡口', 'riverbank'],
    ['the river bank', 'riverbank'],
    ['the river crossing', 'riverbank'],
    ['城门外', 'courtyard'],
    ['御花园', 'courtyard'],
    ['The palace garden', 'courtyard'],
    ['照相馆的暗房', 'darkroom'],
    ['老屋的阁楼', 'attic'],
    ['the attic of the old house', 'attic'],
    ['轮船上', 'ship'],
    ['飞船的甲板', 'spaceship'],
    ['the deck of the ship', 'ship'],
    ['乌篷船', 'riverbank'],
    ['草原', 'grassland'],
    ['荒野', 'grassland'],
    ['a meadow by the river', 'grassland'],
    ['A desert on Mars', 'desert'],
    ['拳馆', 'gym'],
    ['the dance studio', 'gym'],
    ['照相馆', 'studio'],
    ['a studio', 'studio'],
    ["the painter's studio", 'interior'],
    ['裁缝铺', 'shop'],
    ['卧铺', 'train'],
    ['隧道', 'cave'],
    ['a notebook of mine', 'exterior'],
    ['', 'exterior'],
  ])('%s is drawn as %s', (location, set) => {
    expect(setOf(location)).toBe(set);
  });

  it('knows an answer to any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(SET_NAMES).toContain(setOf(text))));
  });
});

describe('lookOf', () => {
  it('gives a name the same look every time and keeps what is known', () => {
    const known = { name: '林晚', sex: 'female', age: 'elder', hair: 'bob', glasses: true } as const;
    expect(lookOf(known)).toEqual(lookOf(known));
    expect(lookOf(known)).toMatchObject({ sex: 'female', age: 'elder', hair: 'bob', glasses: true });
  });

  it('tells the people of one cast apart', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 4 }), (names) => {
        const taken: CharacterLook[] = [];
        for (const name of names) {
          taken.push(lookOf({ name, sex: 'male', age: 'adult', clothes: 'suit', taken }));
        }
        expect(new Set(taken.map((look) => look.hairColor)).size).toBe(names.length);
        expect(new Set(taken.map((look) => look.colors[0])).size).toBe(names.length);
      }),
    );
  });
});

describe('lookFromWords', () => {
  it.each([
    [
      '二十多岁的年轻女子，黑色长发，戴眼镜，红色大衣',
      {
        sex: 'female',
        age: 'young',
        hair: 'long',
        hairColor: '#25262c',
        glasses: true,
        clothes: 'coat',
        topColor: '#c23b3b',
        build: null,
        beard: null,
      },
    ],
    [
      'A middle-aged man with short brown hair in a blue suit, no glasses',
      {
        sex: 'male',
        age: 'adult',
        hair: 'short',
        hairColor: '#7a5236',
        clothes: 'suit',
        topColor: '#3f6fb5',
        glasses: false,
        build: null,
        beard: null,
      },
    ],
    [
      '沉默寡言',
      {
        ...{ sex: null, age: null, hair: null, hairColor: null, clothes: null, topColor: null, glasses: null },
        ...{ build: null, beard: null },
      },
    ],
  ])('reads: %s', (text, look) => {
    expect(lookFromWords(text)).toEqual(look);
  });

  it.each<[string, Partial<DescribedLook>]>([
    ['十岁的孙女，双马尾', { age: 'child', hair: 'pigtails' }],
    ['A 10-year-old girl with a braid', { age: 'child', sex: 'female', hair: 'braid' }],
    ['二十五岁的记者', { age: 'young' }],
    ['高大的光头男人，络腮胡', { build: 'tall', hair: 'bald', beard: 'full' }],
    ['A burly man of 45, clean-shaven, in a trench coat', { build: 'broad', beard: 'none', clothes: 'trench' }],
  ])('reads years, builds and beards: %s', (text, look) => {
    expect(lookFromWords(text)).toMatchObject(look);
  });
});
