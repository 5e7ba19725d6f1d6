import { Inject, Injectable } from '@nestjs/common';
import { JobError } from '../../common/errors.js';
import { AssetsService } from '../../storage/assets.service.js';
import { episodesIn, type ExportOutput, type StemsOutput, type WholeOutput } from '../film-plan.js';
import { Scratch } from '../scratch.js';
import { type Task, type Work } from '../stage.js';
import { type Exporter, EXPORTERS, type FinishedFilm } from './exporter.js';
import { timelineOf } from './film-timeline.js';

/** `assembly/export:<format>`: a finished film in one more format. */
@Injectable()
export class ExportStep {
  constructor(
    @Inject(EXPORTERS) private readonly exporters: Exporter[],
    private readonly assets: AssetsService,
    private readonly scratch: Scratch,
  ) {}

  task(work: Work): Task<ExportOutput> {
    const { job, step, subject: format, signal } = work;
    const exporter = this.exporters.find((each) => each.format === format);
    if (!exporter) {
      throw new JobError('INTERNAL_ERROR.format', { args: { format }, retryable: false });
    }
    const film = filmOf(work);
    return {
      facts: () => ({ format, version: exporter.version, film, besides: exporter.facts(work) }),
      make: () =>
        this.scratch.within(step, async (directory) => {
          const { parts = [], ...file } = await exporter.make(film, work, directory);
          const use = { kind: 'step' as const, subjectId: step.id };
          const { key, bytes } = await this.assets.save(job.user_id, file, use, signal);
          const all = parts.reduce((sum, part) => sum + part.bytes, bytes);
          const keys = parts.map((part) => part.key);
          return { output: { format: exporter.format, key, bytes: all, ...(keys.length > 0 && { parts: keys }) } };
        }),
    };
  }
}

function filmOf({ job, inputs }: Work): FinishedFilm {
  const { videoKey, subtitleFiles = [] } = inputs.get('whole') as WholeOutput;
  const episodes = episodesIn(inputs);
  const stems = episodes.flatMap(({ episode }) => (inputs.get(`stems:${episode}`) as StemsOutput | undefined) ?? []);
  return { timeline: timelineOf(job.input, episodes, stems), videoKey, subtitleFiles };
}
