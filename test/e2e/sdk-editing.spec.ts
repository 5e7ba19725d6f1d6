import { eventsOf, newProject, newScene, newShot, shotOf } from '../support/project-story.js';
import { TestApp, type TestUser } from '../support/test-app.js';

describe('a shot that is edited through the SDK', () => {
  let app: TestApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api' });
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
});
