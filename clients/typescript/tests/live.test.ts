import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { stringifyJson, LosslessNumber, type JsonObject, type Live, type Patchlog } from '@patchlog/client';
import { eventually } from './harness/eventually.js';
import { Load } from './harness/load.js';
import { ManualClock } from './harness/manualClock.js';
import { Server } from './harness/server.js';

interface Order extends JsonObject {
  status: string;
}

const reaches = (live: Live<never> | Live<JsonObject> | Live<Order>, version: number) =>
  eventually(`the copy is at version ${version}`, () => live.version === version);

describe('A live document', () => {
  let server: Server;
  let patchlog: Patchlog;
  before(async () => {
    server = await Server.start();
    patchlog = server.client();
  });
  after(() => server.stop());

  test('is the document, and follows every change, its end and its return', async () => {
    await patchlog.create('orders', { id: 'followed', status: 'open', lines: [{ sku: 'A' }] });
    const live = await patchlog.live<Order>('orders', 'followed').ready;
    assert.deepEqual(live.value, { id: 'followed', status: 'open', lines: [{ sku: 'A' }] });
    assert.equal(live.version, 1);
    assert(live.isConnected);

    const seen: string[] = [];
    live.onChange(({ value, version, event }) => seen.push(`${version} ${event?.type} ${value?.status}`));
    const before = live.value!;
    await patchlog.merge('orders', 'followed', { status: 'paid' });
    await reaches(live, 2);
    assert.equal(live.value!.status, 'paid');
    assert.equal(live.value!.lines, before.lines, 'What did not change is not shared.');
    assert.equal(before.status, 'open');

    await patchlog.delete('orders', 'followed');
    await reaches(live, 3);
    assert.equal(live.value, null);
    await patchlog.create('orders', { id: 'followed', status: 'again' });
    await reaches(live, 4);
    assert.deepEqual(live.value, { id: 'followed', status: 'again' });
    assert.deepEqual(seen, ['2 patch paid', '3 delete undefined', '4 create again']);
    live.close();
  });

  test('that is not there yet appears', async () => {
    const live = await patchlog.live<Order>('orders', 'later').ready;
    assert.deepEqual([live.value, live.version], [null, 0]);
    await patchlog.create('orders', { id: 'later', status: 'open' });
    await reaches(live, 1);
    live.close();
  });

  test('that was deleted comes back', async () => {
    await patchlog.create('orders', { id: 'gone', status: 'open' });
    await patchlog.delete('orders', 'gone');
    const live = await patchlog.live<Order>('orders', 'gone').ready;
    assert.equal(live.value, null);
    await patchlog.create('orders', { id: 'gone', status: 'back' });
    await reaches(live, 3);
    assert.equal(live.value!.status, 'back');
    live.close();
  });

  test('shows each state to who waits, and only the newest to who is late', async () => {
    await patchlog.create('orders', { id: 'shown', n: 0 });
    const live = patchlog.live('orders', 'shown');
    const changes = live.changes();
    assert.deepEqual((await changes.next()).value, { value: { id: 'shown', n: 0 }, version: 1 });
    for (let n = 1; n <= 9; n++) await patchlog.merge('orders', 'shown', { n });
    await reaches(live, 10);
    assert.deepEqual((await changes.next()).value, { value: { id: 'shown', n: 9 }, version: 10 });
    const waiting = changes.next();
    live.close();
    assert((await waiting).done);
  });

  test('keeps all digits where the client does', async () => {
    const lossless = server.client({ numbers: 'lossless' });
    await lossless.create('orders', { id: 'digits', total: new LosslessNumber('1.10'), n: 1 });
    const live = await lossless.live('orders', 'digits').ready;
    await lossless.patch('orders', 'digits', [{ op: 'add', path: '/big', value: new LosslessNumber('9007199254740993') }]);
    await reaches(live, 2);
    assert.equal(stringifyJson(live.value), '{"id":"digits","total":1.10,"n":1,"big":9007199254740993}');
    live.close();
  });

  test('that the server refuses says why', async () => {
    const live = patchlog.live('no such name!', 'x');
    await assert.rejects(live.ready, { status: 400 });
    await assert.rejects(live.changes().next(), { status: 400 });
  });

  test('of a closed client ends', async () => {
    const client = server.client();
    const live = await client.live('orders', 'whatever').ready;
    const changes = live.changes();
    await changes.next();
    const waiting = changes.next();
    client.close();
    assert((await waiting).done);
    await assert.rejects(client.live('orders', 'whatever').ready, { code: 'closed' });
  });

  test('that changed while the server was away catches up', async () => {
    await patchlog.create('orders', { id: 'away', status: 'open' });
    const clock = new ManualClock();
    const client = server.client({ clock });
    const live = await client.live<Order>('orders', 'away').ready;
    await server.kill();
    await eventually('the loss is noticed', () => !live.isConnected);
    await server.startAgain();
    await patchlog.merge('orders', 'away', { status: 'changed' });
    assert.equal(live.version, 1);

    clock.advance(1000);
    await reaches(live, 2);
    assert.deepEqual(live.value, { id: 'away', status: 'changed' });
    live.close();
  });
});

test('live copies equal the documents, while the server is killed and writes go on', async () => {
  const server = await Server.start();
  try {
    const load = new Load(server.client());
    const client = server.client();
    const copies = [0, 1, 2, 3].map(writer => client.live('loads', `w${writer}`));
    for (const copy of copies)
      copy.onChange(({ version, event }) => assert(event === undefined || event.version === version));
    for (let round = 1; round <= 4; round++) {
      await eventually('writes go on and are seen', () =>
        load.written > round * 60 && copies.every(copy => copy.version! > round * 10));
      await server.kill();
      await server.startAgain();
    }
    await load.stop();
    for (const [writer, copy] of copies.entries()) {
      const document = (await server.client().get('loads', `w${writer}`))!;
      await reaches(copy, document.version!);
      assert.deepEqual(copy.value, document.body);
    }
  } finally {
    await server.stop();
  }
});

test('a live copy is fetched anew when another journal has taken the place of its own', async () => {
  const server = await Server.start();
  try {
    const patchlog = server.client();
    await patchlog.create('orders', { id: 'o', status: 'first life' });
    const live = await patchlog.live<Order>('orders', 'o').ready;
    await server.loseJournal();
    await server.startAgain();
    await patchlog.create('orders', { id: 'o', status: 'second life' });
    await eventually('the copy is that of the new journal', () => live.value?.status === 'second life');
    await patchlog.merge('orders', 'o', { status: 'goes on' });
    await eventually('it follows', () => live.value?.status === 'goes on');
  } finally {
    await server.stop();
  }
});
