// A PostgreSQL server of the test's own, in a temporary folder, run as anybody but root, which it refuses.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildProcess } from '@patchlog/client/testing/childProcess.js';
import { eventually } from '@patchlog/client/testing/eventually.js';
import pg from 'pg';

const isRoot = process.getuid?.() === 0;
const asUser = isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--'] : [];

export class Postgres {
  readonly #folder = mkdtempSync(join(tmpdir(), 'patchlog-postgres-'));
  #process: ChildProcess | undefined;
  #port = 0;

  static async start(): Promise<Postgres> {
    const postgres = new Postgres();
    const data = join(postgres.#folder, 'data');
    chmodSync(postgres.#folder, 0o755);
    if (isRoot) execFileSync('chown', ['postgres', postgres.#folder]);
    run('initdb', `--pgdata=${data}`, '--username=patchlog', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync');
    postgres.#port = await freePort();
    const [program, ...args] = [...asUser, join(programs(), 'postgres'), '-D', data,
      '-c', 'listen_addresses=127.0.0.1', '-c', `port=${postgres.#port}`, '-c', 'unix_socket_directories='];
    postgres.#process = new ChildProcess(program!, args, { cwd: '/' });
    await eventually('PostgreSQL answers', () => postgres.#answers());
    return postgres;
  }

  get url(): string {
    return `postgres://patchlog@127.0.0.1:${this.#port}/postgres`;
  }

  async stop(): Promise<void> {
    await this.#process?.terminate();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    if (this.#process!.hasEnded) throw new Error(`PostgreSQL ended before it was ready:\n${this.#process!.errors}`);
    const client = new pg.Client(this.url);
    try {
      await client.connect();
      return true;
    } catch {
      return false;     // not listening yet
    } finally {
      await client.end().catch(() => {});
    }
  }
}

function run(program: string, ...args: string[]): void {
  const [first, ...others] = [...asUser, join(programs(), program), ...args];
  execFileSync(first!, others, { cwd: '/', stdio: 'pipe' });
}

// Debian's folder, newest first, else whatever is on the path.
function programs(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map(version => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')];
  const found = folders.find(folder => existsSync(join(folder, 'initdb')));
  if (found === undefined) throw new Error("This test needs a PostgreSQL server: './test' installs one.");
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
