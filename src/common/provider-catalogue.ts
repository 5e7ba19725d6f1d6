import type { Sentence } from './catalogue.js';

/** Why a provider is not to be had, or not at its best. Words of ours: a vendor's own may quote a key or a prompt. */
export const PROVIDER_SENTENCES = {
  unconfigured: { en: 'Not configured: {settings} is not set', zh: '尚未配置：未设置 {settings}' },
  unconfigured_any: { en: 'Not configured: none of {settings} is set', zh: '尚未配置：{settings} 均未设置' },
  other_model: { en: 'Its server is not configured with this model', zh: '其服务器未配置此模型' },
  key_refused: { en: 'It does not take our key', zh: '密钥被服务商拒绝' },
  quota: { en: 'Our account there has no credit left', zh: '服务商账户余额或额度已用尽' },
  timeout: { en: 'It did not answer in time', zh: '未在限时内响应' },
  unreachable: { en: "It can't be reached", zh: '无法连接' },
  no_model: {
    en: 'It answers, but does not have the model that it is to be asked with',
    zh: '有响应，但没有所配置的模型',
  },
  answer: { en: 'It answers, but not as it should', zh: '有响应，但响应不正常' },
  circuit_open: {
    en: 'It has failed again and again and is left alone for half a minute',
    zh: '连续失败，暂停调用半分钟',
  },
  circuit_half_open: {
    en: 'It has failed again and again; the next call tells whether it works again',
    zh: '此前连续失败，下一次调用将确认其是否恢复',
  },
  throttled: {
    en: 'It has refused calls as too many and is left alone for a while',
    zh: '因请求过多被服务商限流，暂缓调用',
  },
  failing: { en: 'It answers, but the last calls have failed', zh: '有响应，但最近的调用均失败' },
} as const satisfies Record<string, Sentence>;

export type ProviderSentenceKey = keyof typeof PROVIDER_SENTENCES;
