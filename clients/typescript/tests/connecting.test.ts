// What a page hears that the server does not let in, what becomes of the WebSocket, and versions behind proxies.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import { PatchlogError, type ConnectionEvent, type WebSocketConstructor } from '@patchlog/client';
import { eventually } from './harness/eventually.js';
import { pageOf } from './harness/page.js';
import { Server } from './harness/server.js';

const foreign = 'http://shop.example';

/** Sockets as a program opens them that names an origin. */
const withOrigin = (origin: string) => class extends WebSocket {
  constructor(url: string) {
    super(url, { origin });
  }
} as WebSocketConstructor;

const refusalOf = async (promise: Promise<unknown>): Promise<PatchlogError> => {
  try {
    await promise;
  } catch (failure) {
    if (failure instanceof PatchlogError) return failure;
    throw failure;
  }
  throw new Error('It was not refused.');
};

describe('A page of an origin that is not listed', () => {
  let server: Server;
  before(async () => { server = await Server.start(); });
  after(() => server.stop());

  test('hears from its live document that it is not let in, and why', async () => {
    const page = pageOf(foreign);
    try {
      const patchlog = server.client({ fetch: page.fetch, WebSocket: page.WebSocket });
      const events: ConnectionEvent[] = [];
      patchlog.onConnection(event => events.push(event));

      const failure = await refusalOf(patchlog.live('orders', '42').ready);

      assert.equal(failure.code, 'foreign-origin');
      assert.equal(failure.applied, 'no');
      assert.match(failure.message, /shop\.example.*ALLOWED_ORIGINS/);
      // Another handshake may begin while the client asks for the reason.
      assert.deepEqual([...new Set(events.map(({ type }) => type))], ['reconnecting', 'refused']);
      assert.equal(events.at(-1)!.type, 'refused');
    } finally {
      page.leave();
    }
  });

  test('hears from its first command that it was not sent', async () => {
    const page = pageOf(foreign);
    try {
      const patchlog = server.client({ fetch: page.fetch, WebSocket: page.WebSocket });

      const failure = await refusalOf(patchlog.create('orders', { id: 'never' }));

      assert.equal(failure.code, 'foreign-origin');
      assert.equal(failure.applied, 'no');
      assert.equal(failure.retryable, false);
    } finally {
      page.leave();
    }
    assert.equal(await server.client().get('orders', 'never'), null);
  });

  test('is refused in a program, too, and not for ever', async () => {
    const patchlog = server.client({ WebSocket: withOrigin(foreign) });

    const failure = await refusalOf(patchlog.live('orders', '42').ready);

    assert.equal(failure.code, 'handshake-refused');
    assert.equal(failure.status, 403);
    assert.match(failure.message, /ALLOWED_ORIGINS/);
  });
});

describe('A page of an origin that is listed', () => {
  let server: Server;
  before(async () => { server = await Server.start(undefined, { ALLOWED_ORIGINS: foreign }); });
  after(() => server.stop());

  test('writes and follows, and waits for a server that is away', async () => {
    const page = pageOf(foreign);
    try {
      const patchlog = server.client({ fetch: page.fetch, WebSocket: page.WebSocket });
      await patchlog.create('orders', { id: '42', n: 1 });
      const live = await patchlog.live('orders', '42').ready;

      await server.kill();
      await eventually('the loss is noticed', () => !live.isConnected);
      await server.startAgain();
      await patchlog.merge('orders', '42', { n: 2 });

      await eventually('the change arrives', () => live.version === 2);
      live.close();
    } finally {
      page.leave();
    }
  });
});

describe('The WebSocket of a client', () => {
  let server: Server;
  before(async () => { server = await Server.start(); });
  after(() => server.stop());

  test('tells when it is opened, lost, opened again and closed', async () => {
    const patchlog = server.client();
    const events: ConnectionEvent[] = [];
    const stop = patchlog.onConnection(event => events.push(event));
    const live = await patchlog.live('orders', '42').ready;
    assert.deepEqual(events, [{ type: 'connected' }]);

    await server.kill();
    await eventually('it is opened again', () => events.at(-1)!.type === 'reconnecting');
    const [, lost, again] = events;
    assert(lost?.type === 'disconnected' && lost.reason !== '');
    assert(again?.type === 'reconnecting' && again.failures === 1 && again.afterMs > 0 && again.reason !== '');

    await server.startAgain();
    await eventually('it is there', () => events.at(-1)!.type === 'connected');

    live.close();
    assert.deepEqual(events.at(-1), { type: 'disconnected', reason: 'nothing is followed any more' });
    stop();
    const heard = events.length;
    await patchlog.live('orders', '42').ready;
    assert.equal(events.length, heard);
  });
});

describe('The version of a document', () => {
  let server: Server;
  before(async () => { server = await Server.start(); });
  after(() => server.stop());

  for (const [tag, version] of [
    [(plain: string) => `W/${plain}`, 1],
    [(plain: string) => plain.replace(/"$/, '-gzip"'), 1],
    [(plain: string) => `W/${plain.replace(/"$/, ';br"')}`, 1],
    [() => '"abc"', null],
    [() => undefined, null],
  ] as const) {
    test(`is ${version} behind a proxy that makes ${tag('"1"')} of "1"`, async () => {
      const patchlog = server.client({ fetch: behindProxy(tag) });
      const id = `tag-${String(tag('"1"')).replace(/\W/g, '_')}`;

      assert.equal((await patchlog.put('orders', id, { n: 1 })).version, version);
      const found = (await patchlog.get('orders', id))!;
      assert.equal(found.version, version);

      // What is not known is no reason to overwrite what others wrote.
      const next = patchlog.put('orders', id, { n: 2 }, { ifVersion: found.version });
      if (version === null) await assert.rejects(next, /version.*not known/);
      else await next;
    });
  }
});

/** A fetch whose answers have another entity tag, or none. */
function behindProxy(tag: (plain: string) => string | undefined): typeof fetch {
  return async (...call) => {
    const answer = await fetch(...call);
    const headers = new Headers(answer.headers);
    const changed = tag(headers.get('ETag')!);
    if (changed === undefined) headers.delete('ETag');
    else headers.set('ETag', changed);

    return new Response(answer.status === 204 ? null : await answer.text(), { status: answer.status, headers });
  };
}
