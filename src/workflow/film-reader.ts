import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type CharacterLook } from '../art/look.js';
import { JobError } from '../common/errors.js';
import { emForReads } from '../common/transaction.js';
import { type Language } from '../common/vocabulary.js';
import { type Voice } from '../offline/voices.js';
import { castPeople, type Person } from '../projects/casting.js';
import { type Appearance } from '../projects/character.entity.js';
import { itemOf, PORTRAIT, TRANSLATION } from '../jobs/plan.js';
import { plannedShot, type PortraitOutput, type ShotFacts } from './film-plan.js';

export interface FilmCharacter {
  id: string;
  name: string;
  description: string;
  appearance: Appearance;
  look: CharacterLook;
  voice: Voice;
  /** The picture that a user has given of this person. */
  reference: string | null;
  /** In which the whole project is drawn. */
  style: string | null;
}

/** A shot with its scene, as the film needs it. */
export interface FilmShot extends ShotFacts {
  id: string;
  opensScene: boolean;
  endsScene: boolean;
}

/** A shot with those around it. */
export interface StagedShot extends FilmShot {
  /** All shots of its scene as they are now, in their order; none where it is not there any more. */
  sceneShots: SceneShot[];
  /** The last shots of the scenes before it, in their order. */
  earlierShots: (SceneShot & { location: string })[];
}

/** What a shot has to know of another one of its scene. */
export interface SceneShot extends Pick<ShotFacts, 'description' | 'lines' | 'cast'> {
  id: string;
}

const FACTS = `s.description, s.lines, s."cast", s.frames, s.transition, s.transition_frames, s.form_data, s.image, s.video,
  jsonb_build_object('location', coalesce(nullif(c.location, ''), c.title), 'time_of_day', c.time_of_day,
    'weather', c.weather, 'style', p.style, 'genre', p.genre, 'mood', c.mood) as scene`;
const FROM = 'from shots s join scenes c on c.id = s.scene_id join projects p on p.id = s.project_id';

/** So far back a film remembers who holds what. */
const MOST_EARLIER_SHOTS = 60;
const EARLIER = `select o.id, o.description, o.lines, o."cast", e.location, e.order_index as scene_order, e.id as scene_id,
    o.order_index from shots o join scenes e on e.id = o.scene_id
  where e.project_id = c.project_id and e.episode = c.episode and (e.order_index, e.id) < (c.order_index, c.id)
  order by e.order_index desc, e.id desc, o.order_index desc, o.id desc limit ${MOST_EARLIER_SHOTS}`;
const AROUND = `,
  (select jsonb_agg(jsonb_build_object('id', o.id, 'description', o.description, 'lines', o.lines, 'cast', o."cast")
    order by o.order_index, o.id) from shots o where o.scene_id = s.scene_id) as "sceneShots",
  (select jsonb_agg(jsonb_build_object('id', o.id, 'description', o.description, 'lines', o.lines, 'cast', o."cast",
    'location', o.location) order by o.scene_order, o.scene_id, o.order_index, o.id)
    from (${EARLIER}) o) as "earlierShots"`;

/** A shot of a board, with what its scene says of itself. */
export interface BoardRow extends ShotFacts {
  id: string;
  scene_id: string;
  title: string;
  mood: string;
}

/** Reads what a step works on, as it is now. */
@Injectable()
export class FilmReader {
  constructor(private readonly em: EntityManager) {}

  /**
   * A shot as it is now, but as long and with the transition that its film has planned, so that pictures and sound fit
   * together. One that was deleted since is made as it was planned; where nothing is planned, there is nothing to make.
   */
  shot(id: string, inputs: ReadonlyMap<string, unknown>): Promise<FilmShot> {
    return this.read(id, inputs, '');
  }

  /** The same, with the shots that its picture has to fit. */
  async stagedShot(id: string, inputs: ReadonlyMap<string, unknown>): Promise<StagedShot> {
    const { sceneShots, earlierShots, ...shot } = await this.read(id, inputs, AROUND);
    return { ...shot, sceneShots: (sceneShots ?? []).map(asSpoken), earlierShots: (earlierShots ?? []).map(asSpoken) };
  }

  private async read(
    id: string,
    inputs: ReadonlyMap<string, unknown>,
    around: string,
  ): Promise<FilmShot & Partial<StagedShot>> {
    const [row] = await emForReads(this.em).execute<(FilmShot & Partial<StagedShot>)[]>(
      `select s.id, ${FACTS},
         not exists (select 1 from shots o where o.scene_id = s.scene_id
           and (o.order_index, o.id) < (s.order_index, s.id)) as "opensScene",
         not exists (select 1 from shots o where o.scene_id = s.scene_id
           and (o.order_index, o.id) > (s.order_index, s.id)) as "endsScene"
         ${around}
       ${FROM} where s.id = ?`,
      [id],
    );
    const planned = plannedShot(inputs, id);
    if (planned) {
      const { frames, transition, transition_frames } = planned.facts;
      const now = row ? asSpoken(row) : { opensScene: false, endsScene: false };
      return { ...planned.facts, ...now, id, frames, transition, transition_frames };
    }
    if (!row) {
      throw new JobError('INTERNAL_ERROR.shot_deleted', { retryable: false });
    }
    return asSpoken(row);
  }

  /** The shots of an episode in their order: all as they were at one moment. */
  async board(projectId: string, episode: number): Promise<BoardRow[]> {
    const rows = await emForReads(this.em).execute<BoardRow[]>(
      `select s.id, s.scene_id, c.title, c.mood, ${FACTS} ${FROM}
       where s.project_id = ? and c.episode = ? order by c.order_index, c.id, s.order_index, s.id`,
      [projectId, episode],
    );
    return rows.map((row) => ({ ...row, lines: row.lines.filter(isSpoken) }));
  }

  /** What a writer has called an episode. */
  async episodeTitle(projectId: string, episode: number): Promise<string | null> {
    const [row] = await emForReads(this.em).execute<{ title: string }[]>(
      `select b.output->>'title' as title from job_steps b join jobs j on j.id = b.job_id
       where j.project_id = ? and b.stage = 'storyboard' and b.item = ? and b.state = 'done' and b.output is not null
         and j.input->'board' is null
       order by b.completed_at desc limit 1`,
      [projectId, `board:${episode}`],
    );
    return row?.title ?? null;
  }

  /** What lines of a project were translated to by language models, the newest first that has one. */
  async translations(projectId: string, to: Language): Promise<Map<string, string>> {
    const rows = await emForReads(this.em).execute<{ text: string; translation: string }[]>(
      `select distinct on (l->>'text') l->>'text' as text, l->'translations'->>? as translation
       from job_steps s join jobs j on j.id = s.job_id, jsonb_array_elements(s.output->'lines') l
       where j.project_id = ? and s.stage = 'storyboard' and s.item like ? and s.state = 'done'
         and l->'translations'->>? is not null
       order by l->>'text', s.completed_at desc`,
      [to, projectId, `${TRANSLATION}:%`, to],
    );
    return new Map(rows.map(({ text, translation }) => [text, translation]));
  }

  async characters(projectId: string): Promise<FilmCharacter[]> {
    const rows = await emForReads(this.em).execute<PersonRow[]>(
      `select c.id, c.name, c.description, c.appearance, c.look, c.voice, c.reference_key as reference, p.genre, p.style
       from characters c join projects p on p.id = c.project_id where p.id = ? order by c.created_at, c.id`,
      [projectId],
    );
    const people = castPeople(rows, rows[0]?.genre ?? null);
    return people.map(({ genre: _, ...person }) => person);
  }

  /** The newest portraits of some characters that films of the project have had made, by the character's id. */
  async portraits(projectId: string, characterIds: string[]): Promise<Map<string, PortraitOutput>> {
    const rows = await emForReads(this.em).execute<{ id: string; output: PortraitOutput }[]>(
      `select distinct on (s.item) split_part(s.item, ':', 2) as id, s.output
       from job_steps s join jobs j on j.id = s.job_id
       where j.project_id = ? and s.stage = 'images' and s.item = any(?::text[]) and s.state = 'done'
         and s.output->>'key' is not null
       order by s.item, s.completed_at desc`,
      [projectId, `{${characterIds.map((id) => itemOf(PORTRAIT, id)).join(',')}}`],
    );
    return new Map(rows.map(({ id, output }) => [id, output]));
  }
}

interface PersonRow extends Person, Pick<FilmCharacter, 'id' | 'reference' | 'style'> {
  genre: string | null;
}

const isSpoken = ({ line }: { line: string }) => /\S/.test(line);

/** Blank lines are none. */
function asSpoken<Shot extends Pick<ShotFacts, 'lines'>>(shot: Shot): Shot {
  return { ...shot, lines: shot.lines.filter(isSpoken) };
}
