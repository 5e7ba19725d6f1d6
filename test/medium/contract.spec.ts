import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RELEASED = 'openapi.released.json';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-contract-'));
});

afterAll(() => rm(directory, { recursive: true }));

/** What `npm run contract` says of a document that is the released one with a change. */
async function verdictOn(change: (document: any) => void): Promise<{ exitCode: number | null; major: string[] }> {
  const document = JSON.parse(await readFile(RELEASED, 'utf8'));
  change(document);
  const changed = join(directory, 'openapi.json');
  await writeFile(changed, JSON.stringify(document));
  const file = 'node_modules/.bin/redocly';
  const options = ['diff', RELEASED, changed, '--fail-on', 'major', '--format', 'json'];
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { status, stdout } = spawnSync(file, options, { env, encoding: 'utf8', maxBuffer: 1e7 });
  const changes = JSON.parse(stdout).changes.filter(({ impact }: any) => impact === 'major');
  const rules = changes.flatMap(({ verdicts }: any) => verdicts.map(({ ruleId }: any) => ruleId));
  return { exitCode: status, major: [...new Set<string>(rules)].sort() };
}

describe('a change of the API', () => {
  it('that breaks a promise of the last release is red', async () => {
    const verdict = await verdictOn(({ paths, components: { schemas } }) => {
      delete paths['/api/v1/jobs/{id}/status'];
      delete schemas.JobDto.properties.prompt;
      schemas.CreateProjectDto.required.push('genre');
      schemas.CreateProjectDto.properties.aspect_ratio.enum = ['16:9'];
    });
    expect(verdict).toEqual({
      exitCode: 1,
      major: ['enum-values-removed', 'path-removed', 'property-removed', 'required-properties-added'],
    });
  });

  it('that adds to it is green', async () => {
    const verdict = await verdictOn(({ paths, components: { schemas, responses } }) => {
      paths['/api/v1/toys'] = { get: { ...paths['/api/v1/health'].get, operationId: 'listToys' } };
      schemas.JobDto.properties.colour = { type: 'string', maxLength: 10 };
      schemas.CreateProjectDto.properties.colour = { type: 'string', maxLength: 10 };
      schemas.ApiErrorPart.properties.code.enum.push('TOY_NOT_FOUND');
      responses.ProjectNotFound.content['application/json'].schema.allOf[1].properties.error.properties.code.enum.push(
        'TOY_NOT_FOUND',
      );
    });
    expect(verdict).toEqual({ exitCode: 0, major: [] });
  });
});
