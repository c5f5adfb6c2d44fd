import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const RESULTS = path.join(__dirname, '..', 'results');

/** The program itself, on a port of its own, with a data folder that lasts as long as the story. */
export class Server {
  /** Where it is, for example `http://127.0.0.1:40123`; the same after a restart. */
  address = '';
  private readonly data = mkdtempSync(path.join(tmpdir(), 'natter-'));
  private process?: ChildProcess;

  private constructor(
    private readonly name: string,
    private settings: Record<string, string>,
  ) {}

  static async start(name: string, settings: Record<string, string> = {}): Promise<Server> {
    const server = new Server(name, settings);
    await server.run('127.0.0.1:0');
    return server;
  }

  /** Asks it to stop; it must do so in good order within the time it promises. */
  async stop(): Promise<void> {
    const code = await this.end('SIGTERM', 5_000);
    if (code !== 0) throw new Error(`the server did not stop in good order: exit code ${code}`);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL', 5_000);
  }

  /** After `stop` or `kill`: the same data at the same address, with other settings if need be. */
  async startAgain(settings: Record<string, string> = {}): Promise<void> {
    this.settings = { ...this.settings, ...settings };
    await this.run(new URL(this.address).host);
  }

  /** Ends it if it still runs, and forgets its data. */
  async clear(): Promise<void> {
    if (this.process) await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** The link that a command of the administrator's answers with: its path and query. */
  adminLink(...command: string[]): string {
    const said = execFileSync(this.program(), ['admin', '--data', this.data, ...command], { cwd: this.data, encoding: 'utf8' });
    const link = /https?:\/\/[^\s/]+(\/\S+)/.exec(said);
    if (!link) throw new Error(`natter admin ${command.join(' ')}: ${said}`);
    return link[1];
  }

  private program(): string {
    const program = process.env.NATTER_PROGRAM;
    if (!program) throw new Error('NATTER_PROGRAM is not set: start the stories by bin/test or end2end/run');
    return program;
  }

  private async run(listen: string): Promise<void> {
    mkdirSync(RESULTS, { recursive: true });
    const log = createWriteStream(path.join(RESULTS, `${this.name}.log`), { flags: 'a' });
    const running = spawn(this.program(), [], {
      cwd: this.data,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NATTER_SITE_ROOT: process.env.NATTER_SITE_ROOT,
        NATTER_LISTEN: listen,
        NATTER_DATA: this.data,
        NATTER_ATTEMPTS_PER_MINUTE: '100000',
        ...this.settings,
      },
    });
    this.process = running;
    running.stdout.pipe(log, { end: false });
    running.stderr.pipe(log, { end: false });
    this.address = await listening(running);
    await healthy(this.address);
  }

  private end(signal: NodeJS.Signals, withinMs: number): Promise<number | null> {
    const running = this.process;
    this.process = undefined;
    if (!running || running.exitCode !== null) return Promise.resolve(running?.exitCode ?? null);
    return new Promise((resolve) => {
      const late = setTimeout(() => running.kill('SIGKILL'), withinMs);
      running.once('exit', (code) => {
        clearTimeout(late);
        resolve(code);
      });
      running.kill(signal);
    });
  }
}

function listening(running: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    running.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /listening on (http:\/\/\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    running.once('error', reject);
    running.once('exit', (code) => reject(new Error(`the server ended (${code}): ${said}`)));
  });
}

async function healthy(address: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const answer = await fetch(`${address}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`${address}/healthz says ${answer?.status}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
