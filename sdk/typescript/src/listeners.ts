type Handler = (told: never) => void;

/** The user's functions, by the name of what they want to hear. */
export class Listeners {
  private readonly handlers = new Map<string, Set<Handler>>();

  /** Returns what ends it. */
  add(name: string, handler: Handler): () => void {
    const handlers = this.handlers.get(name) ?? new Set();
    this.handlers.set(name, handlers.add(handler));
    return () => void handlers.delete(handler);
  }

  tell(name: string, what: unknown): void {
    this.handlers.get(name)?.forEach((handle) => call(handle as (told: unknown) => void, what));
  }
}

/** What a handler throws is an uncaught error of its owner, as with DOM events; it stops neither us nor the others. */
function call(handle: (told: unknown) => void, what: unknown): void {
  try {
    handle(what);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
