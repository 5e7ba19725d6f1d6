import { join } from 'node:path';
import { choosePort } from '../../src/embedded/free-port.js';
import { FleetProcess } from './fleet-process.js';

/** One of a fleet's API processes: whatever happens to it, it is started again at its port. */
export class FleetApi {
  readonly logFile: string;
  private current: FleetProcess | null = null;

  private constructor(
    readonly name: string,
    readonly port: number,
    private readonly environment: Record<string, string>,
    directory: string,
  ) {
    this.logFile = join(directory, `${name}.log`);
  }

  static async start(name: string, environment: Record<string, string>, directory: string): Promise<FleetApi> {
    const api = new FleetApi(name, await choosePort(undefined), environment, directory);
    await api.start();
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get hasEnded(): boolean {
    return this.current?.hasEnded ?? true;
  }

  async start(): Promise<void> {
    const own = { ROLE: 'api', HOST: '127.0.0.1', PORT: String(this.port) };
    const { name, logFile } = this;
    this.current = await FleetProcess.start({ name, logFile, environment: { ...this.environment, ...own } });
  }

  async log(): Promise<string> {
    return (await this.current?.log()) ?? '';
  }

  async kill(): Promise<void> {
    await this.current?.kill();
  }

  async stop(): Promise<void> {
    await this.current?.stop();
  }
}
