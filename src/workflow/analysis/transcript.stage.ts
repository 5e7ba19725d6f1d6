import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type Transcript, type TranscriptionRequest } from '../../ai/ports.js';
import { type TranscriptDto } from '../../analysis/analysis-result.dto.js';
import { Media, piecesOf, type Stretch } from '../../media/media.js';
import { Storage } from '../../storage/storage.js';
import { makePieces, type Piece, sumOf } from '../kept-pieces.js';
import { Scratch } from '../scratch.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';
import {
  absentPart,
  type Captions,
  foundPart,
  type IngestOutput,
  type ProbeOutput,
  type ShotsOutput,
  thousandths,
  type TranscriptOutput,
} from './analysis-outputs.js';
import { orAbsent } from './optional-part.js';

interface Heard extends Stretch {
  transcript: Transcript;
}

const WISH = { wanted: null };
/** A file that transcribers take: 16 kHz, one channel, lossless. */
const PIECE = { extension: 'flac', mime: 'audio/flac' };

/** What is said: somebody listens where one is configured, else what there is to be read is taken. */
@Injectable()
export class TranscriptStage extends Stage {
  readonly name = 'transcript';

  constructor(
    private readonly vendors: VendorCalls,
    private readonly media: Media,
    private readonly storage: Storage,
    private readonly scratch: Scratch,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task<TranscriptOutput>> {
    const { key, captions } = work.inputs.get('ingest') as IngestOutput;
    const { durationSec, sound } = work.inputs.get('shots') as ShotsOutput;
    const { language } = work.job.input;
    // Nobody is paid to listen where nobody speaks.
    const pieces = sound && sound.speech.length > 0 ? piecesOf(durationSec, sound.speech, sound.silences) : [];
    const isHeard = pieces.length > 0 && this.vendors.hasAny('transcription');
    const by = isHeard ? this.vendors.preferred('transcription', WISH) : null;
    return Promise.resolve({
      facts: () => ({ key, pieces, captions, language, by }),
      quote: by
        ? () =>
            this.vendors.quote('transcription', WISH, (model) => sumOf(pieces, (each) => model.quote(requestFor(each))))
        : undefined,
      make: async () => {
        const heard = by ? await this.listen(work, pieces) : null;
        return heard?.output.found ? heard : this.written(work, heard?.output ?? null);
      },
    });
  }

  /** Whoever listens may fail: then there may still be something to be read. */
  private async listen(work: Work, pieces: Stretch[]): Promise<Result<TranscriptOutput>> {
    const { key, format } = work.inputs.get('ingest') as IngestOutput;
    try {
      const path = await this.storage.pathOf(key, work.signal);
      const { output, credit } = await this.scratch.within(work.step, (directory) =>
        makePieces(work, pieces, async (stretch): Promise<Piece<Heard>> => {
          const out = join(directory, `piece.${PIECE.extension}`);
          await this.media.foreign.speechPiece(path, format, stretch, out, work.signal);
          const { value, credit: by } = await this.ask(work, await readFile(out), stretch);
          return { made: { ...stretch, transcript: value }, credit: by };
        }),
      );
      return { output: foundPart(heardDto(output, credit?.provider ?? null)), credit };
    } catch (error) {
      return { output: orAbsent<TranscriptDto>(work, 'transcription')(error) };
    }
  }

  private ask(work: Work, bytes: Buffer, stretch: Stretch) {
    const request = requestFor(stretch, bytes);
    return this.vendors.ask(work, 'transcription', WISH, {
      quote: (model) => model.quote(request),
      call: (model, call) => model.generate(request, call),
    });
  }

  /** What people have written is better than what a machine has heard. */
  private async written(work: Work, heard: TranscriptOutput | null): Promise<Result<TranscriptOutput>> {
    const { key, format, captions } = work.inputs.get('ingest') as IngestOutput;
    const { probe } = work.inputs.get('probe') as ProbeOutput;
    if (captions && !captions.isAutomatic && captions.cues.length > 0) {
      return { output: foundPart(writtenDto('captions', captions)) };
    }
    const path = await this.storage.pathOf(key, work.signal);
    const languages = [work.job.input.language];
    const soft = await this.media.foreign.softSubtitles(path, format, probe, { languages }, work.signal);
    if (soft && soft.cues.length > 0) {
      return { output: foundPart(writtenDto('subtitles', { ...soft, isAutomatic: false })) };
    }
    if (captions && captions.cues.length > 0) {
      return { output: foundPart(writtenDto('captions', captions)) };
    }
    return { output: heard ?? this.nothing(work) };
  }

  private nothing({ inputs }: Work): TranscriptOutput {
    const { sound } = inputs.get('shots') as ShotsOutput;
    if (sound === null) {
      return absentPart('no_sound');
    }
    return absentPart(this.vendors.hasAny('transcription') ? 'no_speech' : 'no_transcriber');
  }
}

/** What is spoken, whoever listens finds out. */
function requestFor({ startSec, endSec }: Stretch, bytes: Buffer = Buffer.alloc(0)): TranscriptionRequest {
  return { bytes, mime: PIECE.mime, language: null, seconds: endSec - startSec };
}

function heardDto(heard: Heard[], provider: string | null): TranscriptDto {
  const segments = heard.flatMap(({ startSec, endSec, transcript: { text, segments: timed } }) =>
    timed.length > 0
      ? timed.map((each) => ({ ...each, startSec: startSec + each.startSec, endSec: startSec + each.endSec }))
      : [{ startSec, endSec, text }],
  );
  return {
    ...{ from: 'provider', provider, is_automatic: true, language: null },
    text: heard.map(({ transcript }) => transcript.text.trim()).join('\n'),
    segments: segments.map(segmentDto),
  };
}

function writtenDto(from: TranscriptDto['from'], { language, isAutomatic, cues }: Captions): TranscriptDto {
  return {
    ...{ from, provider: null, is_automatic: isAutomatic, language },
    text: cues.map(({ text }) => text).join('\n'),
    segments: cues.map(segmentDto),
  };
}

function segmentDto({ startSec, endSec, text }: Captions['cues'][number]): TranscriptDto['segments'][number] {
  return { start_sec: thousandths(startSec), end_sec: thousandths(endSec), text: text.trim() };
}
