// The journaled fact, as every wire shows it.
import type { JsonObject } from './json/lossless.js';
import type { JsonPatch } from './json/patch.js';

/** A decimal number, as text: positions of a tenant's journal go beyond 2^53. */
export type Position = string;

/** `<epoch>.<position>`: refused by a journal that it does not belong to. Accepted wherever a position is. */
export type Cursor = string;

/** What all events have. */
interface Fact {
  position: Position;
  id: string;
  /** `created`, `patched`, `deleted`, or what a handler chose. */
  name: string;
  tenant: string;
  targetName: string;
  targetId: string;
  /** The version of the document that this event made. */
  version: number;
  /** RFC 3339. Never decreases along the journal. */
  time: string;
  commandId: string;
  correlationId: string;
  causationId?: string;
  actor?: string;
  bundle?: string;
  /** Business facts beside the effect. */
  data?: JsonObject;
  context?: JsonObject;
}

/** An event: the document it made, the patch to the one before, or its end. */
export type PatchlogEvent<T = JsonObject> = Fact & (
  | { type: 'create'; body: T }
  | { type: 'patch'; body: JsonPatch }
  | { type: 'delete'; body?: undefined });
