import { type AspectRatio } from '../../src/common/vocabulary.js';
import { type Format } from '../../src/jobs/formats.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import {
  isActive,
  isFinal,
  JOB_STATES,
  JOB_TRANSITIONS,
  STEP_STATES,
  STEP_TRANSITIONS,
} from '../../src/jobs/job.machine.js';
import { filmPlan, JOB_KINDS, type JobKind, planOf, PLANS, QUEUES, stagesOf } from '../../src/jobs/plan.js';
import { ANALYSIS_STAGES, FILM_STAGES, STAGE_WEIGHTS, STAGES } from '../../src/jobs/stages.js';
import { addedDependencies, initialSteps, type PlannedStep, shotSteps } from '../../src/jobs/planned-steps.js';

/** All states that can be reached from one. */
function reachable<State extends string>(transitions: Record<State, readonly State[]>, from: State): Set<State> {
  const seen = new Set<State>([from]);
  for (const state of seen) {
    transitions[state].forEach((next) => seen.add(next));
  }
  return seen;
}

describe('the machines', () => {
  it('reach every state of a job from pending', () => {
    expect([...reachable(JOB_TRANSITIONS, 'pending')].sort()).toEqual([...JOB_STATES].sort());
  });

  it('reach every state of a step from pending', () => {
    expect([...reachable(STEP_TRANSITIONS, 'pending')].sort()).toEqual([...STEP_STATES].sort());
  });

  it('let every job end, and call no state both active and final', () => {
    for (const state of JOB_STATES) {
      expect([...reachable(JOB_TRANSITIONS, state)].some(isFinal)).toBe(true);
      expect(isActive(state) && isFinal(state)).toBe(false);
    }
  });
});

describe.each(JOB_KINDS)('the plan of %s', (kind) => {
  const plans = PLANS[kind];
  const parts = plans.map((plan) => plan.part);

  it('names each part once and waits only for parts that come before', () => {
    expect(new Set(parts).size).toBe(parts.length);
    const order = new Map(topological(kind).map((part, index) => [part, index]));
    for (const plan of plans) {
      for (const need of plan.after) {
        expect(order.get(need)).toBeLessThan(order.get(plan.part) ?? -1);
      }
    }
  });

  it('uses queues and stages that exist, with a weight and a time limit each', () => {
    for (const plan of plans) {
      expect(QUEUES).toContain(plan.queue);
      expect(STAGES).toContain(plan.stage);
      expect(STAGE_WEIGHTS[plan.stage]).toBeGreaterThan(0);
      expect(plan.timeLimitSec).toBeGreaterThan(0);
    }
  });

  it('makes steps whose dependencies all exist, for several episodes and shots', () => {
    const isOfShots = !parts.includes('board');
    const episodes = [3, 4];
    const first = initialSteps(plans, { episodes, shots: isOfShots ? [{ id: 'given', shows: null }] : [] });
    const planned = isOfShots ? [] : episodes;
    const shots = planned.flatMap((episode) =>
      shotSteps(plans, episode, [
        { id: `a${episode}`, shows: null },
        { id: `b${episode}`, shows: `a${episode}` },
      ]),
    );
    const items = [...first, ...shots].map((step) => step.item);
    expect(new Set(items).size).toBe(items.length);
    for (const step of [...first, ...shots]) {
      step.dependsOn.forEach((need) => expect(items).toContain(need));
    }
  });
});

/** As it is where the subtitles are in what is spoken. */
const FILM = planOf({ kind: 'drama', input: { language: 'zh', aspectRatio: '16:9' } });

describe('the film', () => {
  const shots = [
    { id: 'one', shows: null },
    { id: 'two', shows: 'one' },
    { id: 'three', shows: null },
  ];
  const steps = shotSteps(FILM, 1, shots);
  const needsOf = (item: string) => steps.find((step) => step.item === item)?.dependsOn;

  it('lets a clip wait for its own needs, and for the shot before only where a transition shows it', () => {
    expect(needsOf('clip:one')).toEqual(['board:1', 'footage:one', 'lines:one']);
    expect(needsOf('clip:two')).toEqual(['board:1', 'footage:two', 'lines:two', 'footage:one', 'lines:one']);
    expect(needsOf('clip:three')).toEqual(['board:1', 'footage:three', 'lines:three']);
  });

  it('makes one title and one end card an episode', () => {
    expect(steps.filter(({ plan }) => plan.part === 'title').map(({ item }) => item)).toEqual(['title:one']);
    expect(steps.filter(({ plan }) => plan.part === 'end').map(({ item }) => item)).toEqual(['end:three']);
  });

  it('makes one portrait for each person, and lets pictures wait for those of whom they show', () => {
    const seen = [
      { id: 'one', shows: null, portraits: ['lin', 'gu'] },
      { id: 'two', shows: 'one', portraits: ['gu'] },
      { id: 'three', shows: null, portraits: [] },
    ];
    const withPortraits = shotSteps(FILM, 1, seen);
    const needs = Object.fromEntries(withPortraits.map(({ item, dependsOn }) => [item, dependsOn]));
    expect(withPortraits.filter(({ plan }) => plan.part === 'portrait')).toHaveLength(2);
    expect(needs).toMatchObject({
      'portrait:lin': ['script', 'board:1'],
      'portrait:gu': ['script', 'board:1'],
      'picture:one': ['script', 'board:1', 'portrait:lin', 'portrait:gu'],
      'picture:two': ['script', 'board:1', 'portrait:gu'],
      'picture:three': ['script', 'board:1'],
      'footage:one': ['board:1', 'picture:one'],
    });
  });

  it('has a picture looked at before footage is made of it, where somebody sees, and plans no step for it anywhere else', () => {
    const looked = shotSteps(FILM, 1, [
      { id: 'one', shows: null, isSeen: true },
      { id: 'two', shows: null },
    ]);
    const needs = Object.fromEntries(looked.map(({ item, dependsOn }) => [item, dependsOn]));
    expect(needs).toMatchObject({
      'picture-check:one': ['picture:one'],
      'footage:one': ['board:1', 'picture:one', 'picture-check:one'],
      'footage:two': ['board:1', 'picture:two'],
    });
    expect(needs).not.toHaveProperty('picture-check:two');
  });

  it('makes no portraits where nobody is to have one', () => {
    expect(steps.filter(({ plan }) => plan.part === 'portrait')).toEqual([]);
    expect(steps).toHaveLength(3 * 5 + 2);
  });

  it('makes the cut wait for every clip of its episode', () => {
    const added = addedDependencies(FILM, 1, steps);
    expect(added.get('cut:1')).toEqual(
      expect.arrayContaining(['clip-check:one', 'clip-check:two', 'clip-check:three', 'title:one', 'end:three']),
    );
    expect(added.get('sound:1')).toEqual(['lines:one', 'lines:two', 'lines:three']);
  });

  it('joins all episodes at the end', () => {
    const film = initialSteps(FILM, { episodes: [1, 2] }).find((step) => step.item === 'film');
    expect(film?.dependsOn).toEqual(['whole', 'cut:1', 'cut:2']);
  });

  it('has the stages of the wire, in its order', () => {
    expect(stagesOf(PLANS.drama)).toEqual([...FILM_STAGES]);
    expect(stagesOf(PLANS.scenes)).toEqual(['style', 'script', 'storyboard']);
  });
});

describe('an analysis', () => {
  const planFor = (analysis: JobInput['analysis']) =>
    planOf({ kind: 'analysis', input: { language: 'zh', aspectRatio: '16:9', analysis } });
  const youtube = { kind: 'youtube' as const, videoId: 'axepn8QqxRk' };

  it('has the stages of the wire, in its order, and ends with its result', () => {
    expect(stagesOf(PLANS.analysis)).toEqual([...ANALYSIS_STAGES]);
    const plans = planFor({ source: youtube, transcript: true, comments: true });
    expect(stagesOf(plans)).toEqual([...ANALYSIS_STAGES]);
    expect(initialSteps(plans, { episodes: [] }).map(({ item }) => item)).toEqual([...ANALYSIS_STAGES, 'result']);
  });

  it('waits for nothing that is not wanted, or that the source can not have', () => {
    const file = { kind: 'url' as const, url: 'https://example.org/night.mp4' };
    for (const analysis of [
      { source: youtube, transcript: false, comments: false },
      { source: file, transcript: false, comments: true },
    ]) {
      const steps = initialSteps(planFor(analysis), { episodes: [] });
      expect(steps.map(({ item }) => item)).toEqual(['ingest', 'probe', 'shots', 'audio', 'ocr', 'insights', 'result']);
      expect(steps.flatMap(({ dependsOn }) => dependsOn)).not.toContain('comments');
      expect(steps.flatMap(({ dependsOn }) => dependsOn)).not.toContain('transcript');
    }
  });
});

describe('a film with the sound of its clips', () => {
  const shots = [{ id: 'one', shows: null }];
  const needsOf = (input: Partial<Parameters<typeof planOf>[0]['input']>) => {
    const plans = planOf({ kind: 'drama', input: { language: 'zh', aspectRatio: '16:9', ...input } });
    return addedDependencies(plans, 1, shotSteps(plans, 1, shots)).get('sound:1');
  };

  it('mixes it when the clips are there, and any other while they are made', () => {
    expect(needsOf({})).toEqual(['lines:one']);
    expect(needsOf({ keepVendorAudio: true })).toEqual(['lines:one', 'footage:one']);
    expect(needsOf({ keepVendorAudio: true, board: [1] })).toEqual(['lines:one', 'footage:one']);
  });
});

describe('a film in other formats', () => {
  const shots = [
    { id: 'one', shows: null },
    { id: 'two', shows: 'one' },
  ];
  const needsWith = (formats?: Format[], aspectRatio: AspectRatio = '16:9') => {
    const plans = filmPlan({ language: 'zh', aspectRatio, formats });
    const added = shotSteps(plans, 1, shots);
    const needs = new Map(
      [...initialSteps(plans, { episodes: [1] }), ...added].map((step) => [step.item, step.dependsOn]),
    );
    for (const [item, more] of addedDependencies(plans, 1, added)) {
      needs.get(item)?.push(...more);
    }
    return Object.fromEntries(needs);
  };

  it('has no more steps for what a film has anyway', () => {
    const plain = needsWith();
    expect(needsWith(['mp4', 'srt', 'vtt', 'ass', 'poster', 'mp4_16x9'])).toEqual(plain);
    expect(needsWith(['mp4_9x16'], '9:16')).toEqual(plain);
  });

  it('ends when all of them are there', () => {
    expect(needsWith(['mp4', 'gif', 'fcpxml', 'mp4_9x16']).film).toEqual(
      expect.arrayContaining(['whole', 'export:gif', 'export:fcpxml', 'turned-whole']),
    );
  });

  it('has the smaller sizes of a ladder made shot by shot, of the cards with the shots beside them', () => {
    const needs = needsWith(['hls']);
    expect(needs).toMatchObject({
      'rungs:one': ['clip-check:one', 'title:one'],
      'rungs:two': ['clip-check:two', 'end:two'],
      'export:hls': ['whole', 'cut:1', 'rungs:one', 'rungs:two'],
    });
  });

  it('has its sounds apart for editing programs', () => {
    const needs = needsWith(['otio']);
    expect(needs).toMatchObject({
      'stems:1': ['board:1', 'lines:one', 'lines:two'],
      'export:otio': ['whole', 'cut:1', 'stems:1'],
    });
  });

  it('is composed for the other shape of the same footage, speech and sound', () => {
    const needs = needsWith(['mp4_9x16']);
    expect(needs).toMatchObject({
      'turned-clip:two': ['board:1', 'footage:two', 'lines:two', 'clip-check:two', 'footage:one', 'lines:one'],
      'turned-cut:1': expect.arrayContaining(['sound:1', 'turned-title:one', 'turned-check:two', 'turned-end:two']),
      'turned-whole': ['whole', 'turned-cut:1'],
    });
  });
});

describe('a film with subtitles in another language', () => {
  const stepsOf = (subtitleLanguages?: ('zh' | 'en')[], board?: number[]) => {
    const plans = planOf({ kind: 'drama', input: { language: 'zh', aspectRatio: '16:9', subtitleLanguages, board } });
    const steps = [...initialSteps(plans, { episodes: [1] }), ...shotSteps(plans, 1, [{ id: 'one', shows: null }])];
    return Object.fromEntries(steps.map(({ item, dependsOn }) => [item, dependsOn]));
  };

  it('has its lines translated when they are planned, and read before anything is made of them', () => {
    expect(stepsOf(['zh', 'en'])).toMatchObject({
      'translation:1': ['board:1'],
      script: ['episode:1', 'board:1', 'translation:1'],
      'clip:one': ['board:1', 'translation:1', 'footage:one', 'lines:one'],
    });
    expect(stepsOf(['en'], [1])).toMatchObject({ script: ['board:1', 'translation:1'] });
  });

  it('has nothing translated where they are in what is spoken', () => {
    expect(stepsOf()).not.toHaveProperty('translation:1');
    expect(stepsOf(['zh'])).not.toHaveProperty('translation:1');
  });
});

describe('a film of a board as it stands', () => {
  const plans = planOf({ kind: 'drama', input: { language: 'zh', aspectRatio: '16:9', board: [2] } });

  it('writes nothing, and lets moderation read the boards', () => {
    expect(stagesOf(plans)).toEqual(['storyboard', 'images', 'speech', 'clips', 'moderation', 'assembly']);
    const steps = initialSteps(plans, { episodes: [2, 5] });
    const needs = Object.fromEntries(steps.map(({ item, dependsOn }) => [item, dependsOn]));
    expect(needs).toMatchObject({ 'board:2': [], 'board:5': [], script: ['board:2', 'board:5'] });
  });

  it('is made as any other from there on', () => {
    const shots = [{ id: 'one', shows: null }];
    const items = (steps: PlannedStep[]) => steps.map(({ item, dependsOn }) => [item, dependsOn]);
    expect(items(shotSteps(plans, 2, shots))).toEqual(items(shotSteps(FILM, 2, shots)));
  });
});

describe('a job for shots alone', () => {
  const shots = ['one', 'two'].map((id) => ({ id, shows: null }));
  const needsIn = (kind: JobKind, pictureUrl?: string) =>
    Object.fromEntries(
      initialSteps(planOf({ kind, input: { language: 'zh', aspectRatio: '16:9', pictureUrl } }), {
        episodes: [1],
        shots,
      }).map(({ item, dependsOn }) => [item, dependsOn]),
    );

  it('makes each shot, and shows them all', () => {
    const needs = needsIn('scene_video');
    expect(Object.keys(needs)).toHaveLength(2 * 4 + 1);
    expect(needs).toMatchObject({
      'picture:two': [],
      'footage:two': ['picture:two'],
      'clip:two': ['footage:two', 'lines:two'],
      reel: ['clip:one', 'clip:two'],
    });
  });

  it('fetches the picture first that its request names', () => {
    expect(needsIn('shot_image', 'https://example.com/a.png')).toEqual({
      download: [],
      'picture:one': ['download'],
      'picture:two': ['download'],
    });
    expect(needsIn('shot_image')).toEqual({ 'picture:one': [], 'picture:two': [] });
  });

  it('has the stages of the wire', () => {
    expect(stagesOf(PLANS.shot_image)).toEqual(['images']);
    expect(stagesOf(PLANS.shot_video)).toEqual(['images', 'speech', 'clips']);
    expect(stagesOf(PLANS.scene_video)).toEqual(['images', 'speech', 'clips']);
  });
});

function topological(kind: (typeof JOB_KINDS)[number]): string[] {
  const done: string[] = [];
  let left = [...PLANS[kind]];
  while (left.length > 0) {
    const ready = left.filter((plan) => plan.after.every((need) => done.includes(need)));
    if (ready.length === 0) {
      throw new Error(`A circle among ${left.map((plan) => plan.part).join(', ')}`);
    }
    done.push(...ready.map((plan) => plan.part));
    left = left.filter((plan) => !ready.includes(plan));
  }
  return done;
}
