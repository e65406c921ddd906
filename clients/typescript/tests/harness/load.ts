// Writers that patch documents until they are told to stop.
import type { Patchlog } from '@patchlog/client';

export class Load {
  readonly #stopping = new AbortController();
  readonly #writers: Promise<void>[];
  #written = 0;

  /** Each writer has a document of its own, and changes it over and over. */
  constructor(patchlog: Patchlog, { writers = 4, targetName = 'loads' } = {}) {
    this.#writers = Array.from({ length: writers }, async (_, writer) => {
      const id = `w${writer}`;
      await patchlog.put(targetName, id, { id, n: 0, list: [] });
      for (let n = 1; !this.#stopping.signal.aborted; n++, this.#written++)
        await patchlog.patch(targetName, id, [
          { op: 'replace', path: '/n', value: n },
          { op: 'add', path: '/list/-', value: n },
          ...(n > 5 ? [{ op: 'remove', path: '/list/0' } as const] : []),
        ]);
    });
  }

  /** How many patches were acknowledged. */
  get written(): number {
    return this.#written;
  }

  /** Lets every command under way end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#writers);
  }
}
