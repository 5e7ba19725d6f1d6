import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { API_ERRORS, API_SENTENCES } from '../../src/common/api-error-catalogue.js';
import { type Sentence } from '../../src/common/catalogue.js';
import { AppError, JobError } from '../../src/common/errors.js';
import { EACH_VALUE, FIELD_RULES, RULE_ARGUMENTS } from '../../src/common/field-rule-catalogue.js';
import { FINDING_SENTENCES } from '../../src/common/finding-catalogue.js';
import { JOB_ERRORS, JOB_SENTENCES } from '../../src/common/job-error-catalogue.js';
import { languageOf } from '../../src/common/language.js';
import { tell } from '../../src/common/sentences.js';

const SOURCES = join(import.meta.dirname, '../../src');

/** The error codes of the wire contract, as its §1 and §5 have them. */
const API_CODES = `
  INVALID_PARAMS INVALID_STATE ANALYSIS_FAILED UNAUTHENTICATED INVALID_CREDENTIALS TOKEN_EXPIRED TOKEN_REUSED FORBIDDEN
  SIGNATURE_INVALID PROJECT_NOT_FOUND CHARACTER_NOT_FOUND SCENE_NOT_FOUND SHOT_NOT_FOUND SUGGESTION_NOT_FOUND
  JOB_NOT_FOUND STAGE_NOT_FOUND UPLOAD_NOT_FOUND MODEL_NOT_FOUND ANALYSIS_NOT_FOUND API_KEY_NOT_FOUND
  WEBHOOK_DELIVERY_NOT_FOUND ROUTE_NOT_FOUND METHOD_NOT_ALLOWED CONFLICT EMAIL_TAKEN USERNAME_TAKEN RESULT_NOT_READY
  IDEMPOTENCY_IN_PROGRESS FILE_TOO_LARGE PAYLOAD_TOO_LARGE QUOTA_EXCEEDED UNSUPPORTED_FILE_TYPE UNSUPPORTED_MEDIA_TYPE
  CONTENT_REJECTED BUDGET_EXCEEDED IDEMPOTENCY_KEY_REUSED UNSAFE_URL RATE_LIMITED INTERNAL_ERROR DB_ERROR
  THIRD_PARTY_ERROR SERVICE_UNAVAILABLE NO_SPACE`;
const JOB_CODES = `
  PROVIDER_UNAVAILABLE PROVIDER_REJECTED PROVIDER_AUTH PROVIDER_QUOTA START_UNCONFIRMED INVALID_OUTPUT CONTENT_REJECTED
  BUDGET_EXCEEDED STEP_TIMED_OUT STEP_CRASHED RENDER_FAILED QUALITY_CHECK_FAILED STORAGE_FAILED NO_SPACE DOWNLOAD_FAILED
  UNSAFE_URL INTERNAL_ERROR`;

const wordsOf = (text: string) => text.trim().split(/\s+/);
const placeholdersOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const sourceFiles = () =>
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

describe('the catalogue', () => {
  const advice = Object.entries(JOB_ERRORS).map(([code, meaning]) => [`advice ${code}`, meaning.advice] as const);
  const all: (readonly [string, Sentence])[] = [
    ...Object.entries(API_SENTENCES),
    ...Object.entries(JOB_SENTENCES),
    ...Object.entries(FIELD_RULES),
    ...Object.entries(FINDING_SENTENCES),
    ...advice,
    ['each', EACH_VALUE],
  ];

  it('has the codes of the contract and no others, each with a sentence that needs no details', () => {
    expect(Object.keys(API_ERRORS)).toEqual(wordsOf(API_CODES));
    expect(Object.keys(JOB_ERRORS)).toEqual(wordsOf(JOB_CODES));
    for (const code of wordsOf(API_CODES)) {
      expect([code, placeholdersOf(API_SENTENCES[code as 'CONFLICT'].en)]).toEqual([code, []]);
    }
    for (const code of wordsOf(JOB_CODES)) {
      expect([code, placeholdersOf(JOB_SENTENCES[code as 'NO_SPACE'].en)]).toEqual([code, []]);
    }
  });

  it.each(all)('says the same in Chinese and in English: %s', (_key, { en, zh }) => {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(placeholdersOf(zh)).toEqual(placeholdersOf(en));
    expect(zh).not.toMatch(/[,;!?] |\$t\(/);
  });

  it('gives advice in whole sentences', () => {
    for (const [key, { en, zh }] of advice) {
      expect([key, en, zh]).toEqual([key, expect.stringMatching(/^[A-Z].*\.$/), expect.stringMatching(/。$/)]);
    }
  });

  it('has no reason that nobody gives', () => {
    const code = sourceFiles()
      .filter((path) => !path.endsWith('-catalogue.ts'))
      .map((path) => readFileSync(join(SOURCES, path), 'utf8'))
      .join('\n');
    const reasons = [API_SENTENCES, JOB_SENTENCES].flatMap(Object.keys).filter((key) => key.includes('.'));
    // `${code}.media` and the like are made of two parts, of which the compiler knows that they fit.
    const isGiven = (key: string) => {
      const [head, tail] = key.split('.');
      return code.includes(`'${key}'`) || code.includes(`\`${head}.\${`) || code.includes(`}.${tail}\``);
    };
    expect(reasons.length).toBeGreaterThan(50);
    expect(reasons.filter((key) => !isGiven(key))).toEqual([]);
  });
});

describe('the rules of fields', () => {
  it('have a sentence, and a name for whatever it says', async () => {
    const rules = await rulesInUse();
    expect([...rules.keys()]).toEqual(expect.arrayContaining(['isIn', 'isLength', 'matches', 'nestedValidation']));
    for (const [rule, constraints] of rules) {
      expect([rule, rule in FIELD_RULES]).toEqual([rule, true]);
      const names = [...(RULE_ARGUMENTS[rule] ?? [])];
      expect([rule, placeholdersOf(FIELD_RULES[rule as 'min'].en)]).toEqual([rule, names.sort()]);
      expect([rule, constraints]).toEqual([rule, expect.any(Number)]);
      expect(constraints).toBeGreaterThanOrEqual(names.length);
    }
  });

  /** The rules that DTOs are checked by, and the fewest values that each was given. */
  async function rulesInUse(): Promise<Map<string, number>> {
    const rules = new Map<string, number>();
    const files = sourceFiles().filter((path) => /(\.dto|pagination)\.ts$/.test(path));
    for (const path of files) {
      const classes = Object.values((await import(join(SOURCES, path))) as object).filter(
        (value): value is new () => object => typeof value === 'function' && /^class\b/.test(String(value)),
      );
      for (const each of classes) {
        for (const { name, type, constraints } of getMetadataStorage().getTargetValidationMetadatas(
          each,
          '',
          false,
          false,
        )) {
          const rule = name ?? type;
          if (type !== 'conditionalValidation') {
            rules.set(rule, Math.min(rules.get(rule) ?? Infinity, constraints?.length ?? 0));
          }
        }
      }
    }
    return rules;
  }
});

describe('a sentence', () => {
  it('is filled with what the error brings, lists in the manner of the language', () => {
    const error = new AppError('INVALID_STATE.job', { status: 'paused', allowed: ['failed', 'cancelled'] });
    expect(error).toMatchObject({
      code: 'INVALID_STATE',
      status: 400,
      message: 'The job is paused; this needs one that is: failed, cancelled',
    });
    expect(error.told('zh').message).toBe('任务当前状态为 paused，此操作要求的状态是：failed、cancelled');
  });

  it('takes what it is filled with for words and nothing else', () => {
    const words = 'a {status} $t(api:CONFLICT) $& \ud800';
    const { message, args } = new JobError('INTERNAL_ERROR.stage', { args: { stage: words } });
    expect(message).toBe('No stage is called a {status} $t (api:CONFLICT) $& \ufffd');
    expect(tell('job:INTERNAL_ERROR.stage', args, 'zh')).toContain('{status} $t (api:CONFLICT)');
    expect(tell('job:INTERNAL_ERROR.stage', {}, 'zh')).toBe('没有名为 … 的阶段');
  });

  it("does not carry a tool's whole log", () => {
    const { message } = new JobError('RENDER_FAILED.media', { args: { words: 'x'.repeat(100_000) } });
    expect(message.length).toBeLessThan(500);
  });

  it('stays the same when the vendor has sent its bill', () => {
    const error = new JobError('PROVIDER_REJECTED.task_code', { provider: 'acme', args: { reason: 'WORDS' } });
    expect(error.billed(0.2)).toMatchObject({
      key: error.key,
      args: error.args,
      message: error.message,
      billedUsd: 0.2,
    });
  });
});

describe('the language of an answer', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['zh', 'zh'],
    ['zh-CN', 'zh'],
    ['zh-Hant-TW', 'zh'],
    ['ZH_cn', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
    ['en;q=0.3, zh;q=0.7', 'zh'],
    ['fr, zh;q=0.5, en;q=0.1', 'zh'],
    ['fr, de;q=0.9', 'en'],
    ['*', 'en'],
    ['fr, *;q=0.5', 'en'],
    ['en;q=0, *', 'zh'],
    ['zh;q=0, *', 'en'],
    ['zh;q=0', 'en'],
    ['zh ; q=0.8 , en ; q=0.9', 'en'],
    ['zh;q=2', 'en'],
    ['zh;q=abc, en;q=0.1', 'en'],
    [',,;;q=,zh', 'zh'],
  ])('for %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
