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

/** Versions of a shot that only our own changes lie between: whoever has seen the first one may write over the last. */
interface OwnChanges {
  from: number;
  to: number;
}

const QUIET_MS = 300;

/** Sends what is typed into shots when the typing pauses: a shot's changes as one, and one after the other. */
export class ShotEditor {
  private readonly edits = new Map<string, Edit>();
  private readonly turns = new Map<string, Promise<unknown>>();
  /**
   * Whoever types on has not seen the versions yet that our own changes have made. Kept as long as this is: nobody says when
   * they have, and it is two numbers a shot.
   */
  private readonly own = new Map<string, OwnChanges>();

  constructor(private readonly live: () => Pick<LiveEvents, 'command'>) {}

  edit(shotId: string, updates: ShotUpdates, version?: number): Promise<ShotConfirmation> {
    const edit = this.edits.get(shotId) ?? { updates: {}, version, timer: undefined, waiting: [] };
    Object.assign(edit.updates, updates);
    edit.version = oldest(edit.version, version);
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
    const turn = (this.turns.get(shotId) ?? Promise.resolve())
      .then(() => this.send(shotId, edit))
      .then(
        (confirmation) => edit.waiting.forEach(({ resolve }) => resolve(confirmation)),
        (error: Error) => edit.waiting.forEach(({ reject }) => reject(error)),
      )
      .finally(() => {
        if (this.turns.get(shotId) === turn) {
          this.turns.delete(shotId);
        }
      });
    this.turns.set(shotId, turn);
  }

  private async send(shotId: string, { updates, version }: Edit): Promise<ShotConfirmation> {
    const seen = version === undefined ? undefined : this.newestOwn(shotId, version);
    const data = await this.live().command('shot.update', { shot_id: shotId, updates, version: seen });
    const confirmation = data as ShotConfirmation;
    // Without a version nobody knows whose changes lie before ours.
    if (seen !== undefined) {
      this.remember(shotId, seen, confirmation.version);
    }
    return confirmation;
  }

  private newestOwn(shotId: string, version: number): number {
    const own = this.own.get(shotId);
    return own && version >= own.from && version <= own.to ? own.to : version;
  }

  private remember(shotId: string, from: number, to: number): void {
    const own = this.own.get(shotId);
    this.own.set(shotId, { from: own?.to === from ? own.from : from, to });
  }
}

/** What was typed first was typed over the older one. */
function oldest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
