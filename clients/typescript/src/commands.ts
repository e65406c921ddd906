// Commands. Each gets its id before it is first sent and keeps it through every repetition, so that it takes effect
// once, however often its answer gets lost.
import type { PatchlogEvent, Position } from './event.js';
import type { JsonCodec } from './json/codec.js';
import type { JsonObject } from './json/lossless.js';
import type { JsonPatch } from './json/patch.js';
import { uuid7 } from './uuid.js';
import type { CallOptions, Http } from './wire/http.js';

/** A command by the server's schema (`/schemas/command.json`), without the members that the client fills in. */
export interface Command {
  type: 'create' | 'patch' | 'delete' | 'logic' | 'orchestration';
  targetName: string;
  targetId?: string;
  /** The idempotency key; a new UUIDv7 if absent. */
  id?: string;
  /** The business name; selects the handler of `logic`. */
  name?: string;
  /** The version that the command was decided on; 0 means that there is no document, or it is deleted. */
  targetVersion?: number | string;
  body?: object;
  context?: JsonObject;
}

/** The options of every write. */
export interface WriteOptions extends CallOptions {
  /**
   * The version that the write was decided on: it fails if the document has another. 0: there must be none. Null is a
   * version that is not known, and the write fails before it is sent.
   */
  ifVersion?: number | null;
  /** The idempotency key, by which the caller can repeat the command later; a new UUIDv7 by default. */
  commandId?: string;
  /** Free words that the journal keeps with the events. */
  context?: JsonObject;
}

/** The answer to a command that took effect durably, or that changed nothing. */
export interface Receipt {
  commandId: string;
  targetName: string;
  targetId: string;
  /** The document's version after the command; null if a proxy took it out of the answer to a `put`. */
  version: number | null;
  /** The position of its last event; null if it changed nothing. */
  position: Position | null;
  /** Whether an earlier try had this outcome. */
  duplicate: boolean;
}

/** A {@link Receipt} with the events of the command. */
export interface Ack extends Receipt {
  version: number;
  events: PatchlogEvent[];
}

/** Carries commands to one tenant over HTTP. */
export class Commands {
  constructor(readonly http: Http, readonly json: JsonCodec, readonly tenant: string) {}

  async execute(command: Command, options: CallOptions = {}): Promise<Ack> {
    const body = this.json.stringify({ ...command, id: command.id ?? uuid7(), tenant: this.tenant });
    const answer = await this.http.send({
      method: 'POST',
      path: `/v1/${encodeURIComponent(this.tenant)}/commands`,
      headers: { 'Content-Type': 'application/json' },
      body,
    }, options);
    const { commandId, targetName, targetId, version, position, events, duplicate } = answer.body as Ack;
    return { commandId, targetName, targetId, version, position, events, duplicate };
  }

  /** Sends a PUT to the document, as there is no command type for it: the answer's headers are the receipt. */
  async put(targetName: string, targetId: string, body: object, options: WriteOptions = {}): Promise<Receipt> {
    const commandId = options.commandId ?? uuid7();
    const { headers } = await this.http.send({
      method: 'PUT',
      path: `/v1/${[this.tenant, targetName, targetId].map(encodeURIComponent).join('/')}`,
      headers: {
        'Content-Type': 'application/json', 'Idempotency-Key': commandId, Prefer: 'return=minimal',
        ...precondition(options.ifVersion),
      },
      body: this.json.stringify(body),
    }, options);
    return {
      commandId, targetName, targetId,
      version: versionOf(headers),
      position: headers.get('Patchlog-Position'),
      duplicate: headers.get('Patchlog-Duplicate') === 'true',
    };
  }
}

/** The command of a write and its options. */
export function commandOf(
  type: Command['type'], targetName: string, targetId: string | undefined, body: object | JsonPatch | undefined,
  { ifVersion, commandId, context }: WriteOptions,
): Command {
  assertKnown(ifVersion);
  return {
    type, targetName,
    ...(targetId === undefined ? {} : { targetId }),
    ...(body === undefined ? {} : { body }),
    ...(commandId === undefined ? {} : { id: commandId }),
    ...(ifVersion === undefined ? {} : { targetVersion: ifVersion }),
    ...(context === undefined ? {} : { context }),
  };
}

/**
 * A document's entity tag is its version in quotes. A proxy that compresses an answer may weaken the tag or add to it
 * (`W/"7"`, `"7-gzip"`). Null if the version can't be known.
 */
export function versionOf(headers: Headers): number | null {
  const digits = /^(?:W\/)?"(\d+)(?:[-;+.:][^"]*)?"$/.exec(headers.get('ETag')?.trim() ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

function precondition(ifVersion: number | null | undefined): Record<string, string> {
  assertKnown(ifVersion);
  if (ifVersion === undefined) return {};
  return ifVersion === 0 ? { 'If-None-Match': '*' } : { 'If-Match': `"${ifVersion}"` };
}

function assertKnown(ifVersion: number | null | undefined): asserts ifVersion is number | undefined {
  if (ifVersion === null) throw new TypeError('The version that the write was decided on is not known.');
}
