import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Patchlog, PatchlogError, type JsonObject } from '@patchlog/client';
import { all } from './harness/eventually.js';
import { Server } from './harness/server.js';

interface Order extends JsonObject {
  id: string;
  status: string;
}

describe('Commands and reads', () => {
  let server: Server;
  let patchlog: Patchlog;
  before(async () => {
    server = await Server.start();
    patchlog = server.client();
  });
  after(() => server.stop());

  test('a document is created, changed both ways, replaced, deleted and revived', async () => {
    const created = await patchlog.create('orders', { id: 'whole', status: 'open', lines: [] });
    assert.equal(created.version, 1);
    assert.equal(created.targetId, 'whole');
    assert.equal(created.events[0]!.type, 'create');
    assert.match(created.commandId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

    const patched = await patchlog.patch('orders', 'whole', [{ op: 'add', path: '/lines/-', value: 1 }]);
    const merged = await patchlog.merge('orders', 'whole', { status: 'paid' });
    const replaced = await patchlog.put('orders', 'whole', { id: 'whole', status: 'sent' });
    assert.deepEqual([patched.version, merged.version, replaced.version], [2, 3, 4]);
    assert(BigInt(replaced.position!) > BigInt(merged.position!));
    assert.deepEqual((await patchlog.get<Order>('orders', 'whole'))!.body, { id: 'whole', status: 'sent' });

    assert.equal((await patchlog.delete('orders', 'whole')).version, 5);
    assert.equal(await patchlog.get('orders', 'whole'), null);
    assert.equal((await patchlog.create('orders', { id: 'whole', status: 'again' })).version, 6);
  });

  test('a document without an id gets one', async () => {
    const { targetId } = await patchlog.create('orders', { status: 'open' });
    assert.equal((await patchlog.get<Order>('orders', targetId))!.body.id, targetId);
  });

  test('what changes nothing succeeds without an event', async () => {
    await patchlog.create('orders', { id: 'same', status: 'open' });
    const ack = await patchlog.merge('orders', 'same', { status: 'open' });
    assert.deepEqual([ack.version, ack.position, ack.events], [1, null, []]);
  });

  test('a stale writer is refused, by every kind of write', async () => {
    await patchlog.create('orders', { id: 'lock', status: 'open' });
    await patchlog.merge('orders', 'lock', { status: 'paid' }, { ifVersion: 1 });
    const stale = { ifVersion: 1 };
    for (const write of [
      () => patchlog.merge('orders', 'lock', { status: 'lost' }, stale),
      () => patchlog.patch('orders', 'lock', [{ op: 'remove', path: '/status' }], stale),
      () => patchlog.put('orders', 'lock', { id: 'lock' }, stale),
      () => patchlog.delete('orders', 'lock', stale),
      () => patchlog.put('orders', 'lock', { id: 'lock' }, { ifVersion: 0 }),
    ])
      await assert.rejects(write, (failure: PatchlogError) =>
        failure.isVersionConflict && failure.problem.currentVersion === 2 && failure.applied === 'no');
    assert.equal((await patchlog.get('orders', 'lock'))!.version, 2);
  });

  test('the same command id has one effect, and other content under it is refused', async () => {
    const options = { commandId: 'pay-once' };
    const first = await patchlog.create('payments', { id: 'p1', amount: 1 }, options);
    const second = await patchlog.create('payments', { id: 'p1', amount: 1 }, options);
    assert.deepEqual({ ...second, duplicate: false }, first);
    assert(second.duplicate);
    await assert.rejects(patchlog.create('payments', { id: 'p2', amount: 2 }, options), { code: 'command-id-reused' });
  });

  test('a put is known again by its id, too', async () => {
    const options = { commandId: 'put-once', ifVersion: 0 };
    const first = await patchlog.put('payments', 'put', { id: 'put' }, options);
    const second = await patchlog.put('payments', 'put', { id: 'put' }, options);
    assert.deepEqual(second, { ...first, duplicate: true });
  });

  test('a refusal says what is wrong and where', async () => {
    await assert.rejects(
      patchlog.patch('orders', 'never', [{ op: 'remove', path: '/a' }]),
      (failure: PatchlogError) => failure.code === 'not-found' && failure.status === 404 && !failure.retryable);
    await assert.rejects(
      patchlog.execute({ type: 'create', targetName: 'no such name!', body: {} }),
      (failure: PatchlogError) => failure.code === 'invalid-command' && failure.problem.errors![0]!.pointer === '/targetName');
    await assert.rejects(patchlog.execute({ type: 'logic', targetName: 'orders', name: 'ship' }), { code: 'unknown-command' });
  });

  test('context is kept with the event', async () => {
    const { events } = await patchlog.create('orders', { status: 'open' }, { context: { correlationId: 'talk', mood: 'good' } });
    assert.equal(events[0]!.correlationId, 'talk');
    assert.equal(events[0]!.context!.mood, 'good');
  });

  test('the past can be read by version, position and time', async () => {
    const { position } = await patchlog.create('orders', { id: 'past', status: 'open' });
    const ack = await patchlog.merge('orders', 'past', { status: 'paid' });
    const statusOf = async (options: object) => (await patchlog.get<Order>('orders', 'past', options))?.body.status;
    assert.equal(await statusOf({ version: 1 }), 'open');
    assert.equal(await statusOf({ at: position! }), 'open');
    assert.equal(await statusOf({ at: ack.events[0]!.time }), 'paid');
    assert.equal(await statusOf({ at: new Date(Date.parse(ack.events[0]!.time) + 1) }), 'paid');
    assert.equal(await statusOf({ version: 7 }), undefined);
    assert.equal(await statusOf({ at: new Date(0) }), undefined);
  });

  test('history comes page after page, and a difference leads from one version to another', async () => {
    await patchlog.create('orders', { id: 'long', n: 0 });
    for (let n = 1; n < 10; n++) await patchlog.merge('orders', 'long', { n });
    const events = await all(patchlog.history('orders', 'long', { limit: 3 }));
    assert.deepEqual(events.map(event => event.version), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual(
      (await all(patchlog.history('orders', 'long', { after: 8 }))).map(event => event.version), [9, 10]);
    assert.deepEqual(
      await patchlog.diff('orders', 'long', { from: 1, to: 10 }), [{ op: 'replace', path: '/n', value: 9 }]);
  });

  test('a list is read by page or item by item, and again', async () => {
    for (let i = 0; i < 7; i++) await patchlog.create('things', { id: `t${i}` });
    const things = patchlog.query('things', { limit: 3 });
    const page = await things.page();
    assert.deepEqual(page.items.map(item => item.id), ['t0', 't1', 't2']);
    assert.deepEqual((await things.page(page.next!)).items.map(item => item.id), ['t3', 't4', 't5']);
    for (let round = 0; round < 2; round++) assert.equal((await all(things)).length, 7);
    assert.deepEqual((await all(patchlog.query('things', { limit: 5, cursor: page.next! }))).map(item => item.id),
      ['t3', 't4', 't5', 't6']);
    assert.deepEqual(await all(patchlog.query('nothing')), []);
  });

  test('tenants do not see each other', async () => {
    const other = server.client({ tenant: 'other' });
    await other.create('orders', { id: 'theirs' });
    assert.equal(await patchlog.get('orders', 'theirs'), null);
    assert.equal((await other.get('orders', 'theirs'))!.version, 1);
  });

  test('an id is quoted in the path, never part of it', async () => {
    await assert.rejects(patchlog.get('orders', '../orders/whole'), { code: 'invalid-request' });
    await assert.rejects(patchlog.get('orders', 'a?version=1'), { code: 'invalid-request' });
  });

  test('an aborted call rejects with the reason', async () => {
    const reason = new Error('Enough.');
    await assert.rejects(patchlog.get('orders', 'whole', { signal: AbortSignal.abort(reason) }), reason);
  });
});
