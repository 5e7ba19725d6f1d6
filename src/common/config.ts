import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { ConfigError, type Environment, EnvironmentReader } from './environment.js';

/** The environment (spec §12), parsed once. A bad value stops the start with one clear line. */

export const ROLES = ['all', 'api', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/** One OpenAI-compatible server. `baseUrl` null means: not configured. */
export interface ChatServer {
  baseUrl: string | null;
  apiKey: string | null;
  model: string;
}

/** What one provider is asked at most, by all workers together; null: as much as there is. */
export interface ProviderLimit {
  /** Calls under way and work in hand. */
  concurrency: number | null;
  /** Calls begun in a minute. */
  perMinute: number | null;
}

/** The models of Runway that we know the price and the lengths of. */
export const RUNWAY_MODELS = ['gen4_turbo', 'gen4.5', 'veo3.1', 'veo3.1_fast'] as const;
export type RunwayModelName = (typeof RUNWAY_MODELS)[number];

/** A bucket of a server that speaks S3: Amazon's, MinIO, Alibaba Cloud OSS. */
export interface S3Settings {
  endpoint: string;
  /** How clients reach the same server: URLs are signed for this name. */
  publicEndpoint: string;
  accessKey: string;
  secretKey: string;
  bucket: string;
  region: string;
  /** The bucket is in the path (MinIO) and not in the host's name (Amazon, OSS). */
  pathStyle: boolean;
  /** What copies of the bucket's files may take on this machine. */
  cacheBytes: number;
}

/** What videos may be understood, and how those of YouTube are had. */
export interface AnalysisSettings {
  maxSec: number;
  maxBytes: number;
  /** Null: `yt-dlp` on the PATH, where there is one. */
  ytDlpPath: string | null;
  /** The Data API, for comments and counts; no key: it is not asked. */
  youtube: { apiKey: string | null; baseUrl: string };
}

export interface Config {
  nodeEnv: string;
  role: Role;
  host: string;
  port: number;
  dataDir: string;
  publicUrl: string | null;
  mediaBaseUrl: string | null;
  /** How many proxies are in front, or which: whose word on a client's address is taken. */
  trustProxy: false | number | string[];
  /** How long a request may take to arrive, uploads aside. */
  requestTimeoutSec: number;
  corsOrigins: string[];
  logLevel: string;
  /** Who has it may read `/metrics` from anywhere; null: nobody but this machine. */
  metricsToken: string | null;
  /** Where traces go, without `/v1/traces`; null: nothing is traced. */
  otlpEndpoint: string | null;
  adminEmail: string | null;
  rateLimitPerMinute: number;
  /** How often sockets are pinged; who says nothing for as long again is dropped. */
  socketPingSec: number;
  mediaUrlTtlSec: number;
  mediaConcurrency: number;
  maxFilmSec: number;
  shutdownGraceSec: number;
  /** How long events and working files of finished jobs are kept. */
  retentionDays: number;
  aiLabelProducer: string;
  ffmpegPath: string | null;
  /** Clips are watched where the packages for it are installed. */
  deepChecks: boolean;
  /** What one user's uploads may take; null: all there is. */
  uploadQuotaBytes: number | null;
  /** Addresses that users or vendors give may lead into private networks. */
  allowPrivateUrls: boolean;
  database: { url: string | null; poolMax: number };
  redis: { url: string | null };
  /** Where films, pictures and uploads are kept; null: below `dataDir`. */
  s3: S3Settings | null;
  /** Newest first; empty: one is made and kept in `dataDir`. */
  jwtSecrets: string[];
  engine: { leaseSec: number; renewSec: number; sweepSec: number };
  analysis: AnalysisSettings;
  /** Chains of providers per capability; null: the configured ones in the house's order, then `local`. */
  chains: Record<'script' | 'image' | 'video' | 'speech' | 'moderation' | 'transcription' | 'suggest', string[] | null>;
  providers: {
    pollMs: number;
    cloudQwen: ChatServer;
    localQwen: ChatServer;
    ollama: ChatServer;
    /** What else it has, besides chat; null: nobody says that it has it. */
    openai: ChatServer & { imageModel: string | null; speechModel: string | null; transcriptionModel: string | null };
    /** Models that look at frames; null: none is there. */
    vision: { cloudQwen: string; localQwen: string | null; ollama: string | null };
    runway: { baseUrl: string | null; apiKey: string | null; model: RunwayModelName };
    replicate: {
      /** With `/v1`. */
      baseUrl: string | null;
      apiKey: string | null;
      imageModel: string;
      videoModel: string;
      /** `whsec_…`; null: its predictions are only asked about. */
      webhookSecret: string | null;
    };
    fal: {
      baseUrl: string | null;
      apiKey: string | null;
      /** Where the keys of its webhooks are published. */
      jwksUrl: string;
      /** Whose webhooks are ours; null: its requests are only asked about. */
      webhookUserId: string | null;
    };
    limits: Record<string, ProviderLimit>;
  };
}

/**
 * What vendors allow a new account, or what a machine of one's own can do at once. Runway and fal queue by themselves what
 * is more than they work on.
 */
const USUAL_LIMITS: Record<string, ProviderLimit> = {
  cloud_qwen: { concurrency: 32, perMinute: 600 },
  cloud_qwen_vl: { concurrency: 32, perMinute: 600 },
  local_qwen: { concurrency: 8, perMinute: null },
  local_qwen_vl: { concurrency: 4, perMinute: null },
  ollama: { concurrency: 2, perMinute: null },
  openai: { concurrency: 32, perMinute: 500 },
  replicate: { concurrency: null, perMinute: 600 },
};

export const OPENAI_URL = 'https://api.openai.com/v1';

/** Many servers speak like OpenAI, and most of them only chat: what else one of them has, its operator says. */
function openAiServer(read: EnvironmentReader): Config['providers']['openai'] {
  const apiKey = read.key('OPENAI_API_KEY');
  const baseUrl = read.url('OPENAI_BASE_URL', ['http:', 'https:']) ?? OPENAI_URL;
  const usual = (model: string) => (baseUrl === OPENAI_URL ? model : null);
  return {
    apiKey,
    baseUrl: apiKey && baseUrl,
    model: read.text('OPENAI_MODEL') ?? 'gpt-4o-mini',
    imageModel: read.text('OPENAI_IMAGE_MODEL') ?? usual('gpt-image-1-mini'),
    speechModel: read.text('OPENAI_SPEECH_MODEL') ?? usual('gpt-4o-mini-tts'),
    transcriptionModel: read.text('OPENAI_TRANSCRIPTION_MODEL') ?? usual('whisper-1'),
  };
}

/** `runway=20/60`: 20 at once, 60 a minute; a `-` in place of a number: no limit. */
function limitsIn(items: string[]): Record<string, ProviderLimit> {
  const entries = items.map((item) => {
    const [, provider = '', concurrency, perMinute] = /^(\w+)=(-|[1-9]\d{0,4})\/(-|[1-9]\d{0,5})$/.exec(item) ?? [];
    if (provider === '') {
      throw new ConfigError(`PROVIDER_LIMITS must be like runway=20/60,ollama=2/-, not "${item}"`);
    }
    const numberIn = (text: string | undefined) => (text === '-' ? null : Number(text));
    return [provider, { concurrency: numberIn(concurrency), perMinute: numberIn(perMinute) }] as const;
  });
  return Object.fromEntries(entries);
}

/** Lower case letters, digits, dots and hyphens: a name may become part of a host's. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** No URL of theirs is good for longer. */
const S3_URL_SEC = 7 * 86_400;

function s3Settings(read: EnvironmentReader): S3Settings {
  const http = ['http:', 'https:'];
  const why = 'STORAGE=s3';
  const endpoint = read.required('OSS_ENDPOINT', why, read.url('OSS_ENDPOINT', http));
  const bucket = read.required('OSS_BUCKET', why);
  if (!BUCKET.test(bucket)) {
    throw new ConfigError(`OSS_BUCKET must be the name of a bucket, not "${bucket}"`);
  }
  return {
    endpoint,
    publicEndpoint: read.url('OSS_PUBLIC_ENDPOINT', http) ?? endpoint,
    accessKey: read.required('OSS_ACCESS_KEY', why),
    secretKey: read.required('OSS_SECRET_KEY', why),
    bucket,
    region: read.text('OSS_REGION') ?? 'us-east-1',
    pathStyle: read.flag('OSS_PATH_STYLE'),
    cacheBytes: read.number('OSS_CACHE_BYTES', 10 * 1024 ** 3),
  };
}

function analysisSettings(read: EnvironmentReader): AnalysisSettings {
  return {
    maxSec: read.number('ANALYSIS_MAX_SEC', 3600, { min: 1, max: 36_000 }),
    maxBytes: read.number('ANALYSIS_MAX_BYTES', 500 * 1024 ** 2, { min: 1 }),
    ytDlpPath: read.text('YT_DLP_PATH'),
    youtube: {
      apiKey: read.key('YOUTUBE_API_KEY'),
      baseUrl: read.url('YOUTUBE_BASE_URL', ['http:', 'https:']) ?? 'https://www.googleapis.com/youtube/v3',
    },
  };
}

export function parseConfig(environment: Environment): Config {
  const read = new EnvironmentReader(environment);
  const http = ['http:', 'https:'];
  const s3 = read.choice('STORAGE', ['local', 's3'], 'local') === 's3' ? s3Settings(read) : null;
  const leaseSec = read.number('LEASE_SEC', 30, { min: 1, whole: false });
  const chain = (capability: string) => {
    const names = read.list(`${capability}_PROVIDERS`);
    return names.length > 0 ? names : null;
  };
  const config: Config = {
    nodeEnv: read.text('NODE_ENV') ?? 'development',
    role: read.choice('ROLE', ROLES, 'all'),
    host: read.text('HOST') ?? '0.0.0.0',
    port: read.number('PORT', 3000, { max: 65_535 }),
    dataDir: resolve(read.text('DATA_DIR') ?? '.data'),
    publicUrl: read.url('PUBLIC_URL', http),
    mediaBaseUrl: read.url('MEDIA_BASE_URL', http),
    trustProxy: read.proxies('TRUST_PROXY'),
    requestTimeoutSec: read.number('REQUEST_TIMEOUT_SEC', 30, { min: 1, max: 3600, whole: false }),
    corsOrigins: read.list('CORS_ORIGINS'),
    logLevel: read.choice('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'info'),
    metricsToken: read.text('METRICS_TOKEN'),
    otlpEndpoint: read.url('OTEL_EXPORTER_OTLP_ENDPOINT', http),
    adminEmail: read.text('ADMIN_EMAIL'),
    rateLimitPerMinute: read.number('RATE_LIMIT_PER_MIN', 300),
    socketPingSec: read.number('SOCKET_PING_SEC', 30, { min: 0.05, max: 3600, whole: false }),
    mediaUrlTtlSec: read.number('MEDIA_URL_TTL', 3600, { min: 1, max: s3 === null ? undefined : S3_URL_SEC }),
    mediaConcurrency: read.number('MEDIA_CONCURRENCY', availableParallelism(), { min: 1, max: 256 }),
    maxFilmSec: read.number('MAX_FILM_SEC', 3600, { min: 5 }),
    shutdownGraceSec: read.number('SHUTDOWN_GRACE_SEC', 20, { max: 3600 }),
    retentionDays: read.number('RETENTION_DAYS', 30, { min: 1, max: 36_500 }),
    aiLabelProducer: read.text('AI_LABEL_PRODUCER') ?? 'Jumu',
    ffmpegPath: read.text('FFMPEG_PATH'),
    deepChecks: read.choice('DEEP_CHECKS', ['auto', 'off'], 'auto') === 'auto',
    uploadQuotaBytes: read.number('UPLOAD_QUOTA_BYTES', 10 * 1024 ** 3) || null,
    allowPrivateUrls: read.flag('ALLOW_PRIVATE_URLS'),
    database: {
      url: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
      poolMax: read.number('DB_POOL_MAX', 20, { min: 2, max: 1000 }),
    },
    redis: { url: read.url('REDIS_URL', ['redis:', 'rediss:']) },
    s3,
    jwtSecrets: read.list('JWT_SECRET'),
    engine: {
      leaseSec,
      renewSec: Math.min(1, leaseSec / 3),
      sweepSec: read.number('SWEEP_SEC', 5, { min: 0.1, whole: false }),
    },
    analysis: analysisSettings(read),
    chains: {
      script: chain('SCRIPT'),
      image: chain('IMAGE'),
      video: chain('VIDEO'),
      speech: chain('SPEECH'),
      moderation: chain('MODERATION'),
      transcription: chain('TRANSCRIPTION'),
      suggest: chain('SUGGEST'),
    },
    providers: {
      pollMs: read.number('PROVIDER_POLL_MS', 5000, { min: 10 }),
      cloudQwen: {
        apiKey: read.key('QWEN_API_KEY'),
        baseUrl: read.text('QWEN_API_KEY')
          ? (read.url('QWEN_BASE_URL', http) ?? 'https://dashscope.aliyuncs.com/compatible-mode/v1')
          : null,
        model: read.text('QWEN_MODEL') ?? 'qwen-plus',
      },
      localQwen: {
        apiKey: null,
        baseUrl: read.url('VLLM_BASE_URL', http),
        model: read.text('VLLM_MODEL') ?? 'Qwen/Qwen3-8B',
      },
      ollama: {
        apiKey: null,
        baseUrl: read.url('OLLAMA_BASE_URL', http),
        model: read.text('OLLAMA_MODEL') ?? 'qwen3',
      },
      openai: openAiServer(read),
      vision: {
        cloudQwen: read.text('QWEN_VL_MODEL') ?? 'qwen3-vl-flash',
        localQwen: read.text('VLLM_VL_MODEL'),
        ollama: read.text('OLLAMA_VL_MODEL'),
      },
      runway: {
        apiKey: read.key('RUNWAY_API_KEY'),
        baseUrl: read.text('RUNWAY_API_KEY')
          ? (read.url('RUNWAY_BASE_URL', http) ?? 'https://api.dev.runwayml.com')
          : null,
        model: read.choice('RUNWAY_MODEL', RUNWAY_MODELS, 'gen4_turbo'),
      },
      replicate: {
        apiKey: read.key('REPLICATE_API_TOKEN'),
        baseUrl: read.text('REPLICATE_API_TOKEN')
          ? (read.url('REPLICATE_BASE_URL', http) ?? 'https://api.replicate.com/v1')
          : null,
        imageModel: read.text('REPLICATE_IMAGE_MODEL') ?? 'flux-2-dev',
        videoModel: read.text('REPLICATE_VIDEO_MODEL') ?? 'svd-xt',
        webhookSecret: read.text('REPLICATE_WEBHOOK_SECRET'),
      },
      fal: {
        apiKey: read.key('FAL_KEY'),
        baseUrl: read.text('FAL_KEY') ? (read.url('FAL_BASE_URL', http) ?? 'https://queue.fal.run') : null,
        jwksUrl: read.url('FAL_JWKS_URL', http) ?? 'https://rest.fal.ai/.well-known/jwks.json',
        webhookUserId: read.text('FAL_WEBHOOK_USER_ID'),
      },
      limits: { ...USUAL_LIMITS, ...limitsIn(read.list('PROVIDER_LIMITS')) },
    },
  };
  checkSecrets(config);
  return config;
}

function checkSecrets(config: Config): void {
  if (config.nodeEnv === 'production' && config.jwtSecrets.length === 0) {
    throw new ConfigError(
      'JWT_SECRET is required in production: at least 32 characters, e.g. from `openssl rand -base64 48`',
    );
  }
  if (config.jwtSecrets.some((secret) => secret.length < 32)) {
    throw new ConfigError('JWT_SECRET must have at least 32 characters');
  }
}

/** Injection token of the parsed configuration. */
export const CONFIG = Symbol('CONFIG');
