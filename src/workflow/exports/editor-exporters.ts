import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Storage } from '../../storage/storage.js';
import { type Work } from '../stage.js';
import { type EditorFormat, editorPackage, type PackageOptions } from './editor-package.js';
import { type ExportFile, Exporter, type FinishedFilm } from './exporter.js';
import { writeZip, type ZipEntry } from './zip-file.js';

/** Films for editing programs: what is there is packed, and nothing of it is encoded again. */
@Injectable()
abstract class EditorExporter extends Exporter {
  abstract override readonly format: EditorFormat;

  constructor(private readonly storage: Storage) {
    super();
  }

  override facts({ job }: Work): PackageOptions {
    return { captionsInPicture: job.input.subtitles === 'burned' };
  }

  async make({ timeline }: FinishedFilm, work: Work, directory: string): Promise<ExportFile> {
    const { ext, mime, entries } = editorPackage(this.format, timeline, this.facts(work));
    const packed: ZipEntry[] = [];
    for (const { path, content } of entries) {
      packed.push({
        path,
        source: 'key' in content ? { path: await this.storage.pathOf(content.key, work.signal) } : content,
      });
    }
    const path = join(directory, `film.${ext}`);
    await writeZip(packed, path, work.signal);
    return { path, mime, ext };
  }
}

@Injectable()
export class FcpxmlExporter extends EditorExporter {
  readonly format = 'fcpxml';
}

@Injectable()
export class EdlExporter extends EditorExporter {
  readonly format = 'edl';
}

@Injectable()
export class OtioExporter extends EditorExporter {
  readonly format = 'otio';
}

@Injectable()
export class CapcutExporter extends EditorExporter {
  readonly format = 'capcut';
}
