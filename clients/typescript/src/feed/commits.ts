// The acknowledgements of a durable subscription, of which one is under way at a time.
import type { PatchlogError } from '../wire/problem.js';

interface PendingCommit {
  position: bigint;
  resolve: (isKept: boolean) => void;
  reject: (error: PatchlogError) => void;
}

/** Commits that wait for the server's answer. The next one sent is the highest of those that came meanwhile. */
export class Commits {
  readonly #send: (position: bigint) => void;
  #pending: PendingCommit[] = [];
  #underWay: bigint | undefined;

  /** @param send Sends a commit of this position to the server. */
  constructor(send: (position: bigint) => void) {
    this.#send = send;
  }

  /** Whether the server has yet to answer a commit. */
  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** Adds a commit; true once the server keeps it, false if this worker no longer has the partition. */
  add(position: bigint): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ position, resolve, reject });
      this.#sendNext();
    });
  }

  /** Settles the commits that the one under way covers, by what the server answered. */
  settle(outcome: boolean | PatchlogError): void {
    const committed = this.#underWay ?? -1n;
    const settled = this.#pending.filter(commit => commit.position <= committed);
    this.#pending = this.#pending.filter(commit => commit.position > committed);
    this.#underWay = undefined;

    for (const commit of settled) {
      if (typeof outcome === 'boolean') commit.resolve(outcome);
      else commit.reject(outcome);
    }
    this.#sendNext();
  }

  /** Answers false to all of them: the partition is lost, and what they would acknowledge comes again. */
  forget(): void {
    this.#underWay = undefined;
    for (const commit of this.#pending.splice(0)) commit.resolve(false);
  }

  #sendNext(): void {
    if (this.#underWay !== undefined || this.#pending.length === 0) return;

    this.#underWay = this.#pending.reduce((highest, { position }) => position > highest ? position : highest, -1n);
    this.#send(this.#underWay);
  }
}
