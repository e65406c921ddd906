// The options of a subscription.
import type { FeedPosition, Position } from '../event.js';

/** Which events, from where, and how many at a time. */
export interface SubscribeOptions {
  /** Only events of one type of documents; all of the tenant's by default. */
  targetName?: string;
  /** Only events of one document; needs `targetName`. */
  targetId?: string;
  /**
   * Where to begin: after a position or feed position, at the `start`, or at the `end` (default). With a `name` it
   * counts only while the server has no subscription of that name.
   */
  after?: Position | FeedPosition | 'start' | 'end';
  /** How many events may wait here for the consumer; 1 to 1,000,000, by default 256. */
  credit?: number;
  /** `['state']`: the document first, then its events. Needs `targetName` and `targetId`, and no `after`. */
  include?: 'state'[];
  /**
   * The name of a durable subscription. The server keeps its position, which `commit` moves on, and
   * the next subscription of that name goes on from there. Several workers of one name share the documents.
   */
  name?: string;
  /** Closes the subscription. */
  signal?: AbortSignal;
}
