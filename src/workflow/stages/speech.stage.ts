import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type SpeechRequest } from '../../ai/ports.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { type Language } from '../../common/vocabulary.js';
import { monoOf } from '../../common/wav.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { speakingSeconds } from '../../offline/layout.js';
import { NARRATOR_VOICE } from '../../offline/voices.js';
import { AssetsService } from '../../storage/assets.service.js';
import { plannedShot, type SpeechOutput, type SpokenOutput } from '../film-plan.js';
import { envelopeOf, placeLines } from '../film-timing.js';
import { FilmReader, type FilmCharacter } from '../film-reader.js';
import { makePieces, type Piece, sumOf } from '../kept-pieces.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { type ShotLine, secondsOf } from '../../scenes/shot.entity.js';
import { type Result, Stage, type Task, UNKNOWN_NUMBER, unknownKey, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';
import { limitsOf } from './standing-board.js';

const NARRATOR = { ...NARRATOR_VOICE, sex: 'female' as const };

/** What is to be said, and who says it as the subtitles name him. */
interface Saying {
  speaker: string | null;
  request: SpeechRequest;
}

/** Speaks a shot's lines. A shot whose lines do not fit, even a little faster, grows, and the plan with it. */
@Injectable()
export class SpeechStage extends Stage {
  readonly name = 'speech';
  override readonly version = 3;

  constructor(
    private readonly reader: FilmReader,
    private readonly vendors: VendorCalls,
    private readonly assets: AssetsService,
  ) {
    super();
  }

  async prepare(work: Work): Promise<Task<SpeechOutput>> {
    const { job, subject, inputs } = work;
    const { language, allowFallback, board, shots } = job.input;
    const shot = await this.reader.shot(subject, inputs);
    const characters = await this.reader.characters(job.project_id ?? '');
    const planned = plannedShot(inputs, shot.id);
    const isAsPlanned = planned !== null && isDeepStrictEqual(planned.facts.lines.map(spoken), shot.lines.map(spoken));
    const limits = isAsPlanned ? planned.lineMaxFrames : limitsOf(shot, language);
    const sayings = shot.lines.map((line, index) => ({
      speaker: line.character,
      request: speechRequest(line, language, characters, limits[index] ?? 1),
    }));
    const wish = { wanted: null, allowFallback };
    // The lengths on a board that stands are its user's: there the film alone grows.
    const isOurs = !board && !shots;
    return {
      facts: () => ({ sayings, by: this.vendors.preferred('speech', wish) }),
      foresee: () => ({ lines: sayings.map(foreseen) }),
      quote: () => this.vendors.quote('speech', wish, (model) => sumOf(sayings, ({ request }) => model.quote(request))),
      make: () => this.speakAll(work, sayings, wish),
      apply: async (transaction, { output }) => {
        const shotTimes = { frames: shot.frames, transitionFrames: shot.transition_frames };
        const lengths = output.lines.map((line) => line.frames);
        const { frames } = placeLines(shotTimes, lengths, FRAMES_PER_SECOND);
        if (isOurs && frames > shot.frames) {
          await grow(transaction, shot.id, frames);
        }
      },
    };
  }

  private async speakAll(work: Work, sayings: Saying[], wish: ChainWish): Promise<Result<SpeechOutput>> {
    const { output: lines, credit } = await makePieces(work, sayings, (saying) => this.speak(work, saying, wish));
    return { output: { lines }, credit };
  }

  private async speak(work: Work, saying: Saying, wish: ChainWish): Promise<Piece<SpokenOutput>> {
    const { speaker, request } = saying;
    const { job, step, signal } = work;
    const { value: speech, credit } = await this.vendors.ask(work, 'speech', wish, {
      quote: (model) => model.quote(request),
      call: (model, call) => model.generate(request, call),
    });
    const file = { buffer: speech.wav, mime: 'audio/wav', ext: 'wav' };
    const asset = await this.assets.save(job.user_id, file, { kind: 'step', subjectId: step.id }, signal);
    const { samples, sampleRate } = monoOf(speech.wav);
    const envelope = envelopeOf(samples, sampleRate, FRAMES_PER_SECOND);
    const degraded = speech.voiceless
      ? { wanted: 'voice', used: 'silence', why: 'no speech engine is installed for this language' }
      : credit.degraded;
    const { text, emotion } = request;
    const made = { speaker, text, emotion, key: asset.key, frames: envelope.length, envelope };
    return { made, credit: { ...credit, degraded } };
  }
}

/** How it sounds is known when it is said; about how long it takes, before. */
function foreseen({ speaker, request: { text, emotion, language, maxSeconds } }: Saying): SpokenOutput {
  const frames = Math.ceil(Math.min(speakingSeconds(text, language), maxSeconds) * FRAMES_PER_SECOND);
  return { speaker, text, emotion, key: unknownKey(), frames, envelope: [UNKNOWN_NUMBER] };
}

/** Never shorter than its user has made it meanwhile. */
async function grow(transaction: JobTransaction, shotId: string, frames: number): Promise<void> {
  const [shot] = await transaction.em.execute<{ version: number }[]>(
    'update shots set frames = ?, version = version + 1, updated_at = now() where id = ? and frames < ? returning version',
    [frames, shotId, frames],
  );
  if (shot) {
    const updates = { duration_sec: secondsOf(frames) };
    transaction.emit('shot.updated', { shot_id: shotId, updates, version: shot.version, by: null });
  }
}

/** What is heard of a line: not what it is in other languages. */
const spoken = ({ translations: _, ...line }: ShotLine) => line;

function speechRequest(
  line: ShotLine,
  language: Language,
  characters: FilmCharacter[],
  maxFrames: number,
): SpeechRequest {
  const speaker = characters.find((character) => character.name === line.character);
  return {
    text: line.line,
    language,
    voice: speaker ? { ...speaker.voice, sex: speaker.look.sex } : NARRATOR,
    emotion: line.emotion,
    maxSeconds: maxFrames / FRAMES_PER_SECOND,
  };
}
