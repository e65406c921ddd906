import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  applyPatch, jsonEquals, parseJson, PatchError, stringifyJson, type JsonObject, type JsonPatch, type JsonValue,
} from '@patchlog/client';
import { repository } from './harness/repository.js';

interface Row {
  comment?: string;
  doc: JsonValue;
  patch?: JsonPatch;
  expected?: JsonValue;
  error?: string;
}

const vectors = join(repository, 'tests/Patchlog.Json.Tests/Vectors/json-patch-tests');
// A member named twice: the server's reader refuses such a text, JSON.parse keeps the last. No patch can see it.
const unseen = 'duplicate ops';
const rowsOfTheSuite = 95;

describe('JSON Patch', () => {
  let count = 0;
  for (const file of ['spec_tests.json', 'tests.json']) {
    const rows = parseJson(readFileSync(join(vectors, file), 'utf8')) as unknown as Row[];
    for (const [index, row] of rows.entries()) {
      if (row.patch === undefined) continue;      // a row that only comments
      count++;
      test(`${file} ${index}: ${row.comment ?? row.error ?? 'no comment'}`, () => {
        const before = stringifyJson(row.doc);
        if (row.error !== undefined && row.comment !== unseen) {
          assert.throws(() => applyPatch(row.doc, row.patch!), PatchError);
        } else if (row.expected !== undefined) {
          assert(jsonEquals(applyPatch(row.doc, row.patch!), row.expected));
        } else {
          applyPatch(row.doc, row.patch!);
        }
        assert.equal(stringifyJson(row.doc), before, 'The original has changed.');
      });
    }
  }

  test('the suite is complete', () => assert.equal(count, rowsOfTheSuite));

  test('what a patch does not touch is shared', () => {
    const before = { touched: { a: 1, list: [1, 2] }, untouched: { deep: [{ b: 2 }] } };
    const after = applyPatch(before, [{ op: 'add', path: '/touched/list/-', value: 3 }]) as typeof before;
    assert.deepEqual(after, { touched: { a: 1, list: [1, 2, 3] }, untouched: { deep: [{ b: 2 }] } });
    assert.equal(after.untouched, before.untouched);
    assert.notEqual(after.touched, before.touched);
    assert.deepEqual(before.touched.list, [1, 2]);
  });

  test('a copy and its origin go their own ways', () => {
    const after = applyPatch({ a: { x: { n: 1 } } }, [
      { op: 'add', path: '/a/x/m', value: 0 },
      { op: 'copy', from: '/a/x', path: '/b' },
      { op: 'replace', path: '/b/n', value: 2 },
      { op: 'replace', path: '/a/x/n', value: 3 },
    ]);
    assert.deepEqual(after, { a: { x: { n: 3, m: 0 } }, b: { n: 2, m: 0 } });
  });

  test('the values of a patch stay what they are', () => {
    const patch: JsonPatch = [
      { op: 'add', path: '/list', value: [1] },
      { op: 'add', path: '/list/-', value: 2 },
    ];
    assert.deepEqual(applyPatch({}, patch), { list: [1, 2] });
    assert.deepEqual(applyPatch({}, patch), { list: [1, 2] });
  });

  test('a patch that fails in the middle leaves nothing behind', () => {
    const before = { a: [1] };
    assert.throws(
      () => applyPatch(before, [{ op: 'add', path: '/a/-', value: 2 }, { op: 'remove', path: '/b' }]),
      (failure: PatchError) => failure.index === 1);
    assert.deepEqual(before, { a: [1] });
  });

  test('members are found by their own names only', () => {
    for (const path of ['/__proto__/x', '/constructor/x', '/toString'])
      assert.throws(() => applyPatch({}, [{ op: 'replace', path, value: 1 }]), PatchError);
    const added = applyPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]) as JsonObject;
    assert.equal(stringifyJson(added), '{"__proto__":{"polluted":true}}');
    assert.equal(added.polluted, undefined);
    const changed = applyPatch(added, [{ op: 'replace', path: '/__proto__/polluted', value: false }]);
    assert.equal(stringifyJson(changed), '{"__proto__":{"polluted":false}}');
  });

  test('a test compares numbers by their exact value', () => {
    const document = parseJson('{"a":1.10,"b":9007199254740993}');
    applyPatch(document, parseJson('[{"op":"test","path":"/a","value":1.1}]') as unknown as JsonPatch);
    assert.throws(
      () => applyPatch(document, [{ op: 'test', path: '/b', value: 9007199254740992 }]), PatchError);
  });

  for (const patch of [null, {}, [null], [{}], [{ op: 'add', path: '/a' }], [{ op: 'add', path: 'a', value: 1 }],
    [{ op: 'remove', path: '/~2' }], [{ op: 'remove', path: '' }], [{ op: 'move', from: '/a', path: '/a/b' }]])
    test(`${JSON.stringify(patch)} is refused`, () => {
      assert.throws(() => applyPatch({ a: {} }, patch as never), PatchError);
    });
});
