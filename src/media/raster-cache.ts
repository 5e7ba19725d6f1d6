/** Keeps what was drawn last, within a bound of bytes: shots of one scene share sets and people. */
export class RasterCache<T> {
  private readonly entries = new Map<string, { value: T; bytes: number }>();
  private readonly limitBytes: number;
  private bytes = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get(key: string, make: () => T, bytesOf: (value: T) => number): T {
    const known = this.entries.get(key);
    if (known) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.value;
    }
    const value = make();
    const entry = { value, bytes: bytesOf(value) };
    this.entries.set(key, entry);
    this.bytes += entry.bytes;
    this.shrink();
    return value;
  }

  private shrink(): void {
    for (const [key, { bytes }] of this.entries) {
      if (this.bytes <= this.limitBytes || this.entries.size === 1) {
        return;
      }
      this.entries.delete(key);
      this.bytes -= bytes;
    }
  }
}
