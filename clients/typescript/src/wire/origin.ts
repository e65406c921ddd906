// Why a server does not answer a page. A browser tells a page nothing of an answer that it may not read, and nothing at
// all of a WebSocket that is refused: but the server says to every page whether it is let in.
import type { JsonCodec } from '../json/codec.js';
import type { Problem } from './problem.js';

/** Asks whether the server lets this page in. Outside of pages there is nothing to ask. */
export class OriginCheck {
  readonly #base: string;
  readonly #fetch: typeof fetch;
  readonly #json: JsonCodec;

  constructor(base: string, fetcher: typeof fetch, json: JsonCodec) {
    this.#base = base;
    this.#fetch = fetcher;
    this.#json = json;
  }

  /**
   * The server's refusal of this page's origin; undefined if it lets the page in, or nothing is known.
   * @param signal Ends the question; then nothing is known.
   */
  async refusal(signal: AbortSignal): Promise<Problem | undefined> {
    const page = (globalThis as { location?: { origin?: string } }).location?.origin;
    if (page === undefined || page === new URL(this.#base).origin) return undefined;

    try {
      const answer = await this.#fetch(
        `${this.#base}/ws`, { headers: { Accept: 'application/json' }, cache: 'no-store', signal });
      if (answer.status !== 403) return undefined;
      const problem = this.#json.parse(await answer.text()) as Problem;
      return problem.code === 'foreign-origin' ? problem : undefined;
    } catch {
      return undefined;     // the server is away, or an older one that does not say
    }
  }
}
