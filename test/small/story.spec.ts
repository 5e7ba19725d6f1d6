import 'reflect-metadata';
import { type Emotion, type Language } from '../../src/common/vocabulary.js';
import { bankOf, plotOf } from '../../src/offline/plot.js';
import { type EpisodeScript, type Genre, GENRES, type StoryBible, type StoryLine } from '../../src/offline/story.js';
import { writeBible, writeEpisode } from '../../src/offline/writer.js';
import { fill, readGroup } from '../../src/offline/writer-lines.js';
import { keyOf } from '../../src/offline/writer-scene.js';
import { seriesSlots } from '../../src/offline/writer-slots.js';

/** What every story keeps to, whatever its genre, language and length; read in `docs/stories.md`. */

const PROMPTS: Record<Language, string[]> = {
  zh: ['两个人的故事', '多年以后重逢的两个人', '林晚和顾沉在天台，还有一只旧饭盒'],
  en: ['a story of two people', 'two old friends meet again', 'Mia and Jake on the rooftop with a camera'],
};
const LENGTHS = [
  [1, 3, 20],
  [3, 3, 20],
  [5, 3, 40],
] as const;

interface Story {
  language: Language;
  genre: Genre;
  prompt: string;
  bible: StoryBible;
  episodes: EpisodeScript[];
}

function tell(
  prompt: string,
  language: Language,
  genre: Genre,
  [episodes, scenesPerEpisode, secondsPerScene]: readonly [number, number, number],
): Story {
  const bible = writeBible({ prompt, language, title: null, genre, style: null, characters: [], episodes });
  const brief = { bible, prompt, language, episodes, scenesPerEpisode, secondsPerScene };
  const scripts = Array.from({ length: episodes }, (_, index) => writeEpisode({ ...brief, episode: index + 1 }));
  return { language, genre, prompt, bible, episodes: scripts };
}

const linesOf = ({ episodes }: Story): StoryLine[] =>
  episodes.flatMap(({ scenes }) => scenes).flatMap(({ lines }) => lines);

/** A line without the words that its speaker begins with. */
function coreOf({ text }: StoryLine, language: Language): string {
  const openers = bankOf(language).manners.flatMap((manner) => manner.openers);
  const opener = openers.find((words) => text.startsWith(words)) ?? '';
  return keyOf(text.slice(opener.length));
}

const stories = (['zh', 'en'] as const).flatMap((language) =>
  GENRES.flatMap((genre) =>
    PROMPTS[language].flatMap((prompt) => LENGTHS.map((length) => tell(prompt, language, genre, length))),
  ),
);
const groups = (['zh', 'en'] as const).flatMap((language) =>
  GENRES.map(
    (genre) =>
      [`${genre}, ${language}`, stories.filter((one) => one.genre === genre && one.language === language)] as const,
  ),
);

describe('a story of the offline writer', () => {
  it.each(groups)('says nothing twice, in no other words of its speaker: %s', (_, told) => {
    for (const story of told) {
      const said = linesOf(story).map((line) => coreOf(line, story.language));
      expect(said.filter((line, index) => said.indexOf(line) < index)).toEqual([]);
      expect(said).not.toContain('');
    }
  });

  it.each(groups)('has no seams: %s', (_, told) => {
    const seams = /[{}<>|^*]|undefined|\b(the|a|an) \1\b|\ba [aeio](?!ne)|[。，！？；]{2}|[.,]{2}| [,.]| {2}|的的/iu;
    const texts =
      JSON.stringify(told.map(({ bible, episodes }) => [bible, episodes])).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
    const plain = texts.map((text) => text.slice(1, -1).replaceAll('...', '…'));
    expect(plain.filter((text) => seams.test(text))).toEqual([]);
  });

  it.each(groups)('has nobody for nothing: %s', (_, told) => {
    for (const story of told) {
      const speakers = new Set(linesOf(story).map(({ character }) => character));
      expect(story.bible.characters.map(({ name }) => name).filter((name) => !speakers.has(name))).toEqual([]);
    }
  });

  it.each(groups)('ends with what it began with: %s', (_, told) => {
    for (const story of told) {
      const token = plotOf(story.prompt, story.genre, story.language).token.toLowerCase();
      const scenes = story.episodes.flatMap((episode) => episode.scenes);
      const last = scenes.at(-1);
      expect(scenes[0]?.description.toLowerCase()).toContain(token);
      expect(last?.description.toLowerCase()).toContain(token);
      const [question, answer] = questionOf(story);
      expect(linesOf(story).map(({ text }) => text)).toContain(question);
      expect(last?.lines.map(({ text }) => text)).toContain(answer);
    }
  });

  it.each(['zh', 'en'] as const)('lets people be told apart by how they speak: %s', (language) => {
    const said = [0, 1, 2, 3].map((role) =>
      stories
        .filter((story) => story.language === language)
        .flatMap((story) => {
          const name = story.bible.characters[role]?.name;
          return linesOf(story).flatMap(({ character, text }) => (character === name ? [text] : []));
        }),
    );
    const length = said.map((texts) => texts.join('').length / texts.length);
    const loud = said.map((texts) => texts.filter((text) => /[!！]/.test(text)).length / texts.length);
    // The lead says little, the one who is exact speaks in whole sentences, the friend is loud.
    expect(length[2]).toBeGreaterThan((length[0] ?? 0) * 1.2);
    expect(loud[3]).toBeGreaterThan(0.6);
    expect(Math.max(...loud.slice(0, 3))).toBeLessThan(0.3);
  });

  it.each(groups)('lets two people talk when they have met: %s', (_, told) => {
    for (const story of told.filter(({ genre, episodes }) => genre !== 'family' && episodes.length === 5)) {
      const { language, genre, prompt, bible, episodes } = story;
      const plot = plotOf(prompt, genre, language);
      const meeting = plot.facts.areAcquainted ? plot.pack.reunion : plot.pack.turns[1];
      const words = fill(
        (meeting?.[1] ?? '').split('|')[0]?.slice(4) ?? '',
        seriesSlots(plot, bible.characters, language),
      );
      const [lead, other] = bible.characters.map(({ name }) => name);
      const together = episodes
        .flatMap(({ scenes }) => scenes)
        .find(({ lines }) => [lead, other].every((name) => lines.some(({ character }) => character === name)));
      expect(together?.lines.map(({ text }) => text)).toContain(words);
    }
  });
});

/** What sounds of joy, of grief, and of shouting; and the feelings that go with none of it. */
const CONTRADICTIONS: readonly (readonly [Emotion[], RegExp])[] = [
  [
    ['sad', 'afraid', 'angry'],
    /笑(?![话不])|高兴|开心|太好了|真好|恭喜|\b(?:laugh|smil|bright|wonderful|happy|glad|lovely|congratulations)/i,
  ],
  [['happy'], /哭|泪|对不起|难过|难受|去世|\b(?:cry|cries|crying|tears|sorry|hurts?|lonely|grief|died|ashamed)\b/i],
];

it.each(['zh', 'en'] as const)('puts no face on a line of a bank that contradicts its words: %s', (language) => {
  const groups = JSON.stringify(bankOf(language)).match(/(?<=")[*^<]?[A-DPQN][.+\-!?~] (?:[^"\\]|\\.)*(?=")/g) ?? [];
  const lines = groups.flatMap(readGroup);
  const contradicting = lines.filter(({ emotion, text }) =>
    CONTRADICTIONS.some(([emotions, words]) => emotions.includes(emotion) && words.test(text)),
  );
  const calm = lines.filter(
    ({ role, emotion, text }) => /[ABC]/.test(role) && emotion === 'neutral' && /[!！]$/.test(text),
  );
  expect(lines.length).toBeGreaterThan(1_000);
  expect([...contradicting, ...calm].map(({ text }) => text)).toEqual([]);
});

it.each(['zh', 'en'] as const)('keeps secrets that anybody can say of anybody: %s', (language) => {
  const secrets = Object.values(bankOf(language).packs).flatMap(({ premises }) => premises.map(({ secret }) => secret));
  expect(secrets.filter((secret) => /^(?:was|is|were|are) |\{[AB]\}|\b(?:his|her|my)\b/.test(secret))).toEqual([]);
});

/** The question of the story and its answer, as they are heard. */
function questionOf({ language, genre, prompt, bible }: Story): [string, string] {
  const plot = plotOf(prompt, genre, language);
  const slots = seriesSlots(plot, bible.characters, language);
  const meeting = plot.facts.areAcquainted ? (plot.pack.reunion ?? plot.pack.turns[1]) : plot.pack.turns[1];
  const marked = [plot.pack.turns[0], meeting, plot.pack.turns.at(-1)].flatMap(
    (turn) => turn?.slice(1).filter((group) => group.startsWith('^')) ?? [],
  );
  const heard = (group: string | undefined, line: number): string =>
    fill((group?.replace('^', '').split('|')[line] ?? '').slice(3), slots);
  return [heard(marked[0], 1), heard(marked.at(-1), 1)];
}
