const KNOWN = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'FFMPEG_PATH'];

/** What a program that we start may know of our environment: where things are, not the vendors' keys in it. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(KNOWN.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** The ffmpeg that a child process is to use. */
export function ffmpegProgram(): string {
  return process.env.FFMPEG_PATH || 'ffmpeg';
}
