import { UNSAFE_URL_SENTENCES } from './api-error-catalogue.js';
import type { Catalogue, Sentence } from './catalogue.js';

interface JobErrorMeaning {
  /** Whether trying the same thing again can help. */
  retryable: boolean;
  /** What a person can do about it. */
  advice: Sentence;
}

/** Why a job failed (spec §5), decided here, once. */
export const JOB_ERRORS = {
  PROVIDER_UNAVAILABLE: {
    retryable: true,
    advice: {
      en: 'The provider is down or busy. Try again later, or choose another provider.',
      zh: '服务商不可用或繁忙。请稍后重试，或改用其他服务商。',
    },
  },
  PROVIDER_REJECTED: {
    retryable: false,
    advice: {
      en: 'The provider refused the request. Change the prompt or the options, or choose another provider.',
      zh: '服务商拒绝了请求。请修改提示词或选项，或改用其他服务商。',
    },
  },
  PROVIDER_AUTH: {
    retryable: false,
    advice: {
      en: 'The provider refused the key. Check it in the environment of the server.',
      zh: '服务商不接受密钥。请检查服务器环境变量中的密钥。',
    },
  },
  PROVIDER_QUOTA: {
    retryable: false,
    advice: {
      en: 'The account at the provider has no credit left. Top it up, then retry the job.',
      zh: '服务商账户余额不足。请充值后重试任务。',
    },
  },
  START_UNCONFIRMED: {
    retryable: true,
    advice: {
      en: 'It is not known whether the provider started the work. Look into its dashboard before you retry.',
      zh: '无法确认服务商是否已开始处理。重试前请先查看服务商的控制台。',
    },
  },
  INVALID_OUTPUT: {
    retryable: true,
    advice: {
      en: 'What came cannot be used. Of a model, retry or choose another one; of a file of yours, take another file.',
      zh: '得到的内容无法使用。若来自模型，请重试或改用其他模型；若是您的文件，请更换文件。',
    },
  },
  CONTENT_REJECTED: {
    retryable: false,
    advice: {
      en: 'The content was refused by moderation. Change the prompt.',
      zh: '内容未通过审核。请修改提示词。',
    },
  },
  BUDGET_EXCEEDED: {
    retryable: true,
    advice: {
      en: 'The next step would cost more than the limit. Resume the job with a higher one.',
      zh: '下一步的费用将超出上限。请提高上限后继续任务。',
    },
  },
  STEP_TIMED_OUT: {
    retryable: true,
    advice: { en: 'The step took too long. Retry the job.', zh: '步骤耗时过长。请重试任务。' },
  },
  STEP_CRASHED: {
    retryable: true,
    advice: {
      en: 'The worker crashed repeatedly on this step. Check its memory and log, then retry.',
      zh: '工作进程在该步骤上多次崩溃。请检查其内存和日志后重试。',
    },
  },
  RENDER_FAILED: {
    retryable: true,
    advice: {
      en: 'Rendering failed. Retry; if it fails again, check the log and the installation of ffmpeg.',
      zh: '渲染失败。请重试；若再次失败，请检查日志和 ffmpeg 的安装。',
    },
  },
  QUALITY_CHECK_FAILED: {
    retryable: true,
    advice: {
      en: 'The finished file did not pass its checks. Retry the job.',
      zh: '成品未通过质量检查。请重试任务。',
    },
  },
  STORAGE_FAILED: {
    retryable: true,
    advice: {
      en: 'A file could not be stored or read. Check the storage, then retry.',
      zh: '文件无法保存或读取。请检查存储后重试。',
    },
  },
  NO_SPACE: {
    retryable: true,
    advice: { en: 'The disk is full. Free some space, then retry.', zh: '磁盘已满。请释放空间后重试。' },
  },
  DOWNLOAD_FAILED: {
    retryable: true,
    advice: {
      en: 'A file could not be fetched. Do what the message says, check the address if it is yours, or retry the job.',
      zh: '无法下载文件。请按提示处理；若地址由您提供，请检查该地址；否则请重试任务。',
    },
  },
  UNSAFE_URL: {
    retryable: false,
    advice: {
      en: 'The address is not allowed. Use a public https address.',
      zh: '不允许使用该地址。请使用公网 https 地址。',
    },
  },
  INTERNAL_ERROR: {
    retryable: true,
    advice: {
      en: 'Something unexpected happened. Retry; if it fails again, report it with the id of the job.',
      zh: '发生意外错误。请重试；若再次失败，请附上任务 ID 反馈。',
    },
  },
} as const satisfies Record<string, JobErrorMeaning>;

export type JobErrorCode = keyof typeof JOB_ERRORS;

/** What a person is told, as in `API_SENTENCES`; `{provider}` is the one that the error names anyway. */
export const JOB_SENTENCES = {
  PROVIDER_UNAVAILABLE: { en: 'The provider is not available', zh: '服务商不可用' },
  'PROVIDER_UNAVAILABLE.answered': { en: '{provider} answered {reply}', zh: '{provider} 返回了 {reply}' },
  'PROVIDER_UNAVAILABLE.throttled': {
    en: '{provider} is asked too often: {reply}',
    zh: '对 {provider} 的请求过于频繁：{reply}',
  },
  'PROVIDER_UNAVAILABLE.busy': {
    en: '{provider} has as much of our work in hand as it takes',
    zh: '{provider} 已达到可同时处理的任务上限',
  },
  'PROVIDER_UNAVAILABLE.timeout': { en: '{provider} did not answer in time', zh: '{provider} 未在限时内响应' },
  'PROVIDER_UNAVAILABLE.network': { en: "{provider} can't be reached", zh: '无法连接 {provider}' },
  'PROVIDER_UNAVAILABLE.storage': {
    en: 'the storage of {provider} answered HTTP {status}',
    zh: '{provider} 的存储返回了 HTTP {status}',
  },
  'PROVIDER_UNAVAILABLE.task': { en: '{provider}: the task failed', zh: '{provider}：任务失败' },
  'PROVIDER_UNAVAILABLE.task_code': {
    en: '{provider}: the task failed with {reason}',
    zh: '{provider}：任务失败，原因 {reason}',
  },
  'PROVIDER_UNAVAILABLE.resting': {
    en: '{provider} rests after repeated failures',
    zh: '{provider} 连续失败，暂停调用',
  },
  'PROVIDER_UNAVAILABLE.silent': {
    en: '{provider} does not answer any more about what it has in hand',
    zh: '{provider} 不再响应其正在处理的任务',
  },
  'PROVIDER_UNAVAILABLE.not_configured': { en: 'Not configured: {wanted}', zh: '尚未配置：{wanted}' },
  'PROVIDER_UNAVAILABLE.nobody': {
    en: 'Nobody is configured for {capability}',
    zh: '没有为 {capability} 配置任何服务商',
  },
  'PROVIDER_UNAVAILABLE.removed': { en: '{provider} is not configured any more', zh: '{provider} 已不再配置' },
  'PROVIDER_UNAVAILABLE.yt_dlp_missing': {
    en: 'yt-dlp is not installed on this server: install it or set YT_DLP_PATH, or upload the file instead',
    zh: '服务器未安装 yt-dlp：请安装或设置 YT_DLP_PATH，或改为上传文件',
  },
  'PROVIDER_UNAVAILABLE.yt_dlp_old': {
    en: 'yt-dlp {version} on this server is too old for YouTube: install {wanted} or newer, or upload the file instead',
    zh: '服务器上的 yt-dlp {version} 对 YouTube 而言过旧：请安装 {wanted} 或更新版本，或改为上传文件',
  },
  'PROVIDER_UNAVAILABLE.yt_dlp_unusable': {
    en: 'yt-dlp on this server does not work: try it by hand, or upload the file instead',
    zh: '服务器上的 yt-dlp 无法运行：请手动检查，或改为上传文件',
  },
  PROVIDER_REJECTED: { en: 'The provider refused the request', zh: '服务商拒绝了请求' },
  'PROVIDER_REJECTED.answered': { en: '{provider} answered {reply}', zh: '{provider} 返回了 {reply}' },
  'PROVIDER_REJECTED.no_model': { en: '{provider} has no model {model}', zh: '{provider} 没有模型 {model}' },
  'PROVIDER_REJECTED.picture': {
    en: "{provider}: {model} can't make footage without a picture",
    zh: '{provider}：{model} 没有图片就无法生成画面',
  },
  'PROVIDER_REJECTED.sound_size': {
    en: '{provider} takes at most {megabytes} MB of sound',
    zh: '{provider} 最多接受 {megabytes} MB 的音频',
  },
  'PROVIDER_REJECTED.inputs': {
    en: '{provider}: {model} needs what we do not have: {inputs}',
    zh: '{provider}：{model} 需要我们无法提供的输入：{inputs}',
  },
  'PROVIDER_REJECTED.gone': { en: '{provider}: the task is gone', zh: '{provider}：任务已不存在' },
  'PROVIDER_REJECTED.cancelled': { en: '{provider}: the task was cancelled', zh: '{provider}：任务已被取消' },
  'PROVIDER_REJECTED.task_code': {
    en: '{provider}: the task failed with {reason}',
    zh: '{provider}：任务失败，原因 {reason}',
  },
  PROVIDER_AUTH: { en: 'The provider does not accept our key', zh: '服务商不接受密钥' },
  'PROVIDER_AUTH.answered': {
    en: '{provider} answered {reply}: it does not accept our key',
    zh: '{provider} 返回了 {reply}：不接受密钥',
  },
  PROVIDER_QUOTA: { en: 'The account at the provider has no quota left', zh: '服务商账户额度已用尽' },
  'PROVIDER_QUOTA.answered': {
    en: '{provider} answered {reply}: its account has no quota left',
    zh: '{provider} 返回了 {reply}：账户额度已用尽',
  },
  'PROVIDER_QUOTA.credits': {
    en: '{provider}: the account has no credits left',
    zh: '{provider}：账户余额已用尽',
  },
  START_UNCONFIRMED: {
    en: 'The work may have been started, but nobody has confirmed it',
    zh: '工作可能已开始，但未得到确认',
  },
  'START_UNCONFIRMED.answer_lost': {
    en: '{provider} may have started the work, but its answer is lost',
    zh: '{provider} 可能已开始处理，但其响应已丢失',
  },
  'START_UNCONFIRMED.clip': {
    en: '{provider} was asked for a clip, and we were cut off before its answer',
    zh: '已向 {provider} 请求片段，但在收到响应前中断',
  },
  'START_UNCONFIRMED.call': {
    en: 'A paid call was cut off before its answer',
    zh: '一次付费调用在收到响应前中断',
  },
  INVALID_OUTPUT: { en: 'The answer is unusable', zh: '返回的结果无法使用' },
  'INVALID_OUTPUT.too_large': {
    en: '{provider} gave an unusable answer: more than {most} bytes',
    zh: '{provider} 返回的结果无法使用：超过 {most} 字节',
  },
  'INVALID_OUTPUT.too_long': {
    en: '{provider} gave an unusable answer: more than {most} characters',
    zh: '{provider} 返回的结果无法使用：超过 {most} 个字符',
  },
  'INVALID_OUTPUT.cut_off': {
    en: '{provider} gave an unusable answer: cut off at its length limit',
    zh: '{provider} 返回的结果无法使用：达到长度上限而被截断',
  },
  'INVALID_OUTPUT.json': {
    en: '{provider} gave an unusable answer: not JSON',
    zh: '{provider} 返回的结果无法使用：不是 JSON',
  },
  'INVALID_OUTPUT.text': {
    en: '{provider} gave an unusable answer: no text',
    zh: '{provider} 返回的结果无法使用：没有文本',
  },
  'INVALID_OUTPUT.choice': {
    en: '{provider} gave an unusable answer: no choice',
    zh: '{provider} 返回的结果无法使用：没有候选结果',
  },
  'INVALID_OUTPUT.faults': {
    en: '{provider} gave an unusable answer: {kind} with {count} faults after one repair',
    zh: '{provider} 返回的结果无法使用：{kind} 修正一次后仍有 {count} 处错误',
  },
  'INVALID_OUTPUT.task_id': {
    en: '{provider} gave an unusable answer: a task without an id',
    zh: '{provider} 返回的结果无法使用：任务没有 ID',
  },
  'INVALID_OUTPUT.task_state': {
    en: '{provider} gave an unusable answer: a task in an unknown state',
    zh: '{provider} 返回的结果无法使用：任务状态未知',
  },
  'INVALID_OUTPUT.task_file': {
    en: '{provider} gave an unusable answer: a finished task without a file',
    zh: '{provider} 返回的结果无法使用：任务已完成但没有文件',
  },
  'INVALID_OUTPUT.model': {
    en: '{provider} gave an unusable answer: it does not say what {model} takes',
    zh: '{provider} 返回的结果无法使用：没有说明 {model} 的输入参数',
  },
  'INVALID_OUTPUT.upload_slot': {
    en: '{provider} gave an unusable answer: not an upload slot',
    zh: '{provider} 返回的结果无法使用：不是上传地址',
  },
  'INVALID_OUTPUT.picture': {
    en: '{provider} gave an unusable answer: no picture',
    zh: '{provider} 返回的结果无法使用：没有图片',
  },
  'INVALID_OUTPUT.sound': {
    en: '{provider} gave an unusable answer: no sound',
    zh: '{provider} 返回的结果无法使用：没有声音',
  },
  'INVALID_OUTPUT.picture_faults': {
    en: '{provider} gave an unusable picture: {faults}',
    zh: '{provider} 生成的图片无法使用：{faults}',
  },
  'INVALID_OUTPUT.pictures': {
    en: 'The clip of the video model has no pictures',
    zh: '视频模型生成的片段没有画面',
  },
  'INVALID_OUTPUT.source_damaged': {
    en: 'The file is damaged, cut short, or not the video that it seems to be',
    zh: '文件已损坏、不完整，或并非其看上去的视频',
  },
  'INVALID_OUTPUT.source_pictures': { en: 'The file has no video stream', zh: '文件中没有视频流' },
  'INVALID_OUTPUT.source_pixels': {
    en: 'The pictures of the video are too large: {width} × {height} pixels',
    zh: '视频画面尺寸过大：{width} × {height} 像素',
  },
  'INVALID_OUTPUT.source_too_long': {
    en: 'The video is {seconds} s long; {most} s is the most',
    zh: '视频长 {seconds} 秒，上限为 {most} 秒',
  },
  'INVALID_OUTPUT.media': { en: 'A file cannot be used: {words}', zh: '文件无法使用：{words}' },
  CONTENT_REJECTED: { en: 'The content was refused by moderation', zh: '内容未通过审核' },
  'CONTENT_REJECTED.provider': { en: '{provider} refused the content', zh: '{provider} 拒绝了该内容' },
  'CONTENT_REJECTED.review': { en: 'The content was rejected after review', zh: '内容经人工复核后被拒绝' },
  'CONTENT_REJECTED.shot': {
    en: '{provider} refused the content of shot {shot}',
    zh: '{provider} 拒绝了镜头 {shot} 的内容',
  },
  'CONTENT_REJECTED.picture': {
    en: 'A picture was refused by moderation',
    zh: '某张图片未通过内容审核',
  },
  'CONTENT_REJECTED.clip': { en: 'The clip was refused by moderation', zh: '片段未通过内容审核' },
  'CONTENT_REJECTED.script': { en: 'The script was refused by moderation', zh: '剧本未通过内容审核' },
  BUDGET_EXCEEDED: { en: 'The next step would pass the limit of costs', zh: '下一步将超出费用上限' },
  'BUDGET_EXCEEDED.step': {
    en: 'The next step costs up to {cost}; with it the job would pass its limit of {limit}',
    zh: '下一步最多花费 {cost}，任务将超出 {limit} 的费用上限',
  },
  STEP_TIMED_OUT: { en: 'The step outlasted its time limit', zh: '步骤超出时间限制' },
  'STEP_TIMED_OUT.media': { en: 'Media work took too long: {words}', zh: '媒体处理超时：{words}' },
  STEP_CRASHED: { en: 'The step crashed its worker three times', zh: '步骤三次导致工作进程崩溃' },
  'STEP_CRASHED.media': { en: 'Media work was cut off: {words}', zh: '媒体处理中断：{words}' },
  'STEP_CRASHED.crew': { en: 'The offline crew ended: {words}', zh: '离线创作进程结束：{words}' },
  RENDER_FAILED: { en: 'Rendering failed', zh: '渲染失败' },
  'RENDER_FAILED.media': { en: 'Media work failed: {words}', zh: '媒体处理失败：{words}' },
  QUALITY_CHECK_FAILED: { en: 'The result did not pass its checks', zh: '结果未通过质量检查' },
  'QUALITY_CHECK_FAILED.film': { en: 'The film did not pass: {checks}', zh: '影片未通过检查：{checks}' },
  'QUALITY_CHECK_FAILED.clip': { en: 'A clip did not pass: {checks}', zh: '有片段未通过检查：{checks}' },
  'QUALITY_CHECK_FAILED.frames': {
    en: 'The pictures have {pictures} frames, the sound has {sound}',
    zh: '画面有 {pictures} 帧，声音有 {sound} 帧',
  },
  STORAGE_FAILED: { en: 'The file could not be stored', zh: '文件无法保存' },
  'STORAGE_FAILED.read': { en: 'A stored file could not be read', zh: '无法读取已保存的文件' },
  'STORAGE_FAILED.missing': { en: 'A stored file is not there any more', zh: '已保存的文件已不存在' },
  'STORAGE_FAILED.deleted': {
    en: 'A file was deleted while it was taken from the cache',
    zh: '文件在从缓存取用时被删除',
  },
  'STORAGE_FAILED.upload': {
    en: 'An upload was deleted while it was being used',
    zh: '上传的文件在使用过程中被删除',
  },
  NO_SPACE: { en: 'There is no space left for files', zh: '存储空间不足' },
  DOWNLOAD_FAILED: { en: 'The download failed', zh: '下载失败' },
  'DOWNLOAD_FAILED.status': { en: 'The server answered HTTP {status}', zh: '对方服务器返回了 HTTP {status}' },
  'DOWNLOAD_FAILED.kind': { en: 'The file is not of an accepted kind', zh: '文件类型不被接受' },
  'DOWNLOAD_FAILED.too_large': { en: 'The file has more than {most} bytes', zh: '文件超过 {most} 字节' },
  'DOWNLOAD_FAILED.redirects': { en: 'There were more than {most} redirects', zh: '重定向超过 {most} 次' },
  'DOWNLOAD_FAILED.timeout': { en: 'The download took too long', zh: '下载耗时过长' },
  'DOWNLOAD_FAILED.network': {
    en: "The server can't be reached, or cut the connection",
    zh: '无法连接对方服务器，或连接被中断',
  },
  'DOWNLOAD_FAILED.video_private': {
    en: 'The video is private: choose a public one, or upload the file instead',
    zh: '该视频为私享视频：请选择公开视频，或改为上传文件',
  },
  'DOWNLOAD_FAILED.video_gone': {
    en: 'The video is not there, or not any more: check the address',
    zh: '该视频不存在或已被移除：请检查地址',
  },
  'DOWNLOAD_FAILED.video_age': {
    en: 'The video is only shown to adults who are signed in: upload the file instead',
    zh: '该视频有年龄限制，需登录后观看：请改为上传文件',
  },
  'DOWNLOAD_FAILED.video_members': {
    en: 'The video is only shown to members, or for money: upload the file instead',
    zh: '该视频仅对会员或付费用户开放：请改为上传文件',
  },
  'DOWNLOAD_FAILED.video_login': {
    en: 'The video is only shown to who is signed in: upload the file instead',
    zh: '该视频需登录后观看：请改为上传文件',
  },
  'DOWNLOAD_FAILED.video_region': {
    en: 'The video is not shown in the country of this server: upload the file instead',
    zh: '该视频在服务器所在地区不可观看：请改为上传文件',
  },
  'DOWNLOAD_FAILED.video_protected': {
    en: 'The video is protected against copying (DRM)',
    zh: '该视频受版权保护（DRM），无法下载',
  },
  'DOWNLOAD_FAILED.video_live': {
    en: 'The video is live, or has not begun: wait until it can be seen as a whole',
    zh: '该视频正在直播或尚未开始：请等到完整回放可用',
  },
  'DOWNLOAD_FAILED.video_too_long': {
    en: 'The video is longer than {most} seconds',
    zh: '视频超过 {most} 秒',
  },
  'DOWNLOAD_FAILED.video_format': {
    en: 'YouTube offers the video in no form that fits: update yt-dlp, or upload the file instead',
    zh: 'YouTube 未提供可用的视频格式：请更新 yt-dlp，或改为上传文件',
  },
  'DOWNLOAD_FAILED.bot_check': {
    en: 'YouTube takes this server for a bot: try again in some hours, or upload the file instead',
    zh: 'YouTube 将服务器识别为机器人：请数小时后重试，或改为上传文件',
  },
  ...UNSAFE_URL_SENTENCES,
  INTERNAL_ERROR: { en: 'An unexpected error occurred', zh: '发生意外错误' },
  'INTERNAL_ERROR.crew': { en: 'The offline crew failed: {words}', zh: '离线创作进程出错：{words}' },
  'INTERNAL_ERROR.ended': { en: 'The job has ended', zh: '任务已结束' },
  'INTERNAL_ERROR.format': { en: 'Nothing makes the format {format}', zh: '没有可生成 {format} 格式的组件' },
  'INTERNAL_ERROR.no_episodes': { en: 'There are no episodes to join', zh: '没有可合并的剧集' },
  'INTERNAL_ERROR.shot_deleted': {
    en: 'The shot was deleted while it was being made',
    zh: '镜头在制作过程中被删除',
  },
  'INTERNAL_ERROR.no_shots': {
    en: 'The shots were deleted before they could be filmed',
    zh: '镜头在拍摄之前被删除',
  },
  'INTERNAL_ERROR.stage': { en: 'No stage is called {stage}', zh: '没有名为 {stage} 的阶段' },
} as const satisfies Catalogue<JobErrorCode>;

export type JobErrorKey = keyof typeof JOB_SENTENCES;
