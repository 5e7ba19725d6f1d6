import type { Sentence } from './catalogue.js';

/** What an estimate takes for granted. */
export const ESTIMATE_SENTENCES = {
  shots: {
    en: '{shots} shots: {each} in each of {scenes} scenes, of {seconds} s on average',
    zh: '共 {shots} 个镜头：{scenes} 个场景各 {each} 个，平均每个 {seconds} 秒',
  },
  clips: { en: 'clips: ${usd} for {count} clips by {model}', zh: '视频片段：{model} 生成 {count} 个，共 ${usd}' },
  stage: { en: '{stage}: ${usd} for {count} steps by {model}', zh: '{stage}：{model} 执行 {count} 步，共 ${usd}' },
  free: { en: 'Everything is made by providers that cost nothing', zh: '全部由免费的服务商完成' },
  prices: {
    en: 'Prices are those that the providers publish; a job books what they count and bill',
    zh: '价格以服务商公布的为准；任务按服务商的实际用量或账单入账',
  },
  likely: {
    en: 'These are likely costs; a step starts only where max_cost_usd has room for the most that it can cost',
    zh: '以上为预计费用；max_cost_usd 的余额足够支付某一步的最高费用时，该步才会开始',
  },
  'price.second': {
    en: '{model}: ${usd} per second of film, as of {date}: {source}',
    zh: '{model}：每秒视频 ${usd}，{date} 查得：{source}',
  },
  'price.minute': {
    en: '{model}: ${usd} per minute of sound, as of {date}: {source}',
    zh: '{model}：每分钟音频 ${usd}，{date} 查得：{source}',
  },
  'price.picture': {
    en: '{model}: ${usd} per picture, as of {date}: {source}',
    zh: '{model}：每张图片 ${usd}，{date} 查得：{source}',
  },
  'price.clip': {
    en: '{model}: ${usd} per clip, as of {date}: {source}',
    zh: '{model}：每段视频 ${usd}，{date} 查得：{source}',
  },
  'price.million_tokens': {
    en: '{model}: ${input} per million tokens read and ${usd} per million written, as of {date}: {source}',
    zh: '{model}：每百万输入 token ${input}，每百万输出 token ${usd}，{date} 查得：{source}',
  },
  'price.million_characters': {
    en: '{model}: ${usd} per million characters, as of {date}: {source}',
    zh: '{model}：每百万字符 ${usd}，{date} 查得：{source}',
  },
  once: {
    en: 'Nothing is taken from the cache, and nothing has to be tried again',
    zh: '不使用缓存，且所有步骤均一次成功',
  },
  render: {
    en: 'What a render of this board would make with the options of the job: {made} of {steps} steps, the others come from the cache',
    zh: '按任务选项渲染当前分镜所需的制作内容：共 {steps} 步，其中 {made} 步需要制作，其余取自缓存',
  },
  speech: {
    en: 'New speech is taken to be as long as its text suggests; where it is longer than its shot, the film grows',
    zh: '新台词的时长按文本估算；若超出镜头时长，影片会相应变长',
  },
  time: {
    en: 'Each step takes as long as such steps of this project have taken, {slots} of those that render at a time',
    zh: '每一步的用时按本项目同类步骤的实际用时估算，渲染步骤同时进行 {slots} 个',
  },
  first_try: { en: 'Nothing has to be tried again', zh: '所有步骤均一次成功' },
  absent: { en: '{wanted} is not configured: {used} stands in', zh: '{wanted} 未配置，由 {used} 代替' },
} as const satisfies Record<string, Sentence>;

export type EstimateKey = keyof typeof ESTIMATE_SENTENCES;
