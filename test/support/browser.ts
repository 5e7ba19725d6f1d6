import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endedHere, startedHere } from './left-running.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--mute-audio'],
  ...['--autoplay-policy=no-user-gesture-required', '--remote-debugging-port=0'],
];

interface Answer {
  id: number;
  result?: any;
  error?: { message: string };
}

/** A true browser without a screen, told what to do by its own protocol (https://chromedevtools.github.io/devtools-protocol). */
export class Browser {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private lastId = 0;

  private constructor(
    private readonly program: ChildProcess,
    private readonly socket: WebSocket,
    private readonly directory: string,
  ) {
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      this.waiting.get(answer.id)?.(answer);
    });
  }

  /** Which program there is; null where there is none (`npm run setup:browser` brings one). */
  static program(): string | null {
    for (const name of NAMES) {
      try {
        return execFileSync('which', [name], { encoding: 'utf8' }).trim();
      } catch {
        // The next name.
      }
    }
    return null;
  }

  static async start(): Promise<Browser> {
    const directory = await mkdtemp(join(tmpdir(), 'jumu-browser-'));
    const args = [...FLAGS, `--user-data-dir=${directory}`, 'about:blank'];
    const program = spawn(Browser.program() ?? '', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const address = await new Promise<string>((resolve, reject) => {
      program.once('exit', (code) => reject(new Error(`The browser ended with ${code}`)));
      createInterface(program.stderr).on('line', (line) => {
        const [, url] = /^DevTools listening on (ws:.+)$/.exec(line) ?? [];
        if (url !== undefined) {
          resolve(url);
        }
      });
    });
    const socket = new WebSocket(address);
    await once(socket, 'open');
    const browser = new Browser(program, socket, directory);
    startedHere(browser, () => browser.stop());
    return browser;
  }

  /** A page; what it returns is what an expression in it comes to, promises included. */
  async open(url: string): Promise<<T>(expression: string) => Promise<T>> {
    const { targetId } = await this.tell('Target.createTarget', { url });
    const { sessionId } = await this.tell('Target.attachToTarget', { targetId, flatten: true });
    return async <T>(expression: string) => {
      const wish = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await this.tell('Runtime.evaluate', wish, sessionId);
      if (exceptionDetails) {
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      }
      return result.value as T;
    };
  }

  async stop(): Promise<void> {
    endedHere(this);
    this.socket.close();
    if (this.program.exitCode === null) {
      const ended = once(this.program, 'exit');
      this.program.kill('SIGKILL');
      await ended;
    }
    // Its helpers end a moment after it, and write until then.
    await rm(this.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  private async tell(method: string, params: object, sessionId?: string): Promise<any> {
    const id = ++this.lastId;
    const answer = await new Promise<Answer>((resolve) => {
      this.waiting.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
    });
    this.waiting.delete(id);
    if (answer.error) {
      throw new Error(`${method}: ${answer.error.message}`);
    }
    return answer.result;
  }
}
