// Lists that come in pages, read page by page or item by item.

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** Where the next page begins; null if this is the last. */
  next: string | null;
}

/**
 * A list on the server. Nothing is requested before the first {@link page} or iteration. An iteration holds one page,
 * and requests the next when that is used up. A second iteration begins at the first page.
 */
export class Paged<T, P extends Page<T> = Page<T>> implements AsyncIterable<T> {
  readonly #read: (next: string | undefined) => Promise<P>;

  /** @internal */
  constructor(read: (next: string | undefined) => Promise<P>) {
    this.#read = read;
  }

  /**
   * One page.
   * @param next The `next` of the page before; the first page is read without it.
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
