// Queries on the current state of documents.
import type { Position } from './event.js';
import type { JsonCodec } from './json/codec.js';
import type { JsonValue } from './json/lossless.js';
import type { Page } from './paged.js';
import type { CallOptions, Http } from './wire/http.js';

/**
 * Which documents: `{ path: 'total', gte: 10, lt: 20 }`, all of whose operators must hold, and combinations. The
 * operators are those of docs/api.md: `eq ne gt gte lt lte in exists prefix contains`.
 */
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { path: string; [operator: string]: JsonValue };

/** Which documents, in which order, and which members. The server refuses an option that it does not know. */
export interface QueryOptions extends CallOptions {
  filter?: Filter;
  /** Paths to sort by, a minus before a descending one: `['-total', 'id']`. */
  sort?: string[];
  /** Paths of the members to show; all by default. */
  fields?: string[];
  /** Documents on a page, 1 to 1000. */
  limit?: number;
  /** The cursor to go on from: the `next` of an earlier page of the same query. */
  cursor?: string;
  /** Adds `count` to the page. */
  count?: 'exact' | 'estimated';
  /** Includes deleted documents, or shows only those. */
  deleted?: 'include' | 'only';
  /** The documents as they were at a position of the journal, or at a time: a `Date`, or RFC 3339. */
  at?: Position | string | Date;
}

/** A document in a list. */
export interface Item<T> {
  id: string;
  version: number;
  /** RFC 3339. */
  createdAt: string;
  updatedAt: string;
  body: T;
  /** Present on deleted documents only. */
  deleted?: true;
}

/** A page of documents. */
export interface DocumentPage<T> extends Page<Item<T>> {
  /** How many there are on all pages, if the query asked for it. */
  count?: number;
}

/** Reads one page. A plain list is a GET, which caches and proxies understand; every other query is a search. */
export async function findPage<T>(
  http: Http, json: JsonCodec, path: string, options: QueryOptions, next: string | undefined,
): Promise<DocumentPage<T>> {
  const { limit, at, cursor, signal: _, deadlineMs: __, ...search } = options;
  const where = { limit, cursor: next ?? cursor };
  const isPlain = at === undefined && Object.values(search).every(value => value === undefined);
  const answer = await http.send(isPlain
    ? { method: 'GET', path: path + queryString(where) }
    : {
      method: 'POST',
      path: `${path}/search`,
      headers: { 'Content-Type': 'application/json' },
      body: json.stringify({ ...search, ...where, at: at instanceof Date ? at.toISOString() : at }),
    }, options);
  return answer.body as DocumentPage<T>;
}

/** The parameters that are defined, as `?a=1&b=2`; an empty text if there are none. */
export function queryString(parameters: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
