// Commands whose answers get lost between a real server and this client.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PatchlogError, type Patchlog } from '@patchlog/client';
import { all, eventually } from './harness/eventually.js';
import { ManualClock } from './harness/manualClock.js';
import { Server } from './harness/server.js';

/** A fetch that sends every request, and spoils as many answers as it is told. */
function spoiling(times: number, spoil: (answer: Response) => Response | never) {
  const spoiler = {
    calls: 0,
    bodies: new Set<string>(),
    fetch: async (...call: Parameters<typeof fetch>) => {
      spoiler.calls++;
      spoiler.bodies.add(String(call[1]?.body) + JSON.stringify(call[1]?.headers));
      const answer = await fetch(...call);
      return spoiler.calls <= times ? spoil(answer) : answer;
    },
  };
  return spoiler;
}

function problem(status: number, code: string, applied: 'no' | 'unknown', headers: Record<string, string> = {}) {
  const body = JSON.stringify({ code, status, title: code, applied, retryable: true });
  return () => new Response(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
}

const lost = () => { throw new TypeError('The answer got lost.'); };

/** A fetch that reaches no server. */
const lostAtOnce = () => Promise.reject<Response>(new TypeError('The server is away.'));

describe('Repeating', () => {
  let server: Server;
  before(async () => { server = await Server.start(); });
  after(() => server.stop());

  for (const [what, spoil] of [
    ['a lost answer', lost],
    ['503 outcome-unknown', problem(503, 'outcome-unknown', 'unknown')],
    ['503 unavailable', problem(503, 'unavailable', 'no')],
    ['429', problem(429, 'too-many-requests', 'no')],
    ['a gateway that gives up', () => new Response('<html>', { status: 504 })],
  ] as const)
    test(`after ${what} the same command is sent again, and takes effect once`, async () => {
      for (const write of [
        (patchlog: Patchlog) => patchlog.create('things', { n: 1 }),
        (patchlog: Patchlog) => patchlog.put('things', 'put', { id: 'put', what }),
      ]) {
        const spoiler = spoiling(2, spoil);
        const receipt = await write(server.client({ fetch: spoiler.fetch }));
        assert.equal(spoiler.calls, 3);
        assert.equal(spoiler.bodies.size, 1, 'The repetitions differ.');
        assert(receipt.duplicate);
        const events = await all(server.client().history('things', receipt.targetId));
        assert.equal(events.filter(event => event.commandId === receipt.commandId).length, 1);
      }
    });

  test('a refusal is not repeated', async () => {
    const spoiler = spoiling(0, lost);
    await assert.rejects(server.client({ fetch: spoiler.fetch }).merge('things', 'none', {}), { code: 'not-found' });
    assert.equal(spoiler.calls, 1);
  });

  test('Retry-After is waited for, given in seconds or as a date', async () => {
    const clock = new ManualClock();
    for (const retryAfter of [() => '1', () => new Date(clock.now() + 1000).toUTCString()]) {
      const spoiler = spoiling(1, problem(429, 'too-many-requests', 'no', { 'Retry-After': retryAfter() }));
      const creation = server.client({ fetch: spoiler.fetch, clock }).create('things', {});
      await eventually('the client waits a second', () => clock.waits.includes(1000));
      assert.equal(spoiler.calls, 1);

      clock.advance(1000);
      await creation;
      assert.equal(spoiler.calls, 2);
    }
  });

  test('the wait before another try doubles up to its limit, less a random half', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    const client = server.client({
      clock, fetch: lostAtOnce, retry: { firstDelayMs: 100, maxDelayMs: 1000, tryMs: 5000, deadlineMs: 1_000_000 },
    });
    const creation = client.create('things', {}, { signal: abort.signal });
    for (const most of [100, 200, 400, 800, 1000, 1000]) {
      await eventually('the client waits', () => clock.waits.length === 1 && clock.waits[0]! <= 1000);
      const [wait] = clock.waits;
      assert(wait! >= most / 2 && wait! <= most, `${wait} ms of ${most}.`);
      clock.advance(wait!);
    }
    abort.abort(new Error('Enough.'));
    await assert.rejects(creation, { message: 'Enough.' });
  });

  test('when the deadline is over the last failure is thrown, unknown if any try may have arrived', async () => {
    // Each try takes 100 ms, and the next one follows at once.
    const failing = async (spoils: ((answer: Response) => Response)[]) => {
      const clock = new ManualClock();
      const spoiler = spoiling(1000, answer => spoils[Math.min(spoiler.calls, spoils.length) - 1]!(answer));
      const client = server.client({
        clock, retry: { firstDelayMs: 0 },
        fetch: (...call) => spoiler.fetch(...call).finally(() => clock.advance(100)),
      });
      const failure = await client.create('things', {}, { deadlineMs: 350 }).catch((thrown: PatchlogError) => thrown);
      assert(failure instanceof PatchlogError);
      assert.equal(spoiler.calls, 4);
      return [failure.code, failure.applied];
    };
    const unavailable = problem(503, 'unavailable', 'no');

    assert.deepEqual(await failing([lost]), ['connection-failed', 'unknown']);
    assert.deepEqual(await failing([unavailable]), ['unavailable', 'no']);
    assert.deepEqual(await failing([lost, unavailable]), ['unavailable', 'unknown']);
  });

  test('a try without an answer is given up for the next', async () => {
    const clock = new ManualClock();
    let calls = 0;
    const client = server.client({
      clock, retry: { tryMs: 5000, firstDelayMs: 0 },
      fetch: (...call) => ++calls === 1
        ? new Promise((_, reject) => call[1]!.signal!.addEventListener('abort', () => reject(call[1]!.signal!.reason)))
        : fetch(...call),
    });
    const creation = client.create('things', {});
    clock.advance(4999);
    assert.deepEqual([calls, clock.waits], [1, [1]]);

    clock.advance(1);
    await creation;
    assert.equal(calls, 2);
  });

  test('an abort ends the waiting', async () => {
    const clock = new ManualClock();
    const reason = new Error('Enough.');
    const abort = new AbortController();
    const call = server.client({ clock, fetch: lostAtOnce, retry: { firstDelayMs: 60_000, maxDelayMs: 60_000 } })
      .create('things', {}, { signal: abort.signal, deadlineMs: 600_000 });
    await eventually('the client waits', () => clock.waits.length === 1 && clock.waits[0]! <= 60_000);

    abort.abort(reason);
    await assert.rejects(call, reason);
    assert.deepEqual(clock.waits, []);
  });
});

test('commands under way when the server is killed take effect exactly once', async () => {
  const server = await Server.start();
  try {
    const patchlog = server.client();
    await patchlog.create('counters', { id: 'c', list: [] });
    let acknowledged = 0;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 60; n++) {
        await patchlog.patch('counters', 'c', [{ op: 'add', path: '/list/-', value: `${writer}:${n}` }]);
        acknowledged++;
      }
    });
    for (const threshold of [60, 180, 300]) {
      while (acknowledged < threshold) await patchlog.get('counters', 'c');
      await server.kill();
      await server.startAgain();
    }
    await Promise.all(writers);

    const { body, version } = (await patchlog.get<{ list: string[] }>('counters', 'c'))!;
    assert.equal(version, 1 + 8 * 60);
    assert.equal(body.list.length, 8 * 60);
    assert.equal(new Set(body.list).size, 8 * 60);
  } finally {
    await server.stop();
  }
});
