/** How far one has heard a stream. */
export class Place {
  /** Those who want to know whether it is heard. */
  private readonly waiting: ((refusal?: Error) => void)[] = [];
  /** What stands up to here was before our time. */
  private first: number | undefined;
  /** All up to here has been heard; undefined: from now on, and now is not known yet. */
  last: number | undefined;
  /** Heard before some that are still to come: a job's message comes by way of its project too. */
  private readonly ahead = new Set<number>();

  constructor(
    readonly kind: 'project' | 'job',
    readonly id: string,
  ) {}

  /** What a number is here; from then on it is heard. */
  take(number: number): 'new' | 'heard' | 'before' {
    const { first = number - 1, last = number - 1 } = this;
    if (number <= last || this.ahead.has(number)) {
      return number <= first ? 'before' : 'heard';
    }
    this.ahead.add(number);
    this.settle(last);
    return 'new';
  }

  /** All up to `number` has come. */
  settle(number: number): void {
    if (this.last === undefined) {
      return this.begin(number);
    }
    this.last = Math.max(this.last, number);
    while (this.ahead.delete(this.last + 1)) {
      this.last += 1;
    }
  }

  /** It is to be heard from after `number`, whatever has been. */
  restart(number: number): void {
    this.ahead.clear();
    this.first = this.last = number;
  }

  /** Whatever was up to `number` will not come any more. */
  begin(number: number): void {
    this.first = this.last = number;
    this.settle(number);
  }

  /** What the stream is refused with when it is asked for next, if it is. */
  nextAnswer(): Promise<Error | undefined> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Tells those who wait whether it is heard now. */
  answer(refusal?: Error): void {
    this.waiting.splice(0).forEach((resolve) => resolve(refusal));
  }
}
