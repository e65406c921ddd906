// The real server, on a SQLite file of its own or any database, to be killed and started again at the same address.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { Patchlog, type PatchlogOptions, type WebSocketConstructor } from '@patchlog/client';
import { ChildProcess } from './childProcess.js';
import { FrontDoor } from './frontDoor.js';
import { repository } from './repository.js';

export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), 'patchlog-client-'));
  readonly #database: string;
  readonly #door: FrontDoor;
  readonly #clients: Patchlog[] = [];
  #process: ChildProcess | undefined;

  readonly #settings: Record<string, string>;

  private constructor(door: FrontDoor, database: string | undefined, settings: Record<string, string>) {
    this.#door = door;
    this.#settings = settings;
    this.#database = database ?? `sqlite://${this.#folder}/patchlog.db`;
  }

  static async start(database?: string, settings: Record<string, string> = {}): Promise<Server> {
    const server = new Server(await FrontDoor.open(), database, settings);
    try {
      await server.startAgain();
    } catch (failure) {
      await server.stop();
      throw failure;
    }
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#door.port}`;
  }

  /** The file of a server that was started without a database. */
  get file(): string {
    return join(this.#folder, 'patchlog.db');
  }

  /** A client for this server; it is closed with it. */
  client(options: PatchlogOptions = {}): Patchlog {
    const client = new Patchlog(this.url, { ...patient, WebSocket: webSocket, ...options });
    this.#clients.push(client);
    return client;
  }

  async startAgain(): Promise<void> {
    this.#process = new ChildProcess(binary(), [], {
      cwd: this.#folder,
      env: {
        ...process.env, DATABASE_URL: this.#database, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'fatal',
        ...this.#settings,
      },
    });
    const address = new URL((await this.#process.line('Patchlog listening on ')).split(' ').at(-1)!);
    this.#door.leadTo(Number(address.port));
  }

  /** SIGKILL: everything that was not durable is gone. */
  async kill(): Promise<void> {
    this.#door.leadNowhere();
    await this.#process?.kill();
  }

  /** SIGTERM: the server says goodbye first. */
  async terminate(): Promise<void> {
    await this.#process?.terminate();
    this.#door.leadNowhere();
  }

  /** SIGSTOP: the server is there and says nothing. */
  freeze(): void {
    this.#process?.freeze();
  }

  thaw(): void {
    this.#process?.thaw();
  }

  /** Ends it and empties its journal, so that the next start begins another one, as a restore does. */
  async loseJournal(): Promise<void> {
    await this.terminate();
    for (const file of readdirSync(this.#folder)) rmSync(join(this.#folder, file));
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.kill();
    await this.#door.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The platform's WebSocket, or that of a package where there is none (Node 20). */
export const webSocket: WebSocketConstructor =
  (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket ?? WebSocket;

// Tests restart servers, so the waits are short; a busy machine may be very slow, so the deadlines are long.
const patient: PatchlogOptions = {
  retry: { firstDelayMs: 20, maxDelayMs: 200, tryMs: 120_000, deadlineMs: 300_000 },
  connection: { firstDelayMs: 20, maxDelayMs: 200, heartbeatMs: 60_000 },
};

function binary(): string {
  const path = process.env.PATCHLOG_BINARY ?? join(repository, 'artifacts/bin/Patchlog.Server/release/Patchlog.Server');
  if (!existsSync(path)) throw new Error(`There is no server at ${path}: build it, or set PATCHLOG_BINARY.`);
  return path;
}
