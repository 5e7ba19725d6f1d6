import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Media } from '../../media/media.js';
import { Storage } from '../../storage/storage.js';
import { AI_LABEL } from '../film-plan.js';
import { type Work } from '../stage.js';
import { type ExportFile, Exporter, type FinishedFilm } from './exporter.js';
import { extentOf, picturesOf } from './film-moments.js';

/** All shots of a film on one picture. */
@Injectable()
export class ContactSheetExporter extends Exporter {
  readonly format = 'contact_sheet';

  constructor(
    private readonly media: Media,
    private readonly storage: Storage,
  ) {
    super();
  }

  async make({ timeline, videoKey }: FinishedFilm, { signal }: Work, directory: string): Promise<ExportFile> {
    const path = join(directory, 'contact-sheet.jpg');
    const film = await this.storage.pathOf(videoKey, signal);
    const { profile, language, title } = timeline;
    const pictures = picturesOf(timeline);
    const plan = { film, profile, title, note: extentOf(timeline), label: AI_LABEL[language], pictures };
    await this.media.contactSheet(plan, path, signal);
    return { path, mime: 'image/jpeg', ext: 'jpg' };
  }
}
