import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LosslessNumber, parseJson, stringifyJson } from '@patchlog/client';
import { randomJson, Random } from './harness/random.js';

const kept = ['9007199254740993', '-9007199254740993', '1.10', '1.0', '1E400', '1e2', '-0', '0.0', '0.1e1',
  '123456789012345678901234567890.000', '1e-400'];
const plain = ['0', '1', '-1', '0.1', '1.5', '9007199254740991', '1e+21', '1e-7'];

describe('Lossless JSON', () => {
  for (const text of kept)
    test(`${text} is kept digit by digit`, () => {
      const value = parseJson(text);
      assert(value instanceof LosslessNumber);
      assert.equal(value.text, text);
      assert.equal(value.valueOf(), Number(text));
      assert.equal(stringifyJson({ deep: [value] }), `{"deep":[${text}]}`);
    });

  for (const text of plain)
    test(`${text} is a number, as JavaScript writes it the same`, () => {
      assert.equal(parseJson(text), Number(text));
      assert.equal(stringifyJson(parseJson(text)), text);
    });

  test('any document comes back as it was written', () => {
    const random = new Random(7);
    for (let i = 0; i < 500; i++) {
      const text = randomJson(random);
      assert.equal(stringifyJson(parseJson(text)), text);
      assert.deepEqual(JSON.parse(stringifyJson(parseJson(text))), JSON.parse(text));
    }
  });

  test('spaces and escapes are read as JSON.parse reads them', () => {
    const text = ' { "a\\u00e9\\n\\"" : [ true , false , null , "\ud83d\ude00\\/" ] , "" : { } , "e" : [ ] }\r\n\t';
    assert.deepEqual(parseJson(text), JSON.parse(text));
  });

  test('a member named __proto__ is a member like any other', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":2}';
    const value = parseJson(text) as Record<string, unknown>;
    assert.equal(stringifyJson(value), text);
    assert.equal(value.polluted, undefined);
  });

  for (const text of ['', ' ', '{', '[1,]', '{"a":1,}', '{a:1}', '01', '1.', '.5', '+1', '1e', 'nul', '"\n"', '"\\x"',
    '[1 2]', '1 2', 'NaN', "'a'", '{"a"}', '[', '"'])
    test(`${JSON.stringify(text)} is refused`, () => {
      assert.throws(() => parseJson(text), SyntaxError);
      assert.throws(() => JSON.parse(text), SyntaxError);
    });

  test('writing is that of JSON.stringify', () => {
    const value = {
      at: new Date(0), nothing: undefined, call: () => 1, list: [undefined, () => 1, null], text: '\ud800"\n',
      nested: { toJSON: (name: string) => `from ${name}` }, boxed: [new Number(1), new String('a'), new Boolean(true)],
      numbers: [-0, 1e21, 1e-7, 0.1],
    };
    assert.equal(stringifyJson(value), JSON.stringify(value));
  });

  test('a bigint is written with all digits', () => {
    assert.equal(stringifyJson([9007199254740993n]), '[9007199254740993]');
  });

  for (const value of [NaN, Infinity, -Infinity, Symbol('s'), undefined])
    test(`${String(value)} is refused instead of becoming null`, () => {
      assert.throws(() => stringifyJson(value), TypeError);
    });

  test('a value that holds itself is refused, one that stands in two places is not', () => {
    const twice = { a: 1 };
    assert.equal(stringifyJson([twice, twice]), '[{"a":1},{"a":1}]');
    const endless: unknown[] = [];
    endless.push(endless);
    assert.throws(() => stringifyJson(endless), TypeError);
  });

  test('numbers are equal by their exact value', () => {
    assert(new LosslessNumber('1.10').equals(1.1));
    assert(new LosslessNumber('100').equals(new LosslessNumber('1e2')));
    assert(new LosslessNumber('-0').equals(0));
    assert(new LosslessNumber('0.001e3').equals(1));
    assert(!new LosslessNumber('9007199254740993').equals(9007199254740992));
    assert(!new LosslessNumber('-1').equals(1));
  });

  test('a text that is no number is no LosslessNumber', () => {
    for (const text of ['', '01', '1.', 'NaN', '1 ', '0x1']) assert.throws(() => new LosslessNumber(text), SyntaxError);
  });
});
