import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { CAMERA_MOVEMENTS, LANGUAGES, SHOT_SIZES, TIMES_OF_DAY } from '../../src/common/vocabulary.js';
import { suggestShot } from '../../src/offline/suggester.js';
import { changesIn, ShotSuggestion, type SuggestionBrief } from '../../src/offline/suggestion.js';
import { newSuggestionBrief } from '../fixtures/suggestion.fixture.js';

const changed = (brief: SuggestionBrief) => changesIn(suggestShot(brief), brief.shot);
const inChinese = (wish: string, shot = {}) => changed(newSuggestionBrief(wish, { shot }));
const inEnglish = (wish: string, shot = {}) => changed(newSuggestionBrief(wish, { language: 'en', shot }));

/** `null`: it stays as it is. */
interface Expected {
  camera?: string | null;
  size?: string | null;
  lighting?: RegExp | null;
  motion?: RegExp | null;
}

function expectLook(changes: ReturnType<typeof changed>, { camera, size, lighting, motion }: Expected): void {
  const fits = (text: string | undefined, wanted: string | RegExp | null | undefined) =>
    wanted === undefined || (wanted === null ? text === undefined : RegExp(wanted).test(text ?? ''));
  const { camera_movement, shot_type, lighting: light, motion_prompt } = changes;
  expect({
    ...changes,
    fits: [fits(camera_movement, camera), fits(shot_type, size), fits(light, lighting), fits(motion_prompt, motion)],
  }).toEqual({ ...changes, fits: [true, true, true, true] });
}

describe('wishes in Chinese', () => {
  it.each<[string, Expected]>([
    ['更压抑一点，推近', { camera: '推进', size: null, lighting: /反差大/, motion: /推近；林夏神情绷紧/ }],
    ['慢一点，拉远，孤独一些', { camera: '拉远', lighting: /偏冷/, motion: /缓慢拉远/ }],
    ['快速环绕', { camera: '环绕', motion: /快速转动/ }],
    ['镜头向左移动', { camera: '左移' }],
    ['往右移', { camera: '右移' }],
    ['上摇看到天空', { camera: '上摇' }],
    ['俯拍', { camera: '下摇' }],
    ['跟拍她', { camera: '跟随' }],
    ['给个大特写', { camera: null, size: '特写', lighting: null, motion: null }],
    ['用近景', { size: '近景' }],
    ['拍全身', { size: '全景' }],
    ['远景，交代环境', { size: '远景' }],
    ['再近一点', { camera: null, size: '近景' }],
    ['不够近', { size: '近景' }],
    ['太近了', { size: '全景' }],
    ['不要这么亮', { size: null, lighting: /压暗/ }],
    ['太暗了', { lighting: /提亮/ }],
    ['光线再暖一些', { lighting: /偏暖/ }],
    ['冷一点的霓虹', { lighting: /霓虹.*偏冷/ }],
    ['黄昏的剪影', { camera: null, lighting: /夕照|暮色/, motion: null }],
    ['柔和一点', { lighting: /柔光/ }],
    ['特别温柔', { camera: '环绕', lighting: /暖调/ }],
    ['别这么压抑', { camera: null, lighting: /反差小/ }],
    ['安静，别动', { camera: null, motion: /镜头不动；林夏呼吸平稳/ }],
    ['不要推近，环绕吧', { camera: '环绕' }],
    ['诡异一点', { camera: '下摇', lighting: /暗处/ }],
    ['月亮和漂亮的少女', { lighting: /^(?!.*提亮)/ }],
    ['鏡頭推進，給個特寫', { camera: '推进', size: '特写' }],
    ['節奏快一點，緊張', { camera: '推进', motion: /快速推近.*神情绷紧/ }],
    ['镜头别晃，稳一点', { camera: null, motion: /镜头不动/ }],
    ['从远景推到特写', { camera: '推进', size: '远景' }],
    ['不要特写，给个全景', { camera: null, size: '全景', motion: null }],
    ['不要太暗要亮一点', { lighting: /提亮/ }],
    ['慢一点', { camera: null, motion: /镜头不动.*节奏放慢/ }],
    ['快一点', { camera: null, motion: /镜头不动.*节奏加快/ }],
    ['开心但暗一点', { lighting: /压暗(?!.*明快)/ }],
    ['硬光', { lighting: /^(?!.*柔光).*硬光/ }],
    ['反差小一点', { lighting: /柔光(?!.*硬光)/ }],
    ['希望你别推近', { camera: null, lighting: null }],
    ['情节推进快一点', { camera: null }],
  ])('%s', (wish, expected) => {
    expectLook(inChinese(wish), expected);
  });
});

describe('wishes in English', () => {
  it.each<[string, Expected]>([
    [
      'make it tense, slower, closer',
      { camera: 'push_in', size: 'medium_close', lighting: /hard contrast/, motion: /pushes in slowly.*face tight/ },
    ],
    ['Slowly push in', { camera: 'push_in', motion: /slowly/ }],
    ['pull back fast', { camera: 'pull_out', motion: /fast/ }],
    ['orbit around them', { camera: 'orbit' }],
    ['Pan to the left', { camera: 'pan_left' }],
    ['panning right', { camera: 'pan_right' }],
    ['low angle', { camera: 'tilt_up' }],
    ['from above', { camera: 'tilt_down' }],
    ['handheld, following her', { camera: 'follow' }],
    ['close-up', { size: 'close_up' }],
    ['a medium close-up', { size: 'medium_close' }],
    ['establishing shot', { size: 'wide' }],
    ['wider', { size: 'full' }],
    ['too close', { size: 'full' }],
    ['not close enough', { size: 'medium_close' }],
    ['not too dark but sad', { camera: 'pull_out', lighting: /lifted light.*cool/ }],
    ['less bright', { lighting: /held dark/ }],
    ['don’t push in, circle around her', { camera: 'orbit' }],
    ['backlit at golden hour', { lighting: /backlight/ }],
    ['happier', { camera: 'follow', lighting: /bright and clear/ }],
    ['ＤＡＲＫＥＲ', { lighting: /low key/ }],
    ['not so close', { camera: null, size: 'full' }],
    ['dont move the camera', { camera: null, motion: /does not move/ }],
    ['no movement', { camera: null, motion: /does not move/ }],
    ['no close-ups please', { size: 'full' }],
    ['instead of a close-up, a wide shot', { size: 'wide' }],
    ['happy but not too bright', { lighting: /held dark(?!.*bright)/ }],
    ['less contrast', { lighting: /soft light, low contrast/ }],
    ['low contrast', { lighting: /soft light, low contrast/ }],
    ['I hope you push in', { camera: 'push_in', lighting: null }],
    ['wide open eyes', { size: null }],
  ])('%s', (wish, expected) => {
    expectLook(inEnglish(wish), expected);
  });
});

describe('what nobody understands', () => {
  it('is answered from the shot, and said so', () => {
    const brief = newSuggestionBrief('给我做个蛋糕', {
      shot: { lines: [{ character: '林夏', line: '……', emotion: 'angry' }] },
    });
    const { reasoning, ...look } = suggestShot(brief);
    expect(changesIn(look, brief.shot)).toMatchObject({
      camera_movement: '推进',
      motion_prompt: expect.stringContaining('缓慢推近'),
    });
    expect(reasoning).toMatch(/^没有读出/);
  });

  it('is what is wished to be neither too much nor too little', () => {
    for (const wish of ['不要太近，也不要太远', '别太暗也别太亮', 'not too close and not too far']) {
      expect(suggestShot(newSuggestionBrief(wish)).reasoning).toMatch(/^没有读出/);
    }
  });

  it('nobody in the picture moves light and air', () => {
    expect(inEnglish('slower', { characters: [] }).motion_prompt).toMatch(/only light and air move/);
  });

  it('goes one step further where the shot is so already', () => {
    const first = newSuggestionBrief('tense', { language: 'en' });
    const { reasoning: _, ...shot } = suggestShot(first);
    const again = newSuggestionBrief('tense', { language: 'en', shot });
    expect(suggestShot(again).reasoning).toMatch(/^The shot is that already \(tense\)/);
    expect(changed(again).camera_movement).toEqual(expect.any(String));
  });

  it('comes nearer by moving where it is as near as can be', () => {
    expectLook(inEnglish('closer', { shot_type: '特写' }), { camera: 'push_in', size: null });
    expectLook(inEnglish('farther', { shot_type: 'wide' }), { camera: 'pull_out', size: null });
  });
});

it('takes the same for the same in either language', () => {
  expect(inChinese('固定', { camera_movement: 'static', motion_prompt: 'x' }).camera_movement).toBeUndefined();
  expect(inEnglish('特写', { shot_type: '特写' }).shot_type).toBeUndefined();
});

const known = '推近 拉远 不要 太 too not push in closer 暗 bright 压抑 tense , ， 慢 fast 特写 but enough'.split(' ');
const words = fc.array(fc.constantFrom(...known), { maxLength: 12 }).map((each) => each.join(' '));
const anyText = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 300 }));
const briefs = fc
  .record({
    wish: anyText,
    language: fc.constantFrom(...LANGUAGES),
    camera_movement: fc.oneof(fc.constantFrom<string>(...CAMERA_MOVEMENTS, '环绕', ''), anyText),
    shot_type: fc.oneof(fc.constantFrom<string>(...SHOT_SIZES, '特写', ''), anyText),
    lighting: anyText,
    motion_prompt: fc.oneof(anyText, fc.constant('很'.repeat(1000))),
    characters: fc.array(anyText, { maxLength: 4 }),
    time_of_day: fc.constantFrom(...TIMES_OF_DAY),
    mood: fc.oneof(fc.constantFrom('calm', 'tense', 'sad'), anyText),
  })
  .map(({ wish, language, time_of_day, mood, ...shot }) =>
    newSuggestionBrief(wish, { language, shot, scene: { time_of_day, mood } }),
  );

it('always gives known words and bounded texts, the same ones for the same, and something to change', () => {
  fc.assert(
    fc.property(briefs, (brief) => {
      const suggestion = suggestShot(brief);
      expect(validateSync(plainToInstance(ShotSuggestion, suggestion))).toEqual([]);
      expect(suggestShot(brief)).toEqual(suggestion);
      expect(changesIn(suggestion, brief.shot)).not.toEqual({});
    }),
    { numRuns: 1000 },
  );
});
