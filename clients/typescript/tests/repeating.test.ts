// Commands whose answers get lost: between a real server and this client, something is in the way.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Patchlog, PatchlogError } from '@patchlog/client';
import { all } from './harness/eventually.js';
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

  test('Retry-After is waited for', async () => {
    const spoiler = spoiling(1, problem(429, 'too-many-requests', 'no', { 'Retry-After': '1' }));
    const began = performance.now();
    await server.client({ fetch: spoiler.fetch }).create('things', {});
    assert(performance.now() - began >= 990);
  });

  test('when the deadline is over the last failure is thrown, unknown if any try may have arrived', async () => {
    const client = (spoil: () => Response) => server.client({ fetch: spoiling(1000, spoil).fetch });
    await assert.rejects(
      client(lost).create('things', {}, { deadlineMs: 200 }),
      (failure: PatchlogError) => failure.code === 'connection-failed' && failure.applied === 'unknown');
    await assert.rejects(
      client(problem(503, 'unavailable', 'no')).create('things', {}, { deadlineMs: 200 }),
      (failure: PatchlogError) => failure.code === 'unavailable' && failure.applied === 'no');

    let tries = 0;
    const first = () => ++tries === 1 ? lost() : problem(503, 'unavailable', 'no')();
    await assert.rejects(
      client(first).create('things', {}, { deadlineMs: 300 }),
      (failure: PatchlogError) => failure.code === 'unavailable' && failure.applied === 'unknown');
  });

  test('a try without an answer is given up for the next', async () => {
    let calls = 0;
    const client = server.client({
      retry: { tryMs: 100, firstDelayMs: 1 },
      fetch: (...call) => ++calls === 1
        ? new Promise((_, reject) => call[1]!.signal!.addEventListener('abort', () => reject(call[1]!.signal!.reason)))
        : fetch(...call),
    });
    await client.create('things', {});
    assert.equal(calls, 2);
  });

  test('an abort ends the waiting', async () => {
    const { fetch } = spoiling(1000, lost);
    const reason = new Error('Enough.');
    const abort = new AbortController();
    const call = server.client({ fetch, retry: { firstDelayMs: 60_000 } })
      .create('things', {}, { signal: abort.signal, deadlineMs: 600_000 });
    abort.abort(reason);
    await assert.rejects(call, reason);
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
