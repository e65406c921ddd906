// Waiting for a condition, with a deadline: no test sleeps for a time and hopes.
import { setTimeout as pause } from 'node:timers/promises';

const patience = 120_000;
const interval = 5;

/** Waits until a condition holds. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It never came true that ${what}.`);
    await pause(interval);
  }
}

/** Takes messages, events or changes from an iteration until one fits, and answers with all that were taken. */
export async function takeUntil<T>(source: AsyncIterator<T>, fits: (item: T) => boolean): Promise<T[]> {
  const taken: T[] = [];
  while (true) {
    const { done, value } = await source.next();
    if (done) throw new Error(`The iteration ended after ${taken.length} items.`);
    taken.push(value);
    if (fits(value)) return taken;
  }
}

/** Everything that an iteration has. */
export async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
