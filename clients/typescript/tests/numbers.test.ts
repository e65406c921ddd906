import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LosslessNumber, stringifyJson, type JsonObject, type Patchlog } from '@patchlog/client';
import { Server } from './harness/server.js';

const digits = ['9007199254740993', '1.10', '1E400', '-0.0', '1e2', '0.30000000000000000001'];

describe('Numbers through the server', () => {
  let server: Server;
  let lossless: Patchlog;
  before(async () => {
    server = await Server.start();
    lossless = server.client({ numbers: 'lossless' });
  });
  after(() => server.stop());

  test('lossless numbers are written and read with all digits', async () => {
    const numbers = digits.map(text => new LosslessNumber(text));
    const { events } = await lossless.create('sums', { id: 'kept', numbers, big: 9007199254740993n });
    assert.equal(stringifyJson((events[0]!.body as JsonObject).numbers), `[${digits.join(',')}]`);
    const { body } = (await lossless.get('sums', 'kept'))!;
    assert.equal(stringifyJson(body.numbers), `[${digits.join(',')}]`);
    assert.equal(stringifyJson(body.big), '9007199254740993');
  });

  test('a patch of another member keeps the digits, whoever sends it', async () => {
    await lossless.create('sums', { id: 'other', numbers: digits.map(text => new LosslessNumber(text)), n: 1 });
    await server.client().merge('sums', 'other', { n: 2 });
    await server.client().patch('sums', 'other', [{ op: 'add', path: '/m', value: 3 }]);
    assert.equal(stringifyJson((await lossless.get('sums', 'other'))!.body.numbers), `[${digits.join(',')}]`);
  });

  test('a document that is read, changed and written back keeps them as well', async () => {
    await lossless.create('sums', { id: 'back', total: new LosslessNumber('1.10'), n: 1 });
    const { body, version } = (await lossless.get<{ total: LosslessNumber; n: number }>('sums', 'back'))!;
    await lossless.put('sums', 'back', { ...body, n: body.n + 1 }, { ifVersion: version });
    assert.deepEqual(
      await lossless.diff('sums', 'back', { from: 1 }), [{ op: 'replace', path: '/n', value: 2 }]);
    assert.equal(stringifyJson((await lossless.get('sums', 'back'))!.body), '{"id":"back","total":1.10,"n":2}');
  });

  test('what comes with every answer stays a plain number', async () => {
    const ack = await lossless.create('sums', { id: 'plain', total: new LosslessNumber('1.10') });
    assert.equal(ack.version, 1);
    assert.equal(ack.events[0]!.version, 1);
  });

  test('without the option, numbers are what JSON.parse makes of them', async () => {
    await lossless.create('sums', { id: 'lossy', numbers: digits.map(text => new LosslessNumber(text)) });
    assert.deepEqual((await server.client().get('sums', 'lossy'))!.body.numbers, digits.map(Number));
  });
});
