import type { Sentence } from './catalogue.js';

/**
 * What is wrong with a field, by the validator's name (`details.fields[].rule`); where a rule is used for several things,
 * each has its own sentence (`rule.reason`).
 */
export const FIELD_RULES = {
  required: { en: 'is required', zh: '必填' },
  unknown_field: { en: 'is not a known field', zh: '是未知字段' },
  /** For a rule that nobody has written a sentence for. */
  invalid: { en: 'is not valid', zh: '无效' },
  isText: { en: 'must not hold NUL or half of a surrogate pair', zh: '不得包含 NUL 或不完整的代理对' },
  'isText.name': { en: 'is not a usable name', zh: '不是可用的名称' },
  maxDepth: { en: 'is nested deeper than {most} levels', zh: '嵌套超过 {most} 层' },
  isJson: { en: 'is not valid JSON', zh: '不是有效的 JSON' },
  isMultipart: { en: 'is not complete multipart/form-data', zh: '不是完整的 multipart/form-data' },
  isFile: { en: 'must be a file', zh: '必须是文件' },
  maxFiles: { en: 'must be one file and nothing else', zh: '只能是一个文件，不得有其他内容' },
  isString: { en: 'must be a string', zh: '必须是字符串' },
  isInt: { en: 'must be an integer number', zh: '必须是整数' },
  isNumber: { en: 'must be a number', zh: '必须是数字' },
  isBoolean: { en: 'must be true or false', zh: '必须是 true 或 false' },
  isArray: { en: 'must be a list', zh: '必须是列表' },
  isObject: { en: 'must be an object', zh: '必须是对象' },
  nestedValidation: { en: 'must be an object or a list of objects', zh: '必须是对象或对象列表' },
  min: { en: 'must not be less than {least}', zh: '不得小于 {least}' },
  max: { en: 'must not be greater than {most}', zh: '不得大于 {most}' },
  isIn: { en: 'must be one of the following values: {values}', zh: '必须是以下值之一：{values}' },
  isLength: { en: 'must have {least} to {most} characters', zh: '长度必须为 {least} 至 {most} 个字符' },
  minLength: { en: 'must have at least {least} characters', zh: '至少需要 {least} 个字符' },
  maxLength: { en: 'must have at most {most} characters', zh: '最多 {most} 个字符' },
  arrayMinSize: { en: 'must have at least {least} items', zh: '至少需要 {least} 项' },
  arrayMaxSize: { en: 'must have at most {most} items', zh: '最多 {most} 项' },
  arrayUnique: { en: 'must not hold anything twice', zh: '不得有重复项' },
  isEmail: { en: 'must be an email address', zh: '必须是邮箱地址' },
  isUuid: { en: 'must be a UUID', zh: '必须是 UUID' },
  isUrl: { en: 'must be a URL', zh: '必须是 URL' },
  isDateString: { en: 'must be an ISO 8601 time', zh: '必须是 ISO 8601 格式的时间' },
  isIso8601: { en: 'must be an ISO 8601 time', zh: '必须是 ISO 8601 格式的时间' },
  isFutureTime: {
    en: 'must be a time in the future, like 2030-01-31T00:00:00Z',
    zh: '必须是将来的时间，例如 2030-01-31T00:00:00Z',
  },
  matches: { en: 'does not have the right form', zh: '格式不正确' },
  'matches.blank': { en: 'must not be blank', zh: '不得为空白' },
  'matches.username': {
    en: 'must have 3 to 32 letters, digits, _, - or CJK characters',
    zh: '必须由 3 至 32 个字母、数字、_、- 或中日韩字符组成',
  },
  'matches.idempotency_key': {
    en: 'must be 1 to 255 visible ASCII characters',
    zh: '必须由 1 至 255 个可见 ASCII 字符组成',
  },
  known_provider: {
    en: 'is no {capability} provider or model; there are: {known}',
    zh: '不是 {capability} 的服务商或模型，可选：{known}',
  },
  scene_sec: {
    en: '{scenes} scenes need at least {least} seconds, not {seconds}',
    zh: '{scenes} 个场景至少需要 {least} 秒，而不是 {seconds} 秒',
  },
  max_film_sec: {
    en: 'all episodes together must not be longer than {most} seconds',
    zh: '所有剧集总时长不得超过 {most} 秒',
  },
  has_shots: { en: 'names episodes without shots to render', zh: '所选剧集没有可渲染的镜头' },
  shot_sec: {
    en: 'is less than a second for each of the {shots} shots of the scene',
    zh: '场景有 {shots} 个镜头，每个镜头至少需要 1 秒',
  },
  script_sec: {
    en: 'takes longer to say than the {most} seconds that the shots of the scene can be',
    zh: '念完所需时间超过该场景镜头的上限 {most} 秒',
  },
  picture: { en: 'must be a picture', zh: '必须是图片' },
  video: { en: 'must be a video', zh: '必须是视频' },
  one_source: {
    en: 'must be given, or url or upload_id in its place: exactly one of the three',
    zh: 'youtube_url、url、upload_id 三者必须且只能提供一个',
  },
  youtube_url: {
    en: 'must be the address of one video on youtube.com or youtu.be',
    zh: '必须是 youtube.com 或 youtu.be 上单个视频的地址',
  },
  max_video_sec: { en: 'is longer than {most} seconds', zh: '时长超过 {most} 秒' },
  max_video_bytes: { en: 'has more than {most} bytes', zh: '文件超过 {most} 字节' },
  cascade_required: {
    en: 'a new storyboard has new shots: run it with "cascade": true',
    zh: '新的分镜会产生新的镜头，请加上 "cascade": true 运行',
  },
  'matches.voice': { en: 'must be letters, digits, _ . : -', zh: '只能包含字母、数字和 _ . : -' },
  max_characters: { en: 'there are {most} characters already', zh: '角色已达 {most} 个' },
  max_scenes: { en: 'an episode has at most {most} scenes', zh: '每集最多 {most} 个场景' },
  max_shots: {
    en: 'a scene has at most {most} shots, a project {most_of_project}',
    zh: '每个场景最多 {most} 个镜头，每个项目最多 {most_of_project} 个',
  },
  checkboxes: {
    en: 'must be at most 50 names of 1 to 50 characters, without a dot, each true or false',
    zh: '最多 50 个名称，每个 1 至 50 个字符且不含点号，值为 true 或 false',
  },
  reorder_map: {
    en: 'must give each id a place of its own, a whole number from 0 on',
    zh: '必须为每个 ID 指定一个从 0 开始且互不相同的整数位置',
  },
  'reorder_map.all': { en: 'must name every one that is there', zh: '必须列出现有的每一项' },
  paths: { en: 'must name 1 to {most} paths', zh: '必须包含 1 至 {most} 个路径' },
  writable_path: { en: 'is not a writable path', zh: '不是可写的路径' },
  suggested_field: { en: 'names nothing that is suggested', zh: '所列字段均不在建议之中' },
  webhook_url: { en: 'needs a webhook_url', zh: '需要同时提供 webhook_url' },
} as const satisfies Record<string, Sentence>;

export type FieldRule = keyof typeof FIELD_RULES;

/** How a list tells of what is wrong with one of its values. */
export const EACH_VALUE: Sentence = { en: 'each value {sentence}', zh: '每一项{sentence}' };

/** The names by which sentences know what a validator was given, in its order. */
export const RULE_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  min: ['least'],
  max: ['most'],
  isIn: ['values'],
  isLength: ['least', 'most'],
  minLength: ['least'],
  maxLength: ['most'],
  arrayMinSize: ['least'],
  arrayMaxSize: ['most'],
};
