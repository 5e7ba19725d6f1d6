import fc from 'fast-check';
import { type Emotion, EMOTIONS } from '../../src/common/vocabulary.js';
import { dialogueOf, narrationOf, type SpokenLine, withDialogue, withNarration } from '../../src/scenes/shot-lines.js';
import { type ShotLine } from '../../src/scenes/shot.entity.js';

const told = (line: string): ShotLine => ({ character: null, line, emotion: 'neutral' });
const said = (character: string, line: string, emotion: Emotion = 'neutral'): SpokenLine => ({
  character,
  line,
  emotion,
});
const short = (lines: ShotLine[]) => lines.map(({ character, line }) => `${character ?? ''}:${line}`).join(' ');

describe('the lines of a shot', () => {
  const lines = [told('n1'), said('A', 'a1'), told('n2'), said('B', 'b1'), said('A', 'a2')];

  it.each([
    ['a changed one stays in its place', [said('A', 'x'), said('B', 'b1'), said('A', 'a2')], ':n1 A:x :n2 B:b1 A:a2'],
    ['a changed feeling, too', [said('A', 'a1', 'sad'), said('B', 'b1'), said('A', 'a2')], ':n1 A:a1 :n2 B:b1 A:a2'],
    ['without the first, the others stay', [said('B', 'b1'), said('A', 'a2')], ':n1 :n2 B:b1 A:a2'],
    ['without the last', [said('A', 'a1'), said('B', 'b1')], ':n1 A:a1 :n2 B:b1'],
    [
      'one more in between',
      [said('A', 'a1'), said('C', 'c'), said('B', 'b1'), said('A', 'a2')],
      ':n1 A:a1 :n2 C:c B:b1 A:a2',
    ],
    [
      'one more at the end',
      [said('A', 'a1'), said('B', 'b1'), said('A', 'a2'), said('C', 'c')],
      ':n1 A:a1 :n2 B:b1 A:a2 C:c',
    ],
    ['two for one', [said('A', 'a1'), said('C', 'c'), said('D', 'd'), said('A', 'a2')], ':n1 A:a1 :n2 C:c D:d A:a2'],
    ['all others', [said('C', 'c')], ':n1 C:c :n2'],
    ['none', [], ':n1 :n2'],
  ])('keep their order with another dialogue: %s', (_what, dialogue, expected) => {
    expect(short(withDialogue(lines, dialogue))).toBe(expected);
  });

  it.each([
    ['n1\nn2', ':n1 A:a1 :n2 B:b1 A:a2'],
    ['n1\r\n  x \n\n', ':n1 A:a1 :x B:b1 A:a2'],
    ['n2', 'A:a1 :n2 B:b1 A:a2'],
    ['n1\nn2\nn3', ':n1 A:a1 :n2 B:b1 A:a2 :n3'],
    [' \n', 'A:a1 B:b1 A:a2'],
  ])('keep their order with another narration: %j', (narration, expected) => {
    expect(short(withNarration(lines, narration))).toBe(expected);
  });

  it('begin with the first narration, and end with the first dialogue', () => {
    expect(short(withNarration([said('A', 'a')], 'n'))).toBe(':n A:a');
    expect(short(withDialogue([told('n')], [said('A', 'a')]))).toBe(':n A:a');
  });

  const emotion = fc.constantFrom(...EMOTIONS);
  const spoken = fc.record({ character: fc.constantFrom('A', 'B'), line: fc.constantFrom('1', '2', '3'), emotion });
  const narrated = fc.record({ character: fc.constant(null), line: fc.constantFrom('x', 'y'), emotion });
  const anyLines = fc.array(fc.oneof(spoken, narrated), { maxLength: 8 });

  it('read as what was written, and leave the other view alone', () => {
    fc.assert(
      fc.property(anyLines, fc.array(spoken, { maxLength: 6 }), (before, dialogue) => {
        const after = withDialogue(before, dialogue);
        expect(dialogueOf(after)).toEqual(dialogue);
        expect(after.filter(({ character }) => character === null)).toEqual(
          before.filter(({ character }) => character === null),
        );
      }),
    );
    fc.assert(
      fc.property(anyLines, fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 6 }), (before, rows) => {
        const after = withNarration(before, rows.join('\n'));
        expect(narrationOf(after)).toBe(rows.join('\n'));
        expect(dialogueOf(after)).toEqual(dialogueOf(before));
      }),
    );
  });

  it('do not change when what is there is written again', () => {
    fc.assert(
      fc.property(anyLines, (before) => {
        expect(withDialogue(before, dialogueOf(before))).toEqual(before);
        expect(withNarration(before, narrationOf(before))).toEqual(before);
      }),
    );
    const odd = [told('two\n\nrows')];
    expect(withNarration(odd, narrationOf(odd))).toEqual(odd);
  });
});
