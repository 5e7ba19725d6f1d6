import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Media } from '../../media/media.js';
import { Storage } from '../../storage/storage.js';
import { AI_LABEL } from '../film-plan.js';
import { type Work } from '../stage.js';
import { type ExportFile, Exporter, type FinishedFilm } from './exporter.js';
import { passagesOf } from './film-moments.js';

/** A few seconds of some shots, small, without sound, playing for ever: what a page shows before anybody presses play. */
@Injectable()
export class GifExporter extends Exporter {
  readonly format = 'gif';

  constructor(
    private readonly media: Media,
    private readonly storage: Storage,
  ) {
    super();
  }

  async make({ timeline, videoKey }: FinishedFilm, { signal }: Work, directory: string): Promise<ExportFile> {
    const path = join(directory, 'film.gif');
    const film = await this.storage.pathOf(videoKey, signal);
    const { profile, language } = timeline;
    const plan = { film, profile, passages: passagesOf(timeline), label: AI_LABEL[language] };
    await this.media.gif(plan, path, signal);
    return { path, mime: 'image/gif', ext: 'gif' };
  }
}
