import { Injectable } from '@nestjs/common';
import { LOCAL } from '../../ai/model-registry.js';
import { promptVersion } from '../../ai/prompt-version.js';
import { type Language } from '../../common/vocabulary.js';
import { foreignLanguage } from '../../jobs/job-input.js';
import { MOST_TRANSLATED_LINES, type LineTranslations, type TranslationBrief } from '../../offline/translation.js';
import { type EpisodePlan, type TranslationOutput } from '../film-plan.js';
import { makePieces, type Piece } from '../kept-pieces.js';
import { type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';

/** Puts an episode's lines into the other language of its subtitles; what its user has translated stays as it is. */
@Injectable()
export class TranslationStep {
  constructor(private readonly vendors: VendorCalls) {}

  task(work: Work): Task<TranslationOutput> {
    const { job, subject, inputs } = work;
    const { language, wanted, allowFallback } = job.input;
    const to = foreignLanguage(job.input) ?? language;
    const briefs = briefsOf(inputs.get(`board:${subject}`) as EpisodePlan, language, to);
    const wish = { wanted: wanted.script, allowFallback };
    return {
      facts: () => ({
        briefs,
        prompt: promptVersion('translation', language),
        by: this.vendors.preferred('script', wish),
      }),
      make: async () => {
        const { output, credit } = await makePieces(work, briefs, (brief) => this.translate(work, brief, wish));
        const lines = briefs.flatMap((brief, index) => translated(brief, output[index]));
        const isLocal = credit?.provider === LOCAL;
        return { output: { lines, why: isLocal ? 'the offline writer does not translate' : null }, credit };
      },
    };
  }

  private async translate(
    work: Work,
    brief: TranslationBrief,
    wish: { wanted: string[] | null; allowFallback: boolean },
  ): Promise<Piece<LineTranslations>> {
    const { value: made, credit } = await this.vendors.ask(work, 'script', wish, {
      quote: (model) => model.quote('translation', brief),
      call: (model, call) => model.object('translation', brief, call),
    });
    return { made, credit };
  }
}

/** Each line once, by so many as a model does well at a time. */
function briefsOf({ scenes }: EpisodePlan, language: Language, to: Language): TranslationBrief[] {
  const spoken = scenes.flatMap(({ shots }) => shots.flatMap(({ facts }) => facts.lines));
  const missing = new Map(
    spoken
      .filter(({ translations }) => !translations?.[to])
      .map(({ character, line }) => [line, { character: character ?? '', text: line }]),
  );
  const lines = [...missing.values()];
  const count = Math.ceil(lines.length / MOST_TRANSLATED_LINES);
  return Array.from({ length: count }, (_, index) => ({
    ...{ language, to },
    lines: lines.slice(index * MOST_TRANSLATED_LINES, (index + 1) * MOST_TRANSLATED_LINES),
  }));
}

function translated({ to, lines }: TranslationBrief, made?: LineTranslations): TranslationOutput['lines'] {
  return lines.flatMap(({ text }, index) => {
    const translation = made?.translations[index] ?? '';
    return translation === '' ? [] : { text, translations: { [to]: translation } };
  });
}
