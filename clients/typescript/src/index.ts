// The client of Patchlog. The README beside this folder goes from zero to a live view.
export { Patchlog } from './patchlog.js';
export type { Document, GetOptions, HistoryOptions, JournalOptions, JournalPage, PatchlogOptions } from './patchlog.js';
export type { Ack, Command, Receipt, WriteOptions } from './commands.js';
export type { FeedPosition, PatchlogEvent, Position } from './event.js';
export type { ConnectionEvent, ConnectionOptions, WebSocketConstructor, WebSocketLike } from './feed/connection.js';
export type { FeedMessage } from './feed/messages.js';
export { Subscription } from './feed/subscription.js';
export type { SubscribeOptions } from './feed/options.js';
export type { Numbers } from './json/codec.js';
export { LosslessNumber, parseJson, stringifyJson } from './json/lossless.js';
export type { JsonObject, JsonValue } from './json/lossless.js';
export { applyPatch, jsonEquals, PatchError } from './json/patch.js';
export type { JsonPatch, PatchOperation } from './json/patch.js';
export { Live } from './live.js';
export type { LiveChange, LiveState } from './live.js';
export { Paged } from './paged.js';
export type { Page } from './paged.js';
export type { Filter, Item, QueryOptions, DocumentPage } from './query.js';
export type {
  ArgumentsOf, CommandsOf, DocumentOf, Draft, DraftOf, FoundAs, MergePatch, MergePatchOf, NoTypes, Projection, ReadAs,
  RejectionsOf, ResultOf,
  TypeName,
} from './types.js';
export type { BackoffOptions } from './wire/backoff.js';
export type { Clock } from './wire/clock.js';
export type { CallOptions, RetryOptions } from './wire/http.js';
export { EpochChangedError, JournalDamagedError, PatchlogError } from './wire/problem.js';
export type { Problem } from './wire/problem.js';
