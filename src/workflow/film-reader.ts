import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { lookOf } from '../art/wardrobe.js';
import { type CharacterLook } from '../art/look.js';
import { JobError } from '../common/errors.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { NARRATOR_VOICE, type Voice } from '../offline/voices.js';
import { type ShotTransition } from '../offline/story.js';
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
    const rows = await this.em
      .fork()
      .execute<{ name: string; description: string; look: CharacterLook | null; voice: Voice | null }[]>(
        'select name, description, look, voice from characters where project_id = ? order by created_at, id',
        [projectId],
      );
    return rows.map((row) => ({
      name: row.name,
      description: row.description,
      look: row.look ?? lookOf({ name: row.name }),
      voice: row.voice ?? NARRATOR_VOICE,
    }));
  }
}
