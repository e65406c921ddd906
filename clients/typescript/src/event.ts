// An event of the journal, as HTTP and WebSocket show it.
import type { JsonObject } from './json/lossless.js';
import type { JsonPatch } from './json/patch.js';

/** A position of a tenant's journal: a decimal number as text, since positions go beyond 2^53. */
export type Position = string;

/**
 * `<epoch>.<position>`: a position together with the journal that it belongs to, which every other journal refuses. It
 * is accepted wherever a position is.
 */
export type FeedPosition = string;

/** The members that all events have. */
interface Fact {
  position: Position;
  id: string;
  /** `created`, `patched`, `deleted`, or a name that a handler chose. */
  name: string;
  tenant: string;
  targetName: string;
  targetId: string;
  /** The version of the document that this event made. */
  version: number;
  /** RFC 3339. It never decreases along the journal. */
  time: string;
  commandId: string;
  correlationId: string;
  causationId?: string;
  actor?: string;
  bundle?: string;
  /** When the command was received, RFC 3339: the time that its decision knew. */
  receivedAt: string;
  /** How many commands of processes led to the command, one after another; absent for none. */
  depth?: number;
  /** Business facts beside the change. */
  data?: JsonObject;
  /** The other documents that the decision rested on; version 0 of one that was not there. */
  reads?: readonly { targetName: string; targetId: string; version: number }[];
  /** What was asked for, on the first event of a command whose events don't tell it. */
  asked?: { name: string; type: string; isStart?: true; body?: JsonObject | JsonObject[] };
  /** The business rules that fired, each once, in order; on the last event of a command. */
  rules?: string[];
  context?: JsonObject;
}

/** An event: the document that it created, the patch to the version before, or the deletion. */
export type PatchlogEvent<T = JsonObject> = Fact & (
  | { type: 'create'; body: T }
  | { type: 'patch'; body: JsonPatch }
  | { type: 'delete'; body?: undefined });
