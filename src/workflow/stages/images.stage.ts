import { Injectable } from '@nestjs/common';
import { type PictureRequest } from '../../ai/ports.js';
import { ProviderChain } from '../../ai/provider-chain.js';
import { hashOf } from '../../common/random.js';
import { type Emotion, shotSizeOf } from '../../common/vocabulary.js';
import { type JobRow, type JobTransaction } from '../../jobs/ledger.js';
import { AssetsService } from '../../storage/assets.service.js';
import { type PictureOutput, profileOf, type StoredSource } from '../film-plan.js';
import { type FilmCharacter, FilmReader, type FilmShot } from '../film-reader.js';
import { type Outcome, Stage, type Work } from '../stage.js';

/** Makes each shot's picture: drawn, bought, or the one its user chose. */
@Injectable()
export class ImagesStage extends Stage {
  readonly name = 'images';

  constructor(
    private readonly reader: FilmReader,
    private readonly chain: ProviderChain,
    private readonly assets: AssetsService,
  ) {
    super();
  }

  async run({ job, step, subject, signal }: Work): Promise<Outcome> {
    const shot = await this.reader.shot(subject);
    if (shot.image.upload_id !== null && shot.image.key !== null) {
      const output: PictureOutput = { key: shot.image.key, source: { kind: 'still', key: shot.image.key } };
      return { output };
    }
    const characters = await this.reader.characters(job.project_id ?? '');
    const request = pictureRequest(job, shot, characters);
    const { value: picture, ...credit } = await this.chain.run(
      'image',
      { wanted: job.input.wanted.image, allowFallback: job.input.allowFallback, attempt: step.attempt, signal },
      (model) => model.generate(request, signal),
    );
    const file = { buffer: picture.bytes, mime: picture.mime, ext: picture.mime.slice('image/'.length) };
    const asset = await this.assets.save(job.user_id, file, { kind: 'step', subjectId: step.id });
    const source: StoredSource = picture.drawn
      ? { kind: 'drawn', scene: picture.drawn }
      : { kind: 'still', key: asset.key };
    const image = { status: 'completed', key: asset.key, upload_id: null, provider: credit.provider };
    return {
      output: { key: asset.key, source } satisfies PictureOutput,
      credit,
      apply: (transaction) => this.show(transaction, shot.id, asset.id, image),
    };
  }

  private async show(transaction: JobTransaction, shotId: string, assetId: string, image: object): Promise<void> {
    await this.assets.addUse(assetId, { kind: 'shot', subjectId: shotId }, transaction.em);
    await transaction.em.execute(`update shots set image = ?::jsonb, updated_at = now() where id = ?`, [
      JSON.stringify(image),
      shotId,
    ]);
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
    seed: hashOf(`${job.project_id}:${scene.location}:${scene.time_of_day}`),
  };
}

/** A face shows what its first line of the shot says; who is silent looks on. */
function emotionOf(shot: FilmShot, name: string): Emotion {
  return shot.lines.find((line) => line.character === name)?.emotion ?? 'neutral';
}
