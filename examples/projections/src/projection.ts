// Orders into totals: one event, one transaction, one effect.
import {
  applyPatch, LosslessNumber, parseJson, stringifyJson, type JsonObject, type JsonValue, type PatchlogEvent,
} from '@patchlog/client';
import type { Pool, PoolClient } from 'pg';

/** What an order adds to the totals. */
interface Share {
  customer: string;
  status: string;
  /** A decimal number; PostgreSQL adds it up with all digits. */
  total: string;
}

export class Projection {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Notes the journal that is counted, by its epoch.
   * @throws Error if another was counted before: its positions mean nothing here, and the totals have to be rebuilt.
   */
  async adopt(epoch: string): Promise<void> {
    await this.#pool.query('insert into counted_journal (epoch) values ($1) on conflict do nothing', [epoch]);
    const { rows } = await this.#pool.query<{ epoch: string }>('select epoch from counted_journal');
    if (rows[0]!.epoch !== epoch)
      throw new Error(
        `The totals count journal ${rows[0]!.epoch}, and this is journal ${epoch}: drop the tables, and rebuild them.`);
  }

  /** Counts an event unless it was counted before; true if it was new. */
  async apply(event: PatchlogEvent): Promise<boolean> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      const isNew = await count(client, event);
      await client.query('commit');
      return isNew;
    } catch (failure) {
      await client.query('rollback').catch(() => {});
      throw failure;
    } finally {
      client.release();
    }
  }
}

async function count(client: PoolClient, event: PatchlogEvent): Promise<boolean> {
  // The row is there and locked from here on: a worker that gets the same event at the same time waits.
  await client.query(
    'insert into counted_orders (order_id, version, position) values ($1, 0, 0) on conflict do nothing',
    [event.targetId]);
  const { rows: [row] } = await client.query<{ position: string; version: string; body: string | null }>(
    'select position, version, body from counted_orders where order_id = $1 for update', [event.targetId]);
  if (BigInt(event.position) <= BigInt(row!.position)) return false;
  if (BigInt(event.version) !== BigInt(row!.version) + 1n)
    throw new Error(`Order ${event.targetId} jumps from version ${row!.version} to ${event.version}.`);

  const before = row!.body === null ? null : parseJson(row!.body);
  const after = bodyAfter(event, before);
  await addUp(client, shareOf(before), shareOf(after));
  await client.query(
    'update counted_orders set version = $2, position = $3, body = $4 where order_id = $1',
    [event.targetId, event.version, event.position, after === null ? null : stringifyJson(after)]);
  return true;
}

function bodyAfter(event: PatchlogEvent, before: JsonValue): JsonValue {
  switch (event.type) {
    case 'create': return event.body;
    case 'patch': return applyPatch(before, event.body);
    case 'delete': return null;
  }
}

function shareOf(order: JsonValue): Share | null {
  if (order === null) return null;
  const { customer = '', status = '', total } = order as JsonObject;
  const isNumber = typeof total === 'number' || total instanceof LosslessNumber;
  return { customer: String(customer), status: String(status), total: isNumber ? String(total) : '0' };
}

async function addUp(client: PoolClient, before: Share | null, after: Share | null): Promise<void> {
  const changes = [
    ...(before === null ? [] : [{ ...before, orders: -1, sign: -1 }]),
    ...(after === null ? [] : [{ ...after, orders: 1, sign: 1 }]),
  ];
  // All workers take the rows in one order: otherwise two could each hold the row that the other waits for.
  changes.sort((left, right) => compare(left.customer, right.customer) || compare(left.status, right.status));
  for (const { customer, status, orders, total, sign } of changes)
    await client.query(
      `insert into order_totals as t (customer, status, orders, total) values ($1, $2, $3, $4::numeric * $5)
       on conflict (customer, status)
       do update set orders = t.orders + excluded.orders, total = t.total + excluded.total`,
      [customer, status, orders, total, sign]);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
