// The real server, on a SQLite file of its own or any database, to be killed and started again on the same port.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { Patchlog, type PatchlogOptions, type WebSocketConstructor } from '@patchlog/client';
import { ChildProcess } from './childProcess.js';
import { repository } from './repository.js';

export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), 'patchlog-client-'));
  readonly #database: string;
  readonly #clients: Patchlog[] = [];
  #process: ChildProcess | undefined;
  #port = '0';

  private constructor(database?: string) {
    this.#database = database ?? `sqlite://${this.#folder}/patchlog.db`;
  }

  static async start(database?: string): Promise<Server> {
    const server = new Server(database);
    await server.startAgain();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** A client for this server; it is closed with it. */
  client(options: PatchlogOptions = {}): Patchlog {
    const client = new Patchlog(this.url, { ...hasty, WebSocket: webSocket, ...options });
    this.#clients.push(client);
    return client;
  }

  async startAgain(): Promise<void> {
    this.#process = new ChildProcess(binary(), [], {
      cwd: this.#folder,
      env: { ...process.env, DATABASE_URL: this.#database, PORT: this.#port, HOST: '127.0.0.1', LOG_LEVEL: 'fatal' },
    });
    this.#port = new URL((await this.#process.line('Patchlog listening on ')).split(' ').at(-1)!).port;
  }

  /** SIGKILL: whatever was not durable is gone. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** SIGTERM: the server says goodbye first. */
  async terminate(): Promise<void> {
    await this.#process?.terminate();
  }

  /** SIGSTOP: the server is there and says nothing. */
  freeze(): void {
    this.#process?.freeze();
  }

  thaw(): void {
    this.#process?.thaw();
  }

  /** Ends it, and puts an empty journal in the place of its own, as a restore would put another. */
  async loseJournal(): Promise<void> {
    await this.terminate();
    for (const file of readdirSync(this.#folder)) rmSync(join(this.#folder, file));
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The platform's WebSocket, or that of a package where there is none (Node 20). */
export const webSocket: WebSocketConstructor =
  (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket ?? WebSocket;

// Tests restart servers: nobody should wait long for that.
const hasty: PatchlogOptions = {
  retry: { firstDelayMs: 20, maxDelayMs: 200, deadlineMs: 60_000 },
  connection: { firstDelayMs: 20, maxDelayMs: 200 },
};

function binary(): string {
  const path = process.env.PATCHLOG_BINARY ?? join(repository, 'artifacts/bin/Patchlog.Server/release/Patchlog.Server');
  if (!existsSync(path)) throw new Error(`There is no server at ${path}: build it, or set PATCHLOG_BINARY.`);
  return path;
}
