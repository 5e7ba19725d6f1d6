const KNOWN = ['PATH', 'HOME', 'LANG', 'TMPDIR'];

/** What a program that we start may know of our environment: where things are, not the vendors' keys in it. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(KNOWN.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
