import { Injectable } from '@nestjs/common';
import { type Picture, type PictureRequest } from '../../ai/ports.js';
import { ProviderChain } from '../../ai/provider-chain.js';
import { hashOf } from '../../common/random.js';
import { type Emotion, shotSizeOf } from '../../common/vocabulary.js';
import { type JobRow, type JobTransaction, type StepRow } from '../../jobs/ledger.js';
import { AssetsService } from '../../storage/assets.service.js';
import { type PictureOutput, profileOf, type StoredSource } from '../film-plan.js';
import { type FilmCharacter, FilmReader, type FilmShot } from '../film-reader.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { ShotMedia } from './shot-media.js';

/** Makes each shot's picture: drawn, bought, or the one its user chose. */
@Injectable()
export class ImagesStage extends Stage {
  readonly name = 'images';

  constructor(
    private readonly reader: FilmReader,
    private readonly chain: ProviderChain,
    private readonly assets: AssetsService,
    private readonly shots: ShotMedia,
  ) {
    super();
  }

  async prepare({ job, step, subject, signal }: Work): Promise<Task<PictureOutput>> {
    const shot = await this.reader.shot(subject);
    const { upload_id, key } = shot.image;
    if (upload_id !== null && key !== null) {
      return { make: () => Promise.resolve({ output: { key, source: { kind: 'still', key } } }) };
    }
    const characters = await this.reader.characters(job.project_id ?? '');
    const request = pictureRequest(job, shot, characters);
    const wish = { wanted: job.input.wanted.image, allowFallback: job.input.allowFallback };
    return {
      facts: () => ({ request, by: this.chain.preferred('image', wish) }),
      make: async () => {
        const { value: picture, ...credit } = await this.chain.run(
          'image',
          { ...wish, attempt: step.attempt, signal },
          (model) => model.generate(request, signal),
        );
        return { output: await this.save(step, picture), credit };
      },
      apply: (transaction, result) => this.show(transaction, shot.id, result),
    };
  }

  private async save(step: StepRow, picture: Picture): Promise<PictureOutput> {
    const file = { buffer: picture.bytes, mime: picture.mime, ext: picture.mime.slice('image/'.length) };
    const { key } = await this.assets.save(step.user_id, file, { kind: 'step', subjectId: step.id });
    const source: StoredSource = picture.drawn ? { kind: 'drawn', scene: picture.drawn } : { kind: 'still', key };
    return { key, source };
  }

  private async show(
    transaction: JobTransaction,
    shotId: string,
    { output: { key }, credit }: Result<PictureOutput>,
  ): Promise<void> {
    const provider = credit?.provider ?? null;
    await this.shots.setImage(transaction, shotId, { status: 'completed', key, upload_id: null, provider });
  }
}

function pictureRequest(job: JobRow, shot: FilmShot, characters: FilmCharacter[]): PictureRequest {
  const { width, height } = profileOf(job.input);
  const { scene } = shot;
  const people = shot.cast.flatMap((name) => characters.filter((character) => character.name === name));
  const looks = people.map(({ name, description }) => `${name}: ${description}`).join('; ');
  return {
    prompt: [scene.style, shot.description, shot.form_data.lighting, looks].filter(Boolean).join('. '),
    location: scene.location,
    timeOfDay: scene.time_of_day,
    weather: scene.weather,
    shotSize: shotSizeOf(shot.form_data.shot_type),
    characters: people.map(({ name, look }) => ({ name, look, emotion: emotionOf(shot, name) })),
    aspectRatio: job.input.aspectRatio,
    width,
    height,
    // Of what is seen, not of ids: another job draws the same place again.
    seed: hashOf(`${scene.style ?? ''}:${scene.location}:${scene.time_of_day}`),
  };
}

/** A face shows what its first line of the shot says; who is silent looks on. */
function emotionOf(shot: FilmShot, name: string): Emotion {
  return shot.lines.find((line) => line.character === name)?.emotion ?? 'neutral';
}
