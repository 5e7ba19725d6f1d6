import { type Prop } from '../art/look.js';
import { propsHeld, thingsIn } from '../art/prop-words.js';
import { type ShotSketch } from './director-words.js';
import { type StoryboardBrief, type StoryScene } from './story.js';

/** The one near look at the thing that a film is about. */

/** A scene of fewer shots has no time for things. */
const FEWEST_SHOTS = 3;

const textsOf = ({ title, description, lines }: StoryScene): string =>
  [title, description, ...lines.map(({ text }) => text)].join('\n');

/** What is seen in somebody's hands: a story may speak of a thing long before it is there. */
const heldIn = ({ description, characters }: StoryScene): Prop[] => [
  ...propsHeld({ description, lines: [], cast: characters }).values(),
];

/**
 * What is shown close, that of the title or what most scenes name, and in which scene: where it is first in a hand, else the
 * first that names it, else the first that has room.
 */
export function insertOf(
  { bible, script, episode }: StoryboardBrief,
  counts: readonly number[],
): { scene: number; thing: Prop } | null {
  const outline = bible.episodes.find((each) => each.episode === episode);
  const named = thingsIn([bible.title, bible.logline, outline?.title ?? '', outline?.summary ?? ''].join('\n'));
  const scenes = script.scenes.map((scene, index) => ({
    index,
    held: heldIn(scene),
    things: thingsIn(textsOf(scene)),
  }));
  const roomy = scenes.filter(({ index }) => (counts[index] ?? 0) >= FEWEST_SHOTS);
  const timesIn = (prop: Prop): number => scenes.filter(({ things }) => things.includes(prop)).length;
  const told = [...named, ...roomy.flatMap(({ things }) => things)].sort((one, other) => timesIn(other) - timesIn(one));
  const thing = thingsIn(bible.title)[0] ?? told[0];
  const scene =
    thing &&
    (roomy.find(({ held }) => held.includes(thing)) ?? roomy.find(({ things }) => things.includes(thing)) ?? roomy[0]);
  return thing && scene ? { scene: scene.index, thing } : null;
}

/** So many lines in one shot are an exchange that wants a cut. */
const EXCHANGE_LINES = 3;

/** After the shot whose lines speak of the thing; where it is only seen, after the place. It parts a longer exchange. */
export function withInsert(sketches: ShotSketch[], scene: StoryScene, thing: Prop): ShotSketch[] {
  const speaks = sketches.findIndex(({ lines }) =>
    lines.some((line) => thingsIn(scene.lines[line]?.text ?? '').includes(thing)),
  );
  const at = Math.max(0, speaks) + 1;
  const insert: ShotSketch = { lines: [], role: 'insert', thing };
  const [before, after] = [sketches[at - 1], sketches[at]];
  if (before === undefined || after === undefined || after.lines.length < EXCHANGE_LINES) {
    return [...sketches.slice(0, at), insert, ...sketches.slice(at)];
  }
  const [first = 0, ...lines] = after.lines;
  const parted = [{ ...before, lines: [...before.lines, first] }, insert, { ...after, lines }];
  return [...sketches.slice(0, at - 1), ...parted, ...sketches.slice(at + 1)];
}
