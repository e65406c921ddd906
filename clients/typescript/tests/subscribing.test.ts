import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  EpochChangedError, type FeedMessage, type Patchlog, type PatchlogEvent, type PatchlogError,
} from '@patchlog/client';
import { all, eventually, takeUntil } from './harness/eventually.js';
import { Load } from './harness/load.js';
import { ManualClock } from './harness/manualClock.js';
import { Server } from './harness/server.js';
import { spyingSockets } from './harness/spy.js';

const eventsOf = (messages: FeedMessage[]): PatchlogEvent[] =>
  messages.flatMap(message => message.type === 'event' ? [message.event] : []);
const positionsOf = (messages: FeedMessage[]) => eventsOf(messages).map(event => event.position);
const isType = (type: FeedMessage['type']) => (message: FeedMessage) => message.type === type;
const isOf = (targetId: string) => (message: FeedMessage) =>
  message.type === 'event' && message.event.targetId === targetId;

describe('Subscribing', () => {
  let server: Server;
  let patchlog: Patchlog;
  before(async () => {
    server = await Server.start();
    patchlog = server.client();
    for (let n = 0; n < 30; n++) await patchlog.create(n % 3 ? 'orders' : 'customers', { id: `d${n}`, n });
  });
  after(() => server.stop());

  test('from the start, all events come in order, and then those that are written', async () => {
    const messages = patchlog.subscribe({ after: 'start' })[Symbol.asyncIterator]();
    const past = await takeUntil(messages, isType('caughtUp'));
    assert.equal(past[0]!.type, 'subscribed');
    const journal = await all(patchlog.journal());
    assert.deepEqual(eventsOf(past), journal);

    await patchlog.merge('orders', 'd1', { n: 100 });
    const next = await takeUntil(messages, isType('event'));
    assert.deepEqual(eventsOf(next).map(event => [event.targetId, event.version]), [['d1', 2]]);
    await messages.return!();
  });

  test('from now on, nothing that was before', async () => {
    const messages = patchlog.subscribe()[Symbol.asyncIterator]();
    await takeUntil(messages, isType('subscribed'));
    await patchlog.create('orders', { id: 'now' });
    assert.deepEqual(eventsOf(await takeUntil(messages, isOf('now'))).map(event => event.targetId), ['now']);
    await messages.return!();
  });

  test('of one type or of one document', async () => {
    for (const [options, count] of [
      [{ targetName: 'customers' }, 10], [{ targetName: 'customers', targetId: 'd3' }, 1],
    ] as const) {
      const messages = patchlog.subscribe({ ...options, after: 'start' })[Symbol.asyncIterator]();
      const events = eventsOf(await takeUntil(messages, isType('caughtUp')));
      assert.deepEqual(events, await all(patchlog.journal(options)));
      assert.equal(events.length, count);
      await messages.return!();
    }
  });

  test('a feed position goes on where another subscription ended', async () => {
    const first = patchlog.subscribe({ after: 'start' })[Symbol.asyncIterator]();
    const messages = await takeUntil(first, message => message.type === 'event' && message.position === '7');
    await first.return!();
    const { feedPosition } = messages.at(-1) as { feedPosition: string };
    const second = patchlog.subscribe({ after: feedPosition })[Symbol.asyncIterator]();
    assert.equal(positionsOf(await takeUntil(second, isType('event')))[0], '8');
    await second.return!();
  });

  test('a slow consumer holds the server back', async () => {
    const spy = spyingSockets();
    const credit = 4;
    const client = server.client({ WebSocket: spy.WebSocket });
    let taken = 0;
    for await (const message of client.subscribe({ after: 'start', credit })) {
      if (message.type === 'caughtUp') break;
      if (message.type !== 'event') continue;
      taken++;
      // Every other client hears about this one, so the server has had time to send too much.
      await patchlog.get('orders', 'd1');
      assert(spy.events - taken <= credit, `${spy.events} came while ${taken} were taken.`);
    }
    assert(taken >= 30);
  });

  test('subscriptions share one socket, which is open while there are any', async () => {
    const spy = spyingSockets();
    const client = server.client({ WebSocket: spy.WebSocket });
    assert.equal(spy.opened, 0);
    const both = [client.subscribe(), client.subscribe({ targetName: 'orders' })];
    for (const subscription of both) await takeUntil(subscription[Symbol.asyncIterator](), isType('subscribed'));
    assert.equal(spy.opened, 1);
    for (const subscription of both) subscription.close();
    await eventually('the socket is closed', () => spy.closed === 1);

    const again = client.subscribe();
    await takeUntil(again[Symbol.asyncIterator](), isType('subscribed'));
    assert.equal(spy.opened, 2);
  });

  test('leaving the loop, close, a signal and the client each end a subscription', async () => {
    const client = server.client();
    for await (const message of client.subscribe({ after: 'start' })) if (message.type === 'event') break;

    const abort = new AbortController();
    const running = [client.subscribe(), client.subscribe({ signal: abort.signal }), client.subscribe()];
    const loops = running.map(subscription => all(subscription));
    running[0]!.close();
    abort.abort();
    client.close();
    await Promise.all(loops);
    assert.throws(() => client.subscribe(), { code: 'closed' });
    assert.deepEqual(await all(server.client().subscribe({ signal: AbortSignal.abort() })), []);
  });

  test('a foreign epoch and a position that is not there are refused', async () => {
    await assert.rejects(
      all(patchlog.subscribe({ after: '00000000-0000-4000-8000-000000000000.1' })), EpochChangedError);
    await assert.rejects(all(patchlog.subscribe({ after: '999999' })), { code: 'position-beyond-head' });
    await assert.rejects(all(patchlog.subscribe({ targetName: 'no such name!' })), (failure: PatchlogError) =>
      failure.status === 400 && !failure.retryable);
  });

  test('a server that goes silent is left after two heartbeats, and found again', async () => {
    const clock = new ManualClock();
    const retryMs = 100;
    const heartbeatMs = 10_000;
    const client = server.client({
      clock, connection: { heartbeatMs, firstDelayMs: retryMs, maxDelayMs: retryMs },
    });
    const isReconnecting = () => clock.waits.some(wait => wait <= retryMs);
    const messages = client.subscribe()[Symbol.asyncIterator]();
    await takeUntil(messages, isType('caughtUp'));

    server.freeze();
    try {
      let heartbeats = 0;
      await eventually('the client leaves the server', () => {
        clock.advance(heartbeatMs);
        heartbeats++;
        return isReconnecting();
      });
      assert(heartbeats >= 2);
      await takeUntil(messages, isType('disconnected'));
    } finally {
      server.thaw();
    }

    clock.advance(retryMs);
    await takeUntil(messages, isType('subscribed'));
    await patchlog.create('orders', { id: 'thawed' });
    await takeUntil(messages, isOf('thawed'));
  });
});

describe('A subscription', () => {
  for (const [how, restart] of [
    ['killed', (server: Server) => server.kill()],
    ['stopped', (server: Server) => server.terminate()],
  ] as const)
    test(`is the journal, in order, without hole or repetition, while the server is ${how} and writes go on`, async () => {
      const server = await Server.start();
      try {
        const load = new Load(server.client());
        const client = server.client();
        const feeds = [
          { options: {}, credit: 256 }, { options: { targetName: 'loads' }, credit: 3 },
          { options: { targetName: 'loads', targetId: 'w1' }, credit: 16 },
        ].map(({ options, credit }) => {
          const seen: PatchlogEvent[] = [];
          const subscription = client.subscribe({ ...options, credit, after: 'start' });
          const loop = (async () => {
            for await (const message of subscription) if (message.type === 'event') seen.push(message.event);
          })();
          return { options, seen, subscription, loop };
        });

        for (let round = 1; round <= 4; round++) {
          await eventually('writes go on', () => load.written > round * 60 && feeds[0]!.seen.length > round * 40);
          await restart(server);
          await server.startAgain();
        }
        await load.stop();

        for (const { options, seen, subscription, loop } of feeds) {
          const journal = await all(server.client().journal({ ...options, limit: 1000 }));
          assert(journal.length > 50);
          await eventually('all events have come', () => seen.length >= journal.length);
          assert.deepEqual(seen, journal);
          subscription.close();
          await loop;
        }
      } finally {
        await server.stop();
      }
    });

  test('fails when another journal has taken the place of its own', async () => {
    const server = await Server.start();
    try {
      await server.client().create('orders', { id: 'lost' });
      const messages = server.client().subscribe({ after: 'start' })[Symbol.asyncIterator]();
      await takeUntil(messages, isType('caughtUp'));
      await server.loseJournal();
      await server.startAgain();
      await assert.rejects(takeUntil(messages, isType('event')), EpochChangedError);
      assert((await messages.next()).done);
    } finally {
      await server.stop();
    }
  });
});
