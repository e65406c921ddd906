// What a client may be told of the documents of a server. `patchlog types` writes it from a bundle: an interface with a
// member for each type, `{ document: …; commands: { ship: { arguments: …; rejections: …; result: … } } }`. Types only:
// nothing of this is there at run time.
import type { JsonObject } from './json/lossless.js';

/** What a client knows that was told nothing: documents of all types are JSON objects. */
export interface NoTypes {}

/** The name of a type. Editors complete those that the client knows; others are allowed. */
export type TypeName<B> = (keyof B & string) | (string & {});

/** The documents of a type. */
export type DocumentOf<B, K> = K extends keyof B ? B[K] extends { document: infer T } ? T : JsonObject : JsonObject;

/** What a read answers: what the caller says, else what the client knows. */
export type ReadAs<T, B, K> = [T] extends [never] ? DocumentOf<B, K> : T;

/** A document to send: the server knows its `id`, or makes one. */
export type Draft<T> = T extends object
  ? { [P in keyof T as P extends 'id' ? never : P]: T[P] } & { id?: string }
  : never;

/** The documents to send of a type. */
export type DraftOf<B, K> = K extends keyof B ? B[K] extends { document: infer T } ? Draft<T> : object : object;

/** A merge patch (RFC 7396): the members to change; null takes away one that may be missing. */
export type MergePatch<T> = T extends readonly unknown[] ? T : T extends object
  ? { [P in keyof T]?: MergePatch<Exclude<T[P], null>> | ({} extends Pick<T, P> ? null : never) }
  : T;

/** The merge patches of a type. */
export type MergePatchOf<B, K> = K extends keyof B
  ? B[K] extends { document: infer T } ? MergePatch<T> : object
  : object;

/** A document of which a query shows some members only. */
export type Projection<T> = T extends readonly unknown[] ? T : T extends object
  ? { [P in keyof T]?: Projection<T[P]> }
  : T;

/** What a query finds: whole documents, or the members that it names. */
export type FoundAs<T, B, K, O> = [T] extends [never]
  ? O extends { fields: readonly string[] } ? Projection<DocumentOf<B, K>> : DocumentOf<B, K>
  : T;

/** The custom commands of a type, with their arguments, the codes of their rejections, and their results. */
export type CommandsOf<B, K> = K extends keyof B ? B[K] extends { commands: infer C } ? C : {} : {};

/** The arguments of a custom command. */
export type ArgumentsOf<B, K, N> = N extends keyof CommandsOf<B, K>
  ? CommandsOf<B, K>[N] extends { arguments: infer A } ? A : object | undefined
  : object | undefined;

/** The codes with which a custom command may be rejected. */
export type RejectionsOf<B, K, N> = N extends keyof CommandsOf<B, K>
  ? CommandsOf<B, K>[N] extends { rejections: infer R } ? R : string
  : string;

/** The document after a custom command. */
export type ResultOf<B, K, N> = N extends keyof CommandsOf<B, K>
  ? CommandsOf<B, K>[N] extends { result: infer R } ? R : JsonObject
  : JsonObject;
