import fc from 'fast-check';
import { type Bend, bendThrough, bentPath, mirroredBend } from '../../src/art/bend.js';
import { distanceBetween } from '../../src/art/colour.js';
import { drawBackView } from '../../src/art/back-view.js';
import { drawCharacter } from '../../src/art/character.js';
import { type Box } from '../../src/art/drawing.js';
import { type Acting, actingOf } from '../../src/art/gesture.js';
import {
  type Age,
  AGES,
  BEARDS,
  CLOTHES,
  type CharacterLook,
  type Clothes,
  FACES,
  HAIRS,
  PROPS,
  SEXES,
} from '../../src/art/look.js';
import { PROP_NAMES } from '../../src/art/prop-vocabulary.js';
import { propsHeld, propsHeldAfter, thingsIn } from '../../src/art/prop-words.js';
import { type KnownLook, lookOf } from '../../src/art/wardrobe.js';
import { type Emotion, EMOTIONS, SHOT_SIZES } from '../../src/common/vocabulary.js';
import { raster } from '../../src/media/layers.js';

describe('a person', () => {
  const look = lookOf({ name: '林晚', sex: 'female', age: 'young', hair: 'long', clothes: 'dress', glasses: false });

  it.each(PROPS)('holds a %s where the picture shows the hand', (prop) => {
    const empty = drawCharacter(look, 'neutral').base;
    const shown = SHOT_SIZES.filter((size) => actingOf('neutral', prop, size).prop === prop);
    expect(shown).toEqual(expect.arrayContaining(['full', 'wide']));
    for (const turn of [-1, 0, 1] as const) {
      const { base } = drawCharacter(look, 'neutral', turn, actingOf('neutral', prop, 'full'));
      expect(base).not.toBe(empty);
      expect(base).not.toMatch(/NaN|undefined/);
    }
  });

  it('wears every garment in every turn', () => {
    const drawn = CLOTHES.flatMap((clothes) =>
      SEXES.flatMap((sex) =>
        [-1, 0, 1].map((turn) => drawCharacter({ ...look, sex, clothes }, 'angry', turn as -1 | 0 | 1).base),
      ),
    );
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('has every hair and beard in every turn', () => {
    const drawn = [...HAIRS.map((hair) => ({ hair })), ...BEARDS.slice(1).map((beard) => ({ beard }))].flatMap((part) =>
      [-1, 0, 1].map(
        (turn) =>
          drawCharacter({ ...look, sex: 'male', age: 'adult', clothes: 'robe', ...part }, 'sad', turn as -1 | 0 | 1)
            .base,
      ),
    );
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('is known from behind by hair, hat and build', () => {
    const hats = ['official', 'armour', 'cloak', 'police', 'nurse', 'chef', 'workwear', 'mage', 'pirate'] as const;
    const parts: Partial<CharacterLook>[] = [
      ...HAIRS.map((hair) => ({ hair })),
      ...hats.map((clothes) => ({ clothes })),
      { age: 'child' },
      { build: 'stout' },
    ];
    for (const sex of SEXES) {
      const known = parts.filter(({ clothes }) => clothes !== (sex === 'male' ? 'nurse' : 'official'));
      const drawn = known.map((part) => drawBackView({ ...look, sex, build: 'average', ...part }));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.join('')).not.toMatch(/NaN|undefined/);
    }
  });

  it('wears a hood over all hair and a cap over what is put up', () => {
    const from = (clothes: Clothes) => HAIRS.map((hair) => drawBackView({ ...look, clothes, hair }));
    expect(new Set(from('mage')).size).toBe(2);
    const [, , , bun, , , , , , , , , loops, coiffure] = from('police');
    expect([bun, loops, coiffure].filter((svg) => svg?.includes(look.colors[2]))).toEqual([]);
  });

  it.each(['short', 'parted'] as const)('has %s hair that falls in another way over each face of a man', (hair) => {
    const forehead = { x: -40, y: -62, width: 80, height: 46 };
    const covered = FACES.map((face) => {
      const man = lookOf({ name: '顾沉', sex: 'male', age: 'adult', hair, face, hairColor: '#00ff00', glasses: false });
      const { base, box } = drawCharacter(man, 'surprised');
      const canvas = raster(base, 1, box, forehead);
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((red, index) => index % 4 === 0 && red < 90).length;
    });
    expect(new Set(covered).size).toBe(FACES.length);
  });

  it('does something else with every feeling, but shows no half hand in a close-up', () => {
    const gestures = EMOTIONS.map((emotion) => actingOf(emotion, null, 'full').gesture);
    expect(new Set(gestures).size).toBeGreaterThanOrEqual(5);
    expect(EMOTIONS.map((emotion) => actingOf(emotion, null, 'close_up').gesture)).toEqual(
      EMOTIONS.map(() => 'hanging'),
    );
    expect(actingOf('happy', 'letter', 'close_up')).toEqual({ gesture: 'raised', prop: 'letter' });
    expect(actingOf('happy', 'suitcase', 'close_up')).toEqual({ gesture: 'hanging', prop: null });
  });
});

const UNITS_PER_PIXEL = 4;
/** Of a head in a drawing: its cheeks and its chin. */
const FACE = { left: -46, right: 46, bottom: 64 };

describe('a thing in the hand', () => {
  const LOOKS = HAIRS.filter((_, index) => index % 3 === 0).map((hair, index) =>
    lookOf({ name: hair, sex: SEXES[index % 2], age: AGES[index % 4], hair }),
  );
  const drawings = new Map<string, { box: Box; width: number; data: Uint8ClampedArray }>();

  function drawn(look: CharacterLook, acting: Acting) {
    const key = JSON.stringify([look, acting]);
    const known = drawings.get(key);
    if (known) {
      return known;
    }
    const { base, box } = drawCharacter(look, 'afraid', 0, acting);
    const canvas = raster(base, 1 / UNITS_PER_PIXEL, box);
    const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    drawings.set(key, { box, width, data });
    return { box, width, data };
  }

  /** The smallest box, in units of the drawing, of all that the thing changes in it. */
  function boxOfThing(look: CharacterLook, acting: Acting) {
    const empty = drawn(look, { ...acting, prop: null });
    const { box, width, data } = drawn(look, acting);
    const [xs, ys]: [number[], number[]] = [[], []];
    data.forEach((value, index) => {
      if (Math.abs(value - (empty.data[index] ?? 0)) > 60) {
        xs.push(box.x + ((index >> 2) % width) * UNITS_PER_PIXEL);
        ys.push(box.y + Math.floor((index >> 2) / width) * UNITS_PER_PIXEL);
      }
    });
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys) };
  }

  it.each(['close_up', 'medium_close'] as const)('never comes before a face or a neck in a %s', (size) => {
    const shown = PROPS.filter((prop) => actingOf('afraid', prop, size).prop === prop);
    const faults = shown.flatMap((prop, index) => {
      const look = LOOKS[index % LOOKS.length] as CharacterLook;
      const { left, right, top } = boxOfThing(look, actingOf('afraid', prop, size));
      const isClear = right < FACE.left || left > FACE.right || top > FACE.bottom;
      return isClear ? [] : [{ prop, look, left, right, top }];
    });
    expect(faults).toEqual([]);
  });
});

describe('a gesture', () => {
  const look = lookOf({ name: '林晚', sex: 'female', age: 'young', clothes: 'dress' });
  const ways = [0, 1, 2, 3, 4, 5];
  const gesturesOf = (emotion: Emotion, clothes: Clothes, age: Age = 'adult') =>
    new Set(ways.map((choice) => actingOf(emotion, null, 'full', { choice, clothes, age }).gesture));

  it('differs between people who feel the same', () => {
    for (const emotion of EMOTIONS) {
      expect(gesturesOf(emotion, 'suit').size).toBeGreaterThanOrEqual(2);
    }
    expect(gesturesOf('neutral', 'suit').size).toBe(ways.length);
    expect(gesturesOf('neutral', 'hanfu').size).toBeGreaterThanOrEqual(4);
  });

  it('fits sleeves and age', () => {
    expect(gesturesOf('angry', 'suit')).toContain('fists');
    expect(gesturesOf('angry', 'hanfu')).not.toContain('fists');
    expect(gesturesOf('neutral', 'casual', 'child')).not.toContain('crossed');
  });

  it.each(['dress', 'hanfu'] as const)('is another body, in a %s too', (clothes) => {
    const drawn = new Map<string, string>();
    for (const emotion of EMOTIONS) {
      for (const choice of ways) {
        const acting = actingOf(emotion, null, 'full', { choice, clothes, age: 'adult' });
        drawn.set(JSON.stringify([emotion, acting]), drawCharacter({ ...look, clothes }, emotion, 1, acting).base);
      }
    }
    expect(new Set(drawn.values()).size).toBe(drawn.size);
    expect([...drawn.values()].join('')).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('a bend', () => {
  const bend: Bend = bendThrough([
    [-10, -8],
    [0, 4],
    [10, 9],
  ]);

  it('moves the points of absolute and relative steps alike', () => {
    expect(bentPath(bend, 'M-10 1L0 2H10V5Z')).toBe('M -8 1L 4 2H9V5Z');
    expect(bentPath(bend, 'M-10 1l10 1h10v3z')).toBe('M -8 1L 4 2H9V5Z');
    expect(bentPath(bend, 'M0 0 5 5L20 0')).toBe(bentPath(bend, 'M0 0M5 5L20 0'));
  });

  it('is a mirror image on the other side', () => {
    expect([-12, 0, 7].map((x) => mirroredBend(bend)(x, 0))).toEqual([12, 0, -7].map((x) => -bend(x, 0)));
  });
});

describe('what people hold', () => {
  const cast = ['林晚', '顾沉'];
  const held = (description: string, lines: { character: string; line: string }[] = []) =>
    Object.fromEntries(propsHeld({ description, lines, cast }));

  it.each([
    ['林晚握着手机，顾沉递来一杯咖啡。', { 林晚: 'phone', 顾沉: 'cup' }],
    ['桌上有一束玫瑰，林晚拿着戒指', { 林晚: 'ring' }],
    ['他拔出长剑。', { 林晚: 'sword' }],
    ['顾沉没有带伞，林晚打着伞', { 林晚: 'umbrella' }],
    ['顾沉提着行李箱站在书店门口', { 顾沉: 'suitcase' }],
    ['我相信你，花园很美，书房的信号不好，咖啡馆见', {}],
    ['A letter in the hand of 顾沉', { 顾沉: 'letter' }],
    ['顾沉 lost the ring. The coffee shop is next to the book store', {}],
    ['', {}],
  ])('%s', (description, props) => {
    expect(held(description)).toEqual(props);
  });

  it('is what they speak of where nothing else is told', () => {
    const lines = [
      { character: '顾沉', line: '这封信，你什么时候写的？' },
      { character: '林晚', line: '和那张照片一起。' },
    ];
    expect(held('两人对望。', lines)).toEqual({ 顾沉: 'letter' });
    expect(held('林晚捧着花束。', lines)).toEqual({ 林晚: 'flower' });
    expect(propsHeld({ description: '桌上的信', lines, cast: [] }).size).toBe(0);
  });

  it.each([
    ['雨夜的天台，失忆的女孩遇见三年前的恋人，他手里还留着那封没寄出的信', ['letter']],
    ['A detective finds her own name in a dead man’s phone, in a warehouse by the sea', ['phone']],
    ['古装：将军之女替兄入宫，在大殿上认出了当年灭门的丞相，手中只有半块玉佩', ['jade']],
    ['A young lamp keeper and a banished mage cross the forest to relight the last star', ['star']],
    ['爷爷的老相机里有一张没洗出来的照片，十岁的孙女想在他忘记之前把它洗出来', ['camera', 'photo']],
    ['停摆的怀表，断簪，密诏，龙鳞', ['watch', 'hairpin', 'scroll', 'scale']],
    ['街灯亮了，满天星光，他没有他的信', []],
  ])('is found in what films are ordered with: %s', (prompt, things) => {
    expect(thingsIn(prompt)).toEqual(things);
  });

  it.each(PROPS)('is called by a name that is read as a %s again', (prop) => {
    expect(Object.values(PROP_NAMES[prop]).map(thingsIn)).toEqual([[prop], [prop]]);
  });

  it.each([
    [['顾沉握着一封信。', '林晚看着他，不说话。'], { 顾沉: 'letter' }],
    [['顾沉握着一封信。', '林晚接过那封信。', '两人对望。'], { 林晚: 'letter' }],
    [['顾沉把信递给林晚。', '两人对望。'], { 林晚: 'letter' }],
    [['顾沉 hands the letter to 林晚.', 'They look at each other.'], { 林晚: 'letter' }],
    [['顾沉把信放在桌上。', '两人对望。'], {}],
    [['顾沉把信放到林晚手里。', '两人对望。'], { 林晚: 'letter' }],
    [['顾沉 hands 林晚 the letter.'], { 顾沉: 'letter' }],
    [['顾沉握着一封信。', '因为那封信，林晚笑了。', '信让林晚和顾沉走到了一起。'], { 顾沉: 'letter' }],
    [['顾沉握着一封信。', '顾沉拔出长剑。'], { 顾沉: 'sword' }],
  ])('stays in the hand that has it, shot after shot: %j', (descriptions, props) => {
    const shots = descriptions.map((description) => ({ description, lines: [], cast }));
    expect(Object.fromEntries(propsHeldAfter(shots))).toEqual(props);
  });

  it('stays with who still speaks, and is with the other one when that one answers', () => {
    const said = (character: string) => ({ description: '', lines: [{ character, line: '你看。' }], cast });
    const handed = { description: '顾沉把信递给林晚。', lines: [], cast };
    const heldAfter = (...names: string[]) => Object.fromEntries(propsHeldAfter([handed, ...names.map(said)]));
    expect(heldAfter('顾沉')).toEqual({ 顾沉: 'letter' });
    expect(heldAfter('顾沉', '林晚')).toEqual({ 林晚: 'letter' });
  });

  it('comes along into the next scene, but for what was only used there', () => {
    const scene = (description: string) => [{ description, lines: [], cast }];
    const heldIn = (before: string, now = '两人走在江边。') =>
      Object.fromEntries(propsHeldAfter(scene(now), scene(before)));
    expect(heldIn('顾沉握着一封信。')).toEqual({ 顾沉: 'letter' });
    expect(heldIn('顾沉把信递给林晚。')).toEqual({ 林晚: 'letter' });
    expect(heldIn('顾沉握着一封信。', '林晚拿着那封信。')).toEqual({ 林晚: 'letter' });
    expect(heldIn('顾沉端着一杯咖啡。')).toEqual({});
  });

  it('does not change hands because the other one speaks of it', () => {
    const lines = [{ character: '林晚', line: '那封信，给我。' }];
    const shots = [
      { description: '顾沉握着一封信。', lines: [], cast },
      { description: '林晚看着他。', lines, cast },
    ];
    expect(Object.fromEntries(propsHeldAfter(shots))).toEqual({ 顾沉: 'letter' });
    expect([...propsHeldAfter([...shots, { description: '她走了。', lines: [], cast: ['林晚'] }])]).toEqual([]);
  });

  it('is in the hand of who hands it over until that has been said', () => {
    const gives = { description: '顾沉把信递给林晚。', lines: [], cast };
    const nobody = { description: '那封信占满画面。', lines: [], cast: [] };
    const says = { description: '顾沉说话。', lines: [{ character: '顾沉', line: '给你。' }], cast };
    const answers = { description: '林晚说话。', lines: [{ character: '林晚', line: '谢谢。' }], cast };
    const holder = (...shots: (typeof says)[]) => Object.fromEntries(propsHeldAfter(shots));
    expect(holder(gives, nobody, says)).toEqual({ 顾沉: 'letter' });
    expect(holder(gives, nobody, says, answers)).toEqual({ 林晚: 'letter' });
    expect(holder(gives, answers)).toEqual({ 林晚: 'letter' });
  });

  it('is one thing each and two at most, whatever the text', () => {
    const names = ['A', 'B', 'C'];
    const text = fc.string({ unit: 'grapheme' });
    const crowded = 'A 手机 书 B 花束 C 钥匙 letter sword. ';
    fc.assert(
      fc.property(text, (words) => {
        const props = [...propsHeld({ description: crowded + words, lines: [], cast: names }).values()];
        expect(props.length).toBeLessThanOrEqual(2);
        expect(new Set(props).size).toBe(props.length);
      }),
    );
  });
});

describe('a cast', () => {
  it.each([null, '古装', 'fantasy', '校园', '都市'])('has nobody who could be taken for another: %s', (genre) => {
    const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 4 });
    const kind = fc.record({ sex: fc.constantFrom(...SEXES), age: fc.constantFrom(...AGES) });
    fc.assert(
      fc.property(names, kind, (people, given) => {
        const looks: CharacterLook[] = [];
        for (const name of people) {
          looks.push(lookOf({ name, ...given, genre, taken: looks }));
        }
        looks.forEach((one, index) => {
          for (const other of looks.slice(index + 1)) {
            const same = [
              one.hair === other.hair,
              one.hairColor === other.hairColor,
              one.clothes === other.clothes,
              one.colors[0] === other.colors[0],
            ];
            expect(same.filter((is) => !is).length).toBeGreaterThanOrEqual(2);
            expect([one.hair, one.build]).not.toEqual([other.hair, other.build]);
          }
        });
      }),
    );
  });

  it('differs in build where all have the same hair for certain', () => {
    const looks: CharacterLook[] = [];
    for (const name of ['林晚', '苏青', '许然', '周敏']) {
      looks.push(lookOf({ name, sex: 'female', age: 'adult', hair: 'long', taken: looks }));
    }
    expect(new Set(looks.map(({ build }) => build)).size).toBe(looks.length);
  });

  it('takes what is supposed, unless somebody has it already', () => {
    const likely = { hair: 'wavy', clothes: 'coat' } as const;
    const one = lookOf({ name: '林晚', sex: 'female', age: 'young', likely });
    const other = lookOf({ name: '苏青', sex: 'female', age: 'young', likely, taken: [one] });
    expect(one.hair).toBe('wavy');
    expect(other.hair).not.toBe('wavy');
  });

  it('has dark hair in Chinese stories, grey when old, and other colours by the words only', () => {
    const isDark = ({ hairColor }: CharacterLook) => distanceBetween(hairColor, '#000000') < 0.3;
    const cast = ['林晚', '顾沉', '许然', '容若水', '周敏', '苏青'];
    for (const genre of ['都市', '古装', '奇幻', null]) {
      expect(cast.map((name) => isDark(lookOf({ name, age: 'adult', genre })))).toEqual(cast.map(() => true));
    }
    expect(isDark(lookOf({ name: '林晚', age: 'elder' }))).toBe(false);
    expect(lookOf({ name: '林晚', hairColor: '#c7cad1' }).hairColor).toBe('#c7cad1');
    const western = ['Mira', 'Doran', 'Kael', 'Anna', 'Finn', 'Rose'].map((name) => lookOf({ name, age: 'young' }));
    expect(western.every(isDark)).toBe(false);
  });

  it.each<[string, Partial<KnownLook>, Clothes]>([
    ['当朝丞相，老谋深算', { genre: '古装' }, 'official'],
    ['丞相之女，聪慧', { genre: 'costume', sex: 'female' }, 'ruqun'],
    ['将军府的丫鬟', { genre: 'costume', sex: 'female' }, 'robe'],
    ['镇北将军', { genre: 'costume' }, 'armour'],
    ['皇后', { genre: 'costume', sex: 'female' }, 'court'],
    ['落难书生，话少；总怕将军', { genre: 'costume' }, 'hanfu'],
    ['刑警队长，不苟言笑', { genre: 'suspense' }, 'trench'],
    ['A chief of detectives who never sleeps', { genre: 'suspense' }, 'trench'],
    ['A doctor who married a police officer', { genre: 'romance' }, 'medical'],
    ['护士', { genre: '都市' }, 'nurse'],
    ['A pastry chef', { genre: 'romance' }, 'chef'],
    ['快递员', { genre: '都市' }, 'workwear'],
    ['A wandering spell-caster', { genre: 'fantasy' }, 'mage'],
    ['A young lamp keeper', { genre: 'fantasy' }, 'tunic'],
    ['骑士', { genre: '奇幻' }, 'knight'],
    ['A pirate', { genre: null }, 'pirate'],
    ['老和尚', { genre: '武侠' }, 'monk'],
    ["The minister's guard", { genre: 'costume' }, 'armour'],
  ])('dresses by what people are: %s', (description, known, clothes) => {
    expect(lookOf({ name: '云', sex: 'male', age: 'adult', ...known, description }).clothes).toBe(clothes);
  });

  it.each([
    ['suspense', ['A detective', 'A chief of detectives'], ['trench', 'suit']],
    ['古装', ['侍卫', '御前侍卫'], ['armour', 'hanfu']],
  ])('does not put two people of a film into the same coat: %s', (genre, [first, second], clothes) => {
    const one = lookOf({ name: 'Ruth', description: first, genre });
    const other = lookOf({ name: 'Priya', description: second, genre, taken: [one] });
    expect([one.clothes, other.clothes]).toEqual(clothes);
  });

  it('wears what its user says before what its role does', () => {
    const look = lookOf({ name: '许寒', description: '法医', clothes: 'coat', genre: 'suspense' });
    expect(look.clothes).toBe('coat');
  });

  it('grows beards on grown men only', () => {
    const bearded = AGES.flatMap((age) =>
      SEXES.flatMap((sex) =>
        ['沈', '裴', '霍', '陆', '顾', '秦', '周', '许'].map((name) => ({
          sex,
          age,
          look: lookOf({ name, sex, age }),
        })),
      ),
    ).filter(({ look }) => look.beard !== 'none');
    expect(bearded.length).toBeGreaterThan(4);
    expect(bearded.every(({ sex, age }) => sex === 'male' && (age === 'adult' || age === 'elder'))).toBe(true);
  });

  it('dresses for its world', () => {
    const clothesIn = (genre: string) =>
      ['云溪', '沈舟', '裴安', '阿澈', '米拉', '罗恩'].map(
        (name) => lookOf({ name, sex: 'male', age: 'adult', genre }).clothes,
      );
    expect(['hanfu', 'robe']).toEqual(expect.arrayContaining(clothesIn('costume')));
    expect(['cloak', 'tunic']).toEqual(expect.arrayContaining(clothesIn('奇幻')));
    expect(clothesIn('都市')).not.toContain('hanfu');
    expect(lookOf({ name: '小雨', age: 'young', genre: 'youth' }).clothes).toBe('uniform');
  });

  it.each([
    ['小太监', 'male', '古装', 'official'],
    ['A nervous best man', 'male', 'comedy', 'suit'],
    ['逃婚的新娘', 'female', '爱情', 'dress'],
  ] as const)('dresses for the day: %s', (description, sex, genre, clothes) => {
    expect(lookOf({ name: '云溪', description, sex, genre }).clothes).toBe(clothes);
  });
});
