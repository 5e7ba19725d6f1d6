import { Inject, Injectable } from '@nestjs/common';
import { type MediaFactsDto } from '../../analysis/analysis-result.dto.js';
import { CONFIG, type Config } from '../../common/config.js';
import { isHdr, Media, type MediaProbe, pictureStream } from '../../media/media.js';
import { Storage } from '../../storage/storage.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { type IngestOutput, type ProbeOutput, thousandths } from './analysis-outputs.js';
import { SourceExamination } from './source-examination.js';

/** What the file consists of. */
@Injectable()
export class ProbeStage extends Stage {
  readonly name = 'probe';

  constructor(
    private readonly media: Media,
    private readonly storage: Storage,
    private readonly examination: SourceExamination,
    @Inject(CONFIG) private readonly config: Pick<Config, 'analysis'>,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task<ProbeOutput>> {
    const { key, format, container } = work.inputs.get('ingest') as IngestOutput;
    return Promise.resolve({
      facts: () => ({ key, format, container, most: this.config.analysis.maxSec }),
      make: () => this.examine(work),
    });
  }

  private async examine({ inputs, signal }: Work): Promise<Result<ProbeOutput>> {
    const { key, bytes, format, container, probe: known } = inputs.get('ingest') as IngestOutput;
    const path = await this.storage.pathOf(key, signal);
    const probe = known ?? (await this.examination.examine(path, format, signal));
    const pace = await this.media.foreign.paceOfFrames(path, format, probe, signal);
    const is_variable_rate = pace?.isVariableRate ?? false;
    return {
      output: { media: { ...factsOf(probe), container, size_bytes: bytes, is_variable_rate }, probe },
    };
  }
}

type Facts = Omit<MediaFactsDto, 'container' | 'size_bytes' | 'is_variable_rate'>;

function factsOf(probe: MediaProbe): Facts {
  const { streams, durationSec } = probe;
  const sound = streams.find(({ type }) => type === 'audio');
  const video = pictureStream(probe);
  const { codec = '', width = 0, height = 0, fps = 0, rotationDeg = 0 } = video ?? {};
  return {
    duration_sec: thousandths(durationSec ?? 0),
    video_codec: codec,
    ...{ width, height, fps: thousandths(fps) },
    is_hdr: isHdr(video ?? {}),
    rotation_deg: rotationDeg,
    audio: sound
      ? { codec: sound.codec, channels: sound.channels ?? null, sample_rate: sound.sampleRate ?? null }
      : null,
    subtitle_languages: streams.filter(({ type }) => type === 'subtitle').map(({ language }) => language ?? 'und'),
  };
}
