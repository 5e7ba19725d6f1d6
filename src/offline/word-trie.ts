/** Finds listed words in a row of symbols: characters, syllables or words. */

interface Node<Entry> {
  next: Map<string, Node<Entry>>;
  entry: Entry | null;
}

export interface Match<Entry> {
  entry: Entry;
  start: number;
  end: number;
}

export class WordTrie<Entry> {
  private readonly root = newNode<Entry>();

  add(symbols: Iterable<string>, merge: (before: Entry | null) => Entry): void {
    let node = this.root;
    for (const symbol of symbols) {
      const next = node.next.get(symbol) ?? newNode<Entry>();
      node.next.set(symbol, next);
      node = next;
    }
    node.entry = merge(node.entry);
  }

  /** All that starts at one place, the longest first. `goesOn`: whether a word may reach from the symbol before to this one. */
  startingAt(symbols: readonly string[], start: number, goesOn: (at: number) => boolean): Match<Entry>[] {
    const found: Match<Entry>[] = [];
    let node: Node<Entry> | undefined = this.root;
    for (let at = start; at < symbols.length && (at === start || goesOn(at)); at++) {
      node = node.next.get(symbols[at] ?? '');
      if (node === undefined) {
        break;
      }
      if (node.entry !== null) {
        found.unshift({ entry: node.entry, start, end: at + 1 });
      }
    }
    return found;
  }
}

function newNode<Entry>(): Node<Entry> {
  return { next: new Map(), entry: null };
}
