import { Injectable } from '@nestjs/common';
import { ProviderChain } from '../../ai/provider-chain.js';
import { monoOf } from '../../common/wav.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { NARRATOR_VOICE } from '../../offline/voices.js';
import { AssetsService } from '../../storage/assets.service.js';
import { type EpisodePlan, envelopeOf, placeLines, type SpeechOutput, type SpokenOutput } from '../film-plan.js';
import { FilmReader, type FilmCharacter } from '../film-reader.js';
import { type ShotLine } from '../../scenes/shot.entity.js';
import { type Credit, type Outcome, Stage, type Work } from '../stage.js';

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

  async run(work: Work): Promise<Outcome> {
    const { job, subject, inputs, report } = work;
    const shot = await this.reader.shot(subject);
    const characters = await this.reader.characters(job.project_id ?? '');
    const limits = plannedLimits(inputs, shot.id);
    const lines: SpokenOutput[] = [];
    let credit: Credit | undefined;
    for (const [index, line] of shot.lines.entries()) {
      const spoken = await this.speak(work, line, characters, limits[index]);
      credit ??= spoken.credit;
      lines.push(spoken.output);
      report((index + 1) / shot.lines.length);
    }
    const shotTimes = { frames: shot.frames, transitionFrames: shot.transition_frames };
    const lengths = lines.map((line) => line.frames);
    const { frames } = placeLines(shotTimes, lengths, FRAMES_PER_SECOND);
    return {
      output: { lines } satisfies SpeechOutput,
      credit,
      apply: async (transaction) => {
        if (frames > shot.frames) {
          await transaction.em.execute('update shots set frames = ? where id = ?', [frames, shot.id]);
        }
      },
    };
  }

  private async speak(
    { job, step, signal }: Work,
    line: ShotLine,
    characters: FilmCharacter[],
    maxFrames: number | undefined,
  ): Promise<{ output: SpokenOutput; credit: Credit }> {
    const speaker = characters.find((character) => character.name === line.character);
    const request = {
      text: line.line,
      language: job.input.language,
      voice: speaker ? { ...speaker.voice, sex: speaker.look.sex } : NARRATOR,
      emotion: line.emotion,
      maxSeconds: maxFrames === undefined ? UNPLANNED_SECONDS : maxFrames / FRAMES_PER_SECOND,
    };
    const { value: speech, ...credit } = await this.chain.run(
      'speech',
      { wanted: null, allowFallback: job.input.allowFallback, attempt: step.attempt, signal },
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

function plannedLimits(inputs: ReadonlyMap<string, unknown>, shotId: string): number[] {
  const plans = [...inputs].filter(([item]) => item.startsWith('board:')).map(([, output]) => output as EpisodePlan);
  return (
    plans.flatMap((plan) => plan.scenes.flatMap((scene) => scene.shots)).find((shot) => shot.id === shotId)
      ?.lineMaxFrames ?? []
  );
}
