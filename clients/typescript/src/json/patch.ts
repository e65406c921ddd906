// JSON Patch (RFC 6902) on immutable values: the result shares with the original whatever the patch does not touch,
// so that a view can see by `===` what has changed.
import { LosslessNumber, setMember, type JsonObject, type JsonValue } from './lossless.js';

/** One operation of a JSON Patch. Paths are JSON Pointers (RFC 6901). */
export type PatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: JsonValue }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string };

/** A JSON Patch: operations, one after the other. */
export type JsonPatch = readonly PatchOperation[];

/** A patch that is malformed or does not fit the document; nothing was changed. */
export class PatchError extends Error {
  /** Which operation, from 0. */
  readonly index: number;

  constructor(index: number, why: string) {
    super(`Operation ${index} of the patch: ${why}`);
    this.name = 'PatchError';
    this.index = index;
  }
}

/**
 * Applies a patch, all of it or nothing. Neither the document nor the patch is changed; a container that the patch
 * writes to is copied once, and every other one is shared with the result.
 * @throws PatchError if an operation is malformed, its path does not exist, or a `test` fails.
 */
export function applyPatch(document: JsonValue, patch: JsonPatch): JsonValue {
  if (!Array.isArray(patch)) throw new PatchError(0, 'a JSON Patch is an array.');
  const draft = new Draft(document);
  patch.forEach((operation: unknown, index) => {
    try {
      apply(draft, operation as Record<string, unknown>);
    } catch (failure) {
      throw failure instanceof Misfit ? new PatchError(index, failure.message) : failure;
    }
  });
  return draft.value;
}

/** Whether two values are the same JSON value: members in any order, numbers by their exact value (RFC 6902 §4.6). */
export function jsonEquals(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (isNumber(left) && isNumber(right))
    return left instanceof LosslessNumber ? left.equals(right) : right instanceof LosslessNumber && right.equals(left);
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => jsonEquals(item, right[index]!));
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length
    && names.every(name => Object.hasOwn(right, name) && jsonEquals(left[name]!, right[name]!));
}

class Misfit extends Error {}

function apply(draft: Draft, operation: Record<string, unknown>): void {
  const path = pointer(operation, 'path');
  switch (operation?.op) {
    case 'add': return draft.add(path, valueOf(operation));
    case 'replace': return draft.replace(path, valueOf(operation));
    case 'remove': return void draft.remove(path);
    case 'copy': return draft.add(path, draft.share(pointer(operation, 'from')));
    case 'move': {
      const from = pointer(operation, 'from');
      if (path.length > from.length && from.every((token, index) => token === path[index]))
        throw new Misfit('a value can\'t be moved into itself.');
      if (path.length === from.length && from.every((token, index) => token === path[index]))
        return void draft.find(path);
      return draft.add(path, draft.remove(from));
    }
    case 'test':
      if (!jsonEquals(draft.find(path), valueOf(operation)))
        throw new Misfit(`the test of "${operation.path}" failed.`);
      return;
    default: throw new Misfit(`there is no operation "${String(operation?.op)}".`);
  }
}

/** A value under change, with the containers that are already copies of its own. */
class Draft {
  value: JsonValue;
  #own = new Set<JsonValue>();

  constructor(value: JsonValue) {
    this.value = value;
  }

  find(path: string[]): JsonValue {
    return path.reduce(child, this.value);
  }

  /** Finds a value that will stand in two places: from here on neither may be written to in place. */
  share(path: string[]): JsonValue {
    const value = this.find(path);
    this.#own.clear();
    return value;
  }

  add(path: string[], value: JsonValue): void {
    const last = path.at(-1);
    if (last === undefined) {
      this.value = value;
      return;
    }
    const parent = this.#open(path);
    if (Array.isArray(parent))
      parent.splice(last === '-' ? parent.length : indexOf(last, parent.length + 1), 0, value);
    else setMember(parent, last, value);
  }

  replace(path: string[], value: JsonValue): void {
    this.find(path);
    const last = path.at(-1);
    if (last === undefined) {
      this.value = value;
      return;
    }
    const parent = this.#open(path);
    if (Array.isArray(parent)) parent[indexOf(last, parent.length)] = value;
    else setMember(parent, last, value);
  }

  remove(path: string[]): JsonValue {
    const removed = this.find(path);
    const last = path.at(-1);
    if (last === undefined) throw new Misfit('the whole document can\'t be removed.');
    const parent = this.#open(path);
    if (Array.isArray(parent)) parent.splice(indexOf(last, parent.length), 1);
    else delete parent[last];
    return removed;
  }

  /** The container that holds the last step of a path, as a copy that may be written to. */
  #open(path: string[]): JsonValue[] | JsonObject {
    this.value = this.#owned(this.value);
    let container = this.value;
    for (const token of path.slice(0, -1)) {
      const inner = this.#owned(child(container, token));
      if (Array.isArray(container)) container[Number(token)] = inner;
      else setMember(container as JsonObject, token, inner);
      container = inner;
    }
    return container as JsonValue[] | JsonObject;
  }

  #owned(value: JsonValue): JsonValue {
    if (!isContainer(value)) throw new Misfit('the path leads through a value that is no object or array.');
    if (this.#own.has(value)) return value;
    const copy = Array.isArray(value) ? value.slice() : { ...value };
    this.#own.add(copy);
    return copy;
  }
}

function child(container: JsonValue, token: string): JsonValue {
  if (Array.isArray(container)) return container[indexOf(token, container.length)]!;
  if (isObject(container) && Object.hasOwn(container, token)) return container[token]!;
  throw new Misfit(`there is nothing at "${token}".`);
}

// RFC 6901 §4: digits without leading zeros.
function indexOf(token: string, end: number): number {
  if (!/^(?:0|[1-9]\d*)$/.test(token) || Number(token) >= end)
    throw new Misfit(`the array has no index "${token}".`);
  return Number(token);
}

function pointer(operation: Record<string, unknown>, member: string): string[] {
  const text = operation?.[member];
  if (typeof text !== 'string' || (text !== '' && !text.startsWith('/')) || /~(?![01])/.test(text))
    throw new Misfit(`"${member}" is not a JSON Pointer.`);
  return text.split('/').slice(1).map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueOf(operation: Record<string, unknown>): JsonValue {
  if (!Object.hasOwn(operation, 'value')) throw new Misfit(`"${String(operation.op)}" needs a value.`);
  return operation.value as JsonValue;
}

function isNumber(value: JsonValue): value is number | LosslessNumber {
  return typeof value === 'number' || value instanceof LosslessNumber;
}

function isContainer(value: JsonValue): value is JsonValue[] | JsonObject {
  return Array.isArray(value) || isObject(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber);
}
