// How a client reads and writes JSON: with the engine's numbers, or with all digits.
import { parseJson, stringifyJson } from './lossless.js';

/** `double`: the engine's own parser, fast and lossy. `lossless`: {@link parseJson}, several times slower. */
export type Numbers = 'double' | 'lossless';

export interface JsonCodec {
  parse(text: string): unknown;
  stringify(value: unknown): string;
}

/** Writing never loses digits: a value may hold lossless numbers whatever the reading does. */
export function codecOf(numbers: Numbers): JsonCodec {
  return { parse: numbers === 'lossless' ? parseJson : JSON.parse, stringify: stringifyJson };
}
