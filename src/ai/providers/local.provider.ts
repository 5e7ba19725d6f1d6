import { DEFAULT_LANGUAGE, tell } from '../../common/sentences.js';
import { type Media } from '../../media/media.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { drawnSceneOf } from '../../offline/artist.js';
import { type CensorFinding, censorInTurns } from '../../offline/censor.js';
import { drawBoard } from '../../offline/director.js';
import { noteNothing } from '../../offline/insights.js';
import { suggestShot } from '../../offline/suggester.js';
import { translateNothing } from '../../offline/translation.js';
import { type Voices } from '../../offline/voices.js';
import { writeBible, writeEpisode } from '../../offline/writer.js';
import {
  ImageModel,
  ModerationModel,
  ScriptModel,
  SpeechModel,
  VideoModel,
  type AnswerOf,
  type BriefOf,
  type Call,
  type Footage,
  type FootageRequest,
  type ModeratedText,
  type Moderation,
  type ModerationFinding,
  type ModerationRequest,
  type Picture,
  type PictureRequest,
  type ScriptKind,
  type Speech,
  type SpeechRequest,
  type Started,
  type Usage,
} from '../ports.js';

/** The offline crew behind the ports: no key, no network, no cost. */

const WRITERS: { [Kind in ScriptKind]: (brief: BriefOf<Kind>) => AnswerOf<Kind> } = {
  style: writeBible,
  script: writeEpisode,
  storyboard: drawBoard,
  translation: translateNothing,
  suggestion: suggestShot,
  insights: noteNothing,
};

export class LocalScriptModel extends ScriptModel {
  readonly provider = 'local';
  readonly model = 'writer';

  async object<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>, { signal }: Call): Promise<AnswerOf<Kind>> {
    signal.throwIfAborted();
    return WRITERS[kind](brief);
  }

  quote(): number {
    return 0;
  }
}

export class LocalImageModel extends ImageModel {
  readonly provider = 'local';
  readonly model = 'artist';

  constructor(private readonly media: Pick<Media, 'still'>) {
    super();
  }

  async start(request: PictureRequest, { signal }: Call): Promise<Started<Picture>> {
    const drawn = drawnSceneOf(request);
    const { width, height, shotSize } = request;
    const bytes = await this.media.still(
      { width, height, fps: FRAMES_PER_SECOND },
      {
        source: { kind: 'drawn', scene: drawn },
        size: shotSize,
        camera: 'static',
        frames: 1,
        tailFrames: 0,
        lines: [],
      },
      signal,
    );
    return { state: 'done', result: { kind: 'bytes', bytes, mime: 'image/png', drawn } };
  }

  status(): never {
    throw new Error('nothing of the artist is ever under way');
  }

  cancel(): never {
    throw new Error('nothing of the artist is ever under way');
  }

  quote(): number {
    return 0;
  }
}

export class LocalSpeechModel extends SpeechModel {
  readonly provider = 'local';
  readonly model = 'voices';

  constructor(private readonly voices: Pick<Voices, 'speak'>) {
    super();
  }

  generate(request: SpeechRequest, { signal }: Call): Promise<Speech> {
    return this.voices.speak(request, signal);
  }

  quote(): number {
    return 0;
  }
}

/** Our renderer moves drawn scenes and stills itself, so there is never a file to wait for. */
export class LocalVideoModel extends VideoModel {
  readonly provider = 'local';
  readonly model = 'renderer';

  async start(): Promise<Started<Footage>> {
    return { state: 'done', result: { kind: 'drawn' } };
  }

  status(): never {
    throw new Error('nothing of the renderer is ever under way');
  }

  cancel(): never {
    throw new Error('nothing of the renderer is ever under way');
  }

  usageOf({ seconds }: Pick<FootageRequest, 'seconds'>): Usage {
    return { seconds };
  }
}

export class LocalModerationModel extends ModerationModel {
  readonly provider = 'local';
  readonly model = 'censor';

  async generate(request: ModerationRequest, { signal }: Call): Promise<Moderation> {
    const texts = request.texts.map(({ text }) => text);
    const { findings, ...judged } = await censorInTurns(texts, signal);
    return { ...judged, findings: findings.map((finding) => findingOf(finding, request.texts)) };
  }

  quote(): number {
    return 0;
  }

  likelyCost(): number {
    return 0;
  }
}

function findingOf(
  { text, category, severity, why }: CensorFinding,
  texts: readonly ModeratedText[],
): ModerationFinding {
  const { where = 'prompt', number } = texts[text] ?? {};
  const reason = tell(`finding:${why}`, {}, DEFAULT_LANGUAGE);
  return { category, severity, where, start_sec: null, ...(number !== undefined && { number }), reason, why };
}
