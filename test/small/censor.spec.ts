import { censor } from '../../src/offline/censor.js';

const verdictOf = (text: string) => censor([{ where: 'prompt', text }]).verdict;

describe('the offline censor', () => {
  it.each([
    '教你赌博赢钱',
    '赌*博',
    '赌 博',
    '賭 博網站',
    '賭\u200b博',
    'ｐｏｒｎ movie',
    'a p.o.r.n film',
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
  ])('lets %s pass', (text) => {
    expect(censor([{ where: 'prompt', text }])).toEqual({ verdict: 'pass', score: 0, findings: [] });
  });

  it('keeps what is not clear for review', () => {
    expect(verdictOf('一场自杀式袭击之后')).toBe('review');
    expect(verdictOf('两个人做爱场面')).toBe('review');
  });

  it('says where and why without repeating the text, once for each category', () => {
    const { findings, score, verdict } = censor([
      { where: 'prompt', text: '春天' },
      { where: 'script', text: '赌博，赌博，还是赌博' },
    ]);
    expect({ verdict, score }).toEqual({ verdict: 'reject', score: 95 });
    expect(findings).toEqual([
      { category: 'gambling', severity: 'high', where: 'script', reason: 'Promotion of gambling' },
    ]);
  });
});
