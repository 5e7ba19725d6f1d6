import type { Sentence } from './catalogue.js';

/** Why a check of a finished file failed, or was not made. */
export const CHECK_SENTENCES = {
  over: { en: 'It is {value}, and {limit} at most', zh: '为 {value}，上限为 {limit}' },
  under: { en: 'It is {value}, and {limit} at least', zh: '为 {value}，下限为 {limit}' },
  other: { en: 'It is {value}, not {limit}', zh: '为 {value}，应为 {limit}' },
  missing: { en: 'It is missing', zh: '缺失' },
  unreadable: { en: 'It cannot be read: {words}', zh: '无法读取：{words}' },
  no_end: { en: 'The end of the file is missing', zh: '文件末尾缺失' },
  late_index: { en: 'The index comes after the pictures', zh: '索引位于画面数据之后' },
  other_clip: {
    en: 'Clip {number} of {count}, at {second} s, is not the one that was checked',
    zh: '第 {number} 个片段（共 {count} 个，位于 {second} 秒）不是通过检查的那一个',
  },
  other_sound: { en: 'The sound is not the one that was mixed for it', zh: '声音不是为本片混音的那一条' },
  other_label: { en: 'The metadata say otherwise: {fields}', zh: '元数据中的标识不符：{fields}' },
  no_label: {
    en: 'The metadata do not say that the film is generated',
    zh: '元数据中没有人工智能生成内容标识',
  },
  cue_outside: {
    en: 'Subtitle {number} is there from {start} s to {end} s',
    zh: '第 {number} 条字幕的时间为 {start} 秒至 {end} 秒',
  },
  cue_overlaps: {
    en: 'Subtitle {number} begins before the one before it has ended',
    zh: '第 {number} 条字幕在上一条结束之前开始',
  },
  cue_place: { en: 'Subtitle {number} is too near to the edge', zh: '第 {number} 条字幕过于靠近画面边缘' },
  cue_cut: { en: 'Subtitle {number} is cut short', zh: '第 {number} 条字幕没有显示完整' },
  no_glyphs: { en: 'The font has no picture of {characters}', zh: '字体中没有这些字符：{characters}' },
  own_pictures: { en: "There are pictures of the user's in it", zh: '其中有用户自己的画面' },
  nothing_heard: { en: 'Nothing is to be heard', zh: '本来就没有声音' },
  no_headroom: { en: 'Its peaks leave no room for more', zh: '峰值已无提升余地' },
  nobody_speaks: { en: 'Nobody speaks in it', zh: '其中没有人说话' },
  not_burned: { en: 'No subtitles are drawn into the picture', zh: '画面中没有嵌入字幕' },
} as const satisfies Record<string, Sentence>;

export type CheckReason = keyof typeof CHECK_SENTENCES;
