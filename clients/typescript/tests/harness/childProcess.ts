// A program that a test started. It leaves a file named after its process id in the temporary folder until it is gone,
// so that ./test can end what a crashed test run left behind.
import { spawn, type ChildProcess as Child } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export class ChildProcess {
  readonly #child: Child;
  readonly #ended: Promise<number | null>;
  readonly #output: string[] = [];
  #errors = '';

  constructor(program: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    this.#child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const marker = join(tmpdir(), `${this.#child.pid}.pid`);
    writeFileSync(marker, '');
    this.#ended = new Promise(resolve => this.#child.once('close', code => {
      rmSync(marker, { force: true });
      resolve(code);
    }));
    createInterface({ input: this.#child.stdout! }).on('line', line => this.#output.push(line));
    this.#child.stderr!.on('data', data => { this.#errors += data; });
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get output(): readonly string[] {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** The first line of output with this beginning; fails if the program ends without one. */
  line(beginning: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const find = () => {
        const line = this.#output.find(text => text.startsWith(beginning));
        if (line !== undefined) resolve(line);
        return line !== undefined;
      };
      if (find()) return;
      this.#child.stdout!.on('data', () => setImmediate(find));
      void this.#ended.then(code => {
        if (!find()) reject(new Error(`The program ended with ${code} before it said '${beginning}':\n${this.#errors}`));
      });
    });
  }

  /** Ends it with SIGKILL, which it can't notice. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Holds it still, with SIGSTOP: its connections stay and it answers nothing. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Lets it go on. */
  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Asks it to end. */
  async terminate(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return await this.#ended;
  }
}
