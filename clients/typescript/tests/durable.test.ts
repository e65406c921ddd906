// Subscriptions with a name: the server keeps the place, and workers share the documents.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FeedMessage, Patchlog, Subscription } from '@patchlog/client';
import { all, eventually, takeUntil } from './harness/eventually.js';
import { Load } from './harness/load.js';
import { Server } from './harness/server.js';

const isEvent = (message: FeedMessage) => message.type === 'event';

describe('A durable subscription', () => {
  test('goes on from what was committed, wherever it is taken up again', async () => {
    await withServer(async server => {
      const patchlog = server.client();
      for (let n = 0; n < 10; n++) await patchlog.create('orders', { id: `o${n}` });
      const options = { targetName: 'orders', name: 'goes-on', after: 'start' as const, credit: 2 };

      const first = server.client().subscribe(options);
      const messages = first[Symbol.asyncIterator]();
      await takeUntil(messages, message => isEvent(message) && 'position' in message && message.position === '4');
      assert.equal(await first.commit('4'), true);
      await takeUntil(messages, isEvent);
      first.close();

      await server.kill();
      await server.startAgain();
      const second = server.client().subscribe(options)[Symbol.asyncIterator]();
      const next = (await takeUntil(second, isEvent)).at(-1)!;
      assert('position' in next);
      assert.equal(next.position, '5');
    });
  });

  test('commits only what it got under its present share', async () => {
    await withServer(async server => {
      const patchlog = server.client();
      await patchlog.create('orders', { id: 'o' });
      const subscription = patchlog.subscribe({ targetName: 'orders', name: 'present', after: 'start' });
      assert.equal(await subscription.commit('1'), false);
      const messages = subscription[Symbol.asyncIterator]();
      await takeUntil(messages, isEvent);
      await server.kill();
      await server.startAgain();
      await takeUntil(messages, message => message.type === 'restarted');
      assert.equal(await subscription.commit('1'), false);
      await takeUntil(messages, isEvent);
      assert.equal(await subscription.commit('1'), true);
      assert.throws(() => patchlog.subscribe().commit('1'), TypeError);
    });
  });

  test('is shared by workers that come, go and crash with the server: each document in order, nothing left out', async () => {
    await withServer(async server => {
      const load = new Load(server.client(), { writers: 8 });
      const seen = new Map<string, number>();
      const workers = [work(server.client(), seen)];
      await eventually('one works', () => seen.size > 0);
      workers.push(work(server.client(), seen), work(server.client(), seen));
      await eventually('the first hears of the others', () => workers[0]!.restarts > 0);
      await eventually('writes go on', () => load.written > 200);
      await server.kill();
      await server.startAgain();
      workers.shift()!.subscription.close();
      await eventually('writes go on', () => load.written > 300);
      await load.stop();

      const journal = await all(server.client().journal({ targetName: 'loads' }));
      const last = new Map(journal.map(event => [event.targetId, event.version]));
      await eventually('everything is seen', () => [...last].every(([id, version]) => seen.get(id) === version));
      for (const { subscription, loop } of workers) {
        subscription.close();
        await loop;
      }
    });
  });
});

interface Worker {
  subscription: Subscription;
  loop: Promise<void>;
  restarts: number;
}

/** Sees to every event at least once: what was seen before may come again, what follows it may not come too early. */
function work(patchlog: Patchlog, seen: Map<string, number>): Worker {
  const subscription = patchlog.subscribe({ targetName: 'loads', name: 'shared', after: 'start', credit: 16 });
  const worker: Worker = { subscription, restarts: 0, loop: Promise.resolve() };
  worker.loop = (async () => {
    for await (const message of subscription) {
      if (message.type === 'restarted') worker.restarts++;
      if (message.type !== 'event') continue;
      const { targetId, version } = message.event;
      const before = seen.get(targetId) ?? 0;
      assert(version <= before + 1, `${targetId} jumps from ${before} to ${version}.`);
      seen.set(targetId, Math.max(before, version));
      void subscription.commit(message.position);
    }
  })();
  worker.loop.catch(() => {});    // awaited at the end
  return worker;
}

async function withServer(use: (server: Server) => Promise<void>): Promise<void> {
  const server = await Server.start();
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}
