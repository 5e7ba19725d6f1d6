import { Injectable } from '@nestjs/common';
import { type ModelCapability, type ModelOf } from '../ai/model-registry.js';
import { type PictureRequest, type Provider } from '../ai/ports.js';
import { type ChainWish, ProviderChain } from '../ai/provider-chain.js';
import { type Requester } from '../common/api.decorators.js';
import { foreignLanguage, type JobInput } from '../jobs/job-input.js';
import { planOf, stagesOf } from '../jobs/plan.js';
import { FILM_STAGES, type FilmStage, type StageName } from '../jobs/stages.js';
import { initialSteps, shotSteps } from '../jobs/planned-steps.js';
import { FRAMES_PER_SECOND } from '../media/timeline.js';
import { shotsIn } from '../offline/director.js';
import { secondsPerScene } from '../offline/layout.js';
import { castSize } from '../offline/writer-cast.js';
import { type EstimateDto, type StageEstimateDto } from './estimate.dto.js';
import { RENDERER, rounded, said } from './estimate-terms.js';
import { type GenerateDramaDto } from './production.dto.js';
import { type CharacterInputDto } from '../projects/character.dto.js';
import { ProductionsService } from './productions.service.js';

/** Shots are not all alike: how their lengths stand to the mean. Vendors bill by steps, so the mean alone is too cheap. */
const LENGTHS = [0.6, 0.8, 1, 1.2, 1.4];
/** How much of a shot is spoken, and how fast. */
const SPOKEN_SHARE = 0.6;
const CHARACTERS_PER_SECOND = { zh: 4.2, en: 14 };

/** What is known of a film before its script is written. */
interface Outline {
  input: JobInput;
  scenes: number;
  shotsPerScene: number;
  shotSeconds: number;
  /** People of whom the user gives no picture. */
  faceless: number;
}

/** What a stage costs, and who does it. */
interface Share {
  by: Pick<Provider, 'provider' | 'model' | 'price'>;
  usd: number;
}

/** What a request would make and cost: the plan and the chains as they are now, the shots as the house's director cuts. */
@Injectable()
export class EstimatesService {
  constructor(
    private readonly productions: ProductionsService,
    private readonly chain: ProviderChain,
  ) {}

  drama(user: Requester, body: GenerateDramaDto): EstimateDto {
    const input = this.productions.dramaInput(user, body);
    const outline = outlineOf(input, body.characters);
    const shares = this.sharesOf(outline);
    const steps = stepsOf(outline, this.portraitsIn(outline));
    const used = stagesOf(planOf({ kind: 'drama', input }));
    const stages = FILM_STAGES.filter((stage) => used.includes(stage)).map((stage): StageEstimateDto => {
      const { by, usd } = shares[stage];
      return { stage, steps: steps.get(stage) ?? 0, provider: by.provider, model: by.model, cost_usd: rounded(usd) };
    });
    return {
      cost_usd: rounded(stages.reduce((sum, { cost_usd }) => sum + cost_usd, 0)),
      duration_sec: input.episodes * input.durationSec,
      by_stage: stages,
      assumptions: [...assumptionsOf(outline, stages), ...pricesOf(Object.values(shares)), ...this.absences(input)],
    };
  }

  private sharesOf(outline: Outline): Record<FilmStage, Share> {
    const { input, scenes, shotsPerScene } = outline;
    const shots = scenes * shotsPerScene;
    const script = this.modelFor('script', input);
    const image = this.modelFor('image', input);
    const speech = this.modelFor('speech', input);
    const video = this.modelFor('video', input);
    const moderation = this.modelFor('moderation', input);
    const text = spokenText(outline);
    const { language } = input;
    return {
      style: { by: script, usd: script.likelyCost() },
      script: { by: script, usd: input.episodes * script.likelyCost() },
      storyboard: { by: script, usd: input.episodes * storyboardCalls(input) * script.likelyCost() },
      images: { by: image, usd: (shots + this.portraitsIn(outline)) * image.quote(pictureRequest(input)) },
      speech: {
        by: speech,
        usd: shots * speech.quote({ text, language, voice: NARRATOR, emotion: 'neutral', maxSeconds: 60 }),
      },
      clips: { by: video, usd: shots * clipUsd(video, outline) },
      moderation: {
        by: moderation,
        usd: moderation.likelyCost({ texts: [{ where: 'script', text: text.repeat(shots) }], frames: [], language }),
      },
      assembly: { by: RENDERER, usd: 0 },
    };
  }

  /** Of a person that an image model can be shown. */
  private portraitsIn({ input, faceless }: Outline): number {
    return this.modelFor('image', input).maxReferences > 0 ? faceless : 0;
  }

  private modelFor<Capability extends StageCapability>(capability: Capability, input: JobInput): ModelOf[Capability] {
    return this.chain.resolve(capability, wishOf(capability, input)).models[0] as ModelOf[Capability];
  }

  /** Whoever is wanted and not there. */
  private absences(input: JobInput): string[] {
    return (['script', 'image', 'video'] as const).flatMap((capability) => {
      const { degraded } = this.chain.resolve(capability, wishOf(capability, input));
      return degraded ? [said('absent', { wanted: degraded.wanted, used: degraded.used })] : [];
    });
  }
}

const NARRATOR = { id: 'narrator', sex: 'female' as const, pitch: 1, speed: 1 };

/** What stages need; a suggestion belongs to no job, and no film needs a transcript. */
type StageCapability = Exclude<ModelCapability, 'suggest' | 'transcription'>;

/** As the stages of a job ask. */
function wishOf(capability: StageCapability, { wanted, allowFallback }: JobInput): ChainWish {
  switch (capability) {
    case 'script':
    case 'image':
    case 'video':
      return { wanted: wanted[capability], allowFallback };
    case 'speech':
    case 'moderation':
      return { wanted: null, allowFallback };
  }
}

function outlineOf(input: JobInput, people: CharacterInputDto[] = []): Outline {
  const sceneSeconds = secondsPerScene(input.durationSec, input.scenesPerEpisode, FRAMES_PER_SECOND);
  const shotsPerScene = shotsIn(sceneSeconds);
  return {
    input,
    scenes: input.episodes * input.scenesPerEpisode,
    shotsPerScene,
    shotSeconds: sceneSeconds / shotsPerScene,
    faceless: castSize(input.episodes, people.length) - people.filter((person) => person.reference_upload_id).length,
  };
}

/** For each episode; its lines are translated with it. */
const storyboardCalls = (input: JobInput) => (foreignLanguage(input) === null ? 1 : 2);

/** As the plan has them, with shots that do not exist yet. */
function stepsOf({ input, shotsPerScene }: Outline, portraits: number): Map<StageName, number> {
  const episodes = Array.from({ length: input.episodes }, (_, index) => input.firstEpisode + index);
  const shots = Array.from({ length: input.scenesPerEpisode * shotsPerScene }, (_, index) => ({
    id: String(index),
    shows: null,
  }));
  const plans = planOf({ kind: 'drama', input });
  const steps = [
    ...initialSteps(plans, { episodes }),
    ...episodes.flatMap((episode) => shotSteps(plans, episode, shots)),
  ];
  const counts = new Map<StageName, number>([['images', portraits]]);
  for (const { plan } of steps) {
    counts.set(plan.stage, (counts.get(plan.stage) ?? 0) + 1);
  }
  return counts;
}

function clipUsd(video: ModelOf['video'], { shotSeconds }: Outline): number {
  const quotes = LENGTHS.map((part) => video.quote({ seconds: shotSeconds * part }));
  return quotes.reduce((sum, usd) => sum + usd, 0) / quotes.length;
}

function pictureRequest({ aspectRatio, preview }: JobInput): PictureRequest {
  const [long, short] = preview ? [640, 360] : [1280, 720];
  return {
    prompt: '',
    location: '',
    timeOfDay: 'day',
    weather: '',
    shotSize: 'medium',
    characters: [],
    aspectRatio,
    width: aspectRatio === '16:9' ? long : short,
    height: aspectRatio === '16:9' ? short : long,
    seed: 0,
    references: [],
  };
}

/** As much text as a shot is likely to have. */
function spokenText({ input, shotSeconds }: Outline): string {
  return '字'.repeat(Math.ceil(shotSeconds * SPOKEN_SHARE * CHARACTERS_PER_SECOND[input.language]));
}

function assumptionsOf({ scenes, shotsPerScene, shotSeconds }: Outline, stages: StageEstimateDto[]): string[] {
  const shots = scenes * shotsPerScene;
  const paid = stages.filter(({ cost_usd }) => cost_usd > 0);
  return [
    said('shots', { shots, each: shotsPerScene, scenes, seconds: shotSeconds.toFixed(1) }),
    ...paid.map(({ stage, steps, provider, model, cost_usd }) => {
      const args = { stage, usd: cost_usd.toFixed(2), model: `${provider}:${model}` };
      return stage === 'clips' ? said('clips', { ...args, count: shots }) : said('stage', { ...args, count: steps });
    }),
    ...(paid.length === 0 ? [said('free')] : [said('prices'), said('likely')]),
    said('once'),
  ];
}

/** What each model asks that is paid, as of when and from where. */
function pricesOf(shares: Share[]): string[] {
  const sentences = shares.flatMap(({ usd, by: { provider, model, price } }) => {
    if (usd === 0 || price === null) {
      return [];
    }
    const { unit, inputUsd = 0, asOf, source } = price;
    const args = { model: `${provider}:${model}`, usd: price.usd, input: inputUsd, date: asOf, source };
    return [said(`price.${unit}`, args)];
  });
  return [...new Set(sentences)];
}
