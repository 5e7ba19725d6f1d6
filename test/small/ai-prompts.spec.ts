import { createHash } from 'node:crypto';
import { type BriefOf, type ScriptKind } from '../../src/ai/ports.js';
import { promptVersion } from '../../src/ai/prompt-version.js';
import { messagesOf } from '../../src/ai/prompts/prompt-book.js';
import { LANGUAGES } from '../../src/common/vocabulary.js';
import { type FilmStatistics } from '../../src/offline/film-statistics.js';
import { type Work } from '../../src/workflow/stage.js';
import { ScriptStage } from '../../src/workflow/stages/script.stage.js';
import { StoryboardStage } from '../../src/workflow/stages/storyboard.stage.js';
import { StyleStage } from '../../src/workflow/stages/style.stage.js';
import { newInsightsBrief } from '../fixtures/insights.fixture.js';
import { newBible, newScript, newScriptBrief, newStoryboardBrief, newStyleBrief } from '../fixtures/story.fixture.js';
import { newSuggestionBrief } from '../fixtures/suggestion.fixture.js';

const BRIEFS: { [Kind in ScriptKind]: BriefOf<Kind> } = {
  style: newStyleBrief(),
  script: newScriptBrief(),
  storyboard: newStoryboardBrief(),
  translation: { language: 'zh', to: 'en', lines: [{ character: '林夏', text: '你怎么还没走？' }] },
  suggestion: newSuggestionBrief('再暖一点'),
  insights: { ...newInsightsBrief(), statistics: { duration_sec: 30 } as FilmStatistics },
};

/** Version and fingerprint of each wording. */
const KNOWN: Record<string, string> = {
  'style.zh': '1 25097d01a144',
  'style.en': '1 d1fd8fdc07db',
  'script.zh': '1 fc7a7a4a752c',
  'script.en': '1 c536ccc30a4a',
  'storyboard.zh': '1 7b99fb2e62da',
  'storyboard.en': '1 a6a95b17c052',
  'translation.zh': '1 dc3d2dfe2730',
  'translation.en': '1 dc60be86cff8',
  'suggestion.zh': '1 a9d8b349985d',
  'suggestion.en': '1 d72c4223d4d2',
  'insights.zh': '1 f9e5ee8bb52f',
  'insights.en': '1 6dcbbc52f717',
};

/** The same where the lengths of shots are given: a second to a scene that nobody speaks in. */
const PACED: Partial<{ [Kind in ScriptKind]: BriefOf<Kind> }> = {
  script: {
    ...newScriptBrief(),
    episode: 1,
    pace: [
      [
        [3, 4.5],
        [0.6, 0.4],
      ],
    ],
  },
  storyboard: {
    ...newStoryboardBrief(),
    pace: [
      [3, 4.5],
      [0.6, 0.4],
    ],
  },
};

const KNOWN_PACED: Record<string, string> = {
  'script.zh': '1.1 93dac0a0d3f7',
  'script.en': '1.1 caf07138a11e',
  'storyboard.zh': '1.1 de74882dfd5d',
  'storyboard.en': '1.1 10418b41bf18',
};

const fingerprint = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

describe('a prompt', () => {
  const wordings = (Object.keys(BRIEFS) as ScriptKind[]).flatMap((kind) =>
    LANGUAGES.map((language) => [`${kind}.${language}`, kind, language] as const),
  );

  // Who changes a wording raises the version in its file: else steps go on taking what the old one has written. Then both
  // are put down here.
  it.each(wordings)('%s has a version of its own for each wording', (name, kind, language) => {
    const messages = messagesOf(kind, { ...BRIEFS[kind], language });
    expect(`${promptVersion(kind, language)} ${fingerprint(messages)}`).toBe(KNOWN[name]);
  });

  const paced = (['script', 'storyboard'] as const).flatMap((kind) =>
    LANGUAGES.map((language) => [`${kind}.${language}`, kind, language] as const),
  );

  it.each(paced)('%s has another one where the lengths of shots are given', (name, kind, language) => {
    const brief = { ...BRIEFS[kind], ...PACED[kind], language } as BriefOf<typeof kind>;
    const messages = messagesOf(kind, brief);
    expect(`${promptVersion(kind, language, true)} ${fingerprint(messages)}`).toBe(KNOWN_PACED[name]);
  });

  it('tells how many words and shots a scene of given shots has', () => {
    const told = (kind: 'script' | 'storyboard', language: 'zh' | 'en') =>
      JSON.stringify(messagesOf(kind, { ...PACED[kind], language } as BriefOf<typeof kind>)[0]?.content);
    expect(told('script', 'en')).toContain(
      'scene 1, 7.5 seconds: at most 14 words, no line longer than 9; scene 2, 1 seconds',
    );
    expect(told('script', 'zh')).toContain(
      '第 1 场 7.5 秒，台词合计不超过 24 个字，每句不超过 15 个字；第 2 场 1 秒，没有声音',
    );
    expect(told('storyboard', 'en')).toContain(
      'scene 1 has exactly 2: 3 s at most 5 words, 4.5 s at most 9 words; scene 2',
    );
    expect(told('storyboard', 'zh')).toContain('第 2 场恰好 2 个：0.6 秒无台词、0.4 秒无台词');
  });
});

describe('a step that is written', () => {
  const work = {
    job: {
      kind: 'scenes',
      prompt: 'They meet.',
      input: { language: 'zh', firstEpisode: 1, durationSec: 10, scenesPerEpisode: 2, wanted: {} },
    },
    step: { output: null },
    subject: '1',
    inputs: new Map<string, unknown>([
      ['bible', newBible()],
      ['episode:1', newScript()],
    ]),
  } as unknown as Work;
  const vendors = { preferred: () => ({ model: 'openai:gpt-4o-mini', degraded: null }) } as never;
  const noPeople = { fork: () => ({ execute: () => Promise.resolve([]) }) } as never;

  it.each([
    ['style', new StyleStage(noPeople, vendors)],
    ['script', new ScriptStage(vendors)],
    [
      'storyboard',
      new StoryboardStage(vendors, null as never, null as never, null as never, { watcher: () => null } as never),
    ],
  ] as const)('takes a %s of the same wording only', async (kind, stage) => {
    const { facts } = await stage.prepare(work);
    expect(facts?.()).toMatchObject({ prompt: promptVersion(kind, 'zh') });
    expect(JSON.stringify(facts?.())).not.toContain('pac');
  });

  it('knows a film of a given rhythm from one of its own', async () => {
    const pacing = { shotSec: [[3, 4, 3]] };
    const paced = { ...work, job: { ...work.job, input: { ...work.job.input, pacing } } } as Work;
    const { facts } = await new ScriptStage(vendors).prepare(paced);
    expect(facts?.()).toMatchObject({ prompt: '1.1', brief: { pace: [[[3, 4], [3]]] } });
  });
});
