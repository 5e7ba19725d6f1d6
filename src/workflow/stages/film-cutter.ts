import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config.js';
import { itemOf } from '../../jobs/plan.js';
import { Media, SUBTITLE_FORMATS, type SubtitleFormat, subtitleFile } from '../../media/media.js';
import {
  type Check,
  type CheckedClip,
  type ClipFacts,
  type FilmExpectation,
  type RenderProfile,
  type Stem,
} from '../../media/timeline.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import {
  aigcLabel,
  type FilmCue,
  type FilmPart,
  profileOf,
  type SubtitleFileOutput,
  type WholeOutput,
} from '../film-plan.js';
import { expectationOf } from '../film-expectation.js';
import { passedClip, requirePassed } from '../quality.js';
import { type Work } from '../stage.js';
import { type SubtitleTrack, tracksOf } from '../subtitle-cues.js';
import { glyphCheck } from '../subtitle-faults.js';

/** A clip, and what it is known by if it was checked before. */
export interface CutClip extends Partial<ClipFacts> {
  key: string;
  /** What it shows, where that is a shot, or a card over one. */
  shotId?: string;
  kind?: FilmPart['kind'];
  isOwn?: boolean;
}

export interface Cut {
  directory: string;
  clips: CutClip[];
  frames: number;
  /** Encoded, as long as the clips. */
  sound: string;
  cues: FilmCue[];
  title: string;
  /** When the poster is taken. */
  posterSec: number;
  hasOwnPictures: boolean;
  /** There is nothing to be heard in it, and that is right. */
  isSilent: boolean;
  /** How long nothing is to be heard in it at a stretch, where that is so. */
  pauseSec?: number;
}

/** Paths of a film's sound. */
export interface FilmSound {
  mixed: string;
  encoded: string;
}

/** Joins clips and their sound into a file that has passed its checks, with its subtitles and its poster. */
@Injectable()
export class FilmCutter {
  constructor(
    private readonly media: Media,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Mixes a film's sound and encodes it, both in `directory`. */
  async sound(stems: Stem[], seconds: number, directory: string, signal: AbortSignal): Promise<FilmSound> {
    const [mixed, encoded] = [join(directory, 'sound.wav'), join(directory, 'sound.m4a')];
    await this.media.mix({ seconds, stems }, mixed, signal);
    await this.media.encodeSound({ path: mixed, seconds }, encoded, signal);
    return { mixed, encoded };
  }

  async cut({ job, step, signal }: Pick<Work, 'job' | 'step' | 'signal'>, cut: Cut): Promise<WholeOutput> {
    const at = (name: string) => join(cut.directory, name);
    const [video, poster] = [at('film.mp4'), at('poster.jpg')];
    const profile = profileOf(job.input);
    const tracks = tracksOf(cut.cues, job.input);
    const subtitles = await writeSubtitles(tracks, profile, cut.directory);
    // In a film that shows them anyway they would be seen twice.
    const isSoft = job.input.subtitles === 'soft';
    const clips = await Promise.all(cut.clips.map(({ key }) => this.storage.pathOf(key, signal)));
    const checkedClips = await Promise.all(cut.clips.map((clip) => this.factsOf({ job, signal }, clip)));
    const metadata = aigcLabel(this.config.aiLabelProducer, job.id);
    await this.media.cut(
      {
        clips,
        sound: cut.sound,
        subtitles: subtitles.filter(({ format }) => isSoft && format === 'srt'),
        metadata: { title: cut.title, AIGC: metadata },
      },
      video,
      signal,
    );
    const facts = { clips: checkedClips, tracks: isSoft ? tracks : [], metadata };
    const [checks] = await Promise.all([
      this.check(video, expectationOf(job.input, { ...cut, profile, ...facts }), signal),
      this.media.poster(video, cut.posterSec, poster, signal),
    ]);
    const use = { kind: 'step' as const, subjectId: step.id };
    const save = (path: string, mime: string, ext: string) =>
      this.assets.save(job.user_id, { path, mime, ext }, use, signal);
    const file = await save(video, 'video/mp4', 'mp4');
    const posterAsset = await save(poster, 'image/jpeg', 'jpg');
    const subtitleFiles: SubtitleFileOutput[] = [];
    for (const { path, format, language } of subtitles) {
      const { key, bytes } = await save(path, SUBTITLE_TYPES[format], format);
      subtitleFiles.push({ format, language, key, bytes });
    }
    return {
      clips: cut.clips.map(({ key }) => key),
      checkedClips,
      frames: cut.frames,
      videoKey: file.key,
      videoBytes: file.bytes,
      subtitleFiles,
      posterKey: posterAsset.key,
      posterBytes: posterAsset.bytes,
      cues: cut.cues,
      checks: job.input.subtitles === 'burned' ? [...checks, glyphCheck(cut.cues)] : checks,
      hasOwnPictures: cut.hasOwnPictures,
    };
  }

  /** Looks at a clip of which nobody has told whether it is good: no film is made of others. */
  async checkedClip({ job, signal }: Pick<Work, 'job' | 'signal'>, clip: CutClip): Promise<CheckedClip> {
    const path = await this.storage.pathOf(clip.key, signal);
    const frames = clip.frames ?? (await this.media.probe(path, signal)).streams[0]?.frames ?? 0;
    const isCard = clip.kind === 'title' || clip.kind === 'end';
    const expectation = { profile: profileOf(job.input), frames, hasOwnPictures: clip.isOwn, isCard };
    const part = isCard ? clip.kind : 'clip';
    const item = clip.shotId === undefined || part === undefined ? undefined : itemOf(part, clip.shotId);
    return passedClip(this.media, path, expectation, { signal, item });
  }

  private async factsOf(work: Pick<Work, 'job' | 'signal'>, clip: CutClip): Promise<ClipFacts> {
    const { frames, packets, black = [] } = clip.packets && clip.frames ? clip : await this.checkedClip(work, clip);
    return { frames: frames ?? 0, packets: packets ?? null, black };
  }

  private async check(video: string, expectation: FilmExpectation, signal: AbortSignal): Promise<Check[]> {
    const checks = await this.media.checkFilm(video, expectation, signal);
    requirePassed('film', checks);
    return checks;
  }
}

const SUBTITLE_TYPES: Record<SubtitleFormat, string> = {
  srt: 'application/x-subrip',
  vtt: 'text/vtt; charset=utf-8',
  ass: 'text/x-ssa; charset=utf-8',
};

type WrittenSubtitles = Pick<SubtitleFileOutput, 'format' | 'language'> & { path: string };

/** Every language in every format. */
function writeSubtitles(
  tracks: SubtitleTrack[],
  profile: RenderProfile,
  directory: string,
): Promise<WrittenSubtitles[]> {
  const wanted = SUBTITLE_FORMATS.flatMap((format) => tracks.map((track) => ({ ...track, format })));
  return Promise.all(
    wanted.map(async ({ format, language, lines }) => {
      const path = join(directory, `film.${language}.${format}`);
      await writeFile(path, subtitleFile(format, lines, profile));
      return { format, language, path };
    }),
  );
}
