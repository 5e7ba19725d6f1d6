import { type LiveEvents } from './live-events.js';

/** What the server confirms a change with. */
export interface ShotConfirmation {
  shot_id: string;
  version: number;
  updated_at: string;
}

/** Changes by dotted path: `{ 'form_data.lighting': '夜景' }`. */
export type ShotUpdates = Record<string, unknown>;

interface Edit {
  updates: ShotUpdates;
  version: number | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  waiting: { resolve: (confirmation: ShotConfirmation) => void; reject: (error: Error) => void }[];
}

const QUIET_MS = 300;

/** Sends what is typed into shots when the typing pauses: a shot's changes as one, and one after the other. */
export class ShotEditor {
  private readonly edits = new Map<string, Edit>();
  private readonly turns = new Map<string, Promise<unknown>>();
  /** The versions that our own changes have made: whoever types on has not seen them yet. */
  private readonly versions = new Map<string, number>();

  constructor(private readonly live: () => Pick<LiveEvents, 'command'>) {}

  edit(shotId: string, updates: ShotUpdates, version?: number): Promise<ShotConfirmation> {
    const edit = this.edits.get(shotId) ?? { updates: {}, version, timer: undefined, waiting: [] };
    Object.assign(edit.updates, updates);
    edit.version = version ?? edit.version;
    clearTimeout(edit.timer);
    edit.timer = setTimeout(() => this.flush(shotId), QUIET_MS);
    this.edits.set(shotId, edit);
    return new Promise((resolve, reject) => edit.waiting.push({ resolve, reject }));
  }

  private flush(shotId: string): void {
    const edit = this.edits.get(shotId);
    if (edit === undefined) {
      return;
    }
    this.edits.delete(shotId);
    const turn = (this.turns.get(shotId) ?? Promise.resolve()).then(() => this.send(shotId, edit));
    this.turns.set(
      shotId,
      turn.then(
        (confirmation) => edit.waiting.forEach(({ resolve }) => resolve(confirmation)),
        (error: Error) => edit.waiting.forEach(({ reject }) => reject(error)),
      ),
    );
  }

  private async send(shotId: string, { updates, version }: Edit): Promise<ShotConfirmation> {
    const seen = version === undefined ? {} : { version: Math.max(version, this.versions.get(shotId) ?? 0) };
    const data = await this.live().command('shot.update', { shot_id: shotId, updates, ...seen });
    const confirmation = data as ShotConfirmation;
    this.versions.set(shotId, confirmation.version);
    return confirmation;
  }
}
