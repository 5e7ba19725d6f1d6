import { type Language } from '../../common/vocabulary.js';
import { type BriefOf, type ScriptKind } from '../ports.js';
import { insightsEn } from './insights.en.js';
import { insightsZh } from './insights.zh.js';
import { moderationEn } from './moderation.en.js';
import { moderationZh } from './moderation.zh.js';
import { type ChatMessage, type ModerationItem, type Prompt } from './prompt.js';
import { scriptEn } from './script.en.js';
import { scriptZh } from './script.zh.js';
import { storyboardEn } from './storyboard.en.js';
import { storyboardZh } from './storyboard.zh.js';
import { styleEn } from './style.en.js';
import { styleZh } from './style.zh.js';
import { suggestionEn } from './suggestion.en.js';
import { suggestionZh } from './suggestion.zh.js';
import { translationEn } from './translation.en.js';
import { translationZh } from './translation.zh.js';

/** All prompts, by task and language. */
export const PROMPTS: { [Kind in ScriptKind]: Record<Language, Prompt<BriefOf<Kind>>> } = {
  style: { zh: styleZh, en: styleEn },
  script: { zh: scriptZh, en: scriptEn },
  storyboard: { zh: storyboardZh, en: storyboardEn },
  translation: { zh: translationZh, en: translationEn },
  suggestion: { zh: suggestionZh, en: suggestionEn },
  insights: { zh: insightsZh, en: insightsEn },
};

/** The messages for a brief, in the story's language. */
export function messagesOf<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>): ChatMessage[] {
  const prompts: Record<Language, Prompt<BriefOf<Kind>>> = PROMPTS[kind];
  return prompts[brief.language].messages(brief);
}

const MODERATION: Record<Language, Prompt<ModerationItem[]>> = { zh: moderationZh, en: moderationEn };

/** The messages that have some texts and frames judged. */
export function moderationMessages(items: ModerationItem[], language: Language): ChatMessage[] {
  return MODERATION[language].messages(items);
}
