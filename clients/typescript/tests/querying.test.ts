import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Patchlog, QueryOptions } from '@patchlog/client';
import { all } from './harness/eventually.js';
import { Server } from './harness/server.js';

describe('Querying', () => {
  let server: Server;
  let patchlog: Patchlog;
  let position: string;
  before(async () => {
    server = await Server.start();
    patchlog = server.client();
    for (let n = 0; n < 12; n++)
      position = (await patchlog.create('orders', { id: `o${n}`, status: n % 2 ? 'paid' : 'open', total: n })).position!;
    await patchlog.delete('orders', 'o11');
  });
  after(() => server.stop());

  const idsOf = async (options: QueryOptions) => (await all(patchlog.query('orders', options))).map(item => item.id);

  test('by filter, sorted, page after page', async () => {
    const open = { path: 'status', eq: 'open' };
    assert.deepEqual(await idsOf({ filter: open, sort: ['-total'], limit: 2 }), ['o10', 'o8', 'o6', 'o4', 'o2', 'o0']);
    assert.deepEqual(
      await idsOf({ filter: { and: [open, { path: 'total', gte: 4, lt: 8 }] }, sort: ['total'] }), ['o4', 'o6']);
  });

  test('only some members, and how many there are', async () => {
    const page = await patchlog.query('orders', { fields: ['total'], count: 'exact', limit: 1 }).page();
    assert.equal(page.count, 11);
    assert.equal(page.items[0]!.body.status, undefined);
    assert.equal(page.items[0]!.body.total, 0);
  });

  test('the deleted, and the past', async () => {
    const [gone] = await all(patchlog.query('orders', { deleted: 'only' }));
    assert.deepEqual([gone!.id, gone!.deleted, gone!.body], ['o11', true, null]);
    assert.equal((await idsOf({ at: position })).length, 12);
  });

  test('what the server does not understand is refused', async () => {
    await assert.rejects(idsOf({ filter: { path: 'total', near: 4 } }), { status: 400 });
    await assert.rejects(idsOf({ limit: -1 }), { status: 400 });
    await assert.rejects(idsOf({ cursor: 'broken' }), { status: 400 });
  });
});
