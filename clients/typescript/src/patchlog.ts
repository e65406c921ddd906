// The client: one object per server and tenant, from which everything else is reached.
import { commandOf, Commands, versionOf, type Ack, type Command, type Receipt, type WriteOptions } from './commands.js';
import type { FeedPosition, PatchlogEvent, Position } from './event.js';
import {
  Connection, type ConnectionEvent, type ConnectionOptions, type WebSocketConstructor,
} from './feed/connection.js';
import type { SubscribeOptions } from './feed/options.js';
import { Subscription } from './feed/subscription.js';
import { codecOf, type JsonCodec, type Numbers } from './json/codec.js';
import type { JsonPatch } from './json/patch.js';
import { Live } from './live.js';
import { Paged, type Page } from './paged.js';
import { findPage, queryString, type Item, type QueryOptions, type DocumentPage } from './query.js';
import type {
  ArgumentsOf, CommandsOf, DraftOf, FoundAs, MergePatchOf, NoTypes, ReadAs, TypeName,
} from './types.js';
import { delay, systemClock, type Clock } from './wire/clock.js';
import { Http, type CallOptions, type RetryOptions } from './wire/http.js';
import { OriginCheck } from './wire/origin.js';
import { closedError, PatchlogError } from './wire/problem.js';

/** The options of a client. */
export interface PatchlogOptions {
  /** The tenant whose journal and documents the client uses. Default `default`. */
  tenant?: string;
  /** What numbers are read as. Default `double`: see {@link Numbers}. */
  numbers?: Numbers;
  /** How long requests are tried. */
  retry?: Partial<RetryOptions>;
  /** How the WebSocket is kept open. */
  connection?: Partial<ConnectionOptions>;
  /** The class of WebSockets, where there is no global one (Node 20): the default export of the package `ws` fits. */
  WebSocket?: WebSocketConstructor;
  /** A replacement for the global `fetch`. */
  fetch?: typeof fetch;
  /** A replacement for the platform's clock, for tests that must not wait: see {@link Clock}. */
  clock?: Clock;
}

/** A document as it was read. */
export interface Document<T> {
  body: T;
  /** Its version; null if a proxy took it out of the answer. */
  version: number | null;
  /** Whether the database was away, and the server answered from memory. */
  isStale: boolean;
}

/** Which state of a document; the current one by default. */
export interface GetOptions extends CallOptions {
  /** The state of this version. */
  version?: number;
  /**
   * The state at a position of the journal, or at a time: a `Date`, or RFC 3339 with its microseconds, such as an
   * event's `time`.
   */
  at?: Position | string | Date;
}

/** Which events of a document. */
export interface HistoryOptions extends CallOptions {
  /** Only events of later versions. */
  after?: number;
  /** Events on a page, 1 to 1000. */
  limit?: number;
}

/** Which events of the journal. */
export interface JournalOptions extends CallOptions {
  /** Only events after this position or feed position. From the start by default. */
  after?: Position | FeedPosition;
  /** Only events of one type of documents; all of the tenant's by default. */
  targetName?: string;
  /** Only events of one document; needs `targetName`. */
  targetId?: string;
  /** Events on a page, 1 to 1000. */
  limit?: number;
}

/** A page of the journal. */
export interface JournalPage<T> extends Page<PatchlogEvent<T>> {
  /** Everything up to here was seen: the next request takes it as `after` when `next` is null. */
  checkpoint: FeedPosition;
}

/**
 * A client of one tenant. Its subscriptions share one WebSocket, which is open while there are any. Methods reject with
 * a {@link PatchlogError}. A request is repeated after network failures, 429 and 503 (and a gateway's 502, 504), with
 * growing, random delays, until `retry.deadlineMs` is over. A command keeps its id each time, so that it takes effect
 * once.
 *
 * With the types that `patchlog types` writes from a bundle, `new Patchlog<Bundle>(url)` knows the documents of each
 * type.
 */
export class Patchlog<B extends object = NoTypes> {
  readonly #json: JsonCodec;
  readonly #http: Http;
  readonly #commands: Commands;
  readonly #tenant: string;
  readonly #clock: Clock;
  readonly #connect: () => Connection;
  readonly #subscriptions = new Set<{ close(): void }>();
  readonly #listeners = new Set<(event: ConnectionEvent) => void>();
  #connection: Connection | undefined;
  #isClosed = false;

  /** @param url Where the server is, such as `http://127.0.0.1:3000`; a path before `/v1` and `/ws` is kept. */
  constructor(url: string | URL, options: PatchlogOptions = {}) {
    const base = new URL(url).href.replace(/\/+$/, '');
    this.#tenant = options.tenant ?? 'default';
    this.#json = codecOf(options.numbers ?? 'double');
    this.#clock = options.clock ?? systemClock;

    const fetcher = options.fetch ?? ((...call) => globalThis.fetch(...call));
    const origin = new OriginCheck(base, fetcher, this.#json);
    this.#http = new Http(base, fetcher, options.retry ?? {}, this.#json, this.#clock, origin);
    this.#commands = new Commands(this.#http, this.#json, this.#tenant);

    this.#connect = () => {
      const socketClass = options.WebSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
      if (!socketClass)
        throw new TypeError('There is no global WebSocket here (Node 20): give one as an option, e.g. that of "ws".');
      return new Connection(
        `${base.replace(/^http/, 'ws')}/ws`, socketClass, this.#json, options.connection ?? {}, this.#clock, origin,
        event => this.#tell(event));
    };
  }

  /** Creates a document. Its id is `body.id`, or the server makes one. Fails with `already-exists` if it exists. */
  async create<K extends TypeName<B>>(type: K, body: DraftOf<B, K>, options: WriteOptions = {}): Promise<Ack> {
    return this.execute(commandOf('create', type, undefined, body, options), options);
  }

  /** Creates or replaces a document. The journal gets the difference. */
  put<K extends TypeName<B>>(
    type: K, id: string, body: DraftOf<B, K>, options: WriteOptions = {},
  ): Promise<Receipt> {
    return this.#commands.put(type, id, body, options);
  }

  /** Changes a document by a JSON Patch (RFC 6902), which applies as a whole or not at all. */
  async patch(type: TypeName<B>, id: string, patch: JsonPatch, options: WriteOptions = {}): Promise<Ack> {
    return this.execute(commandOf('patch', type, id, patch, options), options);
  }

  /** Changes a document by a merge patch (RFC 7396): it sets the members given, and removes those that are null. */
  async merge<K extends TypeName<B>>(
    type: K, id: string, changes: MergePatchOf<B, K>, options: WriteOptions = {},
  ): Promise<Ack> {
    return this.execute(commandOf('patch', type, id, changes as object, options), options);
  }

  /** Deletes a document; its history stays. */
  async delete(type: TypeName<B>, id: string, options: WriteOptions = {}): Promise<Ack> {
    return this.execute(commandOf('delete', type, id, undefined, options), options);
  }

  /** Sends a custom command to a document, or to one that it may start (`id` undefined). */
  async send<K extends TypeName<B>, N extends TypeName<CommandsOf<B, K>>>(
    type: K, id: string | undefined, name: N, args: ArgumentsOf<B, K, N>, options: WriteOptions = {},
  ): Promise<Ack> {
    return this.execute({ ...commandOf('logic', type, id, args as object | undefined, options), name }, options);
  }

  /** Sends a command of any type, such as a custom one (`type: 'logic'`). */
  execute(command: Command, options: CallOptions = {}): Promise<Ack> {
    return this.#commands.execute(command, options);
  }

  /** Reads a document as it is or was; null if there was none, or it was deleted. */
  async get<T = never, K extends TypeName<B> = TypeName<B>>(
    type: K, id: string, options: GetOptions = {},
  ): Promise<Document<ReadAs<T, B, K>> | null> {
    const { version, at } = options;
    try {
      const { headers, body } = await this.#read(
        `${segment(type)}/${segment(id)}`, { version, at: at instanceof Date ? at.toISOString() : at }, options);
      return {
        body: body as ReadAs<T, B, K>,
        version: versionOf(headers),
        isStale: headers.get('Patchlog-Stale') === 'true',
      };
    } catch (failure) {
      if (failure instanceof PatchlogError && (failure.code === 'not-found' || failure.code === 'deleted')) return null;
      throw failure;
    }
  }

  /** The events of a document, oldest first. */
  history<T = never, K extends TypeName<B> = TypeName<B>>(
    type: K, id: string, options: HistoryOptions = {},
  ): Paged<PatchlogEvent<ReadAs<T, B, K>>> {
    return new Paged(async next => {
      const parameters = { after: next ?? options.after, limit: options.limit };
      const { body } = await this.#read(`${segment(type)}/${segment(id)}/events`, parameters, options);
      return body as Page<PatchlogEvent<ReadAs<T, B, K>>>;
    });
  }

  /** The difference of two versions. `from: 0` stands for no document; `to` is the current version by default. */
  async diff(
    type: TypeName<B>, id: string, options: { from: number; to?: number } & CallOptions,
  ): Promise<JsonPatch> {
    const { from, to } = options;
    return (await this.#read(`${segment(type)}/${segment(id)}/diff`, { from, to }, options)).body as JsonPatch;
  }

  /** Documents of a type: `for await (const { id, body } of patchlog.query('orders', …))`, or page by page. */
  query<T = never, K extends TypeName<B> = TypeName<B>, const O extends QueryOptions = QueryOptions>(
    type: K, options?: O,
  ): Paged<Item<FoundAs<T, B, K, O>>, DocumentPage<FoundAs<T, B, K, O>>> {
    const path = `/v1/${segment(this.#tenant)}/${segment(type)}`;
    return new Paged(next => findPage<FoundAs<T, B, K, O>>(this.#http, this.#json, path, options ?? {}, next));
  }

  /** The tenant's events so far, oldest first. {@link subscribe} follows those to come. */
  journal<T = never, K extends TypeName<B> = TypeName<B>>(
    options: JournalOptions & { targetName?: K } = {},
  ): Paged<PatchlogEvent<ReadAs<T, B, K>>, JournalPage<ReadAs<T, B, K>>> {
    const { after, targetName, targetId, limit } = options;
    return new Paged(async next => {
      const parameters = { after: next ?? after, type: targetName, id: targetId, limit };
      return (await this.#read('events', parameters, options)).body as JournalPage<ReadAs<T, B, K>>;
    });
  }

  /** Follows events as they happen, from now on or from any position: see {@link Subscription}. */
  subscribe<T = never, K extends TypeName<B> = TypeName<B>>(
    options: SubscribeOptions & { targetName?: K } = {},
  ): Subscription<ReadAs<T, B, K>> {
    return this.#subscribe<ReadAs<T, B, K>>(options);
  }

  /** A copy of one document that follows every change: see {@link Live}. */
  live<T = never, K extends TypeName<B> = TypeName<B>>(type: K, id: string): Live<ReadAs<T, B, K>> {
    return new Live<ReadAs<T, B, K>>({
      subscribe: signal => this.#subscribe({ targetName: type, targetId: id, include: ['state'], signal }),
      waitAfter: (failures, signal) => delay(this.#clock, this.#connection?.delayAfter(failures) ?? 0, signal),
    });
  }

  /**
   * Calls a listener whenever the WebSocket is opened, lost, opened again or refused. The failure of one listener does
   * not reach the others.
   * @returns A function that removes the listener.
   */
  onConnection(listener: (event: ConnectionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends all subscriptions and live documents, and closes the WebSocket. Requests under way go on. */
  close(): void {
    this.#isClosed = true;

    for (const subscription of [...this.#subscriptions]) subscription.close();
  }

  #tell(event: ConnectionEvent): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (failure) {
        queueMicrotask(() => { throw failure; });     // reported as any uncaught error is
      }
    }
  }

  #subscribe<T>(options: SubscribeOptions): Subscription<T> {
    if (this.#isClosed) throw closedError('The client');
    this.#connection ??= this.#connect();
    const subscription: Subscription<T> = new Subscription<T>(
      this.#connection, this.#tenant, options, this.#clock, () => this.#subscriptions.delete(subscription));
    if (!options.signal?.aborted) this.#subscriptions.add(subscription);
    return subscription;
  }

  #read(path: string, parameters: Record<string, string | number | undefined>, options: CallOptions) {
    const whole = `/v1/${segment(this.#tenant)}/${path}${queryString(parameters)}`;
    return this.#http.send({ method: 'GET', path: whole }, options);
  }
}

function segment(text: string): string {
  return encodeURIComponent(text);
}
