import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { promptVersion } from '../../ai/prompt-version.js';
import { type CharacterLook } from '../../art/look.js';
import { newId } from '../../common/uuid.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { type Voice } from '../../offline/voices.js';
import { type CharacterSketch, type StoryBible } from '../../offline/story.js';
import { castPeople, type Person } from '../../projects/casting.js';
import { type Appearance, NOTHING_SAID } from '../../projects/character.entity.js';
import { Stage, type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';

/** Decides what the series is: genre, look, mood, people and the course of the episodes. */
@Injectable()
export class StyleStage extends Stage {
  readonly name = 'style';

  constructor(
    private readonly em: EntityManager,
    private readonly vendors: VendorCalls,
  ) {
    super();
  }

  async prepare(work: Work): Promise<Task<StoryBible>> {
    const { job } = work;
    const known = await this.em
      .fork()
      .execute<Person[]>(
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
      facts: () => ({
        brief,
        prompt: promptVersion('style', input.language),
        by: this.vendors.preferred('script', wish),
      }),
      make: async () => {
        const { value: output, credit } = await this.vendors.ask(work, 'script', wish, {
          quote: (model) => model.quote('style', brief),
          call: (model, call) => model.object('style', brief, call),
        });
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
function castOf(bible: StoryBible, known: Person[]): CastRow[] {
  const sketches = new Map(bible.characters.map((sketch) => [sketch.name, sketch]));
  const people = [...sketches.values()].map((sketch) => {
    const user = known.find((character) => character.name === sketch.name);
    return {
      ...(user ?? stranger(sketch)),
      description: user?.description || sketch.description,
      isNew: !user,
      sketch,
    };
  });
  return castPeople(people, bible.genre, ({ sketch }) => sketch).map(({ isNew, sketch: _, ...person }) => ({
    ...person,
    id: newId(),
    appearance: isNew ? appearanceOf(person.look) : person.appearance,
  }));
}

const stranger = ({ name, description }: CharacterSketch): Person => ({
  name,
  description,
  appearance: NOTHING_SAID,
  look: null,
  voice: null,
});

function appearanceOf({ sex, age, hair, clothes, glasses }: CharacterLook): Appearance {
  return { sex, age, hair, clothes, glasses, note: null };
}

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
