// A worker. Start as many as you like: they share the orders, and each may be killed at any moment.
import { readFileSync } from 'node:fs';
import { Patchlog, type WebSocketConstructor } from '@patchlog/client';
import pg from 'pg';
import ws from 'ws';
import { Projection } from './projection.js';

const { PATCHLOG_URL = 'http://127.0.0.1:3000', TOTALS_URL, SUBSCRIPTION = 'order-totals' } = process.env;
if (TOTALS_URL === undefined) {
  throw new Error('Set TOTALS_URL to the database of the totals: postgres://user:pw@host/db');
}

const pool = new pg.Pool({ connectionString: TOTALS_URL, max: 2 });
// Workers that start together would create the same tables.
const tables = readFileSync(new URL('../../src/tables.sql', import.meta.url), 'utf8');
await pool.query(`begin; select pg_advisory_xact_lock(7247); ${tables} commit;`);

const projection = new Projection(pool);
const patchlog = new Patchlog(PATCHLOG_URL, {
  numbers: 'lossless',        // 1.10 is added up as 1.10
  WebSocket: (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket ?? ws,
});
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const orders = patchlog.subscribe({
  targetName: 'orders', name: SUBSCRIPTION, after: 'start', signal: stopping.signal,
});
for await (const message of orders) {
  switch (message.type) {
    case 'subscribed':
      await projection.adopt(message.epoch);
      console.log('counting');
      break;
    case 'event':
      await projection.apply(message.event);
      // The loop does not wait: if a commit gets lost, the events since then come again and are not counted again.
      orders.commit(message.position).catch(failure => console.error(`Not committed: ${failure}`));
      break;
    case 'restarted':
      console.log('going on from what was committed');
      break;
  }
}
patchlog.close();
await pool.end();
