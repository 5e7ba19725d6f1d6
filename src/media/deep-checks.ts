import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { atLeast, atMost, explained, skipped } from './check-results.js';
import { clipSamples } from './clip-samples.js';
import { cuePlace } from './cue-text.js';
import { cueFrames, type DeepExpectation, faceFrames, judgedFrames } from './deep-samples.js';
import { type MediaTools } from './ffmpeg.js';
import { FaceFinder } from './face-finder.js';
import { drawable } from './fonts.js';
import { NudityJudge } from './nudity-judge.js';
import { misreadShare } from './subtitle-match.js';
import { TextReader } from './text-reader.js';
import { type Check, type Cue } from './timeline.js';

/** What somebody would see who watched a clip: whether its subtitles read as they should, whose face, and too much skin. */

/** What came of it. */
export interface DeepFindings {
  checks: Check[];
  /** The moment that `nsfw_score` is about; null where it is below its limit. */
  nudeAtSec: number | null;
}

const MISREAD_LIMIT = 0.05;
/** Our own drawings have 0.3 at most, in a close look at bare shoulders. */
const NSFW_LIMIT = 0.7;
/** How sure one of the networks has to be: of our faces they are from 0.66 on, of what stands in our sets up to 0.34. */
const LEAST_SURE = 0.5;
/** In parts of the picture's height: those of a close shot, not somebody behind. */
const LEAST_FACE = 0.1;
const LARGEST_FACE = 0.75;
/** Subtitles take no more than so many heights of their letters, the name above them and two languages included. */
const TALLEST_CUE = 6.2;
const BELOW_CUE = 0.4;
/** Letters are read best when they are about so high. */
const READING_SIZE = 36;
/** Subtitles stand in the middle: what does not is part of the picture. */
const MOST_OFF_CENTRE = 0.04;

/** Everything that has to be loaded once: about a second, and 350 MB. */
interface Watcher {
  reader: TextReader;
  finder: FaceFinder;
  judge: NudityJudge;
}

let watcher: Promise<Watcher> | undefined;

function loadWatcher(): Promise<Watcher> {
  watcher ??= Promise.all([TextReader.load(), FaceFinder.load(), NudityJudge.load()]).then(
    ([reader, finder, judge]) => ({ reader, finder, judge }),
  );
  return watcher;
}

export async function deepChecks(
  tools: MediaTools,
  path: string,
  expectation: DeepExpectation,
  signal: AbortSignal,
): Promise<DeepFindings> {
  const look = new ClipLook(await loadWatcher(), expectation);
  const { profile } = expectation;
  for (let frames = look.wanted(); frames.length > 0; frames = look.wanted()) {
    for await (const { frame, picture } of clipSamples(tools, path, { frames, profile }, signal)) {
      signal.throwIfAborted();
      await look.at(frame, picture);
    }
  }
  return look.findings();
}

/** A subtitle, and what is left to try. */
interface CueLook {
  cue: Cue;
  frames: number[];
  /** The least that was misread so far; null: it cannot be told. */
  misread: number | null;
}

/** One clip while it is looked at. */
class ClipLook {
  private readonly watcher: Watcher;
  private readonly expectation: DeepExpectation;
  private readonly cues: CueLook[];
  private faces: number[];
  private judged: number[];
  private found = 0;
  private worst = { score: 0, frame: 0 };

  constructor(watcher: Watcher, expectation: DeepExpectation) {
    const { subtitles } = expectation;
    const cues = 'skip' in subtitles ? [] : subtitles.cues;
    this.watcher = watcher;
    this.expectation = expectation;
    this.cues = cues.map((cue) => ({ cue, frames: cueFrames(cue), misread: 1 }));
    this.faces = faceFrames(expectation);
    this.judged = judgedFrames(expectation);
  }

  /** The frames that are needed next: those of a second look at subtitles only where the first one was not enough. */
  wanted(): number[] {
    const faces = this.found > 0 ? [] : this.faces;
    return [...this.cues.flatMap(({ frames }) => frames.slice(0, 1)), ...faces, ...this.judged];
  }

  async at(frame: number, picture: Canvas): Promise<void> {
    for (const look of this.cues.filter(({ frames }) => frames[0] === frame)) {
      await this.read(look, picture);
    }
    if (this.faces.includes(frame)) {
      this.faces = this.faces.filter((each) => each !== frame);
      this.found ||= await this.facesIn(picture);
    }
    if (this.judged.includes(frame)) {
      this.judged = this.judged.filter((each) => each !== frame);
      const score = await this.watcher.judge.score(picture);
      this.worst = score > this.worst.score ? { score, frame } : this.worst;
    }
  }

  findings(): DeepFindings {
    const { score, frame } = this.worst;
    return {
      checks: [this.subtitleCheck(), this.faceCheck(), explained(atMost('nsfw_score', score, NSFW_LIMIT), 'indecent')],
      nudeAtSec: score > NSFW_LIMIT ? this.secondsAt(frame) : null,
    };
  }

  private async read(look: CueLook, picture: Canvas): Promise<void> {
    const { cue } = look;
    const rows = await this.watcher.reader.read(subtitleArea(picture));
    const middle = rows.filter(({ x, width }) => isCentred(x + width / 2, picture));
    const wanted = {
      speaker: cue.speaker?.name ?? null,
      texts: [cue.text, cue.second ?? ''].map((text) => drawable(text)),
    };
    const misread = misreadShare(
      wanted,
      middle.map(({ text }) => text),
      (text) => this.watcher.reader.knows(text),
    );
    look.misread = misread === null ? null : Math.min(misread, look.misread ?? 1);
    look.frames = misread === null || misread <= MISREAD_LIMIT ? [] : look.frames.slice(1);
  }

  /** The thorough network takes four times as long, and is asked where the quick one sees nobody. */
  private async facesIn(picture: Canvas): Promise<number> {
    const { finder } = this.watcher;
    for (const find of [finder.quick.bind(finder), finder.thorough.bind(finder)]) {
      const faces = await find(picture, LEAST_SURE);
      const near = faces.filter(({ height }) => height >= LEAST_FACE && height <= LARGEST_FACE);
      if (near.length > 0) {
        return near.length;
      }
    }
    return 0;
  }

  private subtitleCheck(): Check {
    const { subtitles } = this.expectation;
    if ('skip' in subtitles) {
      return skipped('subtitle_text', subtitles.skip);
    }
    const seen = this.cues.filter(({ cue, misread }) => cueFrames(cue).length > 0 && misread !== null);
    if (seen.length === 0) {
      return skipped('subtitle_text', 'no_letters');
    }
    const worst = seen.reduce((most, each) => ((each.misread ?? 0) > (most.misread ?? 0) ? each : most));
    const second = this.secondsAt(worst.cue.startFrame);
    return explained(atMost('subtitle_text', worst.misread ?? 0, MISREAD_LIMIT), 'misread', { second });
  }

  private faceCheck(): Check {
    const { face } = this.expectation;
    return 'skip' in face
      ? skipped('face_visible', face.skip)
      : explained(atLeast('face_visible', this.found, 1), 'no_face');
  }

  private secondsAt(frame: number): number {
    return Math.round((frame / this.expectation.profile.fps) * 100) / 100;
  }
}

/** Where subtitles stand, as large as they are read best. */
function subtitleArea(picture: Canvas): Canvas {
  const { size, bottom } = cuePlace(picture);
  const base = picture.height * (1 - bottom);
  const [top, height] = [Math.round(base - size * TALLEST_CUE), Math.round(size * (TALLEST_CUE + BELOW_CUE))];
  const scale = scaleOf(picture);
  const area = createCanvas(Math.round(picture.width * scale), Math.round(height * scale));
  const context = area.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, top, picture.width, height, 0, 0, area.width, area.height);
  return area;
}

function scaleOf(picture: Canvas): number {
  return Math.max(1, READING_SIZE / cuePlace(picture).size);
}

function isCentred(x: number, picture: Canvas): boolean {
  const width = picture.width * scaleOf(picture);
  return Math.abs(x - width / 2) <= width * MOST_OFF_CENTRE;
}
