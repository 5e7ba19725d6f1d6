import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { thingsIn } from '../../src/art/prop-words.js';
import { CAMERA_MOVEMENTS, detectLanguage } from '../../src/common/vocabulary.js';
import { drawBoard } from '../../src/offline/director.js';
import { speakingSeconds } from '../../src/offline/layout.js';
import { EpisodeBoard, type StoryboardBrief } from '../../src/offline/story.js';
import { writeBible, writeEpisode } from '../../src/offline/writer.js';

function briefOf(prompt: string, scenes: number, seconds: number, maxShots: number): StoryboardBrief {
  const language = detectLanguage(prompt);
  const bible = writeBible({ prompt, language, title: null, genre: null, style: null, characters: [], episodes: 1 });
  const own = { bible, prompt, language, episode: 1, episodes: 1, scenesPerEpisode: scenes, secondsPerScene: seconds };
  return { bible, script: writeEpisode(own), language, episode: 1, secondsPerScene: seconds, maxShots };
}

describe('the offline director', () => {
  it.each([
    ['一个程序员遇见了同事', 3, 30, 60],
    ['一个程序员遇见了同事', 12, 8, 20],
    ['A mother and her son come home', 5, 20, 5],
    ['A mother and her son come home', 20, 3, 10],
    ['A detective story', 1, 600, 500],
  ])('puts each line into exactly one shot, in order: %s, %i × %i s', (prompt, scenes, seconds, maxShots) => {
    const brief = briefOf(prompt, scenes, seconds, maxShots);
    const board = drawBoard(brief);
    expect(validateSync(plainToInstance(EpisodeBoard, board))).toEqual([]);
    expect(board.scenes).toHaveLength(scenes);
    const count = board.scenes.reduce((sum, { shots }) => sum + shots.length, 0);
    expect(count).toBeLessThanOrEqual(Math.max(maxShots, scenes));
    board.scenes.forEach(({ shots }, index) => {
      const lines = brief.script.scenes[index]?.lines ?? [];
      expect(shots.flatMap((shot) => shot.lines)).toEqual(lines.map((_, line) => line));
      for (const shot of shots) {
        const speakers = shot.lines.map((line) => lines[line]?.character).filter((name) => name !== '');
        expect(shot.characters).toEqual(expect.arrayContaining(speakers));
        expect(shot.shot_type === 'close_up' ? shot.characters.length : 1).toBeLessThanOrEqual(1);
        const isNear = shot.shot_type === 'close_up' || shot.shot_type === 'medium_close';
        const isOver = /过肩|越过|over [^,]+ shoulder/.test(shot.description);
        const seen = isNear && !isOver && new Set(speakers).size === 1 ? shot.characters : [speakers[0]];
        expect(seen).toEqual([speakers[0]]);
        expect(shot.characters).toHaveLength(isOver ? 2 : shot.characters.length);
      }
      expect(shots.slice(1).every(({ transition }) => transition === 'cut')).toBe(true);
      expect(shots[0]?.transition === 'cut').toBe(index === 0);
    });
  });

  it('opens a scene wide, goes close for what is felt, and shows one shot when time is short', () => {
    const [scene] = drawBoard(briefOf('一个程序员遇见了同事', 1, 30, 60)).scenes;
    expect(['wide', 'full']).toContain(scene?.shots[0]?.shot_type);
    expect(scene?.shots.map(({ shot_type }) => shot_type)).toContain('close_up');
    expect(drawBoard(briefOf('一个程序员遇见了同事', 1, 3, 60)).scenes[0]?.shots).toHaveLength(1);
  });

  it('shows who listens when nobody speaks in a close look', () => {
    const brief = briefOf('两个老朋友在天台', 1, 20, 60);
    const [scene] = brief.script.scenes;
    const [first, second] = brief.bible.characters.map(({ name }) => name);
    const line = (character = '') => ({ character, text: '你来了。', emotion: 'neutral' as const });
    const lines = [line(first), line(second)];
    const script = { ...brief.script, scenes: scene ? [{ ...scene, lines }] : [] };
    const closing = drawBoard({ ...brief, script }).scenes[0]?.shots.at(-1);
    expect(closing).toMatchObject({ lines: [], characters: [first] });
  });

  const OVER = /越过.+肩头|over .+ shoulder/;
  const PROMPTS = [
    '雨夜的天台，失忆的女孩遇见三年前的恋人，他手里还留着那封没寄出的信',
    'A detective finds her own name in a dead man’s phone, in a warehouse by the sea',
    '古装：将军之女替兄入宫，在大殿上认出了当年灭门的丞相，手中只有半块玉佩',
    'A young lamp keeper and a banished mage cross the forest to relight the last star',
    '爷爷的老相机里有一张没洗出来的照片，十岁的孙女想在他忘记之前把它洗出来',
  ];

  it.each(PROMPTS)('takes no shot of a scene as the one before: %s', (prompt) => {
    for (const { shots } of drawBoard(briefOf(prompt, 6, 14, 30)).scenes) {
      const ways = shots.map(({ shot_type, characters, description }) =>
        [shot_type, ...characters, OVER.exec(description)?.[0]].join(),
      );
      const again = ways.filter((way, index) => way === ways[index - 1]);
      expect(again).toEqual([]);
    }
  });

  it('looks over the shoulder of who is spoken to, whoever else is there', () => {
    const brief = briefOf('两个老朋友在天台', 1, 9, 60);
    const [scene] = brief.script.scenes;
    const characters = ['甲', '乙', '丙'];
    const line = (character: string, text: string) => ({ character, text, emotion: 'neutral' as const });
    const lines = [line('甲', '大人可还认得此物？'), line('丙', '你是那家的女儿！')];
    const shots = Array.from({ length: 12 }, (_, seed) => ({
      ...scene,
      characters,
      lines,
      title: String(seed),
    })).flatMap(
      (each) => drawBoard({ ...brief, script: { ...brief.script, scenes: [each] } } as StoryboardBrief).scenes,
    );
    const over = shots.flatMap((each) => each.shots).flatMap(({ description }) => OVER.exec(description)?.[0] ?? []);
    expect(new Set(over)).toEqual(new Set(['越过丙的肩头']));
  });

  it.each(PROMPTS)('does not leave two people talking for long in one shot: %s', (prompt) => {
    const brief = briefOf(prompt, 3, 8.5, 15);
    const long = drawBoard(brief).scenes.flatMap(({ shots }, index) =>
      shots.filter((shot) => {
        const lines = shot.lines.map((line) => brief.script.scenes[index]?.lines[line]);
        const seconds = lines.reduce((sum, line) => sum + speakingSeconds(line?.text ?? '', brief.language), 0);
        return new Set(lines.map((line) => line?.character)).size > 1 && seconds > 3.2;
      }),
    );
    expect(long).toEqual([]);
  });

  it('sees its people in more than one way: over shoulders, alone and together', () => {
    const shots = PROMPTS.flatMap((prompt) => drawBoard(briefOf(prompt, 6, 14, 30)).scenes).flatMap(
      (scene) => scene.shots,
    );
    const isOver = ({ description }: { description: string }) => OVER.test(description);
    const pairs = shots.filter((shot) => shot.characters.length === 2 && !isOver(shot));
    const alone = shots.filter(({ characters }) => characters.length === 1);
    expect(Math.min(shots.filter(isOver).length, pairs.length, alone.length)).toBeGreaterThan(shots.length * 0.08);
  });

  it('looks once at the thing that a film is about, near and by itself', () => {
    const brief = briefOf('一个程序员遇见了同事', 4, 12, 20);
    const board = (title: string, maxShots = 20) =>
      drawBoard({ ...brief, bible: { ...brief.bible, title }, maxShots })
        .scenes.flatMap(({ shots }) => shots)
        .filter(({ characters, shot_type }) => characters.length === 0 && shot_type === 'close_up');
    const inserts = board('没有寄出的信');
    expect(inserts).toHaveLength(1);
    expect(inserts[0]).toMatchObject({ lines: [] });
    expect(thingsIn(inserts[0]?.description ?? '')).toEqual(['letter']);
    expect(thingsIn(board('半块玉佩')[0]?.description ?? '')).toEqual(['jade']);
    expect(board('没有寄出的信', 8)).toEqual([]);
  });

  it('looks at a thing that a story strives for when somebody has it in hand', () => {
    const brief = briefOf('爷爷的老相机里有一张没洗出来的照片，十岁的孙女想把它洗出来', 3, 10, 12);
    const { scenes } = drawBoard({ ...brief, bible: { ...brief.bible, title: '没洗出来的照片' } });
    const shows = scenes.map(({ shots }) => shots.some(({ characters }) => characters.length === 0));
    expect(shows).toEqual([false, false, true]);
  });

  it('looks at what the scenes are about, not at what is named beside it', () => {
    const brief = briefOf('A pirate captain and her cook argue over a treasure map in a cave by the sea', 3, 9, 30);
    const bible = { ...brief.bible, title: 'Black Flag', logline: `A ticket is lost. ${brief.bible.logline}` };
    const shots = drawBoard({ ...brief, bible }).scenes.flatMap((scene) => scene.shots);
    const insert = shots.find(({ characters }) => characters.length === 0);
    expect(thingsIn(insert?.description ?? '')).toEqual(['map']);
  });

  it('uses every camera movement somewhere, and speaks the language of the story', () => {
    const board = drawBoard(briefOf('一个少年追着火车跑', 20, 20, 100));
    const shots = board.scenes.flatMap((scene) => scene.shots);
    expect(new Set(shots.map(({ camera_movement }) => camera_movement))).toEqual(new Set(CAMERA_MOVEMENTS));
    for (const { description, lighting, motion_prompt } of shots) {
      expect(detectLanguage(description + lighting + motion_prompt)).toBe('zh');
    }
  });
});
