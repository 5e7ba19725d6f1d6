import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../src/common/config.js';
import { ConfigError } from '../../src/common/environment.js';

const example = Object.fromEntries(
  readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name, value] = /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
) as Record<string, string>;

const S3 = {
  OSS_ENDPOINT: 'http://minio:9000',
  OSS_ACCESS_KEY: 'key',
  OSS_SECRET_KEY: 'top secret',
  OSS_BUCKET: 'films',
};

it('needs nothing', () => {
  expect(parseConfig({})).toMatchObject({
    role: 'all',
    port: 3000,
    database: { url: null },
    redis: { url: null },
    s3: null,
    jwtSecrets: [],
    chains: { script: null },
    analysis: { maxSec: 3600, maxBytes: 524_288_000, ytDlpPath: null, youtube: { apiKey: null } },
    providers: { cloudQwen: { baseUrl: null }, openai: { baseUrl: null }, runway: { baseUrl: null } },
  });
});

it('reads what is set', () => {
  const config = parseConfig({
    ROLE: 'worker',
    PORT: ' 8080 ',
    DATABASE_URL: 'postgresql://db/jumu',
    TRUST_PROXY: 'true',
    JWT_SECRET: `${'n'.repeat(32)}, ${'o'.repeat(32)}`,
    SCRIPT_PROVIDERS: 'ollama, local,',
    QWEN_API_KEY: 'key',
    RUNWAY_API_KEY: 'key',
    RUNWAY_MODEL: 'gen4.5',
    YOUTUBE_API_KEY: 'key',
    YOUTUBE_BASE_URL: 'http://127.0.0.1:9000/youtube/v3/',
    YT_DLP_PATH: '/opt/yt-dlp',
    ANALYSIS_MAX_SEC: '36000',
    PUBLIC_URL: 'https://jumu.example.com/',
  });
  expect(config).toMatchObject({
    role: 'worker',
    port: 8080,
    database: { url: 'postgresql://db/jumu' },
    trustProxy: 1,
    jwtSecrets: ['n'.repeat(32), 'o'.repeat(32)],
    chains: { script: ['ollama', 'local'] },
    providers: {
      cloudQwen: { apiKey: 'key', baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1' },
      runway: { apiKey: 'key', baseUrl: 'https://api.dev.runwayml.com', model: 'gen4.5' },
    },
    publicUrl: 'https://jumu.example.com',
    analysis: {
      maxSec: 36_000,
      ytDlpPath: '/opt/yt-dlp',
      youtube: { apiKey: 'key', baseUrl: 'http://127.0.0.1:9000/youtube/v3' },
    },
  });
});

it.each([
  ['PORT', 'http', 'PORT must be a whole number from 0 to 65535, not "http"'],
  ['PORT', '70000', 'PORT must be a whole number from 0 to 65535, not "70000"'],
  ['MAX_FILM_SEC', '90.5', 'MAX_FILM_SEC must be a whole number of at least 5, not "90.5"'],
  ['ANALYSIS_MAX_SEC', '36001', 'ANALYSIS_MAX_SEC must be a whole number from 1 to 36000, not "36001"'],
  ['ANALYSIS_MAX_BYTES', '0', 'ANALYSIS_MAX_BYTES must be a whole number of at least 1, not "0"'],
  ['YOUTUBE_BASE_URL', 'googleapis.com', 'YOUTUBE_BASE_URL must be a URL (http: https:)'],
  ['LEASE_SEC', '0', 'LEASE_SEC must be a number of at least 1, not "0"'],
  ['ROLE', 'admin', 'ROLE must be one of all, api, worker, not "admin"'],
  ['RUNWAY_MODEL', 'gen5', 'RUNWAY_MODEL must be one of gen4_turbo, gen4.5, veo3.1, veo3.1_fast, not "gen5"'],
  ['TRUST_PROXY', 'yes', 'TRUST_PROXY must be true, false, the number of proxies or their addresses, not "yes"'],
  ['VLLM_BASE_URL', 'http://me:secret@10.0.0.2:8000/v1', 'VLLM_BASE_URL must hold no user name and no password'],
  ['DATABASE_URL', 'mysql://root:secret@db', 'DATABASE_URL must be a URL (postgres: postgresql:)'],
  ['REDIS_URL', 'localhost:6379', 'REDIS_URL must be a URL (redis: rediss:)'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318', 'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL (http: https:)'],
  ['JWT_SECRET', 'short', 'JWT_SECRET must have at least 32 characters'],
  ['JWT_SECRET', `${'n'.repeat(32)},short`, 'JWT_SECRET must have at least 32 characters'],
])('says in one line what is wrong with %s=%s', (name, value, message) => {
  expect(() => parseConfig({ [name]: value })).toThrow(new ConfigError(message));
});

const KEYS = ['QWEN_API_KEY', 'OPENAI_API_KEY', 'RUNWAY_API_KEY', 'REPLICATE_API_TOKEN', 'FAL_KEY', 'YOUTUBE_API_KEY'];

describe.each(KEYS)('%s', (name) => {
  it.each(['top\nsecret', 'top\rsecret', 'top\tsecret', 'top\u0000secret', 'top\u200bsecret', '密钥'])(
    'must fit into a header, and is not repeated: %j',
    (value) => {
      const message = `${name} must have no line breaks, and no characters that can't stand in a header`;
      expect(() => parseConfig({ [name]: value })).toThrow(new ConfigError(message));
    },
  );
});

describe('with STORAGE=s3', () => {
  it('knows the bucket', () => {
    const environment = { STORAGE: 's3', ...S3, OSS_PATH_STYLE: 'true' };
    const settings = {
      endpoint: 'http://minio:9000',
      publicEndpoint: 'http://minio:9000',
      accessKey: 'key',
      secretKey: 'top secret',
      bucket: 'films',
      region: 'us-east-1',
      pathStyle: true,
      cacheBytes: 10 * 1024 ** 3,
    };
    expect(parseConfig(environment).s3).toEqual(settings);
    const elsewhere = parseConfig({ ...environment, OSS_PUBLIC_ENDPOINT: 'https://files.example/' }).s3;
    expect(elsewhere).toEqual({ ...settings, publicEndpoint: 'https://files.example' });
  });

  it.each([
    ['STORAGE', 'disk', 'STORAGE must be one of local, s3, not "disk"'],
    ['OSS_ENDPOINT', '', 'OSS_ENDPOINT is required with STORAGE=s3'],
    ['OSS_ENDPOINT', 'minio:9000', 'OSS_ENDPOINT must be a URL (http: https:)'],
    ['OSS_PUBLIC_ENDPOINT', 'localhost', 'OSS_PUBLIC_ENDPOINT must be a URL (http: https:)'],
    ['OSS_ACCESS_KEY', '', 'OSS_ACCESS_KEY is required with STORAGE=s3'],
    ['OSS_SECRET_KEY', ' ', 'OSS_SECRET_KEY is required with STORAGE=s3'],
    ['OSS_BUCKET', '', 'OSS_BUCKET is required with STORAGE=s3'],
    ['OSS_BUCKET', 'My Films', 'OSS_BUCKET must be the name of a bucket, not "My Films"'],
    ['OSS_PATH_STYLE', 'maybe', 'OSS_PATH_STYLE must be true or false, not "maybe"'],
  ])('says in one line what is wrong with %s=%s', (name, value, message) => {
    expect(() => parseConfig({ STORAGE: 's3', ...S3, [name]: value })).toThrow(new ConfigError(message));
  });

  it('and not without it, nothing of it is read', () => {
    expect(parseConfig({ OSS_ENDPOINT: 'nonsense' }).s3).toBeNull();
  });
});

it('wants a secret in production', () => {
  expect(() => parseConfig({ NODE_ENV: 'production' })).toThrow(/^JWT_SECRET is required in production: .*$/);
  expect(parseConfig({ NODE_ENV: 'production', JWT_SECRET: 'p'.repeat(32) }).nodeEnv).toBe('production');
});

describe('.env.example', () => {
  it('lists exactly what is read', () => {
    const read = new Set<string>();
    const environment = new Proxy<Record<string, string>>(
      {
        ...{ STORAGE: 's3', ...S3, QWEN_API_KEY: 'key', OPENAI_API_KEY: 'key', RUNWAY_API_KEY: 'key' },
        ...{ REPLICATE_API_TOKEN: 'key', FAL_KEY: 'key' },
      },
      {
        get: (values, name: string) => {
          read.add(name);
          return values[name];
        },
      },
    );
    parseConfig(environment);
    expect(Object.keys(example).sort()).toEqual([...read].sort());
  });

  it('shows the defaults', () => {
    expect(parseConfig(example)).toEqual(parseConfig({}));
  });
});
