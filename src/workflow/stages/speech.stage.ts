import { Injectable } from '@nestjs/common';
import { type SpeechRequest } from '../../ai/ports.js';
import { type ChainWish, ProviderChain } from '../../ai/provider-chain.js';
import { type Language } from '../../common/vocabulary.js';
import { monoOf } from '../../common/wav.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { NARRATOR_VOICE } from '../../offline/voices.js';
import { AssetsService } from '../../storage/assets.service.js';
import { type EpisodePlan, envelopeOf, placeLines, type SpeechOutput, type SpokenOutput } from '../film-plan.js';
import { FilmReader, type FilmCharacter } from '../film-reader.js';
import { type JobTransaction } from '../../jobs/ledger.js';
import { type ShotLine, secondsOf } from '../../scenes/shot.entity.js';
import { type Credit, type Result, Stage, type Task, type Work } from '../stage.js';

const NARRATOR = { ...NARRATOR_VOICE, sex: 'female' as const };
/** A line of a shot whose length is not planned may take its time. */
const UNPLANNED_SECONDS = 30;

/** Speaks a shot's lines. A shot whose lines do not fit, even a little faster, grows, and the plan with it. */
@Injectable()
export class SpeechStage extends Stage {
  readonly name = 'speech';

  constructor(
    private readonly reader: FilmReader,
    private readonly chain: ProviderChain,
    private readonly assets: AssetsService,
  ) {
    super();
  }

  async prepare(work: Work): Promise<Task<SpeechOutput>> {
    const { job, subject, inputs } = work;
    const shot = await this.reader.shot(subject);
    const characters = await this.reader.characters(job.project_id ?? '');
    const limits = plannedLimits(inputs, shot.id);
    const requests = shot.lines.map((line, index) =>
      speechRequest(line, job.input.language, characters, limits[index]),
    );
    const wish = { wanted: null, allowFallback: job.input.allowFallback };
    return {
      facts: () => ({ requests, by: this.chain.preferred('speech', wish) }),
      make: () => this.speakAll(work, requests, wish),
      apply: async (transaction, { output }) => {
        const shotTimes = { frames: shot.frames, transitionFrames: shot.transition_frames };
        const lengths = output.lines.map((line) => line.frames);
        const { frames } = placeLines(shotTimes, lengths, FRAMES_PER_SECOND);
        if (frames > shot.frames) {
          await grow(transaction, shot.id, frames);
        }
      },
    };
  }

  private async speakAll(work: Work, requests: SpeechRequest[], wish: ChainWish): Promise<Result<SpeechOutput>> {
    const lines: SpokenOutput[] = [];
    const credits: Credit[] = [];
    for (const [index, request] of requests.entries()) {
      const spoken = await this.speak(work, request, wish);
      credits.push(spoken.credit);
      lines.push(spoken.output);
      work.report((index + 1) / requests.length);
    }
    // One line that somebody else had to speak is enough for the step to say so.
    return { output: { lines }, credit: credits.find((credit) => credit.degraded) ?? credits[0] };
  }

  private async speak(
    { job, step, signal }: Work,
    request: SpeechRequest,
    wish: ChainWish,
  ): Promise<{ output: SpokenOutput; credit: Credit }> {
    const { value: speech, ...credit } = await this.chain.run(
      'speech',
      { ...wish, attempt: step.attempt, signal },
      (model) => model.generate(request, signal),
    );
    const file = { buffer: speech.wav, mime: 'audio/wav', ext: 'wav' };
    const asset = await this.assets.save(job.user_id, file, { kind: 'step', subjectId: step.id });
    const { samples, sampleRate } = monoOf(speech.wav);
    const envelope = envelopeOf(samples, sampleRate, FRAMES_PER_SECOND);
    const degraded = speech.voiceless
      ? { wanted: 'voice', used: 'silence', why: 'no speech engine is installed for this language' }
      : credit.degraded;
    return { output: { key: asset.key, frames: envelope.length, envelope }, credit: { ...credit, degraded } };
  }
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

function speechRequest(
  line: ShotLine,
  language: Language,
  characters: FilmCharacter[],
  maxFrames: number | undefined,
): SpeechRequest {
  const speaker = characters.find((character) => character.name === line.character);
  return {
    text: line.line,
    language,
    voice: speaker ? { ...speaker.voice, sex: speaker.look.sex } : NARRATOR,
    emotion: line.emotion,
    maxSeconds: maxFrames === undefined ? UNPLANNED_SECONDS : maxFrames / FRAMES_PER_SECOND,
  };
}

function plannedLimits(inputs: ReadonlyMap<string, unknown>, shotId: string): number[] {
  const plans = [...inputs].filter(([item]) => item.startsWith('board:')).map(([, output]) => output as EpisodePlan);
  return (
    plans.flatMap((plan) => plan.scenes.flatMap((scene) => scene.shots)).find((shot) => shot.id === shotId)
      ?.lineMaxFrames ?? []
  );
}
