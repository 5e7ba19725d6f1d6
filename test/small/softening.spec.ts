import { softened } from '../../src/workflow/stages/softening.js';

const BLOODY = {
  said: ['写实', '她举起匕首，鲜血流了一地，尸体倒在赤裸的石阶上', '逆光'],
  calm: ['写实', '天台', '逆光', '林夏: 短发女孩'],
};
const CRUEL = {
  said: ['noir', 'He stabs the guard; blood covers the naked floor, a bloody knife falls', 'harsh light'],
  calm: ['noir', 'a rooftop', 'harsh light'],
};

describe('what is asked for', () => {
  it('is what is said, as long as nobody has refused it', () => {
    expect(softened(BLOODY, 0)).toBe(BLOODY.said.join('. '));
    expect(softened({ said: ['', 'rain', ''], calm: [] }, 0)).toBe('rain');
  });

  it('is the place where nothing is said', () => {
    expect(softened({ said: ['', ''], calm: ['天台', ''] }, 0)).toBe('天台');
    expect(softened({ said: [''], calm: [''] }, 0)).toBe('');
  });

  it('has milder words after the first refusal, and tells what it may show', () => {
    const zh = softened(BLOODY, 1);
    expect(zh).not.toMatch(/匕首|鲜血|尸体|赤裸/);
    expect(zh).toMatch(/^写实\. 她举起道具/);
    expect(zh).toContain('适合全年龄观众');
    const en = softened(CRUEL, 1);
    expect(en).not.toMatch(/stab|blood|naked|knife/i);
    expect(en).toMatch(/^noir\. He faces the guard; covers the fully dressed floor/);
    expect(en).toContain('for all ages');
  });

  it('has no action after the second, and stays the same from then on', () => {
    expect(softened(BLOODY, 2)).toMatch(/^写实\. 天台\. 逆光\. 林夏: 短发女孩\. /);
    expect(softened(CRUEL, 2)).toMatch(/^noir\. a rooftop\. harsh light\. /);
    expect(softened(CRUEL, 3)).toBe(softened(CRUEL, 2));
  });

  it.each([
    ['自杀', '独自沉思'],
    ['手枪', '道具'],
    ['a gory murder', 'a faces'],
    ['the skilled assassin', 'the skilled assassin'],
    ['Sussex in the rain', 'Sussex in the rain'],
    ['grapes', 'grapes'],
  ])('says of %j: %j', (word, milder) => {
    expect(softened({ said: [word], calm: [] }, 1).split('. ')[0]).toBe(milder);
  });
});
