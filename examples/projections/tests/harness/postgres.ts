// A PostgreSQL server of the test's own, in a temporary folder. It listens on a socket file there and on no port. It
// refuses to run as root, so it runs as the user postgres then.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
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

  static async start(): Promise<Postgres> {
    const postgres = new Postgres();
    const data = join(postgres.#folder, 'data');
    chmodSync(postgres.#folder, 0o755);
    if (isRoot) execFileSync('chown', ['postgres', postgres.#folder]);
    run('initdb', `--pgdata=${data}`, '--username=patchlog', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync');

    const [program, ...args] = [...asUser, join(programs(), 'postgres'), '-D', data,
      '-c', 'listen_addresses=', '-c', `unix_socket_directories=${postgres.#folder}`];
    postgres.#process = new ChildProcess(program!, args, { cwd: '/' });

    await eventually('PostgreSQL answers', () => postgres.#answers());
    return postgres;
  }

  get url(): string {
    return `postgres://patchlog@/postgres?host=${encodeURIComponent(this.#folder)}`;
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

// The newest version in Debian's folder, else the one on the path.
function programs(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map(version => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')];
  const found = folders.find(folder => existsSync(join(folder, 'initdb')));
  if (found === undefined) throw new Error("This test needs a PostgreSQL server: './test' installs one.");
  return found;
}
