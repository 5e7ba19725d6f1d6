import { Injectable } from '@nestjs/common';
import { LOCAL } from '../../ai/model-registry.js';
import { promptVersion } from '../../ai/prompt-version.js';
import { type Language } from '../../common/vocabulary.js';
import { foreignLanguage } from '../../jobs/job-input.js';
import { MOST_TRANSLATED_LINES, type LineTranslations, type TranslationBrief } from '../../offline/translation.js';
import { type EpisodePlan, type TranslationOutput } from '../film-plan.js';
import { FilmReader } from '../film-reader.js';
import { makePieces, type Piece, sumOf } from '../kept-pieces.js';
import { type Task, unknownKey, type Work } from '../stage.js';
import { isOurs, VendorCalls } from '../vendor-calls.js';

const UNTRANSLATED = 'the offline writer does not translate';

/** Puts an episode's lines into the other language of its subtitles; what its user has translated stays as it is. */
@Injectable()
export class TranslationStep {
  constructor(
    private readonly reader: FilmReader,
    private readonly vendors: VendorCalls,
  ) {}

  async task(work: Work): Promise<Task<TranslationOutput>> {
    const { job, step, subject, inputs } = work;
    const { language, wanted, allowFallback } = job.input;
    const to = foreignLanguage(job.input) ?? language;
    const lines = missingIn(inputs.get(`board:${subject}`) as EpisodePlan, to);
    // What an earlier film has read stays as it was, unless somebody wants it anew.
    const known = step.fresh ? new Map<string, string>() : await this.reader.translations(job.project_id ?? '', to);
    const kept = lines.flatMap(({ text }) => withText(text, to, known.get(text)));
    const briefs = briefsOf(
      lines.filter(({ text }) => !known.has(text)),
      language,
      to,
    );
    const wish = { wanted: wanted.script, allowFallback };
    const by = this.vendors.preferred('script', wish);
    return {
      facts: () => ({ briefs: briefsOf(lines, language, to), prompt: promptVersion('translation', language), by }),
      foresee: () =>
        isOurs(by)
          ? { lines: kept, why: UNTRANSLATED }
          : { lines: [...kept, ...briefs.flatMap((brief) => translated(brief, unknownTo(brief)))], why: null },
      quote: () =>
        this.vendors.quote('script', wish, (model) => sumOf(briefs, (brief) => model.quote('translation', brief))),
      make: async () => {
        const { output, credit } = await makePieces(work, briefs, (brief) => this.translate(work, brief, wish));
        const made = briefs.flatMap((brief, index) => translated(brief, output[index]));
        const isLocal = credit?.provider === LOCAL;
        return { output: { lines: [...kept, ...made], why: isLocal ? UNTRANSLATED : null }, credit };
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

type Lines = TranslationBrief['lines'];

/** Each line once that its user has not translated. */
function missingIn({ scenes }: EpisodePlan, to: Language): Lines {
  const spoken = scenes.flatMap(({ shots }) => shots.flatMap(({ facts }) => facts.lines));
  const missing = new Map(
    spoken
      .filter(({ translations }) => !translations?.[to])
      .map(({ character, line }) => [line, { character: character ?? '', text: line }]),
  );
  return [...missing.values()];
}

/** By so many as a model does well at a time. */
function briefsOf(lines: Lines, language: Language, to: Language): TranslationBrief[] {
  const count = Math.ceil(lines.length / MOST_TRANSLATED_LINES);
  return Array.from({ length: count }, (_, index) => ({
    ...{ language, to },
    lines: lines.slice(index * MOST_TRANSLATED_LINES, (index + 1) * MOST_TRANSLATED_LINES),
  }));
}

function translated({ to, lines }: TranslationBrief, made?: LineTranslations): TranslationOutput['lines'] {
  return lines.flatMap(({ text }, index) => withText(text, to, made?.translations[index]));
}

function withText(text: string, to: Language, translation = ''): TranslationOutput['lines'] {
  return translation === '' ? [] : [{ text, translations: { [to]: translation } }];
}

function unknownTo({ lines }: TranslationBrief): LineTranslations {
  return { translations: lines.map(unknownKey) };
}
