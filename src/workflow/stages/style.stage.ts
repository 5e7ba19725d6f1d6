import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ProviderChain } from '../../ai/provider-chain.js';
import { AGES, CLOTHES, type CharacterLook, HAIRS, SEXES } from '../../art/look.js';
import { lookFromWords } from '../../art/appearance.js';
import { type KnownLook, lookOf } from '../../art/wardrobe.js';
import { newId } from '../../common/uuid.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { castVoice, type Voice } from '../../offline/voices.js';
import { type CharacterSketch, type StoryBible } from '../../offline/story.js';
import { type Appearance } from '../../projects/character.entity.js';
import { Stage, type Task, type Work } from '../stage.js';

interface KnownCharacter {
  name: string;
  description: string;
  appearance: Appearance;
  look: CharacterLook | null;
  voice: Voice | null;
}

/** Decides what the series is: genre, look, mood, people and the course of the episodes. */
@Injectable()
export class StyleStage extends Stage {
  readonly name = 'style';

  constructor(
    private readonly em: EntityManager,
    private readonly chain: ProviderChain,
  ) {
    super();
  }

  async prepare({ job, step, signal }: Work): Promise<Task<StoryBible>> {
    const known = await this.em
      .fork()
      .execute<KnownCharacter[]>(
        'select name, description, appearance, look, voice from characters where project_id = ? order by created_at, id',
        [job.project_id],
      );
    const { input } = job;
    const brief = {
      prompt: job.prompt,
      language: input.language,
      title: input.title,
      genre: input.genre,
      style: input.style,
      characters: known.map(({ name, description }) => ({ name, description })),
      episodes: input.episodes,
    };
    const wish = { wanted: input.wanted.script, allowFallback: input.allowFallback };
    return {
      facts: () => ({ brief, by: this.chain.preferred('script', wish) }),
      make: async () => {
        const { value: output, ...credit } = await this.chain.run(
          'script',
          { ...wish, attempt: step.attempt, signal },
          (model) => model.object('style', brief, signal),
        );
        return { output, credit };
      },
      apply: (transaction, { output: bible }) => saveSeries(transaction, bible, castOf(bible, known)),
    };
  }
}

interface CastRow {
  id: string;
  name: string;
  description: string;
  appearance: Appearance;
  look: CharacterLook;
  voice: Voice;
}

/** Everyone in the story with a face and a voice; those the user made keep what he said of them. */
function castOf(bible: StoryBible, known: KnownCharacter[]): CastRow[] {
  const looks: CharacterLook[] = [];
  const voices: Voice[] = [];
  const people = new Map(bible.characters.map((sketch) => [sketch.name, sketch]));
  return [...people.values()].map((sketch) => {
    const user = known.find((character) => character.name === sketch.name);
    const appearance = user?.appearance;
    const look =
      user?.look ?? lookOf({ name: sketch.name, ...seen(appearance, sketch), genre: bible.genre, taken: looks });
    const voice = user?.voice ?? castVoice(sketch.name, { sex: look.sex, age: look.age }, voices);
    looks.push(look);
    voices.push(voice);
    return {
      id: newId(),
      name: sketch.name,
      description: user?.description || sketch.description,
      appearance: appearance ?? {
        sex: look.sex,
        age: look.age,
        hair: look.hair,
        clothes: look.clothes,
        glasses: look.glasses,
        note: null,
      },
      look,
      voice,
    };
  });
}

/** What a user's words about a person say in the renderer's terms; the sketch where they say nothing. */
function seen(appearance: Appearance | undefined, sketch: CharacterSketch): Omit<KnownLook, 'name'> {
  const { sex, age, hair, clothes, glasses, note } = appearance ?? NOTHING_SAID;
  const told = lookFromWords([hair, clothes, note].filter(Boolean).join('，'));
  return {
    sex: SEXES.find((word) => word === sex) ?? sketch.sex,
    age: AGES.find((word) => word === age) ?? sketch.age,
    hair: HAIRS.find((word) => word === hair) ?? told.hair ?? sketch.hair,
    hairColor: told.hairColor,
    clothes: CLOTHES.find((word) => word === clothes) ?? told.clothes ?? sketch.clothes,
    topColor: told.topColor,
    glasses: glasses ?? told.glasses ?? sketch.glasses,
  };
}

const NOTHING_SAID: Appearance = { sex: null, age: null, hair: null, clothes: null, glasses: null, note: null };

async function saveSeries(transaction: JobTransaction, bible: StoryBible, cast: CastRow[]): Promise<void> {
  const { em, job } = transaction;
  await em.execute(
    `update projects set genre = coalesce(genre, ?), style = coalesce(style, ?), language = coalesce(language, ?),
       updated_at = now() where id = ?`,
    [bible.genre, bible.style, job.input.language, job.project_id],
  );
  await em.execute('update jobs set style = coalesce(style, ?) where id = ?', [bible.style, job.id]);
  await em.execute(
    `insert into characters (id, project_id, name, description, appearance, look, voice, created_at, updated_at)
     select c.id, ?, c.name, c.description, c.appearance, c.look, c.voice, now(), now()
     from jsonb_to_recordset(?::jsonb)
       as c(id uuid, name text, description text, appearance jsonb, look jsonb, voice jsonb)
     on conflict (project_id, name) do update
       set look = coalesce(characters.look, excluded.look), voice = coalesce(characters.voice, excluded.voice),
         description = case when characters.description = '' then excluded.description else characters.description end`,
    [job.project_id, JSON.stringify(cast)],
  );
}
