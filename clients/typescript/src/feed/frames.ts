// The frames of /ws that subscriptions speak; docs/api.md has them all.
import type { PatchlogEvent, Position } from '../event.js';
import type { JsonValue } from '../json/lossless.js';
import type { Problem } from '../wire/problem.js';

/** What this client sends. */
export type Frame =
  | {
    type: 'subscribe'; id: string; tenant: string; targetName?: string; targetId?: string; after?: string;
    credit: number; include?: 'state'[]; name?: string;
  }
  | { type: 'credit'; id: string; n: number }
  | { type: 'commit'; id: string; position: Position }
  | { type: 'unsubscribe'; id: string }
  | { type: 'ping' | 'pong' };

/** What a subscription hears. */
export type SubscriptionFrame =
  | { type: 'subscribed'; id: string; position: Position; epoch: string; rewoundFrom?: Position }
  | { type: 'state'; id: string; version: number; position: Position; body: JsonValue }
  | { type: 'events'; id: string; events: PatchlogEvent[] }
  | { type: 'caughtUp' | 'fellBehind' | 'checkpoint'; id: string; position: Position }
  | { type: 'committed'; id: string; position: Position }
  | { type: 'complete'; id: string; problem?: Problem }
  | { type: 'nack'; id?: string; problem: Problem };

/** What the connection hears. */
export type ServerFrame = SubscriptionFrame
  | { type: 'welcome'; id?: undefined; epoch: string }
  | { type: 'goaway'; id?: undefined; reconnectAfterMs: number }
  | { type: 'ping' | 'pong'; id?: undefined };
