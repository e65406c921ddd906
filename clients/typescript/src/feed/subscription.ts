// A part of the journal as it grows: every event once, in order, whatever happens to the connection.
import type { PatchlogEvent, Position } from '../event.js';
import type { JsonObject } from '../json/lossless.js';
import type { Clock } from '../wire/clock.js';
import { errorOf, type PatchlogError, type Problem } from '../wire/problem.js';
import { Commits } from './commits.js';
import type { Channel, Connection } from './connection.js';
import type { Frame, ServerFrame } from './frames.js';
import { Mailbox, type FeedMessage } from './messages.js';
import type { SubscribeOptions } from './options.js';
import { Progress } from './progress.js';

const defaultCredit = 256;

/**
 * A running subscription, to be iterated once: `for await (const message of subscription)`. It survives lost
 * connections and restarts of the server, and goes on after the last event received: no hole, no repetition. A durable
 * one (with a `name`) goes on after what was committed, and says so with `restarted`. A slow consumer holds the server
 * back: at most `credit` events wait here. Leaving the loop closes it; so does {@link close}, which ends the loop.
 *
 * The iteration fails with an `EpochChangedError` if the journal was replaced by another (start over), with a
 * `JournalDamagedError` after the last event before one that is damaged, and with another `PatchlogError` if the server
 * refuses the subscription for good.
 */
export class Subscription<T = JsonObject> implements AsyncIterable<FeedMessage<T>> {
  readonly #connection: Connection;
  readonly #channel: Channel;
  readonly #tenant: string;
  readonly #options: SubscribeOptions;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #window: number;
  readonly #mailbox = new Mailbox<T>();
  readonly #commits: Commits;
  readonly #progress: Progress;
  #id: string | undefined;
  #isSubscribed = false;        // the server has confirmed the current id
  #freed = 0;                   // events consumed since credit was last given
  #isWaitingForRoom = false;
  #delivered = -1n;             // the last position that the consumer got under the current id
  #failures = 0;
  #retrying: unknown;
  #isOver = false;
  #error: PatchlogError | undefined;
  #isIterated = false;
  #wake: (() => void) | undefined;
  readonly #abort = () => this.close();

  /** @internal */
  constructor(connection: Connection, tenant: string, options: SubscribeOptions, clock: Clock, onEnd: () => void) {
    this.#connection = connection;
    this.#tenant = tenant;
    this.#options = options;
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#window = options.credit ?? defaultCredit;
    this.#progress = new Progress(options);
    this.#commits = new Commits(position => this.#send({ type: 'commit', position: `${position}` }));
    this.#channel = {
      onOpen: () => this.#subscribe(),
      onFrame: frame => this.#receive(frame),
      onLost: reason => this.#lose(reason),
      onRefused: error => this.#end(error),
    };

    this.#isOver = options.signal?.aborted ?? false;
    if (this.#isOver) return;
    options.signal?.addEventListener('abort', this.#abort, { once: true });
    connection.join(this.#channel);
  }

  /** Ends the subscription and its iteration. Messages that still wait are dropped. */
  close(): void {
    this.#mailbox.clear();
    this.#end();
  }

  /**
   * Tells the server that everything up to a position is processed; needs a `name`. A later position covers the
   * earlier ones, so not every event needs a commit of its own.
   * @param position The `position` of a message of this subscription.
   * @returns True once the server keeps it; false if this worker no longer has that partition, because the connection
   * was lost or the partitions have moved: then those events come again, here or elsewhere.
   * @throws PatchlogError if the server refuses it for another reason.
   */
  commit(position: Position): Promise<boolean> {
    if (this.#options.name === undefined) throw new TypeError('Only a subscription with a name can commit.');
    const at = BigInt(position);
    // A position of another partition may stand for events that this worker never got.
    const isHeld = this.#id !== undefined && this.#isSubscribed && at <= this.#delivered;
    return isHeld ? this.#commits.add(at) : Promise.resolve(false);
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
    this.#send({ type: 'credit', n: this.#freed });
    this.#freed = 0;
  }

  #subscribe(): void {
    this.#clock.clearTimeout(this.#retrying);
    const credit = this.#window - this.#mailbox.events;
    this.#isWaitingForRoom = credit < 1;
    if (this.#isWaitingForRoom) return;     // the consumer has stopped: events that it does not take would pile up

    this.#freed = 0;
    this.#isSubscribed = false;
    this.#id = this.#connection.route(this.#channel);
    this.#connection.send(this.#frame(this.#id, credit));
  }

  #frame(id: string, credit: number): Frame {
    const { targetName, targetId, name } = this.#options;
    const { after, include } = this.#progress;
    return {
      type: 'subscribe', id, tenant: this.#tenant, credit,
      ...(targetName === undefined ? {} : { targetName }),
      ...(targetId === undefined ? {} : { targetId }),
      ...(name === undefined ? {} : { name }),
      ...(after === undefined ? {} : { after }),
      ...(include === undefined ? {} : { include }),
    };
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'subscribed': return this.#confirm(frame.position, frame.epoch);
      case 'state': {
        const { version, body } = frame;
        this.#failures = 0;
        return this.#put({ ...this.#progress.restore(frame.position), type: 'state', version, body: body as T | null });
      }
      case 'events': return this.#events(frame.events as PatchlogEvent<T>[]);
      case 'checkpoint': case 'caughtUp':
        this.#failures = 0;
        return this.#put({ ...this.#progress.see(frame.position), type: frame.type });
      case 'fellBehind':
        return this.#put({ ...this.#progress.at(frame.position), type: 'fellBehind' });
      case 'committed': return this.#commits.settle(true);
      case 'complete': return frame.problem ? this.#interrupt(frame.problem) : this.#end();
      case 'nack':
        return this.#commits.isUnderWay ? this.#refuseCommit(frame.problem) : this.#interrupt(frame.problem);
    }
  }

  #confirm(position: Position, epoch: string): void {
    // That alone does not count as a success: a server that fails right after it must not be asked again and again.
    this.#isSubscribed = true;
    this.#put({ ...this.#progress.begin(position, epoch), type: 'subscribed', epoch });
  }

  #events(events: PatchlogEvent<T>[]): void {
    for (const event of events) {
      if (this.#progress.hasSeen(event.position)) this.#free(1);
      else this.#mailbox.put({ ...this.#progress.see(event.position), type: 'event', event });
    }
    this.#failures = 0;
    this.#notify();
  }

  #refuseCommit(problem: Problem): void {
    if (problem.code === 'subscription-lost') {
      this.#commits.settle(false);
    } else if (!problem.retryable) {
      this.#commits.settle(errorOf(problem));
    } else {
      // The server failed with the commit or with the whole subscription: what was not committed comes again.
      this.#unsubscribe();
      this.#interrupt(problem);
    }
  }

  /** The server ended the subscription or refused it: tries again later, or ends with the problem. */
  #interrupt(problem: Problem): void {
    this.#leavePartition();
    if (!problem.retryable) {
      this.#end(errorOf(problem));
      return;
    }
    if (problem.code === 'rebalanced') {
      this.#subscribe();
      return;
    }

    this.#failures++;
    this.#retrying = this.#clock.setTimeout(() => this.#subscribe(), this.#connection.delayAfter(this.#failures));
  }

  #lose(reason: string): void {
    this.#clock.clearTimeout(this.#retrying);
    this.#isWaitingForRoom = false;
    this.#leavePartition();
    this.#put({ type: 'disconnected', reason });
  }

  /** Ends the current id, and with it every commit that waits under it. */
  #leavePartition(): void {
    const wasSubscribed = this.#isSubscribed;
    this.#connection.forget(this.#id);
    this.#id = undefined;
    this.#isSubscribed = false;
    this.#commits.forget();
    if (this.#options.name === undefined || !wasSubscribed) return;

    // These events come again, to the worker that has the partition then.
    this.#mailbox.clear();
    this.#delivered = -1n;
    this.#put({ type: 'restarted' });
  }

  #end(error?: PatchlogError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#error = error;
    this.#clock.clearTimeout(this.#retrying);
    this.#options.signal?.removeEventListener('abort', this.#abort);

    this.#unsubscribe();
    this.#connection.forget(this.#id);
    this.#id = undefined;
    this.#commits.forget();
    this.#connection.leave(this.#channel);
    this.#onEnd();
    this.#notify();
  }

  #unsubscribe(): void {
    this.#send({ type: 'unsubscribe' });
  }

  /** Sends a frame under the current id; none if there is no id. */
  #send(frame: { type: 'credit'; n: number } | { type: 'commit'; position: Position } | { type: 'unsubscribe' }): void {
    if (this.#id !== undefined) this.#connection.send({ ...frame, id: this.#id });
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
