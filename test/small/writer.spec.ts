import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { lookFromWords } from '../../src/art/appearance.js';
import { type Prop } from '../../src/art/look.js';
import { setOf } from '../../src/art/place.js';
import { propsHeld, thingsIn } from '../../src/art/prop-words.js';
import { detectLanguage } from '../../src/common/vocabulary.js';
import { EpisodeScript, StoryBible, type StyleBrief } from '../../src/offline/story.js';
import { writeBible, writeEpisode } from '../../src/offline/writer.js';
import { playingSeconds } from '../../src/offline/writer-lines.js';
import { readPrompt } from '../../src/offline/writer-prompt.js';

const DEMO = '北京，2024 年，一个 996 的程序员遇见了设计部的同事……';

interface Series {
  bible: StoryBible;
  episodes: EpisodeScript[];
}

function tell(
  prompt: string,
  episodes: number,
  scenes: number,
  seconds: number,
  wishes: Partial<StyleBrief> = {},
): Series {
  const language = wishes.language ?? detectLanguage(prompt);
  const brief = { prompt, language, title: null, genre: null, style: null, characters: [], episodes, ...wishes };
  const bible = writeBible(brief);
  const scripts = Array.from({ length: episodes }, (_, index) =>
    writeEpisode({
      bible,
      prompt,
      language,
      episode: index + 1,
      episodes,
      scenesPerEpisode: scenes,
      secondsPerScene: seconds,
    }),
  );
  return { bible, episodes: scripts };
}

const scenesOf = ({ episodes }: Series) => episodes.flatMap(({ scenes }) => scenes);
const textOf = (series: Series) => JSON.stringify(series);

describe('the offline writer', () => {
  it('writes the same story for the same brief, in whatever order episodes are asked for', () => {
    const first = tell(DEMO, 5, 3, 20);
    tell('something else', 2, 2, 10);
    const again = tell(DEMO, 5, 3, 20);
    expect(again).toEqual(first);
    const { bible } = first;
    const brief = {
      bible,
      prompt: DEMO,
      language: 'zh' as const,
      episodes: 5,
      scenesPerEpisode: 3,
      secondsPerScene: 20,
    };
    tell('something else', 1, 1, 10);
    expect(writeEpisode({ ...brief, episode: 4 })).toEqual(first.episodes[3]);
    expect(writeEpisode({ ...brief, episode: 2 })).toEqual(first.episodes[1]);
  });

  it.each([
    [DEMO, 5, 3, 20],
    [DEMO, 20, 10, 15],
    ['A dragon rider meets a thief in the harbour market', 20, 10, 15],
    ['古代皇宫里的一桩旧案', 100, 20, 6],
    ['two classmates', 8, 3, 120],
  ])('never repeats a line or a scene: %s, %i × %i', (prompt, episodes, scenes, seconds) => {
    const all = scenesOf(tell(prompt, episodes, scenes, seconds));
    const lines = all.flatMap((scene) => scene.lines.map(({ text }) => text));
    expect(all).toHaveLength(episodes * scenes);
    expect(new Set(lines).size).toBe(lines.length);
    expect(new Set(all.map(({ description }) => description)).size).toBe(all.length);
    expect(lines.filter((text) => /^\s*$|[{}<>\\]|undefined/.test(text))).toEqual([]);
    all.slice(1).forEach((scene, index) => expect(scene.location).not.toBe(all[index]?.location));
  });

  it.each([
    [DEMO, 3],
    [DEMO, 8],
    [DEMO, 30],
    ['A baker falls in love with a letter writer in Paris', 3],
    ['A baker falls in love with a letter writer in Paris', 10],
    ['A baker falls in love with a letter writer in Paris', 60],
  ])('keeps speech within the time: %s, %i s', (prompt, seconds) => {
    const series = tell(prompt, 1, 4, seconds);
    for (const { lines } of scenesOf(series)) {
      expect(lines.length).toBeGreaterThan(0);
      expect(playingSeconds(lines, detectLanguage(prompt))).toBeLessThanOrEqual(seconds);
    }
  });

  it('gives long scenes more lines, forty at most', () => {
    const counts = [10, 30, 120, 600].map((seconds) => scenesOf(tell(DEMO, 1, 3, seconds))[1]?.lines.length ?? 0);
    expect(counts).toEqual([...counts].sort((one, other) => one - other));
    expect(new Set(counts).size).toBeGreaterThan(2);
    expect(Math.max(...counts)).toBeLessThanOrEqual(40);
  });

  it('tells a whole story: the last scene of a series answers a question of the first ones', () => {
    const scenes = scenesOf(tell(DEMO, 5, 3, 20));
    const questions = scenes.slice(0, 3).flatMap(({ lines }) => lines.map(({ text }) => text));
    expect(questions).toContain('你这么拼，到底是为了谁？');
    expect(scenes.at(-1)?.lines.map(({ text }) => text)).toContain('为了有人跟我一起，走出这扇门。');
    expect(scenes.at(-1)?.location).toBe(scenes[0]?.location);
  });

  it.each([
    [DEMO, 'workplace', ['北京', '2024年', '996', '程序员', '设计师']],
    ['林晚在天台遇见顾沉，两个人暗恋多年。', 'romance', ['林晚', '顾沉', '天台']],
    ['儿子沈遇多年没回家，母亲苏兰一直在等，他收到一封信。', 'family', ['沈遇', '苏兰', '信']],
    ['皇宫里，公主谢昭华与侍卫裴风被卷入一桩旧案', 'costume', ['谢昭华', '裴风', '公主']],
    [
      'London, 1940. Mara Voss, a lighthouse keeper, meets a detective named Jonas Hale.',
      'suspense',
      ['London', '1940', 'Mara Voss', 'Jonas Hale', 'lighthouse'],
    ],
    ['An astronaut wakes up on a space station with a robot', 'fantasy', ['astronaut', 'space station', 'robot']],
    ['A dragon rider and a thief named Finn', 'fantasy', ['dragon rider', 'Finn', 'thief']],
    ['A pirate captain and her cook find a treasure map', 'fantasy', ['pirate captain', 'treasure map']],
    ['母亲苏兰等了十年，儿子沈遇终于回家', 'family', ['"苏兰"', '"沈遇"']],
    ['高三的同桌小雨和陈默约好一起高考', 'youth', ['小雨', '陈默']],
  ])('takes up what the prompt says: %s', (prompt, genre, words) => {
    const series = tell(prompt, 3, 3, 30);
    expect(series.bible.genre).toBe(genre);
    for (const word of words) {
      expect(textOf(series)).toContain(word);
    }
  });

  it.each(['一张张照片，一段段往事，时间都去哪了', '夏天的白云，高楼和马路', 'The Night Before Christmas in London'])(
    'takes no word for a name: %s',
    (prompt) => {
      const { bible } = tell(prompt, 1, 1, 20);
      for (const { name } of bible.characters) {
        expect(prompt).not.toContain(name);
      }
    },
  );

  it('gives the parts to the people the user named', () => {
    const characters = [
      { name: '阿菜<b>', description: '爱笑的女孩' },
      { name: 'Ольга', description: '' },
    ];
    const { bible, episodes } = tell(DEMO, 1, 3, 30, { characters, title: '我的剧', genre: '爱情', style: '水墨' });
    expect(bible).toMatchObject({ title: '我的剧', genre: 'romance', style: '水墨' });
    expect(bible.characters.slice(0, 2).map(({ name }) => name)).toEqual(['阿菜b', 'Ольга']);
    expect(bible.characters[0]?.sex).toBe('female');
    const speakers = new Set(episodes[0]?.scenes.flatMap(({ lines }) => lines.map(({ character }) => character)));
    expect(speakers).toContain('阿菜b');
    expect(speakers).toContain('Ольга');
  });

  it.each([
    ['\'%{}:\\,;[]<script>\u0000\u202e😀🎬"', 1, 2],
    ['猫', 1, 1],
    ['x', 2, 3],
    [`{A}{P}{${'好'.repeat(5_000)}}`, 3, 5],
    ['word '.repeat(1_000), 12, 2],
    ['…', 100, 1],
  ])('makes a valid story of anything', (prompt, episodes, scenes) => {
    const series = tell(prompt, episodes, scenes, 12);
    expect(validateSync(plainToInstance(StoryBible, series.bible))).toEqual([]);
    for (const script of series.episodes) {
      expect(validateSync(plainToInstance(EpisodeScript, script))).toEqual([]);
    }
    expect(JSON.stringify(scenesOf(series))).not.toMatch(/[<>\p{Cc}]|\\\\|undefined/u);
  });

  it.each([1, 2, 6])('tells a story with a bible of %i people that another writer made', (people) => {
    const { bible } = tell('A mystery', 1, 1, 10);
    const [first] = bible.characters;
    const characters = Array.from({ length: people }, (_, index) => ({ ...first, name: `P${String(index)}{A}` }));
    const foreign = plainToInstance(StoryBible, { ...bible, characters });
    const brief = { bible: foreign, prompt: 'A mystery', language: 'en' as const, episodes: 4, scenesPerEpisode: 4 };
    const script = writeEpisode({ ...brief, episode: 2, secondsPerScene: 20 });
    const names = new Set(['', ...characters.map(({ name }) => name)]);
    expect(script.scenes.flatMap(({ lines }) => lines).every(({ character }) => names.has(character))).toBe(true);
    expect(validateSync(plainToInstance(EpisodeScript, script))).toEqual([]);
  });

  it.each([
    ['大雪之夜，将军沈砚在长安城门外重逢了失散十年的青梅竹马云溪', ['沈砚', '云溪']],
    ['女总裁苏晴发现新来的保安竟是十年前救过她的少年', ['苏晴']],
    ['海边小镇的灯塔守护人老周，等一封二十年前寄出的信', ['老周']],
    ['老师在老家遇见老朋友，云朵飘过', []],
    ['Mia, a shy baker, finds a letter from her late grandmother', ['Mia']],
    ['古装：将军之女替兄入宫，古风，古言', []],
    ['没有人的海边灯塔，从黄昏到黎明', []],
  ])('finds the people of: %s', (prompt, names) => {
    expect(readPrompt(prompt, detectLanguage(prompt)).names).toEqual(names);
  });

  it.each([
    ['A dragon rider and a thief named Finn', 'Finn', 'thief'],
    ['一个程序员遇见了画家林晚', '林晚', '画家'],
    ['Mara Voss, a pilot, and a detective named Jonas Hale', 'Jonas Hale', 'detective'],
  ])('gives people the jobs they are named with: %s', (prompt, name, job) => {
    const { bible } = tell(prompt, 1, 3, 20);
    expect(bible.characters.find((one) => one.name === name)?.description).toContain(job);
  });

  it.each([
    ['奶奶的旧饭盒：在外打工的孙女回家过年', '饭盒', ['奶奶', '孙女']],
    ['An old violinist teaches a street kid to play', '', ['violinist', 'street kid']],
  ])('knows the old from the young: %s', (prompt, token, [elder = '', young = '']) => {
    const { bible } = tell(prompt, 1, 3, 20, { genre: 'family' });
    const ageOf = (job: string): unknown => bible.characters.find(({ description }) => description.includes(job))?.age;
    expect(ageOf(elder)).toBe('elder');
    expect(ageOf(young)).not.toBe('elder');
    expect(JSON.stringify(bible)).toContain(token);
  });

  it.each([
    ['科幻：2150 年，失联的空间站里的宇航员', {}],
    ['An astronaut on a failing space station', {}],
    ['A knight guards the last dragon', { genre: 'fantasy' }],
  ])('puts no knots of old China on the crowns of: %s', (prompt, wishes) => {
    const casts = ['', ' 1', ' 2', ' 3'].map((mark) => tell(prompt + mark, 1, 1, 20, wishes).bible.characters);
    const men = casts.flat().filter(({ sex, age }) => sex === 'male' && age !== 'elder');
    expect(men.length).toBeGreaterThan(2);
    expect(men.filter(({ hair }) => hair === 'topknot' || hair === 'bun')).toEqual([]);
  });

  it.each([
    ['侦探调查十年前失踪的弟弟', '弟弟'],
    ['A detective returns to the town where her brother disappeared', 'brother'],
  ])('lets nobody play who is missing: %s', (prompt, job) => {
    const { bible } = tell(prompt, 1, 3, 20);
    expect(bible.characters.filter(({ description }) => description.includes(job))).toEqual([]);
  });

  it.each([
    [
      '雨夜的天台，失忆的女孩遇见三年前的恋人，他手里还留着那封没寄出的信',
      [
        { name: '女孩', sex: 'female', trait: '失忆的', hasForgotten: true },
        { name: '恋人', sex: 'male', trait: '三年前的' },
      ],
      '没寄出的信',
    ],
    [
      '古装：将军之女替兄入宫，在大殿上认出了当年灭门的丞相，手中只有半块玉佩',
      [
        { name: '将军之女', sex: 'female', isDisguised: true },
        { name: '丞相', sex: 'male', age: 'elder', isOpponent: true },
      ],
      '半块玉佩',
    ],
    [
      '爷爷的老相机里有一张没洗出来的照片，十岁的孙女想在他忘记之前把它洗出来',
      [
        { name: '爷爷', sex: 'male', age: 'elder' },
        { name: '孙女', sex: 'female', age: 'child' },
      ],
      '没洗出来的照片',
    ],
    ['两个程序员争一枚生锈的硬币', [{ name: '程序员' }, { name: '程序员' }], '生锈的硬币'],
    ['2077年，仿生人侦探调查失踪的科学家', [{ name: '仿生人侦探' }], undefined],
    ['A detective finds her own name in a dead man’s phone', [{ name: 'detective' }], 'dead man’s phone'],
    [
      'A young lamp keeper and a banished mage cross the forest to relight the last star',
      [{ name: 'young lamp keeper', age: 'young' }, { name: 'banished mage' }],
      'last star',
    ],
    [
      'A ten-year-old boy and his retired grandfather fix an old radio',
      [
        { name: 'ten-year-old boy', sex: 'male', age: 'child' },
        { name: 'retired grandfather', age: 'elder' },
      ],
      'old radio',
    ],
    [
      'Three sisters inherit half of a map',
      [{ name: 'sister' }, { name: 'sister' }, { name: 'sister' }],
      'half of a map',
    ],
    ['社恐女编剧和花店老板，一把借出去的伞', [{ name: '编剧', sex: 'female' }, { name: '花店老板' }], '借出去的伞'],
    [
      '女机械师带被囚的将军找女儿找医生',
      [{ name: '机械师', sex: 'female' }, { name: '将军', trait: '被囚的' }, {}, {}],
      undefined,
    ],
    [
      'An ageing knight guards a ford until a young pirate asks to pass',
      [{ name: 'ageing knight', age: 'elder' }, { name: 'young pirate' }],
      undefined,
    ],
    [
      'Two old friends, a retired boxer and a young nurse, meet',
      [{ name: 'retired boxer', age: 'elder' }, { name: 'young nurse' }],
      undefined,
    ],
    ['Two sisters, a dead father', [{ name: 'sister' }, { name: 'sister' }], undefined],
    ['一个想自杀的女孩遇见陌生人', [{ name: '女孩' }, { name: '陌生人' }], undefined],
    ['A cat that nobody wants', [{ name: 'cat’s keeper' }], 'cat’s bell'],
  ])('reads who plays and what they have: %s', (prompt, people, thing) => {
    const { jobs, things } = readPrompt(prompt, detectLanguage(prompt));
    expect(jobs).toMatchObject(people);
    expect(JSON.stringify(jobs)).not.toContain('自杀');
    expect(things[0]?.name).toBe(thing);
  });

  it('takes a woman for a woman, whatever her job', () => {
    expect(readPrompt('女总裁遇见男护士', 'zh').jobs).toMatchObject([
      { name: '总裁', sex: 'female' },
      { name: '护士', sex: 'male' },
    ]);
  });

  it('keeps the words of a place whole', () => {
    const { places } = readPrompt('Two astronauts on a failing space station, then a night in a café: rain', 'en');
    expect(places).toEqual(['the failing space station', 'the café']);
  });

  it.each([
    [
      'the harbour town, where',
      'A detective returns to the harbour town where her brother disappeared',
      ['the harbour town'],
    ],
    ['the king’s riders', 'A knight guards a river crossing against the king’s riders', ['the river crossing']],
    ['a street kid', 'A rainy night in a café: an old violinist teaches a street kid to play', ['the café']],
  ])('takes no part of “%s” for a place', (_, prompt, places) => {
    expect(readPrompt(prompt, 'en').places).toEqual(places);
  });

  it.each([
    [
      '大雪之夜，将军沈砚在长安城门外重逢了失散十年的云溪',
      { location: '城门外', time_of_day: 'night', weather: 'snow' },
    ],
    ['雨天的黄昏，林雪在咖啡馆等人', { location: '咖啡馆', time_of_day: 'dusk', weather: 'rain' }],
    ['Strangers in a café on a snowy morning', { location: 'the café', time_of_day: 'day', weather: 'snow' }],
    ['A rainy night in a café: two strangers wait', { location: 'the café', time_of_day: 'night', weather: 'rain' }],
  ])('plays where, when and in the weather that is told: %s', (prompt, told) => {
    for (const scenes of [1, 2, 3, 5]) {
      const played = scenesOf(tell(prompt, 1, scenes, 10));
      expect(played[0]?.weather).toBe(told.weather);
      expect(played[0]?.time_of_day).toBe(told.time_of_day);
      expect(played).toContainEqual(expect.objectContaining(told));
    }
  });

  it.each([
    [
      '雨夜的天台，失忆的女孩遇见三年前的恋人，他手里还留着那封没寄出的信',
      'romance',
      ['三年前的恋人|male|young', '失忆的女孩|female|young'],
      { things: ['没寄出的信'], place: '天台' },
    ],
    [
      'A detective finds her own name in a dead man’s phone, in a warehouse by the sea',
      'suspense',
      ['detective|female|young'],
      { things: ['dead man’s phone'], place: 'the warehouse by the sea' },
    ],
    [
      '古装：将军之女替兄入宫，在大殿上认出了当年灭门的丞相，手中只有半块玉佩',
      'costume',
      ['将军之女，女扮男装|female|young', '侍卫|male|young', '当年灭门的丞相|male|elder'],
      { things: ['半块玉佩'], place: '大殿' },
    ],
    [
      'A young lamp keeper and a banished mage cross the forest to relight the last star',
      'fantasy',
      ['young lamp keeper', 'banished mage'],
      { things: ['lantern', 'lantern', 'last star'], place: 'the forest' },
    ],
    [
      '爷爷的老相机里有一张没洗出来的照片，十岁的孙女想在他忘记之前把它洗出来',
      'family',
      ['十岁的孙女|female|child', '爷爷|male|elder'],
      { things: ['老相机', '老相机', '照片'], place: '照相馆的暗房' },
    ],
  ])('casts the people of the prompt, and keeps naming its thing: %s', (prompt, genre, parts, { things, place }) => {
    const series = tell(prompt, 1, 3, 10, { genre });
    const { characters } = series.bible;
    parts.forEach((part, role) => {
      const [job = '', sex, age] = part.split('|');
      expect(characters[role]?.description).toContain(job);
      expect(characters[role]).toMatchObject({ ...(sex && { sex }), ...(age && { age }) });
    });
    scenesOf(series).forEach(({ description }, scene) => {
      expect(description.toLowerCase()).toContain(things[scene] ?? things[0]);
    });
    expect(scenesOf(series).map(({ location }) => location)).toContain(place);
  });

  it.each([
    ['fantasy', 'A keeper and a mage relight the last star', 'star'],
    ['family', '爷爷的老相机里有一张没洗出来的照片，十岁的孙女想把它洗出来', 'photo'],
    ['family', 'A ten-year-old girl finds an undeveloped photo in the old camera of her grandfather', 'photo'],
  ])(
    'shows what a story strives for in its last scene, and in nobody’s hands before: %s, %s',
    (genre, prompt, thing) => {
      const scenes = scenesOf(tell(prompt, 1, 3, 10, { genre }));
      const seen = scenes.map(({ description }) => thingsIn(description));
      expect(seen.map((things) => things.includes(thing as Prop))).toEqual([false, false, true]);
      expect(seen[0]).not.toEqual([]);
    },
  );

  it.each([
    ['suspense', 'A detective finds her own name in a dead man’s phone', /your name/],
    ['suspense', '侦探在死者的手机里看到自己的名字', /你的名字/],
    ['costume', '将军之女女扮男装，替兄入宫为家人伸冤', /女扮男装/],
    ['fantasy', 'A keeper relights the last star', /relight the last star/],
    ['family', '十岁的孙女想把爷爷相机里的照片洗出来', /把那张照片洗出来/],
    ['suspense', 'A journalist looks for a missing boy', /I have to find the one who went missing/],
    ['workplace', '程序员要在周五前上线项目', /我要让项目按时上线|我要/],
  ])('says in the first scene of a short film what it is about: %s, %s', (genre, prompt, premise) => {
    const [first] = scenesOf(tell(prompt, 1, 3, 8.5, { genre }));
    expect(first?.lines.map(({ text }) => text).join('\n')).toMatch(premise);
  });

  it('puts the thing of the story into the lead’s hands when all is decided', () => {
    const prompt = '古装：将军之女替兄入宫，在大殿上认出了当年灭门的丞相，手中只有半块玉佩';
    const series = tell(prompt, 1, 3, 10, { genre: 'costume' });
    const lead = series.bible.characters[0]?.name ?? '';
    const held = scenesOf(series).map(({ description, characters }) =>
      propsHeld({ description, lines: [], cast: characters }).get(lead),
    );
    expect([held[0], held[2]]).toEqual(['jade', 'jade']);
  });

  it('dresses a woman who goes as a man like one, in words that are drawn', () => {
    const [lead] = tell('将军之女替兄入宫', 1, 3, 10, { genre: 'costume' }).bible.characters;
    expect(lead).toMatchObject({ sex: 'female', hair: 'bun', clothes: 'armour' });
    expect(lookFromWords(lead?.description ?? '')).toMatchObject({ hair: 'bun', clothes: 'armour' });
    expect(tell('将军之女入宫', 1, 3, 10, { genre: 'costume' }).bible.characters[0]?.description).not.toContain('戎装');
  });

  it.each([
    '外卖员在暴雨夜送错了一单，开门的是他十年前的班主任',
    'A retired violinist teaches a deaf child to feel music',
    'A retired violinist meets a young girl on a train',
  ])('makes no lovers of teachers and pupils, elders and children: %s', (prompt) => {
    expect(tell(prompt, 1, 3, 10).bible.genre).toBe('family');
  });

  it('lets two people meet before a third has a word', () => {
    const [first] = scenesOf(tell('失忆的女孩在天台遇见三年前的恋人', 1, 3, 18.5, { genre: 'romance' }));
    expect(first?.lines.map(({ text }) => text)).toContain('对不起，我们……认识吗？');
  });

  it('takes neither a disguise for another person, nor a widow’s husband for a living one', () => {
    const jobsIn = (prompt: string) =>
      readPrompt(prompt, 'en').jobs.map(({ name, isDisguised }) => [name, isDisguised]);
    expect(jobsIn('A princess disguised as a soldier guards a king')).toEqual([
      ['princess', true],
      ['king', undefined],
    ]);
    expect(jobsIn('A widow finds the letters of her husband')).toEqual([['widow', undefined]]);
  });

  it('lets who has done harm stand against the lead', () => {
    const prompt = 'A princess disguised as a soldier guards the king who burned her village';
    const [, , opponent] = tell(prompt, 1, 3, 10, { genre: 'costume' }).bible.characters;
    expect(opponent?.description).toMatch(/^A king/);
  });

  it('stays in the weather and at the hour that the prompt tells, until the story moves on to the next morning', () => {
    const night = scenesOf(tell('雨夜的天台，失忆的女孩遇见三年前的恋人', 1, 3, 10));
    expect(night.map(({ time_of_day: time, weather }) => [time, weather])).toEqual(Array(3).fill(['night', 'rain']));
    const told = scenesOf(tell('A snowy night: a detective waits in a warehouse', 1, 11, 10, { genre: 'suspense' }));
    const morning = told.findIndex(({ time_of_day: time }) => time === 'dawn');
    expect(morning).toBeGreaterThan(0);
    expect(new Set(told.slice(0, morning).map(({ weather }) => weather))).toEqual(new Set(['snow']));
  });

  it.each(['zh', 'en'] as const)('shows no set three times in a short film: %s', (language) => {
    for (const genre of ['romance', 'suspense', 'costume', 'fantasy', 'family', 'comedy', 'youth', 'workplace']) {
      const films = ['x', '灯塔', 'a film'].map((prompt) => scenesOf(tell(prompt, 1, 4, 10, { genre, language })));
      for (const sets of films.map((film) => film.map(({ location }) => setOf(location)))) {
        const shown = sets.map((set) => sets.filter((other) => other === set && !/^(?:in|ex)terior$/.test(set)).length);
        expect(Math.max(...shown)).toBeLessThan(3);
      }
    }
  });

  it('takes no name for weather', () => {
    expect(readPrompt('白雪和小雨的小店今天开张', 'zh').weather).toBeNull();
  });

  it('takes the first pronoun for the lead', () => {
    const lead = (prompt: string): unknown => tell(prompt, 1, 1, 10).bible.characters[0]?.sex;
    expect(lead('A detective returns to the harbour town where her brother disappeared')).toBe('female');
    expect(lead('A detective returns to the harbour town where his sister disappeared')).toBe('male');
    expect(lead('侦探回到小镇，寻找她失踪的弟弟')).toBe('female');
  });

  it.each([
    ['大雪之夜，将军沈砚在长安城门外重逢了失散十年的青梅竹马云溪', ['costume']],
    ['海边小镇的灯塔守护人老周，等一封二十年前寄出的信', ['romance', 'family']],
    ['侠女红绫为父报仇，却爱上了仇人之子', ['costume']],
    ['雨天的咖啡馆，两个老朋友为了一封旧信重新坐在一起', ['romance', 'youth', 'family']],
  ])('makes no other genre of: %s', (prompt, genres) => {
    expect(genres).toContain(tell(prompt, 1, 1, 10).bible.genre);
  });
});
