import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { applyPatch, type JsonValue, type Patchlog, type PatchlogEvent } from '@patchlog/client';
import { ChildProcess } from '@patchlog/client/testing/childProcess.js';
import { all, eventually } from '@patchlog/client/testing/eventually.js';
import { Random } from '@patchlog/client/testing/random.js';
import { Server } from '@patchlog/client/testing/server.js';
import pg from 'pg';
import { Projection } from '../src/projection.js';
import { Postgres } from './harness/postgres.js';

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
const tables = fileURLToPath(new URL('../../src/tables.sql', import.meta.url));
const customers = ['ann', 'bob', 'cem'];
const statuses = ['open', 'paid', 'sent'];

interface Order {
  customer: string;
  status: string;
  total: number;
}

describe('The totals of orders', { timeout: 300_000 }, () => {
  let postgres: Postgres;
  let database: pg.Pool;
  before(async () => {
    postgres = await Postgres.start();
    database = new pg.Pool({ connectionString: postgres.url });
    database.on('error', () => {});     // PostgreSQL ends before the pool does
  });
  after(async () => {
    await database.end();
    await postgres.stop();
  });

  test('equal a fold of the journal, while workers and the server are killed and orders are written', async () => {
    await database.query('drop table if exists order_totals, counted_orders, counted_journal');
    const server = await Server.start();
    const workers = Array.from({ length: 3 }, () => startWorker(server));
    try {
      const patchlog = server.client();
      const random = new Random(11);
      let written = 0;
      const writing = Promise.all(Array.from({ length: 4 }, async (_, writer) => {
        for (let n = 0; n < 150; n++, written++) await writeOrder(patchlog, random, `o${writer}-${n % 8}`);
      }));
      writing.catch(() => {});    // awaited below, unless the test fails before

      for (let round = 1; round <= 12; round++) {
        await eventually('orders are written', () => written >= round * 40);
        const unlucky = random.below(workers.length);
        await workers[unlucky]!.kill();
        workers[unlucky] = startWorker(server);
        if (round % 4 === 0) {
          await server.kill();
          await server.startAgain();
        }
      }
      await writing;

      const journal = await all(server.client().journal({ targetName: 'orders', limit: 1000 }));
      assert(journal.length > 300);
      await eventually('every event is counted', async () => await countedVersions() === journal.length);
      assert.deepEqual(await totals(), fold(journal));
      for (const worker of workers) assert(!worker.hasEnded, worker.errors);
    } finally {
      for (const worker of workers) await worker.kill();
      await server.stop();
    }
  });

  test('count each event once, however often and by however many it is counted', async () => {
    const server = await Server.start();
    const pool = new pg.Pool({ connectionString: postgres.url });
    try {
      await pool.query(`drop table if exists order_totals, counted_orders, counted_journal; ${readFileSync(tables, 'utf8')}`);
      const random = new Random(5);
      for (let n = 0; n < 120; n++) await writeOrder(server.client(), random, `o${n % 5}`);
      const journal = await all(server.client().journal({ targetName: 'orders' }));
      const projection = new Projection(pool);

      const counted = await Promise.all([1, 2, 3].map(async () => {
        let news = 0;
        for (const event of [...journal, ...journal]) if (await projection.apply(event)) news++;
        return news;
      }));

      assert.equal(counted.reduce((sum, news) => sum + news), journal.length);
      assert.deepEqual(await totals(), fold(journal));
    } finally {
      await pool.end();
      await server.stop();
    }
  });

  test('are not counted from a gap, nor from another journal', async () => {
    const pool = new pg.Pool({ connectionString: postgres.url });
    try {
      await pool.query(`drop table if exists order_totals, counted_orders, counted_journal; ${readFileSync(tables, 'utf8')}`);
      const projection = new Projection(pool);
      await projection.adopt('00000000-0000-4000-8000-000000000001');
      await projection.adopt('00000000-0000-4000-8000-000000000001');
      await assert.rejects(projection.adopt('00000000-0000-4000-8000-000000000002'), /rebuild them/);
      await assert.rejects(
        projection.apply({ position: '2', version: 2, targetId: 'o', type: 'delete' } as PatchlogEvent), /jumps from version 0/);
      assert.deepEqual(await totals(), {});
    } finally {
      await pool.end();
    }
  });

  async function countedVersions(): Promise<number> {
    const { rows } = await database.query('select coalesce(sum(version), 0) as versions from counted_orders');
    return Number(rows[0].versions);
  }

  async function totals(): Promise<Record<string, string>> {
    const { rows } = await database.query('select * from order_totals where orders <> 0 or total <> 0');
    return sorted(rows.map(row => [`${row.customer} ${row.status}`, `${row.orders} ${Math.round(row.total * 100)}`]));
  }

  function startWorker(server: Server): ChildProcess {
    return new ChildProcess(process.execPath, [main], {
      env: { ...process.env, PATCHLOG_URL: server.url, TOTALS_URL: postgres.url },
    });
  }
});

/** Creates, changes or deletes one. Its writer is the only one. */
async function writeOrder(patchlog: Patchlog, random: Random, id: string): Promise<void> {
  const order = { id, customer: random.one(customers), status: random.one(statuses), total: random.below(10_000) / 100 };
  const exists = await patchlog.get('orders', id) !== null;
  if (!exists) await patchlog.create('orders', order);
  else if (random.below(5) === 0) await patchlog.delete('orders', id);
  else await patchlog.merge('orders', id, random.below(2) === 0 ? { status: order.status } : { total: order.total });
}

/** The same in the simplest way: all orders in memory, then one pass over them. In cents. */
function fold(journal: PatchlogEvent[]): Record<string, string> {
  const orders = new Map<string, JsonValue>();
  for (const event of journal) {
    if (event.type === 'delete') orders.delete(event.targetId);
    else if (event.type === 'create') orders.set(event.targetId, event.body);
    else orders.set(event.targetId, applyPatch(orders.get(event.targetId)!, event.body));
  }
  const sums = new Map<string, { orders: number; cents: number }>();
  for (const order of orders.values()) {
    const { customer, status, total } = order as unknown as Order;
    const sum = sums.get(`${customer} ${status}`) ?? { orders: 0, cents: 0 };
    sums.set(`${customer} ${status}`, { orders: sum.orders + 1, cents: sum.cents + Math.round(total * 100) });
  }
  return sorted([...sums].map(([key, { orders: count, cents }]) => [key, `${count} ${cents}`]));
}

function sorted(pairs: [string, string][]): Record<string, string> {
  return Object.fromEntries(pairs.sort(([left], [right]) => left < right ? -1 : 1));
}
