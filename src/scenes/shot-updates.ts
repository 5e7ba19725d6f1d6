import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppError } from '../common/errors.js';
import { fieldFaults } from '../common/validation.pipe.js';
import { isCheckboxName } from './scene-field.decorators.js';
import { MOST_UPDATES, ShotChangesDto } from './shot.dto.js';

const CHECKBOX = 'form_data.checkboxes.';
const WRITABLE = [
  'description',
  'narration',
  'dialogue',
  'duration_sec',
  'scene_id',
  'order_index',
  'image.upload_id',
  'video.upload_id',
  'form_data.camera_movement',
  'form_data.shot_type',
  'form_data.lighting',
  'form_data.motion_prompt',
];

/** What updates by dotted path say, checked; every path that cannot be written and every bad value is named. */
export function changesOf(updates: Record<string, unknown>): ShotChangesDto {
  const paths = Object.keys(updates);
  if (paths.length === 0 || paths.length > MOST_UPDATES) {
    throw AppError.invalid({ field: 'updates', rule: 'paths', args: { most: MOST_UPDATES } });
  }
  const unknown = paths.filter((path) => !isWritable(path));
  const changes = plainToInstance(ShotChangesDto, nested(Object.entries(updates).filter(([path]) => isWritable(path))));
  const faults = [
    ...unknown.map((path) => ({ field: fieldOf(path), rule: 'writable_path' as const })),
    ...fieldFaults(validateSync(changes, { whitelist: true, forbidNonWhitelisted: true })).map((fault) => ({
      ...fault,
      field: `updates.${fault.field}`,
    })),
  ];
  if (faults.length > 0) {
    throw AppError.invalid(...faults);
  }
  return changes;
}

/** Does something for one of several changes: refused fields are told with its name. */
export function within<T>(name: string, act: () => T): T {
  const told = (error: unknown): never => {
    throw error instanceof AppError ? error.within(name) : error;
  };
  try {
    const result = act();
    return result instanceof Promise ? (result.catch(told) as T) : result;
  } catch (error) {
    return told(error);
  }
}

/** Only leaves are writable, and no name holds a dot: so no path can contain another one. */
function isWritable(path: string): boolean {
  return WRITABLE.includes(path) || (path.startsWith(CHECKBOX) && isCheckboxName(path.slice(CHECKBOX.length)));
}

function nested(updates: [string, unknown][]): object {
  const root: Record<string, unknown> = {};
  for (const [path, value] of updates) {
    const parents = path.split('.');
    const leaf = parents.pop() ?? path;
    const parent = parents.reduce((node, name) => (node[name] ??= {}) as Record<string, unknown>, root);
    parent[leaf] = value;
  }
  return root;
}

function fieldOf(path: string): string {
  const longest = 200;
  return `updates.${path.length > longest ? `${path.slice(0, longest)}…` : path}`;
}
