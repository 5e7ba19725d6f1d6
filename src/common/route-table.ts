/** The routes of the server by path pattern, to tell "no such path" (404) from "not by this method" (405). */
export class RouteTable {
  private readonly patterns = new Map<string, { matcher: RegExp; methods: Set<string> }>();

  /** Remembers a route; the catch-all of a plugin (CORS) says nothing about a path. */
  add(url: string, methods: string | string[]): void {
    if (url === '*') {
      return;
    }
    const pattern = this.patterns.get(url) ?? { matcher: matcherOf(url), methods: new Set<string>() };
    for (const method of [methods].flat()) {
      pattern.methods.add(method);
    }
    this.patterns.set(url, pattern);
  }

  /** The methods that some route takes on this path, sorted. */
  methodsOf(url: string): string[] {
    const path = url.split(/[?#]/, 1)[0] ?? '';
    const methods = [...this.patterns.values()]
      .filter(({ matcher }) => matcher.test(path))
      .flatMap((pattern) => [...pattern.methods]);
    return [...new Set(methods)].sort();
  }
}

function matcherOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => {
      if (part.startsWith(':')) {
        return '[^/]+';
      }
      return part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  return new RegExp(`^${source}$`);
}
