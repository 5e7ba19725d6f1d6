import { type CharacterLook } from '../../src/art/look.js';
import { lookOf } from '../../src/art/wardrobe.js';
import { NOTHING_SAID } from '../../src/projects/character.entity.js';
import { type FilmCharacter, type StagedShot } from '../../src/workflow/film-reader.js';
import { pictureFacts, pictureOrder } from '../../src/workflow/stages/picture-order.js';
import { portraitOrder } from '../../src/workflow/stages/portrait-order.js';

function newPerson(name: string, changes: Partial<FilmCharacter> = {}): FilmCharacter {
  const look = lookOf({ name, sex: 'female', age: 'young', hair: 'long', clothes: 'coat', glasses: false });
  const voice = { id: 'female-1', pitch: 1, speed: 1 };
  const given = { description: '', appearance: NOTHING_SAID, reference: null, style: '水墨', ...changes };
  return { id: `id of ${name}`, name, look, voice, ...given };
}

describe('what the picture of a shot is to be like', () => {
  const job = (references: string[] = []) => ({ input: { aspectRatio: '16:9', preview: false, references } }) as never;
  const shot = (cast: string[]) =>
    ({
      cast,
      lines: [],
      description: '江边',
      form_data: {},
      scene: { location: '江边', style: null },
      ...{ sceneShots: [], earlierShots: [] },
    }) as unknown as StagedShot;
  const cast = [
    newPerson('林晚', { reference: 'lin.png' }),
    newPerson('顾沉'),
    newPerson('江野', { reference: 'jiang.png' }),
    newPerson('叶子', { reference: 'ye.png' }),
  ];

  it('are its people, in the order in which they are seen, and then what its job names', () => {
    const order = pictureOrder(job(['mood.png', 'lin.png']), shot(['江野', '顾沉', '林晚']), cast);
    expect(order.references).toEqual(['jiang.png', 'lin.png', 'mood.png']);
    expect(order.faces).toEqual(['江野', '林晚']);
  });

  it('is all that there is: the model takes of it what it can, and the rest is told', () => {
    const many = Array.from({ length: 12 }, (_, index) => `${index}.png`);
    expect(pictureOrder(job(many), shot(['林晚']), cast).references).toHaveLength(13);
  });

  it('has in the hands of people what its words name, until somebody has refused them', () => {
    const plain = shot(['林晚', '顾沉']);
    const told = {
      ...plain,
      description: '江边，顾沉握着一封信',
      form_data: { ...plain.form_data, lighting: '' },
      scene: { ...plain.scene, weather: '' },
    };
    const charactersOf = (times: number) => pictureOrder(job(), told, cast, times).request.characters;
    expect(charactersOf(0).map(({ prop }) => prop)).toEqual([undefined, 'letter']);
    expect(charactersOf(1).map(({ prop }) => prop)).toEqual([undefined, undefined]);
  });

  describe('within its scene', () => {
    const told = (id: string, description: string, names: string[]) => ({ id, description, lines: [], cast: names });
    const sceneShots = [
      told('1', '江边，顾沉握着一封信', ['林晚', '顾沉']),
      told('2', '越过林晚的肩头，看着顾沉', ['林晚', '顾沉']),
      told('3', '顾沉不说话', ['顾沉']),
      told('4', '江边，那封信占满画面', []),
    ];
    const orderOf = (place: number, shot_type: string) => {
      const shotHere = { ...shot([]), ...sceneShots[place], sceneShots, form_data: { shot_type, lighting: '' } };
      const scene = { location: '江边', weather: '', style: null, genre: '爱情', mood: 'sad' };
      return pictureOrder(job(), { ...shotHere, scene } as unknown as StagedShot, cast);
    };

    it('knows its place, its side, over whose shoulder it looks and the thing that it shows', () => {
      const stagings = ['wide', '近景', 'medium', '特写'].map((size, place) => orderOf(place, size).request.staging);
      expect(stagings).toMatchObject([
        { take: 0, side: 0, shoulder: null, thing: null, genre: '爱情', mood: 'sad' },
        { take: 1, side: 0, shoulder: '林晚', thing: null },
        { take: 2, side: 1, shoulder: null, thing: null },
        { take: 3, side: 0, shoulder: null, thing: 'letter' },
      ]);
    });

    it.each([
      ['over Dr. Smith’s shoulder: Linda', ['Linda', 'Dr. Smith'], 'Dr. Smith'],
      ["over Linda's shoulder: Lin", ['Lin', 'Linda'], 'Linda'],
      [
        '越过阿卜杜拉赫曼·伊本·哈立德的肩头，看着林晚',
        ['林晚', '阿卜杜拉赫曼·伊本·哈立德'],
        '阿卜杜拉赫曼·伊本·哈立德',
      ],
      ['Lin and Linda talk', ['Lin', 'Linda'], null],
    ])('looks over the shoulder that its words name: %s', (description, names, shoulder) => {
      const here = { ...shot(names), description, lines: [], scene: { location: '', weather: '', style: null } };
      const { staging } = pictureOrder(job(), here as unknown as StagedShot, []).request;
      expect(staging?.shoulder).toBe(shoulder);
    });

    it('shows the thing in the hand of who has it, also out of an earlier scene', () => {
      expect(orderOf(3, '特写').request.staging?.holder).toEqual({ name: '顾沉', look: cast[1]?.look });
      const [insert] = sceneShots.slice(3);
      const alone = { ...shot([]), ...insert, sceneShots: [insert], form_data: { shot_type: '特写', lighting: '' } };
      const earlierShots = [{ ...told('0', '江边，林晚握着一封信', ['林晚']), location: '江边' }];
      const scene = { location: '', weather: '', style: null };
      const holderOf = (changes: object) =>
        pictureOrder(job(), { ...alone, scene, ...changes } as unknown as StagedShot, cast).request.staging?.holder;
      expect(holderOf({})).toBeUndefined();
      expect(holderOf({ earlierShots })).toEqual({ name: '林晚', look: cast[0]?.look });
    });

    it('has in the hands what the shots before have put there', () => {
      expect(orderOf(2, 'medium').request.characters).toMatchObject([{ name: '顾沉', prop: 'letter' }]);
    });

    it('is no other picture of a vendor for that, but another drawing of ours', () => {
      const factsBy = (model: string) =>
        [0, 1].map((take) => {
          const order = orderOf(2, 'medium');
          const { staging, characters } = order.request;
          const heard = characters.map((person) => ({ ...person, emotion: take === 0 ? 'sad' : 'happy' }) as const);
          const request = { ...order.request, characters: heard, ...(staging && { staging: { ...staging, take } }) };
          return pictureFacts({ ...order, request }, { model });
        });
      const [one, other] = factsBy('replicate:flux');
      expect(one).toEqual(other);
      expect(JSON.stringify(one)).not.toContain('letter');
      const [first, second] = factsBy('local:artist');
      expect(first).not.toEqual(second);
    });
  });

  it('has the thing of the film in the hands, where a shot calls it less exactly', () => {
    const told = { ...shot(['林晚']), description: '林晚握着玉佩', scene: { location: '', weather: '', style: null } };
    const propIn = (prompt: string) => {
      const ordered = { prompt, input: { aspectRatio: '16:9', preview: false } } as never;
      return pictureOrder(ordered, told as unknown as StagedShot, cast).request.characters[0]?.prop;
    };
    expect(['手中只有半块玉佩', '一封信', '玉佩与半块玉'].map(propIn)).toEqual(['jade', 'pendant', 'pendant']);
  });

  it('puts who speaks in a close-up first: only the first one is drawn', () => {
    const close = {
      ...shot(['林晚', '顾沉']),
      lines: [{ character: '顾沉', line: '别走。', emotion: 'sad' }],
    } as StagedShot;
    const namesIn = (shot_type: string): string[] =>
      pictureOrder(job(), { ...close, form_data: { ...close.form_data, shot_type } }, cast).request.characters.map(
        ({ name }) => name,
      );
    expect(namesIn('特写')).toEqual(['顾沉', '林晚']);
    expect(namesIn('close_up')).toEqual(['顾沉', '林晚']);
    expect(namesIn('medium')).toEqual(['林晚', '顾沉']);
  });

  it('has the faces of people who hear what is said, and answer it later or never', () => {
    const said = (character: string | null, emotion: string) => ({ character, line: '……', emotion });
    const told = (id: string, ...lines: object[]) => ({ id, description: '', lines, cast: ['林晚', '顾沉'] });
    const facesIn = (place: number, ...sceneShots: object[]) => {
      const here = { ...shot([]), ...sceneShots[place], sceneShots } as unknown as StagedShot;
      return pictureOrder(job(), here, cast).request.characters.map(({ emotion }) => emotion);
    };
    const heard = (emotion: string) => facesIn(0, told('1', said('林晚', emotion)))[1];
    expect(['happy', 'sad', 'afraid', 'angry', 'neutral'].map(heard)).toEqual([
      ...['happy', 'sad', 'afraid', 'surprised', 'neutral'],
    ]);
    const accused = [told('1'), told('2', said('林晚', 'angry')), told('3', said('顾沉', 'sad')), told('4')];
    expect(accused.map((_, place) => facesIn(place, ...accused))).toEqual([
      ['neutral', 'neutral'],
      ['angry', 'sad'],
      ['sad', 'sad'],
      ['sad', 'sad'],
    ]);
    expect(facesIn(0, told('1', said(null, 'sad')))).toEqual(['neutral', 'neutral']);
  });

  it.each([
    ['夜景，冷光', 'night'],
    ['moonlight, wet reflections', 'night'],
    ['傍晚的逆光', 'dusk'],
    ['柔和的侧光', 'day'],
    ['from sunrise to midnight', 'day'],
  ])('is of the time of day that its light tells: %s', (lighting, time) => {
    const own = shot(['林晚']);
    const told = { ...own, scene: { ...own.scene, time_of_day: 'day' as const } };
    const order = pictureOrder(job(), { ...told, form_data: { ...told.form_data, lighting } }, cast);
    expect(order.request.timeOfDay).toBe(time);
  });

  it('names nobody where there are no pictures of people', () => {
    const order = pictureOrder(job(['mood.png']), shot(['顾沉']), cast);
    expect(order).toMatchObject({ references: ['mood.png'] });
    expect(order).not.toHaveProperty('faces');
  });
});

describe('a portrait', () => {
  const promptOf = (changes: Partial<FilmCharacter> = {}, name = '林晚') =>
    portraitOrder(newPerson(name, changes)).request.prompt;

  it('shows one person before a plain background, as described, in the style of the project', () => {
    const prompt = promptOf({ description: '外科医生' });
    expect(prompt).toMatch(/^Reference portrait of one person: front view/);
    expect(prompt).toMatch(
      /a young woman, \w+ skin, long hair of the colour #\w{6}, a coat of the colour #\w{6}, no glasses/,
    );
    expect(prompt).toMatch(/外科医生\. 水墨$/);
  });

  it.each<[Partial<CharacterLook>, string]>([
    [{ sex: 'male', age: 'elder' }, 'an old man, '],
    [{ sex: 'female', age: 'child' }, 'a girl of about 8, '],
    [{ sex: 'male', age: 'adult', glasses: true }, 'a man of about 40, '],
    [{ clothes: 'hanfu', hair: 'bun' }, 'hair in a bun of the colour'],
  ])('says how old somebody is, and what is worn: %j', (changes, words) => {
    const { look } = newPerson('林晚');
    expect(promptOf({ look: { ...look, ...changes } })).toContain(words);
  });

  it("takes the user's own words before ours", () => {
    const appearance = { ...NOTHING_SAID, hair: '银色短发', clothes: 'coat', note: '左眼下有痣' };
    const prompt = promptOf({ appearance });
    expect(prompt).toContain('银色短发, a coat of the colour');
    expect(prompt).toContain('左眼下有痣');
    expect(prompt).not.toContain('long hair');
  });

  it('is the same for somebody of another name who looks alike, and another one for who does not', () => {
    const { look } = newPerson('林晚');
    const [one, other] = [newPerson('林晚', { look }), newPerson('苏青', { look })].map((each) => portraitOrder(each));
    expect(other).toEqual(one);
    const grown = portraitOrder(newPerson('林晚', { look: { ...look, age: 'adult' } }));
    expect(grown.request.seed).not.toBe(one?.request.seed);
  });
});
