import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.js';

/** What is known of one server between starts. */
export interface ServerRecord {
  port: number;
  password: string;
  /** Of the server's process when it last started. */
  process: ProcessIdentity | null;
  /** Where its data are. */
  directory: string;
}

export const SERVER_NAMES = ['postgres', 'redis'] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

type Records = { home: string } & Partial<Record<ServerName, ServerRecord>>;

/** `DATA_DIR/embedded`: ports, passwords and who uses the servers. Read and written under the start lock only. */
export class EmbeddedState {
  readonly lockFile: string;
  private readonly file: string;
  private readonly users: string;

  constructor(private readonly directory: string) {
    this.lockFile = join(directory, 'lock');
    this.file = join(directory, 'servers.json');
    this.users = join(directory, 'users');
  }

  async prepare(): Promise<void> {
    await mkdir(this.users, { recursive: true, mode: 0o700 });
  }

  /** In a copied `DATA_DIR` the servers and their users are those of the original: none of ours. */
  forgetOriginal(): void {
    const records = this.readAll();
    if (records.home !== this.directory) {
      readdirSync(this.users).forEach((user) => rmSync(join(this.users, user)));
      SERVER_NAMES.forEach((name) => Object.assign(records[name] ?? {}, { process: null }));
      this.writeAll({ ...records, home: this.directory });
    }
  }

  logFile(name: ServerName): string {
    return join(this.directory, `${name}.log`);
  }

  read(name: ServerName): ServerRecord | null {
    return this.readAll()[name] ?? null;
  }

  /** Synchronous, so that the two servers, which start at the same time, don't lose each other's record. */
  write(name: ServerName, record: ServerRecord): void {
    this.writeAll({ ...this.readAll(), [name]: record });
  }

  /** The servers that run. */
  processes(): [ServerName, ProcessIdentity][] {
    const records = this.readAll();
    return SERVER_NAMES.flatMap((name): [ServerName, ProcessIdentity][] => {
      const identity = records[name]?.process;
      return identity && isAlive(identity) ? [[name, identity]] : [];
    });
  }

  /** Says that this process uses the servers; the answer is for `removeUser`. */
  async addUser(): Promise<string> {
    const name = `${identifyProcess(process.pid)}.${randomBytes(4).toString('hex')}`;
    await writeFile(join(this.users, name), '');
    return name;
  }

  /** Synchronous, because a process that exits has no time for more. True when nobody alive is left. */
  removeUser(name: string): boolean {
    rmSync(join(this.users, name), { force: true });
    for (const other of readdirSync(this.users)) {
      if (isAlive(other.split('.')[0] ?? '')) {
        return false;
      }
      rmSync(join(this.users, other), { force: true });
    }
    return true;
  }

  private readAll(): Records {
    if (!existsSync(this.file)) {
      return { home: this.directory };
    }
    return JSON.parse(readFileSync(this.file, 'utf8')) as Records;
  }

  private writeAll(records: Records): void {
    const fresh = `${this.file}.new`;
    writeFileSync(fresh, `${JSON.stringify(records, null, 2)}\n`, { mode: 0o600 });
    renameSync(fresh, this.file);
  }
}

/** Letters and digits only: it goes into URLs and configuration files. */
export function newPassword(): string {
  return randomBytes(24).toString('hex');
}
