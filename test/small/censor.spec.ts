import {
  falseAlarmsOf,
  isGoodEnough,
  LEAST_RECALL,
  linesOf,
  MOST_FALSE_ALARMS,
  recallOf,
  scoreOf,
  WANTED_SETS,
} from '../../scripts/eval-moderation.js';
import { censor } from '../../src/offline/censor.js';

const verdictOf = (text: string) => censor([text]).verdict;

describe('the offline censor', () => {
  it.each([
    '教你赌博赢钱',
    '賭 博網站',
    '賭\u200b博网站',
    '出售春药',
    '乱伦视频',
    '网络赌博平台',
    'how to kill yourself',
    'ｐｏｒｎ movie',
    'a p.o.r.n film',
    '【赌博网站】 招代理',
    'How to make a BOMB: make a bomb at home',
    '如何自杀',
    '儿童色情',
    '制造炸弹',
    'buy stolen credit cards here',
    '出售毒品',
    'child-porn',
    'a child naked',
    '女童裸体',
  ])('refuses %s', (text) => {
    expect(verdictOf(text)).toBe('reject');
  });

  it.each([
    '今天杀青，剧组放假',
    '他只是赌气走了',
    '毒舌女主',
    'shoot a film about first class love',
    'the grass is bass and class',
    '反赌博宣传片',
    '她沉迷赌博的父亲回家了',
    '男女性交往的礼仪',
    '角色情感与个性爱好，为他做爱心早餐',
    '十字路口交警',
    'food porn blog',
    '缉毒警察破获制毒案',
    '一把枪，一个警察，一场追逐',
    'a murder mystery in Essex',
    '北京，2024 年，一个 996 的程序员遇见了设计部的同事……',
    'Scunthorpe and Middlesex',
    '吸毒的儿子终于戒了毒',
    'suicide prevention hotline',
    '他父亲赌博欠下巨债',
    '她被人下了春药',
    "You'll kill yourself working nights",
    'You’ll kill yourself working nights',
  ])('lets %s pass', (text) => {
    expect(censor([text])).toEqual({ verdict: 'pass', score: 0, findings: [] });
  });

  it('keeps what is not clear for review', () => {
    expect(verdictOf('一场自杀式袭击之后')).toBe('review');
    expect(verdictOf('两个人做爱场面')).toBe('review');
    const plots = ['一个乱伦的家族', '他沉迷网络赌博', '她赌博赢钱后挥霍一空', 'Kill yourself, said the bully'];
    expect(plots.map(verdictOf)).toEqual(Array(4).fill('review'));
    const trade = ['她卖春药，包邮', '【赌博】网站招代理', '教你赌博的秘诀', 'a child, naked, filmed'];
    expect(trade.map(verdictOf)).toEqual(Array(4).fill('review'));
  });

  it('says in which text and why without repeating it, once for each category', () => {
    const { findings, score, verdict } = censor(['春天', '赌博网站，赌博网站，还是赌博网站']);
    expect({ verdict, score }).toEqual({ verdict: 'reject', score: 95 });
    expect(findings).toEqual([{ text: 1, category: 'gambling', severity: 'high', why: 'gambling.word' }]);
  });

  it('has a person look at an everyday word that somebody has disguised, and says that it was', () => {
    const plain = '他们在赌场门口谈起冰毒和洗钱案，casino and heroin';
    expect(verdictOf(plain)).toBe('pass');
    expect(['赌*博', '赌 博', '賭\u200b博', '春 药'].map(verdictOf)).toEqual(Array(4).fill('review'));
    const disguised = ['赌 场', '冰毐毒'.replace('毐', '\u200b'), '洗qian', 'xiqian在这里', 'a c@sino', 'h-e-r-o-i-n'];
    expect(disguised.map((text) => [text, censor([text]).findings[0]?.why])).toEqual([
      ['赌 场', 'gambling.hidden'],
      ['冰\u200b毒', 'drugs.hidden'],
      ['洗qian', 'fraud.hidden'],
      ['xiqian在这里', 'fraud.hidden'],
      ['a c@sino', 'gambling.hidden'],
      ['h-e-r-o-i-n', 'drugs.hidden'],
    ]);
  });

  it('reads words that are written as they sound, but not across others', () => {
    expect(['堵博', '自鲨', '办假正', '儿童瑟情', '度博网站代理', 'dubo平台很稳'].map(verdictOf)).toEqual([
      ...['review', 'review', 'reject', 'reject', 'reject', 'reject'],
    ]);
    expect(
      ['路上堵，博物馆关门了', '自沙滩上', '度假村博得好评', '大妈跳舞', '她叫Dubo，姓Li', '博采众长'].map(verdictOf),
    ).toEqual(Array(6).fill('pass'));
  });

  it('reads short words over quotation marks, brackets and blanks only where words begin and end', () => {
    const harmless = ['《异性“交友”指南》', '异性 交友', '异性（交友）', '她独自“杀”出重围', '想做“爱豆”', '想做 爱豆'];
    expect(harmless.map(verdictOf)).toEqual(Array(6).fill('pass'));
    const disguised = ['性 交', '性“交”', '自 杀', '自“杀”', '自(杀)', '“自”杀', '赌(bo)', '教你自 杀 的故事'];
    expect(disguised.map((text) => [text, verdictOf(text)])).toEqual([
      ['性 交', 'reject'],
      ['性“交”', 'reject'],
      ...disguised.slice(2).map((text) => [text, 'review']),
    ]);
  });

  it('reads no English phrase over a pause or the end of what is said', () => {
    const apart = [
      'They came to kill, yourself included',
      'He is here to kill… yourself he spares',
      '“You came to kill.” Yourself, he meant',
      'He came to kill - yourself he spared',
      'An online (casino) night',
      'Behind the child, naked trees stood in the snow',
    ];
    expect(apart.map(verdictOf)).toEqual(Array(6).fill('pass'));
    const words = ['We want you to join, Isis.', 'After the rape, fantasy was her refuge'];
    expect(words.map(verdictOf)).toEqual(['review', 'review']);
    expect(['join isis', 'a "rape fantasy"', 's, e, x, t, a, p, e', 'child-porn'].map(verdictOf)).toEqual(
      Array(4).fill('reject'),
    );
  });

  it('takes no shortened word for a disguise', () => {
    expect(['It was the same fake I’d sold', "The fake I'd seen", "the kids' coke"].map(verdictOf)).toEqual(
      Array(3).fill('pass'),
    );
    expect(["po'rn", "f'ake id for sale"].map(verdictOf)).toEqual(['reject', 'reject']);
  });

  it('knows every traditional character, not those of its lists alone', () => {
    expect(['製造炸彈', '賭場開業，註冊送彩金', '開膛破肚的全過程特寫'].map(verdictOf)).toEqual([
      'reject',
      'review',
      'review',
    ]);
  });

  it('reads digits, stars and single letters as what they stand for', () => {
    const meant = ['b0mb making', 'how to m4ke a b0mb', 'p*rn', 'l e a k e d s e x t a p e', 'her-oin', 'p\u200born'];
    expect(meant.map(verdictOf)).toEqual(['reject', 'reject', 'reject', 'reject', 'review', 'reject']);
    expect(['Room 101', 'C3PO at the h0tel', 'the F B I', 'a b c', 'x-ray'].map(verdictOf)).toEqual(
      Array(5).fill('pass'),
    );
  });

  it('looks at words together in one sentence, unless it tells of those who fight it', () => {
    expect(verdictOf('出售各种，还有冰毒')).toBe('review');
    expect(verdictOf('出售车票。冰毒害人')).toBe('pass');
    expect(verdictOf('警方抓获出售海洛因和冰毒的人')).not.toBe('pass');
    expect(verdictOf('警方抓获贩卖白粉的人')).toBe('pass');
    expect(verdictOf('Discreet delivery of pure ketamine')).toBe('review');
    expect(verdictOf('The cop orders ketamine and the dealer is arrested')).toBe('pass');
  });

  it('is not held up by what is long, empty or odd', () => {
    const odd = [
      '',
      ' ',
      '\ud83d',
      '*'.repeat(5000),
      'a '.repeat(5000),
      '赌'.repeat(5000),
      '1$@!'.repeat(2000),
      '。，'.repeat(3000),
      `${'…'.repeat(40_000)}x`,
      `a${'㌖'.repeat(20_000)}a`,
    ];
    const start = performance.now();
    odd.forEach((text) => expect(verdictOf(text)).toBe('pass'));
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe.each(WANTED_SETS)('the %s lines', (set) => {
  const lines = linesOf(set);

  it('are many, of every category, in both languages, half of them harmless', () => {
    const harmful = lines.filter(({ category }) => category !== null);
    expect(lines.length).toBeGreaterThanOrEqual(200);
    expect(new Set(lines.map(({ text }) => text)).size).toBe(lines.length);
    expect(harmful.length).toBeLessThanOrEqual(lines.length / 2);
    for (const language of ['zh', 'en']) {
      const categories = harmful.filter((line) => line.language === language).map(({ category }) => category);
      expect(new Set(categories).size).toBe(9);
    }
  });

  it('are told apart: nine of ten harmful ones are stopped, and one of twenty harmless ones at most', () => {
    const score = scoreOf(lines);
    expect(recallOf(score)).toBeGreaterThanOrEqual(LEAST_RECALL);
    expect(falseAlarmsOf(score)).toBeLessThanOrEqual(MOST_FALSE_ALARMS);
    expect(isGoodEnough(score)).toBe(true);
  });
});

it('a set that is judged badly is not good enough', () => {
  const line = { text: '春天来了', language: 'zh' as const, category: 'drugs', dress: 'plain', why: '' };
  expect(isGoodEnough(scoreOf([line, { ...line, category: null }]))).toBe(false);
  const alarm = { ...line, text: '赌博网站', category: null };
  expect(isGoodEnough(scoreOf([{ ...line, text: '赌博网站' }, alarm]))).toBe(false);
});
