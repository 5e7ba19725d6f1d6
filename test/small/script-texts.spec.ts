import { type JobInput } from '../../src/jobs/job-input.js';
import { shotStarts } from '../../src/workflow/film-clock.js';
import { type EpisodePlan } from '../../src/workflow/film-plan.js';
import { textsIn } from '../../src/workflow/stages/script-texts.js';
import { planEpisode } from '../../src/workflow/stages/written-board.js';
import { newBible, newBoard, newScript } from '../fixtures/story.fixture.js';

const INPUT = { title: 'Rooftop', style: null, language: 'en', durationSec: 20 } as JobInput;

function planned(episode: number): EpisodePlan {
  return planEpisode({ episode, bible: newBible(), script: newScript(), board: newBoard(), input: INPUT });
}

describe('what moderation reads of a film', () => {
  const plans = [planned(1), planned(2)];
  const [first, second] = plans as [EpisodePlan, EpisodePlan];
  const inputs = new Map<string, unknown>([
    ['board:1', first],
    ['board:2', second],
    ['episode:1', newScript()],
  ]);
  const texts = textsIn(inputs);
  const find = (text: string) => texts.find((each) => each.text === text);

  it('is each text once, with the shot that it is in and the moment of the film at which it is heard', () => {
    expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
    const shots = first.scenes.flatMap((scene) => scene.shots);
    const speaking = shots.find(({ facts }) => facts.lines.some(({ line }) => line === 'You too?'));
    const line = find('You too?');
    expect(line?.shotId).toBe(speaking?.id);
    const start = (shotStarts(plans).get(speaking?.id ?? '') ?? NaN) / 25;
    expect(line?.startSec).toBeGreaterThan(start);
    expect(line?.startSec).toBeLessThan(start + (speaking?.frames ?? 0) / 25);
    const [opening] = shots;
    expect(find(opening?.facts.description ?? '')).toMatchObject({
      shotId: opening?.id,
      startSec: first.titleFrames / 25,
    });
  });

  it('has titles, and what was written and is in no shot, at no place', () => {
    expect(find('Rooftop')).toEqual({ text: 'Rooftop', shotId: null, startSec: null });
    expect(find('They talk.')).toEqual({ text: 'They talk.', shotId: null, startSec: null });
  });

  it('reads a translation where its line is', () => {
    const line = find('You too?');
    const lines = [{ text: 'You too?', translations: { zh: '你也是？' } }];
    const translated = textsIn(new Map([...inputs, ['translation:1', { lines, why: null }]]));
    expect(translated.find(({ text }) => text === '你也是？')).toEqual({ ...line, text: '你也是？' });
  });
});

describe('the clock of a film', () => {
  const [first, second] = [planned(1), planned(2)];
  const framesOf = ({ titleFrames, endFrames, scenes }: EpisodePlan) =>
    titleFrames + endFrames + scenes.flatMap(({ shots }) => shots).reduce((sum, { frames }) => sum + frames, 0);

  it('starts after the title, goes on over episodes in their order, and grows with what is spoken', () => {
    const opens = (plan: EpisodePlan) => plan.scenes[0]?.shots[0]?.id ?? '';
    const starts = shotStarts([second, first]);
    expect(starts.get(opens(first))).toBe(first.titleFrames);
    expect(starts.get(opens(second))).toBe(framesOf(first) + second.titleFrames);
    const grown = shotStarts([first, second], new Map([[opens(first), [1000]]]));
    expect(grown.get(opens(second)) ?? 0).toBeGreaterThan((starts.get(opens(second)) ?? 0) + 700);
  });
});
