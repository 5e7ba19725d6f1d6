import { isDeepStrictEqual } from 'node:util';

/**
 * What a project's shots are and what commands do to them: the wire contract said once more, without a database and
 * without any code of src, so that the two can be compared. Everything here is pure.
 */

/** A shot as the API shows it, but for its times. */
export interface ModelShot extends Record<string, unknown> {
  id: string;
  scene_id: string;
  order_index: number;
  version: number;
}

/** The shots of each scene, in their order; the scenes are in the order of the film. */
export type Storyboard = ReadonlyMap<string, readonly ModelShot[]>;

export type Command =
  | { name: 'create'; scene_id?: string; order_index?: number; description?: string }
  | { name: 'update'; shot_id: string; updates: Record<string, unknown>; version?: number }
  | { name: 'delete'; shot_id: string }
  | { name: 'reorder'; scene_id: string; reorder_map: Record<string, number> }
  | { name: 'read' };

export interface Order {
  scene_id: string;
  reorder_map: Record<string, number>;
  versions: Record<string, number>;
}

export type Answer =
  | { kind: 'shot'; shot: ModelShot }
  | { kind: 'gone'; shot_id: string }
  | { kind: 'order'; order: Order }
  | { kind: 'list'; shots: ModelShot[] }
  | { kind: 'refused'; code: string; current?: ModelShot };

export interface ModelEvent {
  type: string;
  data: object;
}

export interface Outcome {
  board: Storyboard;
  answer: Answer;
  events: ModelEvent[];
}

/** Whose hand it is, and what the server calls a shot that a command creates. */
interface Hand {
  by: string;
  projectId: string;
  newId: string;
}

const FIELDS: Record<string, (value: unknown) => boolean> = {
  description: isText,
  narration: isText,
  dialogue: Array.isArray,
  duration_sec: (value) => typeof value === 'number' && value >= 1 && value <= 60,
  scene_id: isText,
  order_index: (value) => Number.isInteger(value) && Number(value) >= 0,
  'form_data.lighting': isText,
};

/** What a command does, if it is the only one in the world. */
export function apply(board: Storyboard, command: Command, hand: Hand): Outcome {
  const refused = (code: string, current?: ModelShot): Outcome => ({
    board,
    answer: { kind: 'refused', code, ...(current && { current }) },
    events: [],
  });
  switch (command.name) {
    case 'create':
      return create(board, command, hand) ?? refused('SCENE_NOT_FOUND');
    case 'update':
      return update(board, command, hand, refused);
    case 'delete':
      return remove(board, command, hand) ?? refused('SHOT_NOT_FOUND');
    case 'reorder':
      return reorder(board, command, hand, refused);
    case 'read':
      return { board, answer: { kind: 'list', shots: [...board.values()].flat() }, events: [] };
  }
}

type Refuse = (code: string, current?: ModelShot) => Outcome;
type Of<Name extends Command['name']> = Extract<Command, { name: Name }>;

function create(
  board: Storyboard,
  { scene_id = [...board.keys()].at(-1), order_index, description = '' }: Of<'create'>,
  { by, projectId, newId }: Hand,
): Outcome | null {
  const others = board.get(scene_id ?? '');
  if (scene_id === undefined || others === undefined) {
    return null;
  }
  const at = order_index ?? others.length;
  if (at > others.length) {
    return { board, answer: { kind: 'refused', code: 'INVALID_PARAMS' }, events: [] };
  }
  const shot = { ...freshShot(newId, projectId, scene_id), description, order_index: at };
  const after = numbered(others.toSpliced(at, 0, shot), newId);
  const next = new Map(board).set(scene_id, after);
  const told = { type: 'shot.created', data: { shot, by } };
  return {
    board: next,
    answer: { kind: 'shot', shot },
    events: [told, ...disturbed(board, next, newId, by, [scene_id])],
  };
}

function update(
  board: Storyboard,
  { shot_id, updates, version }: Of<'update'>,
  { by }: Hand,
  refused: Refuse,
): Outcome {
  if (!Object.entries(updates).every(([path, value]) => isWritable(path, value))) {
    return refused('INVALID_PARAMS');
  }
  const shot = shotIn(board, shot_id);
  if (!shot) {
    return refused('SHOT_NOT_FOUND');
  }
  if (version !== undefined && version !== shot.version) {
    return refused('CONFLICT', shot);
  }
  const {
    scene_id: target = shot.scene_id,
    order_index,
    ...fields
  } = updates as { scene_id?: string; order_index?: number };
  const others = board.get(target)?.filter(({ id }) => id !== shot_id);
  if (!others) {
    return refused('SCENE_NOT_FOUND');
  }
  const isLeft = target !== shot.scene_id;
  const at = order_index ?? (isLeft ? others.length : shot.order_index);
  if (at > others.length) {
    return refused('INVALID_PARAMS');
  }
  const changed = Object.fromEntries(
    Object.entries(fields).filter(([path, value]) => !isDeepStrictEqual(valueAt(shot, path), value)),
  );
  const isMoved = isLeft || at !== shot.order_index;
  if (!isMoved && Object.keys(changed).length === 0) {
    return { board, answer: { kind: 'shot', shot }, events: [] };
  }
  const written = { ...withValues(shot, changed), scene_id: target, order_index: at, version: shot.version + 1 };
  const next = new Map(board);
  next.set(
    shot.scene_id,
    numbered(
      (board.get(shot.scene_id) ?? []).filter(({ id }) => id !== shot_id),
      shot_id,
    ),
  );
  next.set(target, numbered(others.toSpliced(at, 0, written), shot_id));
  const place = isMoved ? { order_index: at, ...(isLeft && { scene_id: target }) } : {};
  const data = { shot_id, updates: { ...changed, ...place }, version: written.version, by };
  const scenes = [...new Set([target, shot.scene_id])];
  const events = [{ type: 'shot.updated', data }, ...disturbed(board, next, shot_id, by, scenes)];
  return { board: next, answer: { kind: 'shot', shot: written }, events };
}

function remove(board: Storyboard, { shot_id }: Of<'delete'>, { by }: Hand): Outcome | null {
  const shot = shotIn(board, shot_id);
  if (!shot) {
    return null;
  }
  const { scene_id } = shot;
  const next = new Map(board).set(
    scene_id,
    numbered(
      (board.get(scene_id) ?? []).filter(({ id }) => id !== shot_id),
      null,
    ),
  );
  const told = { type: 'shot.deleted', data: { shot_id, scene_id, by } };
  return {
    board: next,
    answer: { kind: 'gone', shot_id },
    events: [told, ...disturbed(board, next, shot_id, by, [scene_id])],
  };
}

function reorder(board: Storyboard, { scene_id, reorder_map }: Of<'reorder'>, { by }: Hand, refused: Refuse): Outcome {
  const ids = Object.keys(reorder_map).sort((one, other) => (reorder_map[one] ?? 0) - (reorder_map[other] ?? 0));
  if (ids.some((id, place) => reorder_map[id] !== place)) {
    return refused('INVALID_PARAMS');
  }
  const before = board.get(scene_id);
  if (!before) {
    return refused('SCENE_NOT_FOUND');
  }
  const wanted = ids.map((id) => before.find((shot) => shot.id === id));
  const known = wanted.filter((shot) => shot !== undefined);
  if (known.length < wanted.length) {
    return refused('SHOT_NOT_FOUND');
  }
  if (known.length < before.length) {
    return refused('INVALID_PARAMS');
  }
  const next = new Map(board).set(scene_id, numbered(known, null));
  return {
    board: next,
    answer: { kind: 'order', order: orderIn(next, scene_id) },
    events: disturbed(board, next, null, by, [scene_id]),
  };
}

/** Each in its place of the list. Whoever has another one now has another version; that of `own` is its caller's. */
function numbered(shots: readonly ModelShot[], own: string | null): ModelShot[] {
  return shots.map((shot, order_index) => {
    const isMoved = shot.order_index !== order_index && shot.id !== own;
    return { ...shot, order_index, version: shot.version + (isMoved ? 1 : 0) };
  });
}

/** The scenes in which shots besides `own` have another place than before. */
function disturbed(
  before: Storyboard,
  after: Storyboard,
  own: string | null,
  by: string,
  scenes: string[],
): ModelEvent[] {
  const placeBefore = (id: string) => shotIn(before, id)?.order_index;
  return scenes
    .filter((scene) => after.get(scene)?.some(({ id, order_index }) => id !== own && placeBefore(id) !== order_index))
    .map((scene) => ({ type: 'shot.reordered', data: { ...orderIn(after, scene), by } }));
}

function orderIn(board: Storyboard, scene_id: string): Order {
  const shots = board.get(scene_id) ?? [];
  return {
    scene_id,
    reorder_map: Object.fromEntries(shots.map(({ id, order_index }) => [id, order_index])),
    versions: Object.fromEntries(shots.map(({ id, version }) => [id, version])),
  };
}

function shotIn(board: Storyboard, id: string): ModelShot | undefined {
  return [...board.values()].flat().find((shot) => shot.id === id);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isWritable(path: string, value: unknown): boolean {
  return path.startsWith('form_data.checkboxes.') ? typeof value === 'boolean' : (FIELDS[path]?.(value) ?? false);
}

function valueAt(shot: object, path: string): unknown {
  return path.split('.').reduce((node: any, name) => node?.[name], shot);
}

function withValues(shot: ModelShot, values: Record<string, unknown>): ModelShot {
  const copy = JSON.parse(JSON.stringify(shot)) as ModelShot;
  for (const [path, value] of Object.entries(values)) {
    const parent = path.split('.').slice(0, -1).join('.');
    const node = (parent === '' ? copy : valueAt(copy, parent)) as Record<string, unknown>;
    node[path.slice(parent === '' ? 0 : parent.length + 1)] = value;
  }
  return copy;
}

/** As spec §6 says that a shot begins. */
function freshShot(id: string, project_id: string, scene_id: string): ModelShot {
  return {
    ...{ id, project_id, scene_id, order_index: 0, version: 1, ai_collaboration: [] },
    ...{ description: '', narration: '', dialogue: [], duration_sec: 5 },
    form_data: { camera_movement: 'static', shot_type: 'medium', lighting: '', motion_prompt: '', checkboxes: {} },
    image: { status: 'pending', url: null, upload_id: null, provider: null },
    video: {
      ...{ status: 'pending', task_id: null, url: null, source_url: null },
      ...{ upload_id: null, error: null, provider: null },
    },
  };
}
