import { AsyncLocalStorage } from 'node:async_hooks';
import { validateSync } from 'class-validator';
import { JobError } from '../../src/common/errors.js';
import { Call, type BriefOf, type ScriptKind } from '../../src/ai/ports.js';
import { CHAT_VENDORS, OpenAiCompatibleScriptModel } from '../../src/ai/providers/openai-compatible.provider.js';
import { type ChatVendor } from '../../src/ai/structured-chat.js';
import { ANSWER_CLASSES } from '../../src/ai/script-schema.js';
import { OpenAiCompatibleEmulator } from '../emulators/openai-compatible.emulator.js';
import { HOSTILE_ANSWERS, type HostileAnswer } from '../fixtures/hostile-answers.js';
import { HOSTILE_PROMPTS } from '../fixtures/hostile-prompts.js';
import {
  newBible,
  newBoard,
  newScript,
  newScriptBrief,
  newStoryboardBrief,
  newStyleBrief,
} from '../fixtures/story.fixture.js';
import { Connections } from '../support/connections.js';
import { hazardsIn } from '../support/safe-answer.js';

const KEY = 'sk-hostile-0123456789abcdef';
const VENDORS = Object.values(CHAT_VENDORS);

let emulator: OpenAiCompatibleEmulator;
let connections: Connections;
const asking = new AsyncLocalStorage<true>();

beforeAll(async () => {
  emulator = await OpenAiCompatibleEmulator.start(KEY);
  connections = Connections.watch(asking);
});

beforeEach(() => {
  emulator.answers.length = 0;
  emulator.bodies.length = 0;
});

afterAll(async () => {
  connections.stop();
  await emulator.stop();
});

async function ask<Kind extends ScriptKind>(vendor: ChatVendor, kind: Kind, brief: BriefOf<Kind>) {
  const model = new OpenAiCompatibleScriptModel(vendor, { baseUrl: emulator.baseUrl, apiKey: KEY }, 'some-model');
  const call = new Call(AbortSignal.timeout(30_000));
  const answer = await asking.run(true, () => model.object(kind, brief, call)).catch((reason: unknown) => reason);
  return { answer, call };
}

/** Valid, by the class and by rules of its own, or refused with words that are ours. Nobody else was spoken to. */
function expectHarmless(kind: ScriptKind, answer: unknown, told: string): string {
  expect([...connections.peers]).toEqual([new URL(emulator.baseUrl).host]);
  if (answer instanceof JobError) {
    const words = [
      answer.message,
      JSON.stringify(answer.args),
      answer.cause instanceof Error ? answer.cause.message : '',
    ].join(' ');
    expect(words).not.toContain(KEY);
    expect(words).not.toContain(told.trim().slice(0, 200));
    return answer.code;
  }
  expect(answer).toBeInstanceOf(ANSWER_CLASSES[kind]);
  expect(validateSync(answer as object, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
  expect(hazardsIn(answer)).toEqual([]);
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  return 'valid';
}

describe('a model that does all that a prompt wants', () => {
  /** It repeats the prompt wherever a text may stand, as far as there is room. */
  const obedient = (prompt: string) => {
    const said = prompt.slice(0, 25);
    const bible = newBible();
    Object.assign(bible, { title: prompt.slice(0, 200), logline: prompt.slice(0, 600), style: prompt.slice(0, 300) });
    bible.characters[0]!.description = prompt.slice(0, 300);
    bible.episodes[0]!.summary = prompt.slice(0, 600);
    const script = newScript();
    Object.assign(script.scenes[0]!, { title: prompt.slice(0, 80), description: prompt.slice(0, 600) });
    Object.assign(script.scenes[0]!, { location: prompt.slice(0, 80), characters: [said, 'Chen'] });
    Object.assign(script.scenes[0]!.lines[0]!, { character: said, text: said });
    const board = newBoard();
    Object.assign(board.scenes[0]!.shots[0]!, {
      description: prompt.slice(0, 500),
      lighting: said,
      characters: [said],
    });
    Object.assign(board.scenes[0]!.shots[0]!, { motion_prompt: prompt.slice(0, 300) });
    return { bible, script, board };
  };
  const briefs = (prompt: string) => {
    const language = /\p{Script=Han}/u.test(prompt) ? ('zh' as const) : ('en' as const);
    const characters = [{ name: prompt.slice(0, 40), description: prompt.slice(0, 300) }];
    const { bible, script } = obedient(prompt);
    return {
      style: newStyleBrief({ prompt, language, title: prompt.slice(0, 200), style: prompt.slice(0, 300), characters }),
      script: newScriptBrief({ prompt, language, bible }),
      storyboard: newStoryboardBrief({ language, bible, script }),
    };
  };

  it.each(HOSTILE_PROMPTS)('%s', async (_, prompt) => {
    const { bible, script, board } = obedient(prompt);
    const answers = { style: bible, script, storyboard: board };
    const asked = briefs(prompt);
    const harmless = briefs(/\p{Script=Han}/u.test(prompt) ? '重逢' : 'They meet.');
    const vendor = VENDORS[HOSTILE_PROMPTS.findIndex(([, each]) => each === prompt) % VENDORS.length] as ChatVendor;
    for (const kind of ['style', 'script', 'storyboard'] as const) {
      for (const each of [CHAT_VENDORS.cloudQwen, vendor]) {
        emulator.bodies.length = 0;
        emulator.answers.splice(
          0,
          9,
          ...[1, 2].map(() => ({ kind: 'text' as const, text: JSON.stringify(answers[kind]) })),
        );
        const { answer } = await ask(each, kind, asked[kind]);
        expect(['valid', 'INVALID_OUTPUT']).toContain(expectHarmless(kind, answer, prompt));
        const [system, user, ...more] = emulator.bodies[0]?.messages ?? [];
        expect(more).toEqual([]);
        expect(user?.content.match(/<\/?data>/g)).toEqual(['<data>', '</data>']);
        // What the user wrote stands nowhere but in the data: the rules are those of any other story.
        emulator.answers.splice(0, 9, { kind: 'text', text: '' }, { kind: 'text', text: '' });
        emulator.bodies.length = 0;
        await ask(each, kind, harmless[kind]);
        expect(system).toEqual(emulator.bodies[0]?.messages[0]);
      }
    }
  });
});

describe('an answer', () => {
  const expectSafe = async (vendor: ChatVendor, each: HostileAnswer) => {
    emulator.answers.splice(0, 9, each.reply, each.reply);
    const { answer, call } = await ask(vendor, 'script', newScriptBrief());
    const counts = Object.values(call.usage ?? {}).filter((count) => count > 1e7);
    expect([each.name, expectHarmless('script', answer, JSON.stringify(newScript())), counts]).toEqual([
      each.name,
      each.ends,
      [],
    ]);
  };

  it.each(HOSTILE_ANSWERS.map((each) => [each.name, each] as const))('of %s', async (_, each) => {
    await expectSafe(CHAT_VENDORS.cloudQwen, each);
    expect(emulator.bodies.length).toBeGreaterThan(0);
  });

  it.each(VENDORS.slice(1).map((vendor) => [vendor.provider, vendor] as const))(
    'of any kind by %s',
    async (_, vendor) => {
      for (const each of HOSTILE_ANSWERS) {
        await expectSafe(vendor, each);
      }
      expect(emulator.bodies.length).toBeGreaterThanOrEqual(HOSTILE_ANSWERS.length);
    },
  );

  it('to be counted: there are forty of each, and some end well', () => {
    expect(HOSTILE_PROMPTS.length).toBeGreaterThanOrEqual(40);
    expect(HOSTILE_ANSWERS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(HOSTILE_ANSWERS.map(({ ends }) => ends)).size).toBe(3);
  });
});
