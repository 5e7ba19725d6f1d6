import { createSecretKey } from 'node:crypto';
import { Jumu } from '@jumu/sdk';
import { JwtService } from '@nestjs/jwt';
import { TOKEN_RULES } from '../../src/auth/access-tokens.js';
import { dataOf, eventsOf, newProject, newScene, newShot, shotOf } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';

const SECRET = 'a secret of the tests that is longer than thirty-two characters';

describe('a shot that is edited through the SDK', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api', JWT_SECRET: SECRET });
    user = await app.newUser();
  });

  afterAll(async () => {
    user.jumu.close();
    await app.stop();
  });

  it('changes once for all that was typed, and once more for what is typed after that', async () => {
    const project = await newProject(user);
    const shot = await newShot(user, (await newScene(user, project)).id);
    const typed = ['雨', '雨夜'].map((description) => user.jumu.editShot(shot.id, { description }, shot.version));
    typed.push(user.jumu.editShot(shot.id, { 'form_data.lighting': '夜景' }, shot.version));
    const [confirmation] = await Promise.all(typed);
    expect(confirmation).toEqual({ shot_id: shot.id, version: 2, updated_at: expect.any(String) });
    expect(await user.jumu.editShot(shot.id, { narration: 'n' }, shot.version)).toMatchObject({ version: 3 });
    const changed = await shotOf(user, shot.id);
    expect(changed).toMatchObject({ description: '雨夜', narration: 'n', form_data: { lighting: '夜景' }, version: 3 });
    const told = (await eventsOf(app, project)).filter(({ type }) => type === 'shot.updated');
    expect(told.map(({ data }: any) => [data.version, data.updates])).toEqual([
      [2, { description: '雨夜', 'form_data.lighting': '夜景' }],
      [3, { narration: 'n' }],
    ]);

    const path = { id: shot.id };
    const init = { params: { path }, body: { updates: { description: '雪' }, version: 3 } };
    const newest = await user.jumu.PATCH('/api/v1/shots/{id}', init);
    await expect(user.jumu.editShot(shot.id, { description: '风' }, 3)).rejects.toMatchObject({
      ...{ name: 'JumuError', status: 409, code: 'CONFLICT', details: { current: newest } },
    });
    await expect(user.jumu.editShot(shot.id, { nope: 1 })).rejects.toMatchObject({
      status: 400,
      code: 'INVALID_PARAMS',
    });
  });

  it('is changed though the token expires as it is typed', async () => {
    const shot = await newShot(user, (await newScene(user, await newProject(user))).id);
    const { email } = await user.jumu.GET('/api/v1/users/me');
    const login = { email, password: 'correct horse battery' };
    const session = dataOf(await app.request('POST', '/auth/login', login));
    const { sid } = new JwtService({}).decode<{ sid: string }>(session.token);
    const token = new JwtService({}).sign(
      { role: 'user', sid },
      {
        ...{ secret: createSecretKey(Buffer.from(SECRET)) as never, subject: user.id, expiresIn: 2 },
        ...{ issuer: TOKEN_RULES.issuer, audience: TOKEN_RULES.audience },
      },
    );
    // Its clock says that there is time: only the server knows better.
    const tokens = { token, refreshToken: session.refresh_token, expiresAt: Date.now() + 900_000 };
    const events = new Jumu({ baseUrl: app.url, tokens }).events();
    const update = { shot_id: shot.id, updates: { description: '雨' } };
    // Sent before a new token can be had.
    const change = new Promise((resolve) =>
      events.on('auth.expired', () => resolve(events.command('shot.update', update))),
    );
    await expect(change).resolves.toMatchObject({ version: 2 });
    const more = { shot_id: shot.id, updates: { description: '雨夜' } };
    await expect(events.command('shot.update', more)).resolves.toMatchObject({ version: 3 });
    events.close();
  });
});
