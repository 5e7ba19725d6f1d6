import { Random } from '../../src/common/random.js';
import { spokenNumber, withSpokenNumbers } from '../../src/offline/mandarin-numbers.js';
import { readMandarin } from '../../src/offline/mandarin-reading.js';
import { speakMandarin } from '../../src/offline/mandarin.js';
import { asPlainEnglish } from '../../src/offline/speech-engines.js';
import { isSpeakable, piecesOf } from '../../src/offline/speech-pieces.js';
import { RECORDED, shapeOf, throatOf } from '../../src/offline/throats.js';
import { stretched } from '../../src/offline/time-stretch.js';
import { BANK_RATE } from '../../src/offline/voice-bank.js';
import { castVoice, NARRATOR_VOICE, sourceOf, type Voice } from '../../src/offline/voice-cast.js';
import { zhuyinOf } from '../../src/offline/zhuyin.js';

function tonesOf(text: string): string {
  return readMandarin(text)
    .map((phrase) => phrase.syllables.map((syllable) => syllable.tone).join(''))
    .join(' ');
}

function tone(frequency: number, seconds: number, sampleRate: number): Float32Array {
  return Float32Array.from(
    { length: seconds * sampleRate },
    (_, index) => 0.3 * Math.sin((2 * Math.PI * frequency * index) / sampleRate),
  );
}

function crossings(sound: Float32Array): number {
  return sound.filter((value, index) => value >= 0 && (sound[index - 1] ?? 0) < 0).length;
}

describe('reading Chinese', () => {
  test.each([
    ['你好', '23'],
    ['我很好', '223'],
    ['不是', '24'],
    ['一个人', '242'],
    ['一天', '41'],
    ['走了吗？', '300'],
    ['一点儿', '430'],
  ])('tones of %s', (text, tones) => {
    expect(tonesOf(text)).toBe(tones);
  });

  test('phrases end as their marks say; signs and emoji are not read', () => {
    const phrases = readMandarin('“走吧”，😀好吗？《再见》！！……');
    expect(phrases.map(({ syllables, ending }) => [syllables.map((one) => one.character).join(''), ending])).toEqual([
      ['走吧', 'comma'],
      ['好吗', 'question'],
      ['再见', 'exclamation'],
    ]);
  });

  test.each([
    ['zhuang', 'ㄓㄨㄤ'],
    ['shi', 'ㄕ'],
    ['xue', 'ㄒㄩㄝ'],
    ['lve', 'ㄌㄩㄝ'],
    ['yuan', 'ㄩㄢ'],
    ['you', 'ㄧㄡ'],
    ['liu', 'ㄌㄧㄡ'],
    ['weng', 'ㄨㄥ'],
    ['er', 'ㄦ'],
    ['hello', null],
  ])('zhuyin of %s', (pinyin, zhuyin) => {
    expect(zhuyinOf(pinyin)).toBe(zhuyin);
  });

  test.each([
    ['0', '零'],
    ['10', '十'],
    ['12', '十二'],
    ['110', '一百一十'],
    ['1005', '一千零五'],
    ['10203', '一万零二百零三'],
    ['20000000', '二千万'],
    ['100000001', '一亿零一'],
    ['007', '零零七'],
    ['13800138000123', '一三八零零一三八零零零一二三'],
  ])('the number %s', (digits, spoken) => {
    expect(spokenNumber(digits)).toBe(spoken);
  });

  test.each([
    ['2024年5月1日', '二零二四年五月一日'],
    ['晚上10:30见', '晚上十点三十分见'],
    ['7:05', '七点零五分'],
    ['涨了3.14%', '涨了百分之三点一四'],
    ['2个人等了第2天', '两个人等了第二天'],
    ['1,234,567元', '一百二十三万四千五百六十七元'],
    ['零下-5℃', '零下负五度'],
  ])('numbers in %s', (text, spoken) => {
    expect(withSpokenNumbers(text)).toBe(spoken);
  });
});

describe('pieces of a line', () => {
  test('English words in a Chinese line are pieces of their own', () => {
    const pieces = piecesOf('我收到VIP的 email，共3封。', 'zh');
    expect(pieces.map(({ language, text }) => [language, text.trim()])).toEqual([
      ['zh', '我收到'],
      ['en', 'V I P'],
      ['zh', '的'],
      ['en', 'email'],
      ['zh', ',共3封。'],
    ]);
  });

  test('what nobody can say is no piece', () => {
    expect(isSpeakable('😀 ……！？')).toBe(false);
    expect(piecesOf('😀 ……！？', 'en')).toEqual([]);
  });

  test('English for the engine is plain ASCII without markup', () => {
    expect(asPlainEnglish('Café — “it’s”  <b>[[late]]</b> 😀')).toBe('Cafe , "it\'s" b late /b');
  });
});

describe('time and pitch', () => {
  test.each([0.5, 0.8, 1, 1.31, 1.9])(
    'a sound stretched by %d has exactly the wanted length and its pitch',
    (factor) => {
      const sound = tone(200, 1, BANK_RATE);
      const length = Math.round(sound.length * factor);
      const result = stretched(sound, length, BANK_RATE);
      expect(result).toHaveLength(length);
      expect(Math.abs(crossings(result) - 200 * factor)).toBeLessThanOrEqual(4);
    },
  );

  test('sounds shorter than a frame and no sound at all', () => {
    expect(stretched(tone(200, 0.01, BANK_RATE), 777, BANK_RATE)).toHaveLength(777);
    expect(stretched(new Float32Array(0), 100, BANK_RATE)).toEqual(new Float32Array(100));
  });
});

describe('joining syllables', () => {
  const asked: string[] = [];
  const own = {
    find: (key: string) => {
      asked.push(key);
      return key === 'ㄏㄠ3' || key === 'ㄇㄚ' ? tone(140, 0.3, BANK_RATE) : null;
    },
  };
  const other = { find: (key: string) => (key === 'ㄋㄧ2' ? tone(240, 0.3, BANK_RATE) : null) };
  const speakers = [
    { bank: own, pitch: 1, formants: 1 },
    { bank: other, pitch: 0.6, formants: 0.8 },
  ];
  const voice = { speakers, syllableSec: 0.2, speed: 1, melody: 1 };

  test('missing syllables come from another tone or from the other speaker', () => {
    const sound = speakMandarin('你好吗？', voice);
    const seconds = sound.length / BANK_RATE;
    expect(asked).toContain('ㄋㄧ2');
    expect(seconds).toBeGreaterThan(0.6);
    expect(seconds).toBeLessThan(1.1);
    expect(sound.every((value) => Math.abs(value) < 1)).toBe(true);
    expect(Math.max(...sound.subarray(0, 2400))).toBeGreaterThan(0.05);
  });

  test('a faster voice is shorter', () => {
    const slow = speakMandarin('好妈妈', voice).length;
    expect(speakMandarin('好妈妈', { ...voice, speed: 1.3 }).length / slow).toBeCloseTo(1 / 1.3, 1);
  });
});

describe('casting voices', () => {
  const people = [
    ['林晚', 'female', 'young'],
    ['苏晴', 'female', 'adult'],
    ['母亲', 'female', 'elder'],
    ['陈默', 'male', 'adult'],
    ['赵强', 'male', 'adult'],
    ['爷爷', 'male', 'elder'],
    ['小宝', 'male', 'child'],
  ] as const;

  function cast(): Voice[] {
    const taken: Voice[] = [NARRATOR_VOICE];
    people.forEach(([name, sex, age]) => taken.push(castVoice(name, { sex, age }, taken)));
    return taken;
  }

  const throat = ({ id, pitch }: Voice) => throatOf(sourceOf({ id, sex: 'female' }), pitch);
  const factorOf = (one: number, other: number) => Math.max(one / other, other / one);

  /** By what the two of a company who are most alike differ in pitch or in formants. */
  function leastFactor(voices: Voice[]): number {
    const throats = voices.map(throat);
    const pairs = throats.flatMap((one, index) => throats.slice(index + 1).map((other) => [one, other] as const));
    return Math.min(
      ...pairs.map(([one, other]) =>
        Math.max(factorOf(one.hertz, other.hertz), factorOf(one.formants, other.formants)),
      ),
    );
  }

  const AGES = ['child', 'young', 'adult', 'elder'] as const;

  test('any two of a cast are 15 % apart in pitch or in formants, whoever is in it, and as high as people are', () => {
    const random = new Random('casts');
    const ranges = { male: [85, 150], female: [165, 255], child: [250, 330] } as const;
    for (let round = 0; round < 300; round++) {
      const taken: Voice[] = [];
      for (let index = 0; index < 5; index++) {
        const person = { sex: random.pick(['male', 'female'] as const), age: random.pick(AGES) };
        // Of children there are seldom more than two in a film.
        const isThirdChild = person.age === 'child' && taken.filter(({ id }) => id.startsWith('child')).length > 1;
        const age = isThirdChild ? 'young' : person.age;
        const voice = castVoice(`${round} ${index}`, { ...person, age }, taken);
        const [lowest, highest] = ranges[age === 'child' ? 'child' : person.sex];
        expect(throat(voice).hertz).toBeGreaterThanOrEqual(lowest);
        expect(throat(voice).hertz).toBeLessThanOrEqual(highest);
        taken.push(voice);
      }
      expect(leastFactor(taken)).toBeGreaterThanOrEqual(1.15);
    }
  });

  test.each(['male', 'female'] as const)(
    'six %s adults are told apart, and nobody is taken for the narrator',
    (sex) => {
      const taken: Voice[] = [];
      for (let index = 0; index < 6; index++) {
        taken.push(castVoice(`甲${index}`, { sex, age: 'adult' }, taken));
      }
      expect(leastFactor(taken)).toBeGreaterThanOrEqual(1.15);
      expect(Math.min(...taken.map((voice) => leastFactor([voice, NARRATOR_VOICE])))).toBeGreaterThan(1.07);
    },
  );

  test('no recording is bent further than it bears', () => {
    for (const sex of ['male', 'female'] as const) {
      for (const age of AGES) {
        const taken: Voice[] = [];
        for (let index = 0; index < 4; index++) {
          const voice = castVoice(`甲${index}`, { sex, age }, taken);
          const { syllables } = sourceOf({ id: voice.id, sex });
          const { pitch, formants } = shapeOf(RECORDED[syllables], throat(voice));
          expect([pitch > 0.5, pitch < 1.1, formants > 0.65, formants < 1.35]).toEqual([true, true, true, true]);
          taken.push(voice);
        }
      }
    }
  });

  test('the same cast gets the same voices; a child is high, an elder slow', () => {
    const voices = cast();
    expect(cast()).toEqual(voices);
    expect(voices.at(-1)?.pitch).toBeGreaterThan(1.2);
    expect(voices[3]?.speed).toBeLessThan(0.95);
    expect(castVoice('', { sex: 'female', age: 'adult' }, [])).toEqual(NARRATOR_VOICE);
  });

  test('a crowd still gets voices', () => {
    const crowd: Voice[] = [];
    for (let index = 0; index < 20; index++) {
      crowd.push(castVoice(`甲${index}`, { sex: 'male', age: 'adult' }, crowd));
    }
    expect(crowd.every(({ pitch, speed }) => pitch > 0.6 && pitch < 1.6 && speed > 0.8 && speed < 1.2)).toBe(true);
  });
});
