import { Jumu } from '@jumu/sdk';
import { ShotEditor } from '../../sdk/typescript/src/shot-editor.js';
import { API_ERRORS } from '../../src/common/api-error-catalogue.js';
import { newId } from '../../src/common/uuid.js';
import { LiveDesk } from '../support/live-desk.js';
import { pass, until } from '../support/until.js';

describe('commands of the SDK', () => {
  const shot = newId();
  const other = newId();
  let desk: LiveDesk;
  let jumu: Jumu;
  const confirm = ({ shot_id, version = 0 }: any) => ({
    ok: true,
    type: 'shot.sync_confirm',
    data: { shot_id, version: version + 1, updated_at: '2026-11-28T00:00:00.000Z' },
  });

  beforeEach(async () => {
    desk = await LiveDesk.open();
    desk.onCommand = confirm;
    jumu = new Jumu({ baseUrl: desk.url, token: 't' });
  });

  afterEach(async () => {
    jumu.close();
    await desk.close();
  });

  it('go together when the typing pauses, each shot by itself', async () => {
    const typed = ['夜', '夜景'].map((text) => jumu.editShot(shot, { 'form_data.lighting': text }));
    const changes = [...typed, jumu.editShot(other, { narration: 'x' }), jumu.editShot(shot, { description: '雨' }, 7)];
    await pass(200);
    expect(desk.commands).toEqual([]);
    const confirmations = await Promise.all(changes);
    expect(confirmations.map(({ shot_id, version }) => [shot_id, version])).toEqual([
      [shot, 8],
      [shot, 8],
      [other, 1],
      [shot, 8],
    ]);
    const sent = desk.commands.map(({ payload: { command_id, ...rest } }) => [typeof command_id, rest]);
    expect(sent.sort((one, two) => JSON.stringify(two).length - JSON.stringify(one).length)).toEqual([
      ['string', { shot_id: shot, updates: { 'form_data.lighting': '夜景', description: '雨' }, version: 7 }],
      ['string', { shot_id: other, updates: { narration: 'x' } }],
    ]);
    // Whoever types on has not seen the new version yet.
    await jumu.editShot(shot, { description: '雪' }, 7);
    expect(desk.commands.at(-1)?.payload).toMatchObject({ version: 8 });
  });

  it('never go over what somebody else has changed meanwhile', async () => {
    const versionsSent = () => desk.commands.map(({ payload }) => payload.version as number | undefined);
    // Ours is the fourth version, or somebody else's and ours the fifth: nobody says which.
    desk.onCommand = ({ shot_id }) => confirm({ shot_id, version: 4 });
    await jumu.editShot(shot, { description: '雨' });
    await jumu.editShot(shot, { narration: '夜' }, 3);
    expect(versionsSent()).toEqual([undefined, 3]);
    // What was typed over the third goes together with what was typed over the fifth.
    desk.onCommand = confirm;
    await Promise.all([jumu.editShot(other, { description: '雨' }, 3), jumu.editShot(other, { narration: '夜' }, 5)]);
    expect(versionsSent().at(-1)).toBe(3);
    // One after the other, only ours lie between.
    await jumu.editShot(other, { description: '雪' }, 4);
    await jumu.editShot(other, { description: '风' }, 3);
    await jumu.editShot(other, { description: '云' }, 2);
    expect(versionsSent().slice(-3)).toEqual([4, 5, 2]);
  });

  it('of a shot go one after the other, and leave nobody waiting in its line', async () => {
    let confirmFirst: (answer: object) => void = () => undefined;
    const sent: unknown[] = [];
    const command = (_name: string, { updates }: any): Promise<object> => {
      sent.push(updates);
      return sent.length === 1 ? new Promise((resolve) => (confirmFirst = resolve)) : Promise.reject(new Error('gone'));
    };
    const editor = new ShotEditor(() => ({ command }));
    const first = editor.edit(shot, { description: '雨' });
    await until('the first is sent', () => sent.length === 1);
    const second = editor.edit(shot, { description: '雪' }).catch((error: Error) => error.message);
    await pass(400);
    expect(sent).toHaveLength(1);
    confirmFirst({ shot_id: shot, version: 2 });
    expect([await first, await second]).toEqual([{ shot_id: shot, version: 2 }, 'gone']);
    await until('the line is empty', () => editor['turns'].size === 0);
    expect(sent).toEqual([{ description: '雨' }, { description: '雪' }]);
  });

  it('go again with the same name when nobody confirms them', async () => {
    desk.onCommand = (payload, times) => (times < 2 ? null : confirm(payload));
    await expect(jumu.editShot(shot, { description: '雨' })).resolves.toMatchObject({ shot_id: shot });
    const names = desk.commands.map(({ payload }) => payload.command_id);
    expect(names).toEqual([names[0], names[0]]);
  });

  describe('when the token expires', () => {
    const expired = { ok: false, error: { code: 'TOKEN_EXPIRED', message: 'expired', context: {} } };
    const namesOf = () => desk.commands.map(({ name }) => name);
    let renewals: number;

    beforeEach(() => {
      renewals = 0;
      jumu = new Jumu({
        baseUrl: desk.url,
        tokens: { token: 'old', refreshToken: 'r', expiresAt: Date.now() + 900_000 },
        fetch: async () => {
          const token = `new-${++renewals}`;
          return Response.json({ data: { token, refresh_token: 'r', expires_in: 900 } });
        },
      });
    });

    it('go once more under a new one, which all share', async () => {
      let isNew = false;
      desk.onCommand = (payload, _times, name) => {
        isNew ||= name === 'auth.refresh';
        return name === 'auth.refresh' ? { ok: true } : isNew ? confirm(payload) : expired;
      };
      const edits = [shot, other].map((id) => jumu.editShot(id, { description: '雨' }));
      await expect(Promise.all(edits)).resolves.toHaveLength(2);
      const update = 'shot.update';
      expect(namesOf()).toEqual([update, update, 'auth.refresh', update, update]);
      expect(desk.commands[2]!.payload).toEqual({ token: 'new-1' });
      const payloads = desk.commands.map(({ payload }) => payload);
      expect(payloads.slice(3)).toEqual(payloads.slice(0, 2));
      expect(renewals).toBe(1);
    });

    it('do not go again when that does not help, or there is none', async () => {
      desk.onCommand = (_payload, _times, name) => (name === 'auth.refresh' ? { ok: true } : expired);
      const edit = () => jumu.editShot(shot, { description: '雨' });
      await expect(edit()).rejects.toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
      expect(namesOf()).toEqual(['shot.update', 'auth.refresh', 'shot.update']);
      jumu.close();
      desk.commands.length = 0;
      jumu = new Jumu({ baseUrl: desk.url, token: 't' });
      await expect(edit()).rejects.toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
      expect(namesOf()).toEqual(['shot.update']);
    });
  });

  it('tell each refusal with the status that REST gives it', async () => {
    // Some are worth another try.
    const passing = ['RATE_LIMITED', 'IDEMPOTENCY_IN_PROGRESS', 'SERVICE_UNAVAILABLE'];
    const codes = Object.entries(API_ERRORS).filter(([code]) => !passing.includes(code));
    const events = jumu.events();
    let code = '';
    desk.onCommand = () => ({ ok: false, error: { code, message: 'no', context: {} } });
    for (const [refusal, status] of [...codes, ['OF_TOMORROW', 500] as const]) {
      code = refusal;
      const command = events.command('shot.delete', { shot_id: shot });
      await expect(command).rejects.toMatchObject({ code: refusal, status });
    }
    events.close();
  });

  it('tell a conflict with the newest', async () => {
    const current = { id: shot, version: 9 };
    desk.onCommand = () => ({ ok: false, error: { code: 'CONFLICT', message: 'changed', context: { current } } });
    const change = jumu.editShot(shot, { description: '雨' }, 8);
    await expect(change).rejects.toMatchObject({ status: 409, code: 'CONFLICT', details: { current } });
    expect(desk.commands).toHaveLength(1);
  });
});
