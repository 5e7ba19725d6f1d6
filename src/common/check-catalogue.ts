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
  not_installed: { en: 'Not installed: npm run setup:qc', zh: '尚未安装：npm run setup:qc' },
  switched_off: { en: 'Switched off: DEEP_CHECKS=off', zh: '已关闭：DEEP_CHECKS=off' },
  not_watched: { en: 'It could not be looked at: {words}', zh: '无法查看：{words}' },
  older_clip: { en: 'An older version has made the clip', zh: '该片段由旧版本生成' },
  no_close_shot: {
    en: 'It is no close shot of somebody who looks at us',
    zh: '这不是人物正面的近景镜头',
  },
  no_letters: { en: 'There are no letters in it that could be read', zh: '其中没有可以辨认的文字' },
  misread: { en: 'At {second} s the subtitle reads otherwise', zh: '{second} 秒处的字幕与原文不符' },
  misread_in_others: {
    en: 'It reads otherwise: there may be other words in the picture, which is not of ours',
    zh: '与原文不符：画面不是由我们绘制，其中可能有其他文字',
  },
  no_face: {
    en: "It is a close shot, and nobody's face is seen in it",
    zh: '这是近景镜头，但画面中看不到人脸',
  },
  no_face_in_others: {
    en: 'No face was found, in a picture not of ours',
    zh: '未找到人脸，而画面不是由我们绘制',
  },
  indecent: { en: 'It may show what is not for everybody', zh: '画面可能不适合所有人观看' },
  indecent_in_ours: {
    en: 'Over the limit, but all of it is drawn by us',
    zh: '超出上限，但画面全部由我们绘制',
  },
  indecent_in_others: { en: 'Over the limit: a person has to look', zh: '超出上限，需要人工查看' },
} as const satisfies Record<string, Sentence>;

export type CheckReason = keyof typeof CHECK_SENTENCES;
