// A part of the journal as it grows: every event once, in order, whatever happens to the connection.
import type { Position } from '../event.js';
import type { JsonObject } from '../json/lossless.js';
import { errorOf, type PatchlogError, type Problem } from '../wire/problem.js';
import type { Channel, Connection } from './connection.js';
import type { Frame, ServerFrame } from './frames.js';
import { Mailbox, type FeedMessage } from './messages.js';

/** Which events, from where, and how many at a time. */
export interface SubscribeOptions {
  /** Events of one type of documents; all of the tenant's by default. */
  targetName?: string;
  /** Events of one document; needs `targetName`. */
  targetId?: string;
  /** A position or cursor, exclusive; `start`, or `end` (default). For a new `name` only, if one is given. */
  after?: Position | 'start' | 'end';
  /** How many events may wait here for the consumer; 1 to 1,000,000, by default 256. */
  credit?: number;
  /** `['state']`: the document first, then its events. Needs `targetName` and `targetId`, and no `after`. */
  include?: 'state'[];
  /**
   * The name of a durable cursor, which the server keeps: {@link Subscription.commit} moves it on, and the next
   * subscription of that name goes on from there. Several at a time share the documents among them.
   */
  name?: string;
  /** Closes the subscription. */
  signal?: AbortSignal;
}

const defaultCredit = 256;

interface PendingCommit {
  position: bigint;
  resolve: (isKept: boolean) => void;
  reject: (error: PatchlogError) => void;
}

/**
 * A running subscription, to be iterated once: `for await (const message of subscription)`. It survives lost
 * connections and restarts of the server, and goes on after the last event received: no hole, no repetition (with a
 * `name`: from what was committed, after a `restarted`). A slow consumer holds the server back: at most `credit`
 * events wait here. Leaving the loop closes it; so does {@link close}, which ends the loop.
 *
 * The iteration fails with an `EpochChangedError` if the journal was replaced by another (start over), and with
 * another `PatchlogError` if the server refuses the subscription for good.
 */
export class Subscription<T = JsonObject> implements AsyncIterable<FeedMessage<T>> {
  readonly #connection: Connection;
  readonly #channel: Channel;
  readonly #tenant: string;
  readonly #options: SubscribeOptions;
  readonly #onEnd: () => void;
  readonly #window: number;
  readonly #mailbox = new Mailbox<T>();
  #id: string | undefined;
  #isTaken = false;             // the server has taken the current id up
  #epoch: string | undefined;
  #seen: bigint | undefined;    // everything up to it was received
  #hasState = false;
  #freed = 0;                   // events consumed since credit was last given
  #isWaitingForRoom = false;
  #delivered = -1n;             // the last position that the consumer got under the current id
  #commits: PendingCommit[] = [];
  #committing: bigint | undefined;
  #failures = 0;
  #retrying: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  #error: PatchlogError | undefined;
  #isIterated = false;
  #wake: (() => void) | undefined;
  readonly #abort = () => this.close();

  /** @internal */
  constructor(connection: Connection, tenant: string, options: SubscribeOptions, onEnd: () => void) {
    this.#connection = connection;
    this.#tenant = tenant;
    this.#options = options;
    this.#onEnd = onEnd;
    this.#window = options.credit ?? defaultCredit;
    this.#channel = {
      onOpen: () => this.#subscribe(),
      onFrame: frame => this.#receive(frame),
      onLost: reason => this.#lose(reason),
    };
    this.#isOver = options.signal?.aborted ?? false;
    if (this.#isOver) return;
    options.signal?.addEventListener('abort', this.#abort, { once: true });
    connection.join(this.#channel);
  }

  /** Ends the subscription and its iteration. What waits is dropped. */
  close(): void {
    this.#mailbox.clear();
    this.#end();
  }

  /**
   * Tells the server that everything up to a position has been dealt with; needs a `name`. A later position covers the
   * earlier ones, so not every event needs a commit of its own.
   * @param position What a message of this subscription has as `position`.
   * @returns True once the server keeps it; false if this worker no longer has that share, because the connection was
   * lost or the shares have changed: then those events come again, here or elsewhere.
   * @throws PatchlogError if the server refuses it for another reason.
   */
  commit(position: Position): Promise<boolean> {
    if (this.#options.name === undefined) throw new TypeError('Only a subscription with a name can commit.');
    const at = BigInt(position);
    const id = this.#id;
    // Of another share: there it may stand for events that this one never got.
    if (!this.#isTaken || id === undefined || at > this.#delivered) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      this.#commits.push({ position: at, resolve, reject });
      this.#sendCommit();
    });
  }

  /** The messages. Only one iteration is possible. */
  [Symbol.asyncIterator](): AsyncIterator<FeedMessage<T>, void, undefined> {
    if (this.#isIterated) throw new TypeError('A subscription can be iterated once.');
    this.#isIterated = true;
    return {
      next: () => this.#next(),
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async #next(): Promise<IteratorResult<FeedMessage<T>, void>> {
    while (true) {
      const message = this.#mailbox.take();
      if (message !== undefined) {
        this.#consumed(message);
        return { done: false, value: message };
      }
      if (this.#error !== undefined) {
        const error = this.#error;
        this.#error = undefined;
        throw error;
      }
      if (this.#isOver) return { done: true, value: undefined };
      await new Promise<void>(resolve => { this.#wake = resolve; });
    }
  }

  #consumed(message: FeedMessage<T>): void {
    if ('position' in message && message.type !== 'subscribed') this.#delivered = BigInt(message.position);
    if (message.type === 'event') this.#free(1);
  }

  /** Gives credit back, half a window at a time. */
  #free(events: number): void {
    if (this.#isWaitingForRoom) {
      this.#isWaitingForRoom = false;
      this.#subscribe();
      return;
    }
    this.#freed += events;
    if (this.#id === undefined || this.#freed * 2 < this.#window) return;
    this.#connection.send({ type: 'credit', id: this.#id, n: this.#freed });
    this.#freed = 0;
  }

  #subscribe(): void {
    clearTimeout(this.#retrying);
    const credit = this.#window - this.#mailbox.events;
    this.#isWaitingForRoom = credit < 1;
    if (this.#isWaitingForRoom) return;     // the consumer stands still: what it has not taken would pile up
    this.#freed = 0;
    this.#isTaken = false;
    this.#id = this.#connection.route(this.#channel);
    this.#connection.send(this.#frame(this.#id, credit));
  }

  #frame(id: string, credit: number): Frame {
    const { targetName, targetId, include, name } = this.#options;
    const after = this.#after();
    return {
      type: 'subscribe', id, tenant: this.#tenant, credit,
      ...(targetName === undefined ? {} : { targetName }),
      ...(targetId === undefined ? {} : { targetId }),
      ...(name === undefined ? {} : { name }),
      ...(after === undefined ? {} : { after }),
      ...(include === undefined || this.#hasState ? {} : { include }),
    };
  }

  #after(): string | undefined {
    if (this.#options.name !== undefined || this.#seen === undefined) return this.#options.after;
    return this.#epoch === undefined ? `${this.#seen}` : `${this.#epoch}.${this.#seen}`;
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'subscribed': return this.#taken(frame.position, frame.epoch);
      case 'state':
        this.#hasState = true;
        this.#see(frame.position);
        return this.#put({
          ...this.#reached(frame.position), type: 'state', version: frame.version, body: frame.body as T | null,
        });
      case 'events': return this.#events(frame.events as never);
      case 'checkpoint': case 'caughtUp':
        this.#see(frame.position);
        return this.#put({ ...this.#reached(frame.position), type: frame.type });
      case 'fellBehind': return this.#put({ ...this.#reached(frame.position), type: 'fellBehind' });
      case 'committed': return this.#settleCommit(commit => commit.resolve(true));
      case 'complete': return frame.problem ? this.#interrupt(frame.problem) : this.#end();
      case 'nack':
        return this.#committing === undefined ? this.#interrupt(frame.problem) : this.#refuseCommit(frame.problem);
    }
  }

  #taken(position: Position, epoch: string): void {
    this.#isTaken = true;
    this.#failures = 0;
    this.#epoch = epoch;
    // With the state, it is the state that says where the events begin.
    if (this.#seen === undefined && this.#options.include === undefined) this.#see(this.#beginning(position));
    this.#put({ ...this.#reached(position), type: 'subscribed', epoch });
  }

  /** Where the first subscription began, as a position: from there on it resumes under the epoch that it found. */
  #beginning(head: Position): Position {
    const { after = 'end' } = this.#options;
    if (after === 'end') return head;
    return after === 'start' ? '0' : after.slice(after.lastIndexOf('.') + 1);
  }

  #events(events: Extract<FeedMessage<T>, { type: 'event' }>['event'][]): void {
    for (const event of events) {
      const position = BigInt(event.position);
      // A cursor of a name is the server's: it may begin before what was seen.
      if (this.#options.name === undefined && this.#seen !== undefined && position <= this.#seen) {
        this.#free(1);
        continue;
      }
      this.#seen = position;
      this.#mailbox.put({ ...this.#reached(event.position), type: 'event', event });
    }
    this.#notify();
  }

  #reached(position: Position): { position: Position; cursor: string } {
    return { position, cursor: `${this.#epoch}.${position}` };
  }

  #see(position: Position): void {
    const at = BigInt(position);
    if (this.#seen === undefined || at > this.#seen) this.#seen = at;
  }

  #refuseCommit(problem: Problem): void {
    if (problem.code === 'subscription-lost') {
      this.#settleCommit(commit => commit.resolve(false));
    } else if (!problem.retryable) {
      this.#settleCommit(commit => commit.reject(errorOf(problem)));
    } else {
      // The server is in trouble, with the commit or with the whole subscription: what was not committed comes again.
      this.#unsubscribe();
      this.#interrupt(problem);
    }
  }

  /** One commit is under way at a time; the next is the highest of those that came meanwhile. */
  #sendCommit(): void {
    if (this.#committing !== undefined || this.#commits.length === 0 || this.#id === undefined) return;
    this.#committing = this.#commits.reduce((highest, { position }) => position > highest ? position : highest, -1n);
    this.#connection.send({ type: 'commit', id: this.#id, position: `${this.#committing}` });
  }

  #settleCommit(settle: (commit: PendingCommit) => void): void {
    const committed = this.#committing ?? -1n;
    const settled = this.#commits.filter(commit => commit.position <= committed);
    this.#commits = this.#commits.filter(commit => commit.position > committed);
    this.#committing = undefined;
    settled.forEach(settle);
    this.#sendCommit();
  }

  /** The current share is over: what was to be acknowledged comes again. */
  #forgetCommits(): void {
    this.#committing = undefined;
    for (const commit of this.#commits.splice(0)) commit.resolve(false);
  }

  /** The server ended it, or did not take it up: again later, or never. */
  #interrupt(problem: Problem): void {
    this.#leaveShare();
    if (!problem.retryable) {
      this.#end(errorOf(problem));
      return;
    }
    if (problem.code === 'rebalanced') {
      this.#subscribe();
      return;
    }
    this.#failures++;
    this.#retrying = setTimeout(() => this.#subscribe(), this.#connection.delayAfter(this.#failures));
  }

  #lose(reason: string): void {
    clearTimeout(this.#retrying);
    this.#isWaitingForRoom = false;
    this.#leaveShare();
    this.#put({ type: 'disconnected', reason });
  }

  /** The current id is over, and with it whatever was to be acknowledged under it. */
  #leaveShare(): void {
    const wasTaken = this.#isTaken;
    this.#connection.forget(this.#id);
    this.#id = undefined;
    this.#isTaken = false;
    this.#forgetCommits();
    if (this.#options.name === undefined || !wasTaken) return;
    this.#mailbox.clear();      // it comes again, to whoever has that share then
    this.#delivered = -1n;
    this.#put({ type: 'restarted' });
  }

  #end(error?: PatchlogError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#error = error;
    clearTimeout(this.#retrying);
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#unsubscribe();
    this.#connection.forget(this.#id);
    this.#id = undefined;
    this.#forgetCommits();
    this.#connection.leave(this.#channel);
    this.#onEnd();
    this.#notify();
  }

  #unsubscribe(): void {
    if (this.#id !== undefined) this.#connection.send({ type: 'unsubscribe', id: this.#id });
  }

  #put(message: FeedMessage<T>): void {
    this.#mailbox.put(message);
    this.#notify();
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
