import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type CharacterLook } from '../art/look.js';
import { JobError } from '../common/errors.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { type Voice } from '../offline/voices.js';
import { type ShotTransition } from '../offline/story.js';
import { castPeople, type Person } from '../projects/casting.js';
import { type ShotForm, type ShotImage, type ShotLine, type ShotVideo } from '../scenes/shot.entity.js';

export interface FilmCharacter {
  name: string;
  description: string;
  look: CharacterLook;
  voice: Voice;
}

/** A shot with its scene, as the film needs it. */
export interface FilmShot {
  id: string;
  scene_id: string;
  order_index: number;
  description: string;
  lines: ShotLine[];
  cast: string[];
  frames: number;
  transition: ShotTransition;
  transition_frames: number;
  form_data: ShotForm;
  image: ShotImage;
  video: ShotVideo;
  scene: { location: string; time_of_day: TimeOfDay; weather: string; style: string | null };
}

/** Reads what a step works on, as it is now. */
@Injectable()
export class FilmReader {
  constructor(private readonly em: EntityManager) {}

  async shot(id: string): Promise<FilmShot> {
    const [row] = await this.em.fork().execute<FilmShot[]>(
      `select s.id, s.scene_id, s.order_index, s.description, s.lines, s."cast", s.frames, s.transition,
         s.transition_frames, s.form_data, s.image, s.video,
         jsonb_build_object('location', c.location, 'time_of_day', c.time_of_day, 'weather', c.weather,
           'style', p.style) as scene
       from shots s join scenes c on c.id = s.scene_id join projects p on p.id = s.project_id where s.id = ?`,
      [id],
    );
    if (!row) {
      throw new JobError('INTERNAL_ERROR.shot_deleted', { retryable: false });
    }
    return row;
  }

  async characters(projectId: string): Promise<FilmCharacter[]> {
    const rows = await this.em.fork().execute<(Person & { genre: string | null })[]>(
      `select c.name, c.description, c.appearance, c.look, c.voice, p.genre from characters c
       join projects p on p.id = c.project_id where p.id = ? order by c.created_at, c.id`,
      [projectId],
    );
    return castPeople(rows, rows[0]?.genre ?? null).map(({ name, description, look, voice }) => ({
      name,
      description,
      look,
      voice,
    }));
  }
}
