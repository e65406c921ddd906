// Reading from a server whose database is damaged, and coming back to one that fails again and again.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { JournalDamagedError } from '@patchlog/client';
import { eventually } from './harness/eventually.js';
import { ManualClock } from './harness/manualClock.js';
import { Server, webSocket } from './harness/server.js';
import { spyingSockets } from './harness/spy.js';

/** Breaks every text in a file that has this word, as a disk does. */
function damage(file: string, word: string) {
  const bytes = readFileSync(file);
  let found = 0;
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) {
    bytes[at - 1] = 0x7d;       // the quote before it becomes a brace: no JSON any more
    found++;
  }

  assert(found > 0, 'The word is not in the file.');
  writeFileSync(file, bytes);
}

describe('A damaged journal', () => {
  let server: Server;

  before(async () => {
    server = await Server.start();
    const client = server.client();
    for (const word of ['sound-1', 'sound-2', 'broken-3', 'sound-4']) await client.put('things', word, { word });

    await server.terminate();
    damage(server.file, 'broken-3"');
    await server.startAgain();
  });
  after(() => server.stop());

  test('a subscription ends with what is damaged, after all that comes before, and does not come back', async () => {
    const spy = spyingSockets();
    const words: unknown[] = [];

    await assert.rejects(async () => {
      for await (const message of server.client({ WebSocket: spy.WebSocket }).subscribe({ after: 'start' }))
        if (message.type === 'event') words.push(message.event.targetId);
    }, (failure: unknown) => {
      assert(failure instanceof JournalDamagedError);
      assert.match(failure.message, /3/);
      return true;
    });

    assert.deepEqual(words, ['sound-1', 'sound-2']);
    assert.equal(spy.opened, 1, 'It asked again for what is damaged.');
  });

  test('a read of what is damaged is told, once, and a read of anything else is not concerned', async () => {
    let calls = 0;
    const counting: typeof fetch = (...call) => {
      calls++;
      return fetch(...call);
    };
    const client = server.client({ fetch: counting });

    await assert.rejects(client.get('things', 'broken-3'), JournalDamagedError);

    assert.equal(calls, 1, 'It asked again for what is damaged.');
    assert.equal((await client.get('things', 'sound-4'))?.body.word, 'sound-4');
  });
});

describe('A server that fails right after it has said welcome', () => {
  test('is asked again later each time', async () => {
    const server = await Server.start();
    const clock = new ManualClock();
    const isBackoff = (wait: number) => wait <= 1_600;
    const opened: number[] = [];
    const failing = class extends webSocket {
      constructor(url: string) {
        super(url);
        opened.push(clock.now());
        this.addEventListener('message', () => this.close());
      }
    };
    const subscription = server.client({ WebSocket: failing, clock, connection: { firstDelayMs: 100, maxDelayMs: 1_600 } })
      .subscribe({ after: 'start' });
    const reading = (async () => {
      for await (const message of subscription) assert.notEqual(message.type, 'event');
    })();

    const waits: number[] = [];
    for (let turn = 1; turn <= 6; turn++) {
      await eventually('it waits for the next turn', () => opened.length === turn && clock.waits.some(isBackoff));
      const wait = clock.waits.find(isBackoff)!;
      waits.push(wait);
      clock.advance(wait);
    }

    for (const [at, wait] of waits.entries()) {
      const full = Math.min(1_600, 100 * 2 ** at);
      assert(wait >= full / 2 && wait <= full, `Wait ${at + 1} is ${wait} ms.`);
    }

    subscription.close();
    await reading;
    await server.stop();
  });
});
