// JSON without the loss of digits. JSON.parse turns 9007199254740993 into 9007199254740992, 1.10 into 1.1 and 1E400
// into Infinity; a document that is read and written back would no longer be what its author wrote.

/** A JSON value. With `numbers: 'lossless'` a number may be a {@link LosslessNumber}. */
export type JsonValue = null | boolean | number | string | LosslessNumber | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [member: string]: JsonValue;
}

const numberLiteral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A number as it was written. Immutable. Arithmetic and comparison (`<`, `+`) use {@link valueOf}, the nearest double;
 * `===` compares identities, so use {@link equals}.
 */
export class LosslessNumber {
  /** The literal, digit by digit. */
  readonly text: string;

  /** @throws SyntaxError if `text` is not a number literal of RFC 8259 §6. */
  constructor(text: string) {
    if (!numberLiteral.test(text)) throw new SyntaxError(`"${text}" is not a JSON number.`);
    this.text = text;
    Object.freeze(this);
  }

  /** The nearest double: ±Infinity if it is out of range. */
  valueOf(): number {
    return Number(this.text);
  }

  /** The literal. */
  toString(): string {
    return this.text;
  }

  /**
   * For `JSON.stringify`: writes the digits where the engine has `JSON.rawJSON` (Node 21, browsers of 2024), else the
   * nearest double. {@link stringifyJson} writes the digits everywhere.
   */
  toJSON(): unknown {
    const rawJson = (JSON as { rawJSON?: (text: string) => unknown }).rawJSON;
    return rawJson ? rawJson(this.text) : this.valueOf();
  }

  /** Whether two numbers are the same exact value, however they are written: 1.10 and 1.1, 1e2 and 100. */
  equals(other: LosslessNumber | number): boolean {
    return canonical(this.text) === canonical(other instanceof LosslessNumber ? other.text : String(other));
  }
}

/**
 * Reads JSON. A number becomes a `number` if JavaScript would write it with the very same characters, and a
 * {@link LosslessNumber} otherwise: so do integers beyond 2^53, `1.10`, `1.0`, `1e2`, `-0` and `1E400`.
 * @throws SyntaxError if `text` is not JSON.
 */
export function parseJson(text: string): JsonValue {
  return new Reader(text).read();
}

/**
 * Writes JSON like `JSON.stringify`, with three differences: a {@link LosslessNumber} keeps its digits on every
 * engine, a `bigint` is written as a number, and NaN and infinities are refused instead of written as `null`.
 * @throws TypeError for what JSON can't say: NaN, infinities, symbols, a value that holds itself.
 */
export function stringifyJson(value: unknown): string {
  const text = write(value, '', new Set());
  if (text === undefined) throw new TypeError(`JSON can't say ${String(value)}.`);
  return text;
}

const whitespace = /[ \t\n\r]*/y;
const literal = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** A recursive descent over RFC 8259; the native parser still reads each string. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonValue {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail();
    return value;
  }

  #value(): JsonValue {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case '{': return this.#object();
      case '[': return this.#array();
      case '"': return this.#string();
      case 't': return this.#word('true', true);
      case 'f': return this.#word('false', false);
      case 'n': return this.#word('null', null);
      default: return this.#number();
    }
  }

  #object(): JsonObject {
    const members: JsonObject = {};
    this.#at++;
    if (this.#takes('}')) return members;
    do {
      this.#skipSpace();
      const name = this.#string();
      if (!this.#takes(':')) this.#fail();
      setMember(members, name, this.#value());
    } while (this.#takes(','));
    if (!this.#takes('}')) this.#fail();
    return members;
  }

  #array(): JsonValue[] {
    const items: JsonValue[] = [];
    this.#at++;
    if (this.#takes(']')) return items;
    do items.push(this.#value());
    while (this.#takes(','));
    if (!this.#takes(']')) this.#fail();
    return items;
  }

  #string(): string {
    return JSON.parse(this.#match(string)) as string;
  }

  #number(): number | LosslessNumber {
    const text = this.#match(literal);
    const value = Number(text);
    return String(value) === text ? value : new LosslessNumber(text);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (!found) this.#fail();
    this.#at += found.length;
    return found;
  }

  #takes(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    whitespace.lastIndex = this.#at;
    this.#at += whitespace.exec(this.#text)![0].length;
  }

  #fail(): never {
    const found = this.#at < this.#text.length ? `"${this.#text[this.#at]}"` : 'the end';
    throw new SyntaxError(`Unexpected ${found} at character ${this.#at} of the JSON text.`);
  }
}

/** Sets a member as data, whatever its name: assigning `__proto__` would change the object's nature instead. */
export function setMember(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  else target[name] = value;
}

// Undefined for what JSON.stringify leaves out: undefined, functions.
function write(value: unknown, name: string, parents: Set<object>): string | undefined {
  if (value instanceof LosslessNumber) return value.text;
  if (typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === 'function')
    value = (value as { toJSON: (name: string) => unknown }).toJSON(name);
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON can't say ${value}.`);
      return String(value);
    case 'bigint': return value.toString();
    case 'object': return value === null ? 'null' : writeContainer(value, parents);
    case 'symbol': throw new TypeError("JSON can't say a symbol.");
    case 'undefined': case 'function': return undefined;
    default: return JSON.stringify(value);
  }
}

function writeContainer(value: object, parents: Set<object>): string {
  if (value instanceof LosslessNumber) return value.text;
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return JSON.stringify(value);
  if (parents.has(value)) throw new TypeError('A value that holds itself has no end in JSON.');
  parents.add(value);
  let text: string;
  if (Array.isArray(value)) {
    text = `[${value.map((item, index) => write(item, String(index), parents) ?? 'null').join(',')}]`;
  } else {
    const members: string[] = [];
    for (const [name, member] of Object.entries(value)) {
      const written = write(member, name, parents);
      if (written !== undefined) members.push(`${JSON.stringify(name)}:${written}`);
    }
    text = `{${members.join(',')}}`;
  }
  parents.delete(value);
  return text;
}

// Significant digits without zeros at either end, and the power of ten of the last: equal for equal values only.
function canonical(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
