import { type AppError } from '../../src/common/errors.js';
import { changesOf } from '../../src/scenes/shot-updates.js';

const NAMELESS = '0197a3c0-0000-7000-8000-0000000000aa';

/** What is refused of updates: `field rule`, each once. */
function refusalOf(updates: Record<string, unknown>): string {
  try {
    changesOf(updates);
  } catch (error) {
    const { fields } = (error as AppError).details as { fields: { field: string; rule: string }[] };
    return fields.map(({ field, rule }) => `${field} ${rule}`).join(', ');
  }
  return 'accepted';
}

describe('updates of a shot by dotted path', () => {
  it('become one object', () => {
    const changes = changesOf({
      description: 'd',
      dialogue: [{ character: '林夏', line: '你来了。' }],
      duration_sec: 2.5,
      'image.upload_id': null,
      'form_data.lighting': '夜景',
      'form_data.checkboxes.慢动作': true,
      'form_data.checkboxes.b c': false,
    });
    expect(changes).toMatchObject({
      description: 'd',
      dialogue: [{ character: '林夏', line: '你来了。' }],
      duration_sec: 2.5,
      image: { upload_id: null },
      form_data: { lighting: '夜景', checkboxes: { 慢动作: true, 'b c': false } },
    });
    expect(changes.video).toBeUndefined();
  });

  it.each([
    '',
    'id',
    'version',
    'lines',
    'cast',
    'image',
    'image.url',
    'image.key',
    'video.source_key',
    'form_data',
    'form_data.',
    'form_data.x',
    'form_data.checkboxes',
    'form_data.checkboxes.',
    'form_data.checkboxes.a.b',
    `form_data.checkboxes.${'n'.repeat(51)}`,
    'form_data.checkboxes.__proto__',
    'form_data.checkboxes.constructor',
    'form_data.__proto__.polluted',
    '__proto__',
    'constructor',
    'constructor.prototype.polluted',
    'dialogue.0',
    'dialogue[0].line',
    'description ',
    'Description',
  ])('name a path that cannot be written: %j', (path) => {
    expect(refusalOf(JSON.parse(`{${JSON.stringify(path)}:"x"}`))).toBe(`updates.${path} writable_path`);
  });

  it.each([
    [{}, 'updates paths'],
    [
      Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`form_data.checkboxes.${index}`, true])),
      'updates paths',
    ],
    [
      { 'form_data.lighting': 'x', nope: 1, form_data: {} },
      'updates.nope writable_path, updates.form_data writable_path',
    ],
    [{ nope: 1, duration_sec: 99 }, 'updates.nope writable_path, updates.duration_sec max'],
    [{ description: null }, 'updates.description isString'],
    [{ description: 'x'.repeat(2001) }, 'updates.description isLength'],
    [{ narration: 5 }, 'updates.narration isString'],
    [{ dialogue: 'x' }, 'updates.dialogue isObject, updates.dialogue isArray'],
    [
      { dialogue: [{ character: '', line: 'x' }] },
      'updates.dialogue[0].character matches, updates.dialogue[0].character isLength',
    ],
    [{ dialogue: [{ character: 'A' }] }, 'updates.dialogue[0].line required'],
    [{ dialogue: [{ character: 'A', line: 'x', emotion: 'bored' }] }, 'updates.dialogue[0].emotion isIn'],
    [{ dialogue: [{ character: 'A', line: 'x', mood: 'x' }] }, 'updates.dialogue[0].mood unknown_field'],
    [{ duration_sec: 0.9 }, 'updates.duration_sec min'],
    [{ duration_sec: 60.1 }, 'updates.duration_sec max'],
    [{ duration_sec: '5' }, 'updates.duration_sec isNumber'],
    [{ order_index: -1 }, 'updates.order_index min'],
    [{ order_index: 1.5 }, 'updates.order_index isInt'],
    [{ scene_id: 7 }, 'updates.scene_id isString'],
    [{ 'image.upload_id': 7 }, 'updates.image.upload_id isString'],
    [
      { 'form_data.camera_movement': 7, 'form_data.shot_type': null },
      'updates.form_data.camera_movement isString, updates.form_data.shot_type isString',
    ],
    [{ 'form_data.checkboxes.a': 'yes' }, 'updates.form_data.checkboxes checkboxes'],
  ])('are checked like a new shot: %j', (updates, refusal) => {
    expect(refusalOf(updates)).toBe(refusal);
  });

  it('keep words that nobody knows', () => {
    expect(refusalOf({ 'form_data.camera_movement': '希区柯克变焦', 'video.upload_id': NAMELESS })).toBe('accepted');
  });
});
