// How far a subscription has come, and where it goes on after a reconnect.
import type { FeedPosition, Position } from '../event.js';
import type { SubscribeOptions } from './options.js';

/** A position in both forms. */
export interface Reached {
  position: Position;
  feedPosition: FeedPosition;
}

/** The position up to which everything was received. The server keeps that of a durable subscription instead. */
export class Progress {
  readonly #options: SubscribeOptions;
  #epoch: string | undefined;
  #seen: bigint | undefined;
  #hasState = false;

  constructor(options: SubscribeOptions) {
    this.#options = options;
  }

  /** Where the next `subscribe` begins; undefined for the server's default. */
  get after(): string | undefined {
    if (this.#options.name !== undefined || this.#seen === undefined) return this.#options.after;
    return this.#epoch === undefined ? `${this.#seen}` : `${this.#epoch}.${this.#seen}`;
  }

  /** What the next `subscribe` asks for beside events: a state that came before is not needed again. */
  get include(): 'state'[] | undefined {
    return this.#hasState ? undefined : this.#options.include;
  }

  /** The server has confirmed the subscription, with its head and the epoch of its journal. */
  begin(head: Position, epoch: string): Reached {
    this.#epoch = epoch;
    // With the state, the state says where the events begin.
    if (this.#seen === undefined && this.#options.include === undefined) this.see(this.#beginning(head));
    return this.at(head);
  }

  /** The state came, which stands for all events up to this position. */
  restore(position: Position): Reached {
    this.#hasState = true;
    return this.see(position);
  }

  /** Everything up to this position was received. */
  see(position: Position): Reached {
    const at = BigInt(position);
    if (this.#seen === undefined || at > this.#seen) this.#seen = at;
    return this.at(position);
  }

  /** Whether the event at a position came before. A durable subscription may rightly get it again. */
  hasSeen(position: Position): boolean {
    return this.#options.name === undefined && this.#seen !== undefined && BigInt(position) <= this.#seen;
  }

  /** A position in both forms, without progress. */
  at(position: Position): Reached {
    return { position, feedPosition: `${this.#epoch}.${position}` };
  }

  /** Where the first subscription began, as a position: it resumes from there under the epoch that it found. */
  #beginning(head: Position): Position {
    const { after = 'end' } = this.#options;
    if (after === 'end') return head;
    return after === 'start' ? '0' : after.slice(after.lastIndexOf('.') + 1);
  }
}
