// Lists that come in pages, read page by page or item by item.

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** Where the next page begins; null if this is the last. */
  next: string | null;
}

/**
 * A list on the server. Nothing is asked for before the first {@link page} or iteration, and an iteration asks for a
 * page when the one before is used up: it holds one page at a time. Iterating again begins anew.
 */
export class Paged<T, P extends Page<T> = Page<T>> implements AsyncIterable<T> {
  readonly #read: (next: string | undefined) => Promise<P>;

  /** @internal */
  constructor(read: (next: string | undefined) => Promise<P>) {
    this.#read = read;
  }

  /**
   * One page.
   * @param next What the page before had as `next`; the first page without.
   */
  page(next?: string): Promise<P> {
    return this.#read(next);
  }

  /** All items, page after page. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    let next: string | undefined;
    do {
      const page = await this.#read(next);
      yield* page.items;
      next = page.next ?? undefined;
    } while (next !== undefined);
  }
}
