// The messages of a subscription to its consumer.
import type { PatchlogEvent } from '../event.js';
import type { JsonObject } from '../json/lossless.js';
import type { Reached } from './progress.js';

/**
 * Each message that has a `position` also has it as a `feedPosition`, together with the journal's epoch.
 *
 * - `subscribed`: the server has confirmed the subscription, and no later event can be missed. It comes again after
 *   each reconnect.
 * - `state`: the document as it is (with `include: ['state']`), before the events that change it. `version` is 0 and
 *   `body` null if there is none.
 * - `event`: an event. Keep its `feedPosition` to go on after it.
 * - `caughtUp`: all events that existed were delivered; from here on they come as they happen.
 * - `fellBehind`: events come faster than they are consumed; `caughtUp` follows when the consumer has caught up.
 * - `checkpoint`: everything up to `position` was looked at, and no event of it belongs to this subscription. Keep the
 *   `feedPosition`.
 * - `restarted`: a durable subscription goes on from what was committed, perhaps with another partition. Events that
 *   were delivered and not committed may come again.
 * - `disconnected`: the connection is lost, and the client opens it again.
 */
export type FeedMessage<T = JsonObject> =
  | ({ type: 'subscribed'; epoch: string } & Reached)
  | ({ type: 'state'; version: number; body: T | null } & Reached)
  | ({ type: 'event'; event: PatchlogEvent<T> } & Reached)
  | ({ type: 'caughtUp' | 'fellBehind' | 'checkpoint' } & Reached)
  | { type: 'restarted' }
  | { type: 'disconnected'; reason: string };

/** Messages that wait for their consumer. Events are bounded by credit; of each other kind only the newest waits. */
export class Mailbox<T> {
  #messages: FeedMessage<T>[] = [];
  #first = 0;
  #events = 0;

  /** How many of the waiting messages are events. */
  get events(): number {
    return this.#events;
  }

  put(message: FeedMessage<T>): void {
    if (message.type === 'event') this.#events++;
    else this.#forgetOlder(message.type);
    this.#messages.push(message);
  }

  take(): FeedMessage<T> | undefined {
    const message = this.#messages[this.#first];
    if (message === undefined) return undefined;

    this.#first++;
    if (this.#first > 64 && this.#first * 2 > this.#messages.length) {
      this.#messages.splice(0, this.#first);
      this.#first = 0;
    }

    if (message.type === 'event') this.#events--;
    return message;
  }

  clear(): void {
    this.#messages = [];
    this.#first = 0;
    this.#events = 0;
  }

  // Looks back to the last event only: an older message keeps its place among the events.
  #forgetOlder(type: FeedMessage['type']): void {
    for (let i = this.#messages.length - 1; i >= this.#first && this.#messages[i]!.type !== 'event'; i--)
      if (this.#messages[i]!.type === type) this.#messages.splice(i, 1);
  }
}
