import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { detectLanguage, type Language } from '../common/vocabulary.js';
import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { type Project } from '../projects/project.entity.js';
import { lockProject } from '../projects/project-lock.js';
import { type ShotLine } from '../scenes/shot.entity.js';
import { titleOf } from './film-orders.js';

/** What a film of a board is made of. */
export interface Film {
  episodes: number[];
  /** Of the whole series. */
  lastEpisode: number;
  seconds: number;
}

const CARDS_SEC = 5;
const ENOUGH_SHOTS = 500;
/** Nobody speaks faster, in any language. */
const MOST_LETTERS_PER_SEC = 25;

/** What a board has to say to whoever makes something of it. */
@Injectable()
export class BoardReader {
  constructor(private readonly em: EntityManager) {}

  /** After the scenes that are there and those that are being written. Until the commit nobody else asks, nor deletes. */
  async nextEpisode(em: EntityManager, { id, userId }: Project): Promise<number> {
    await lockProject(em, userId, id);
    const [row] = await em.execute<{ last: number }[]>(
      `select greatest(
         (select max(episode) from scenes where project_id = ?),
         (select max((input->>'firstEpisode')::int + (input->>'episodes')::int - 1) from jobs
          where project_id = ? and state in ('pending', 'running', 'paused')), 0)::int as last`,
      [id, id],
    );
    return (row?.last ?? 0) + 1;
  }

  /** The wanted episodes, or all that have shots; refuses those that have none. */
  async film(em: EntityManager, projectId: string, wanted: number[] | undefined): Promise<Film> {
    const rows = await em.execute<{ episode: number; frames: number }[]>(
      // A shot grows with what is said in it.
      `select c.episode, sum(greatest(s.frames, said.letters * ?))::int as frames
       from shots s join scenes c on c.id = s.scene_id, lateral (
         select coalesce(sum(length(l->>'line')), 0) as letters from jsonb_array_elements(s.lines) l) said
       where s.project_id = ? group by c.episode order by c.episode`,
      [FRAMES_PER_SECOND / MOST_LETTERS_PER_SEC, projectId],
    );
    const there = rows.map(({ episode }) => episode);
    const missing = wanted?.filter((episode) => !there.includes(episode)) ?? [];
    if (missing.length > 0 || there.length === 0) {
      throw AppError.invalid({ field: 'episodes', rule: 'has_shots' });
    }
    const episodes = there.filter((episode) => wanted?.includes(episode) ?? true);
    const chosen = rows.filter(({ episode }) => episodes.includes(episode));
    const seconds = chosen.reduce((sum, { frames }) => sum + frames / FRAMES_PER_SECOND + CARDS_SEC, 0);
    return { episodes, lastEpisode: there.at(-1) ?? 1, seconds: Math.ceil(seconds) };
  }

  /** The words by which a project was written, so that its film keeps its music, and what its film is called. */
  async origin(project: Project): Promise<{ title: string; prompt: string }> {
    const [row] = await this.em.execute<{ prompt: string; title: string | null }[]>(
      `select j.prompt, (select b.output->>'seriesTitle' from job_steps b
         where b.job_id = j.id and b.stage = 'storyboard' and b.output is not null limit 1) as title
       from jobs j where j.project_id = ? and j.kind in ('drama', 'video', 'scenes') and j.input->'board' is null
       order by j.created_at desc limit 1`,
      [project.id],
    );
    const { prompt, title } = row ?? { prompt: project.title, title: null };
    // A quick video's project is called after its prompt until somebody gives it a name.
    return { prompt, title: title !== null && project.title === titleOf(prompt) ? title : project.title };
  }

  /** The project's language, or that of what stands on its board and is said of it now. */
  async language({ id, title, language }: Project, said = ''): Promise<Language> {
    return language ?? detectLanguage([title, said, ...(await this.texts('project_id', [id]))].join('\n'));
  }

  /** Names of the people of a project. */
  async people(projectId: string): Promise<string[]> {
    const rows = await this.em.execute<{ name: string }[]>('select name from characters where project_id = ?', [
      projectId,
    ]);
    return rows.map(({ name }) => name);
  }

  /** Everything that will be heard or drawn of some shots; of a project as much as tells its language. */
  async texts(column: 'id' | 'scene_id' | 'project_id', ids: string[], em = this.em): Promise<string[]> {
    const rows = await em.execute<{ description: string; lines: ShotLine[]; words: string[] }[]>(
      `select s.description, s.lines, array[c.title, c.location, s.form_data->>'lighting', s.form_data->>'motion_prompt',
         s.form_data->>'camera_movement'] as words
       from shots s join scenes c on c.id = s.scene_id where s.${column} = any(?::uuid[]) order by s.id limit ?`,
      [`{${ids.join(',')}}`, column === 'project_id' ? ENOUGH_SHOTS : null],
    );
    return rows.flatMap(({ description, lines, words }) => [
      description,
      ...words,
      ...lines.flatMap(({ character, line }) => (character === null ? [line] : [character, line])),
      // Which language a project is in, its translations do not tell.
      ...(column === 'project_id' ? [] : lines.flatMap(({ translations = {} }) => Object.values(translations))),
    ]);
  }
}
