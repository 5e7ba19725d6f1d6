import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { isoTime } from '../common/iso-time.js';
import { type Page, pageOf } from '../common/pagination.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { ProjectsService } from '../projects/projects.service.js';
import { Storage } from '../storage/storage.js';
import { type SceneDto, type ScenePageQuery, type ShotDto } from './scene.dto.js';
import { type ShotForm, type ShotImage, type ShotLine, type ShotVideo } from './shot.entity.js';

interface ShotRow {
  id: string;
  project_id: string;
  scene_id: string;
  order_index: number;
  description: string;
  lines: ShotLine[];
  frames: number;
  form_data: ShotForm;
  image: ShotImage;
  video: ShotVideo;
  version: number;
  created_at: string;
  updated_at: string;
}

interface SceneRow {
  id: string;
  project_id: string;
  episode: number;
  order_index: number;
  title: string;
  location: string;
  time_of_day: TimeOfDay;
  description: string;
  script: string;
  characters: string[];
}

@Injectable()
export class ScenesService {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsService,
    private readonly storage: Storage,
  ) {}

  /** A project's scenes by episode and order, each with its shots. */
  async list(userId: string, projectId: string, query: ScenePageQuery): Promise<Page<SceneDto>> {
    await this.projects.find(userId, projectId);
    const [counted] = await this.em.execute<{ count: number }[]>(
      `select count(*)::int as count from (select 1 from scenes where project_id = ? limit 10001) counted`,
      [projectId],
    );
    const scenes = await this.em.execute<SceneRow[]>(
      `select id, project_id, episode, order_index, title, location, time_of_day, description, script, characters
       from scenes where project_id = ?
       order by episode ${query.sort_order}, order_index ${query.sort_order} limit ? offset ?`,
      [projectId, query.limit, query.offset],
    );
    const shots = await this.shotsOf(scenes.map((scene) => scene.id));
    return pageOf(
      scenes.map((scene) => {
        const own = shots.filter((shot) => shot.scene_id === scene.id);
        const seconds = own.reduce((sum, shot) => sum + shot.duration_sec, 0);
        return { ...scene, duration_sec: round(seconds), shots: own };
      }),
      counted?.count ?? 0,
      query,
    );
  }

  private async shotsOf(sceneIds: string[]): Promise<ShotDto[]> {
    const rows = await this.em.execute<ShotRow[]>(
      `select id, project_id, scene_id, order_index, description, lines, frames, form_data, image, video, version,
         created_at, updated_at
       from shots where scene_id = any(?::uuid[]) order by order_index, id`,
      [`{${sceneIds.join(',')}}`],
    );
    return rows.map((row) => this.toShot(row));
  }

  private toShot({ lines, frames, image, video, ...row }: ShotRow): ShotDto {
    const urlOf = (key: string | null) => (key === null ? null : this.storage.url(key));
    return {
      ...row,
      narration: lines
        .filter((line) => line.character === null)
        .map((line) => line.line)
        .join('\n'),
      dialogue: lines.flatMap(({ character, line, emotion }) =>
        character === null ? [] : [{ character, line, emotion }],
      ),
      duration_sec: round(frames / FRAMES_PER_SECOND),
      image: { status: image.status, url: urlOf(image.key), upload_id: image.upload_id, provider: image.provider },
      video: {
        status: video.status,
        task_id: video.job_id,
        url: urlOf(video.key),
        source_url: urlOf(video.source_key),
        upload_id: video.upload_id,
        error: video.error,
        provider: video.provider,
      },
      ai_collaboration: [],
      created_at: isoTime(row.created_at),
      updated_at: isoTime(row.updated_at),
    };
  }
}

const round = (seconds: number) => Math.round(seconds * 1000) / 1000;
