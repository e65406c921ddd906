// Random JSON with the numbers that JavaScript spoils, from a seed, so that a failure can be seen again.

/** mulberry32: small, good enough, and the same everywhere. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 4294967296 * end);
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }
}

const numbers = ['0', '-0', '1', '1.10', '1.0', '1E400', '9007199254740993', '-12.5e-3', '0.1', '1e5', '123456789'];
const strings = ['""', '"a"', '"\\u0000"', '"é😀"', '"a/b~c"', '"\\\\"', '"\\""'].map(text => JSON.stringify(JSON.parse(text)));

/** The text of a JSON value, without spaces. */
export function randomJson(random: Random, depth = 4): string {
  switch (random.below(depth > 0 ? 6 : 4)) {
    case 0: return random.one(numbers);
    case 1: return random.one(strings);
    case 2: return random.one(['true', 'false', 'null']);
    case 3: return random.one(numbers);
    case 4: return `[${Array.from({ length: random.below(4) }, () => randomJson(random, depth - 1)).join(',')}]`;
    default: {
      const names = ['"a"', '"b"', '"__proto__"', '"a/b"', '""'].slice(0, random.below(6));
      return `{${names.map(name => `${name}:${randomJson(random, depth - 1)}`).join(',')}}`;
    }
  }
}
