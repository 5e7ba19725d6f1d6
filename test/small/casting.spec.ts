import { lookOf } from '../../src/art/wardrobe.js';
import { castPeople, type Person, redrawn, stillFits } from '../../src/projects/casting.js';
import { type Appearance, NOTHING_SAID } from '../../src/projects/character.entity.js';

const person = (name: string, appearance: Partial<Appearance> = {}, rest: Partial<Person> = {}): Person => ({
  ...{ name, description: '', look: null, voice: null },
  appearance: { ...NOTHING_SAID, ...appearance },
  ...rest,
});

describe('casting', () => {
  it('shows and hears people as their user says', () => {
    const [woman, boy, elder] = castPeople(
      [
        person('老板', { sex: 'female', hair: '银色短发', clothes: '红色大衣', glasses: true }),
        person('Sam', {}, { description: 'a little boy' }),
        person('Kim', { sex: 'male', age: 'elder' }),
      ],
      null,
    );
    expect(woman?.look).toMatchObject({ sex: 'female', hair: 'short', hairColor: '#c7cad1', clothes: 'coat' });
    expect(woman?.look).toMatchObject({ colors: ['#c23b3b', expect.any(String), expect.any(String)], glasses: true });
    expect(woman?.voice.id).toBe('female-1');
    expect([boy?.look.age, boy?.voice.id]).toEqual(['child', 'child-1']);
    expect([elder?.look.age, elder?.voice.id]).toEqual(['elder', expect.stringMatching(/^male-/)]);
  });

  it('leaves looks and voices that are there, and tells the others from them', () => {
    const look = lookOf({ name: 'A', sex: 'male', age: 'adult' });
    const voice = { id: 'male-1', pitch: 1, speed: 1 };
    const [other, known] = castPeople(
      [person('B', { sex: 'male', age: 'adult' }), person('A', {}, { look, voice })],
      null,
    );
    expect(known).toMatchObject({ look, voice });
    expect(other?.voice.id).not.toBe('male-1');
    expect(other?.look.hair).not.toBe(look.hair);
  });

  it('changes only what is said anew', () => {
    const look = lookOf({ name: '林夏', sex: 'female', age: 'young', hair: 'long', clothes: 'dress', glasses: false });
    expect(redrawn('林夏', look, NOTHING_SAID)).toEqual(look);
    expect(redrawn('Lin', look, { ...NOTHING_SAID, hair: '短发' })).toEqual({ ...look, hair: 'short' });
    expect(redrawn('林夏', look, { ...NOTHING_SAID, glasses: true })).toEqual({ ...look, glasses: true });
    const suited = redrawn('林夏', look, { ...NOTHING_SAID, clothes: '蓝色西装' });
    expect(suited).toMatchObject({
      ...look,
      clothes: 'suit',
      colors: ['#3f6fb5', expect.any(String), expect.any(String)],
    });
  });

  it('takes a voice of ours back from whom it does not fit any more', () => {
    const man = lookOf({ name: 'A', sex: 'male', age: 'adult' });
    const woman = { ...man, sex: 'female' as const };
    const voice = (id: string) => ({ id, pitch: 1, speed: 1 });
    expect(stillFits(voice('male-1'), man, woman)).toBe(false);
    expect(stillFits(voice('female-1'), man, woman)).toBe(true);
    expect(stillFits(voice('longxiaochun'), man, woman)).toBe(true);
    expect(stillFits(voice('male-1'), man, { ...man, age: 'elder' })).toBe(true);
    expect(stillFits(voice('male-1'), man, { ...man, age: 'child' })).toBe(false);
  });
});
