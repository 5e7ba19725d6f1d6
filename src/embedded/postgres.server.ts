import { existsSync } from 'node:fs';
import { chown, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newPassword, type EmbeddedState, type ServerRecord } from './embedded-state.js';
import { choosePort } from './free-port.js';
import { createDatabase, withPostgres } from './postgres-client.js';
import { findPostgresHome, run, type PostgresHome } from './postgres-home.js';
import { commandLine, endProcess, identifyProcess, isAlive, pidOf, type ProcessIdentity } from './process-identity.js';
import { ServerProcess, ServerStartError } from './server-process.js';

const SUPERUSER = 'jumu';
const DATABASE = 'jumu';
/** Recovery after a crash included. */
const READY_MS = 60_000;
const ATTEMPTS = 3;

/** PostgreSQL of `dataDir`: the one that runs already, or a new one. Under the start lock. */
export async function ensurePostgres(state: EmbeddedState, dataDir: string): Promise<string> {
  const home = await findPostgresHome(dataDir);
  const record = await ensureCluster(state, home);
  const { port } = (await findRunning(state, record)) ?? (await startAnew(state, record, home));
  await createDatabase(urlOf({ ...record, port }, 'postgres'), DATABASE);
  return urlOf({ ...record, port }, DATABASE);
}

/** The cluster's record. One whose password is lost can't be used by anybody: it is put aside. */
async function ensureCluster(state: EmbeddedState, home: PostgresHome): Promise<ServerRecord> {
  const directory = join(home.directory, 'postgres');
  const known = state.read('postgres');
  if (known !== null && existsSync(join(directory, 'PG_VERSION'))) {
    await giveTo(home, directory);
    return { ...known, directory };
  }
  if (existsSync(directory)) {
    await setAside(directory);
  }
  const password = newPassword();
  await initialise(home, password);
  const record = { port: 0, password, process: null, directory };
  state.write('postgres', record);
  return record;
}

/** After a copy by root the files are root's. */
async function giveTo({ user }: PostgresHome, directory: string): Promise<void> {
  if (user !== null && (await stat(directory)).uid !== user.uid) {
    run('chown', ['-R', `${user.uid}:${user.gid}`, directory]);
    run('chmod', ['0700', directory]);
  }
}

async function setAside(directory: string): Promise<void> {
  const orphan = await readPidFile(directory);
  if (orphan !== null && isServerOf(orphan.process, directory)) {
    await endProcess(orphan.process, 'SIGINT', 5000);
  }
  await rm(`${directory}.abandoned`, { recursive: true, force: true });
  await rename(directory, `${directory}.abandoned`);
}

/** Made beside its place and then renamed, so that half a cluster is never taken for one. */
async function initialise({ user, binaries, directory }: PostgresHome, password: string): Promise<void> {
  const workshop = await mkdtemp(join(directory, 'postgres.new-'));
  try {
    const passwordFile = join(workshop, 'password');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user !== null) {
      await chown(workshop, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    const cluster = join(workshop, 'cluster');
    const { status, stderr, error } = run(binaries.initdb, initdbArguments(cluster, passwordFile), user, workshop);
    if (status !== 0) {
      throw new Error(`initdb failed: ${error?.message ?? stderr.trim()}`);
    }
    await rename(cluster, join(directory, 'postgres'));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

function initdbArguments(cluster: string, passwordFile: string): string[] {
  return [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // Sorts like C, yet knows the upper and lower case of all letters.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}

async function startAnew(state: EmbeddedState, record: ServerRecord, home: PostgresHome): Promise<ServerRecord> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(record.port || undefined);
    try {
      return await start(state, { ...record, port }, home);
    } catch (error) {
      if (!(error instanceof ServerStartError) || attempt === ATTEMPTS) {
        throw error;
      }
      // The port was taken just now, or sessions of a killed server still hold its shared memory: both pass.
      await delay(attempt * 500);
    }
  }
}

async function start(state: EmbeddedState, record: ServerRecord, home: PostgresHome): Promise<ServerRecord> {
  state.write('postgres', record);
  const settings = {
    listen_addresses: '127.0.0.1',
    port: record.port,
    unix_socket_directories: '',
    shared_buffers: '64MB',
    max_connections: 100,
    fsync: 'on',
  };
  const server = await ServerProcess.spawn({
    name: 'PostgreSQL',
    command: home.binaries.postgres,
    arguments: [
      '-D',
      record.directory,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: record.directory,
    logFile: state.logFile('postgres'),
    user: home.user,
  });
  const started = { ...record, process: server.identity };
  state.write('postgres', started);
  await server.waitUntil(() => answersAsOurs(started), READY_MS);
  return started;
}

/** A server that our data directory's pid file tells of; one that is about to start or stop is waited for. */
async function findRunning(state: EmbeddedState, record: ServerRecord): Promise<ServerRecord | null> {
  const found = await readPidFile(record.directory);
  if (found === null || !isAlive(found.process) || !isServerOf(found.process, record.directory)) {
    // PostgreSQL itself takes any process of that number for a server, even a zombie. It is safe to go on without the
    // file: sessions that a dead server left behind still hold its shared memory, which a new one refuses to share.
    await rm(join(record.directory, 'postmaster.pid'), { force: true });
    return null;
  }
  const running = { ...record, port: found.port, process: found.process };
  const deadline = performance.now() + READY_MS;
  while (!(await answersAsOurs(running))) {
    if (!isAlive(found.process)) {
      return null;
    }
    if (performance.now() > deadline) {
      throw new Error(`PostgreSQL (process ${pidOf(found.process)}, ${record.directory}) does not answer`);
    }
    await delay(50);
  }
  state.write('postgres', running);
  return running;
}

function isServerOf(server: ProcessIdentity, directory: string): boolean {
  return commandLine(pidOf(server)).includes(directory);
}

async function answersAsOurs(record: ServerRecord): Promise<boolean> {
  const pidFile = await readPidFile(record.directory);
  if (!pidFile?.isReady) {
    return false;
  }
  try {
    const { rows } = await withPostgres(urlOf(record, 'postgres'), (client) =>
      client.query<{ data_directory: string }>('SHOW data_directory'),
    );
    return rows[0]?.data_directory === record.directory;
  } catch {
    return false;
  }
}

interface PidFile {
  process: ProcessIdentity;
  port: number;
  isReady: boolean;
}

/** `postmaster.pid`, line by line: pid, directory, start, port, socket, address, shared memory, state. */
async function readPidFile(directory: string): Promise<PidFile | null> {
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) {
    return null;
  }
  return { process: identifyProcess(pid) ?? `${pid}-gone`, port: Number(lines[3]), isReady: lines[7] === 'ready' };
}

function urlOf({ port, password }: ServerRecord, database: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}
