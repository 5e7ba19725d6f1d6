import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findViolations, type Sources } from '../support/architecture.js';

const ROOT = join(import.meta.dirname, '../..');

const readSources = (): Sources =>
  Object.fromEntries(
    readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [`src/${path}`, readFileSync(join(ROOT, 'src', path), 'utf8')]),
  );

it('the house keeps its rules', () => {
  const sources = readSources();
  expect(Object.keys(sources).length).toBeGreaterThan(20);
  expect(findViolations(sources)).toEqual([]);
});

describe('each rule sees its breach', () => {
  const breaches: [rule: string, sources: Sources, told: RegExp[]][] = [
    [
      'a room looks to its right',
      { 'src/common/a.ts': "import { b } from '../jobs/b.js';" },
      [/common\/a\.ts \(common\) imports src\/jobs\/b\.ts, which is not to its left/],
    ],
    [
      'a room looks to its right for a type only',
      { 'src/art/a.ts': "import type { Timeline } from '../media/timeline.js';" },
      [/not to its left/],
    ],
    ['a room looks beside it', { 'src/art/a.ts': "export { b } from '../events/b.js';" }, [/not to its left/]],
    ['a dynamic import', { 'src/auth/a.ts': "await import('../scenes/b.js');" }, [/not to its left/]],
    ["a type in the import's own form", { 'src/auth/a.ts': "let b: import('../scenes/b.js').B;" }, [/not to its left/]],
    [
      'somebody imports a root file',
      { 'src/operations/a.ts': "import { Orm } from '../orm.config.js';" },
      [/operations\/a\.ts \(operations\) imports src\/orm\.config\.ts/],
    ],
    [
      'past the doors of media and ai',
      { 'src/workflow/stages/a.ts': "import '../../media/camera.js';\nimport '../../ai/providers/b.provider.js';" },
      [/media\/camera\.ts, which media keeps to itself/, /b\.provider\.ts, which ai keeps to itself/],
    ],
    ['an unknown room', { 'src/shared/a.ts': '' }, [/a room that the house does not have/]],
    [
      'a name that says nothing',
      { 'src/jobs/index.ts': '', 'src/jobs/job.utils.ts': '', 'src/auth/helpers.ts': '' },
      [/index\.ts has a name/, /job\.utils\.ts has a name/, /helpers\.ts has a name/],
    ],
    ['the environment', { 'src/auth/a.ts': 'const secret = process.env.JWT_SECRET;' }, [/reads process\.env/]],
    [
      'chance and the clock where things are made',
      { 'src/art/a.ts': 'Math.random()', 'src/media/b.ts': 'const t = Date.now', 'src/offline/c.ts': 'Date.now()' },
      [/art\/a\.ts uses Math\.random/, /media\/b\.ts uses Date\.now/, /offline\/c\.ts uses Date\.now/],
    ],
    [
      'a circle of files',
      {
        'src/jobs/a.ts': "import './b.js';",
        'src/jobs/b.ts': "import { c } from './c.js';",
        'src/jobs/c.ts': "export * from './b.js';",
      },
      [/^src\/jobs\/b\.ts → src\/jobs\/c\.ts → src\/jobs\/b\.ts is a circle$/],
    ],
  ];

  it.each(breaches)('%s', (_rule, sources, told) => {
    const violations = findViolations(sources);
    expect(violations).toHaveLength(told.length);
    told.forEach((pattern, index) => expect(violations[index]).toMatch(pattern));
  });
});

it('lets pass what is allowed', () => {
  const sources = {
    'src/main.ts': "import './app.module.js';\nprocess.env.NODE_ENV;",
    'src/app.module.ts': "import './workflow/workflow.module.js';",
    'src/workflow/stages/clips.stage.ts':
      "import '../stage.js';\nimport '../../media/media.js';\nimport '../../ai/ports.js';",
    'src/workflow/stage.ts': "import type { ClipsStage } from './stages/clips.stage.js';",
    'src/auth/session.ts': '// process.env in a comment\nDate.now();\nMath.random();',
  };
  expect(findViolations(sources)).toEqual([]);
});
