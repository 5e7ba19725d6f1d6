import type { Sentence } from './catalogue.js';

/** Why something is not in an analysis. */
export const ABSENCE_SENTENCES = {
  not_wanted: { en: 'It was not asked for', zh: '未要求此项' },
  no_sound: { en: 'The video has no sound', zh: '视频没有声音' },
  no_speech: { en: 'Nobody is heard to speak', zh: '没有听到有人说话' },
  no_transcriber: {
    en: 'Nobody writes down what is said (set OPENAI_API_KEY, or OPENAI_BASE_URL and OPENAI_TRANSCRIPTION_MODEL), and the video has no subtitles that could be read instead',
    zh: '没有可用的语音转写服务（请设置 OPENAI_API_KEY，或 OPENAI_BASE_URL 与 OPENAI_TRANSCRIPTION_MODEL），视频也没有可读取的字幕',
  },
  not_installed: { en: 'Not installed: npm run setup:qc', zh: '尚未安装：npm run setup:qc' },
  switched_off: { en: 'Switched off: DEEP_CHECKS=off', zh: '已关闭：DEEP_CHECKS=off' },
  not_watched: { en: 'The pictures could not be read', zh: '无法读取画面' },
  no_text: { en: 'There is nothing to read in the pictures', zh: '画面中没有文字' },
  not_youtube: { en: 'Only of YouTube can comments be read', zh: '只能读取 YouTube 视频的评论' },
  no_key: { en: 'Not configured: YOUTUBE_API_KEY is not set', zh: '尚未配置：未设置 YOUTUBE_API_KEY' },
  comments_off: { en: 'The video takes no comments', zh: '该视频已关闭评论' },
  gone: { en: 'The video is not there any more', zh: '该视频已不存在' },
  no_comments: { en: 'Nobody has commented on it', zh: '还没有人评论' },
  no_writer: {
    en: 'No language model is configured: only what was measured is told',
    zh: '没有配置语言模型，只给出测量数据',
  },
  failed: { en: '{provider} has failed: {code}', zh: '{provider} 失败：{code}' },
  expired: { en: 'It is kept for {days} days only', zh: '仅保留 {days} 天' },
} as const satisfies Record<string, Sentence>;

export type AbsenceReason = keyof typeof ABSENCE_SENTENCES;
