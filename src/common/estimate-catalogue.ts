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
    en: 'Prices are those that the providers publish; a job books what they bill for clips',
    zh: '价格以服务商公布的为准；任务按服务商对视频片段的实际收费入账',
  },
  once: {
    en: 'Nothing is taken from the cache, and nothing has to be tried again',
    zh: '不使用缓存，且所有步骤均一次成功',
  },
  absent: { en: '{wanted} is not configured: {used} stands in', zh: '{wanted} 未配置，由 {used} 代替' },
} as const satisfies Record<string, Sentence>;

export type EstimateKey = keyof typeof ESTIMATE_SENTENCES;
