import { type Stretch } from './film-scan.js';

/** Where something lasts: moments one after the other become stretches. */

/** However a sound is chopped up: no more than so many are told. */
const MOST_STRETCHES = 5000;

export class StretchFinder {
  private readonly leastSec: number;
  private readonly gapSec: number;
  private readonly found: Stretch[] = [];
  private open: Stretch | null = null;
  private isOn = false;

  /** Shorter ones than `leastSec` are none; those that are nearer than `gapSec` are one. */
  constructor({ leastSec, gapSec }: { leastSec: number; gapSec: number }) {
    this.leastSec = leastSec;
    this.gapSec = gapSec;
  }

  /** From this moment on it is so, or not. */
  add(atSec: number, isOn: boolean): void {
    if (isOn && !this.isOn) {
      this.begin(atSec);
    } else if (!isOn && this.isOn && this.open) {
      this.open.endSec = atSec;
    }
    this.isOn = isOn;
  }

  /** All of them, none longer than the film. `isOnAfter`: whether it is so between the last moment and the film's end. */
  end(lastSec: number, durationSec: number, isOnAfter = true): Stretch[] {
    this.add(lastSec, isOnAfter && durationSec > lastSec);
    this.add(Math.max(lastSec, durationSec), false);
    this.close();
    return this.found.filter(({ endSec }) => endSec > 0);
  }

  private begin(atSec: number): void {
    if (this.open && atSec - this.open.endSec < this.gapSec) {
      return;
    }
    this.close();
    this.open = { startSec: atSec, endSec: atSec };
  }

  private close(): void {
    const { open } = this;
    if (open && open.endSec - open.startSec >= this.leastSec && this.found.length < MOST_STRETCHES) {
      this.found.push(open);
    }
    this.open = null;
  }
}
