// One WebSocket for all subscriptions of a client: opened when there is one, opened again whenever it is lost, closed
// when there is none.
import { backoff, type BackoffOptions } from '../wire/backoff.js';
import type { Clock } from '../wire/clock.js';
import type { JsonCodec } from '../json/codec.js';
import type { OriginCheck } from '../wire/origin.js';
import { errorOf, handshakeRefused, type PatchlogError } from '../wire/problem.js';
import type { Frame, ServerFrame } from './frames.js';

/** What this client needs of a WebSocket: browsers, Node 22 and the package `ws` have it. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: any) => void): void;
}

/** The class of such sockets. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** How a connection is kept. All times in milliseconds. */
export interface ConnectionOptions extends BackoffOptions {
  /**
   * The server is pinged after a silence of this length, and the connection counts as lost after a second one.
   * Default 10,000.
   */
  heartbeatMs: number;
}

/** A user of the connection. It hears when the connection opens, which frames came under its ids, and of the loss. */
export interface Channel {
  onOpen(): void;
  onFrame(frame: ServerFrame): void;
  onLost(reason: string): void;
  /** The server does not let this client in, and will not: the channel ends. */
  onRefused(error: PatchlogError): void;
}

/**
 * What becomes of a client's WebSocket.
 *
 * - `connected`: it is open, and the server has said welcome.
 * - `disconnected`: it was open, and is not any more.
 * - `reconnecting`: it is opened again after `afterMs`; `failures` counts since the server last sent something new.
 * - `refused`: the server does not let this client in, and no more is tried. All subscriptions fail with `error`.
 */
export type ConnectionEvent =
  | { type: 'connected' }
  | { type: 'disconnected'; reason: string }
  | { type: 'reconnecting'; reason: string; failures: number; afterMs: number }
  | { type: 'refused'; error: PatchlogError };

const defaults: ConnectionOptions = { firstDelayMs: 200, maxDelayMs: 10_000, heartbeatMs: 10_000 };
const open = 1;    // WebSocket.OPEN
const maxRefusals = 5;

/** How long a server may take to say why it opens no WebSocket. */
const maxQuestionMs = 10_000;

/** The connection and its channels. */
export class Connection {
  readonly #url: string;
  readonly #socketClass: WebSocketConstructor;
  readonly #json: JsonCodec;
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #origin: OriginCheck;
  readonly #onEvent: (event: ConnectionEvent) => void;
  readonly #channels = new Set<Channel>();
  readonly #routes = new Map<string, Channel>();
  #socket: WebSocketLike | undefined;
  #isWelcome = false;
  #reconnecting: unknown;
  #heartbeat: unknown;
  #hasHeard = false;
  #failures = 0;
  #refusals = 0;
  #isAsking = false;
  #wasWelcome = false;
  #goawayMs = 0;
  #lastId = 0;

  constructor(
    url: string, socketClass: WebSocketConstructor, json: JsonCodec, options: Partial<ConnectionOptions>, clock: Clock,
    origin: OriginCheck, onEvent: (event: ConnectionEvent) => void,
  ) {
    this.#url = url;
    this.#socketClass = socketClass;
    this.#json = json;
    this.#options = { ...defaults, ...options };
    this.#clock = clock;
    this.#origin = origin;
    this.#onEvent = onEvent;
  }

  /** How many milliseconds to wait before something is tried again on this connection. */
  delayAfter(failures: number): number {
    return backoff(failures, this.#options);
  }

  /** Adds a channel; it is told at once if the connection is there. */
  join(channel: Channel): void {
    this.#channels.add(channel);
    if (this.#isWelcome) channel.onOpen();
    else if (!this.#socket && this.#reconnecting === undefined) this.#open();
  }

  /** Removes a channel; the connection ends with the last. */
  leave(channel: Channel): void {
    this.#channels.delete(channel);
    if (this.#channels.size > 0) return;

    this.#clock.clearTimeout(this.#reconnecting);
    this.#reconnecting = undefined;
    this.#failures = 0;
    this.#refusals = 0;
    this.#drop('nothing is followed any more');
  }

  /** A new id, unused on this connection, whose frames go to a channel. */
  route(channel: Channel): string {
    const id = `s${++this.#lastId}`;
    this.#routes.set(id, channel);
    return id;
  }

  /** Drops the frames of this id from now on. */
  forget(id: string | undefined): void {
    if (id !== undefined) this.#routes.delete(id);
  }

  /** Sends a frame, or drops it while the connection is away: each channel subscribes again once it is back. */
  send(frame: Frame): void {
    if (this.#socket?.readyState === open) this.#socket.send(this.#json.stringify(frame));
  }

  #open(): void {
    let socket: WebSocketLike;
    try {
      socket = new this.#socketClass(this.#url);
    } catch (failure) {
      this.#retry(String(failure));
      return;
    }

    this.#socket = socket;
    this.#hasHeard = true;
    this.#awaitBeat();

    const isCurrent = () => this.#socket === socket;
    socket.addEventListener('message', ({ data }: { data: unknown }) => {
      if (isCurrent()) this.#receive(data);
    });
    socket.addEventListener('close', ({ code, reason }: { code?: number; reason?: string }) => {
      if (isCurrent()) this.#lose(`closed: ${code ?? ''} ${reason ?? ''}`.trim());
    });
    // A 'close' should follow, but Node 22 does not always send one.
    socket.addEventListener('error', ({ message }: { message?: string }) => {
      if (isCurrent()) this.#lose(`failed: ${message ?? ''}`.trim(), statusIn(message));
    });
  }

  #awaitBeat(): void {
    this.#heartbeat = this.#clock.setTimeout(() => this.#beat(), this.#options.heartbeatMs);
  }

  /** Half the silence allowed has passed, or all of it. */
  #beat(): void {
    if (this.#hasHeard) {
      this.#hasHeard = false;
      this.send({ type: 'ping' });
      this.#awaitBeat();
    } else {
      this.#lose('the server is silent');
    }
  }

  #receive(data: unknown): void {
    this.#hasHeard = true;
    let frame: ServerFrame;
    try {
      frame = this.#json.parse(data as string) as ServerFrame;
    } catch {
      this.#lose('a message was not JSON');
      return;
    }

    switch (frame.type) {
      case 'welcome':
        this.#isWelcome = true;
        this.#wasWelcome = true;
        this.#refusals = 0;
        this.#onEvent({ type: 'connected' });
        for (const channel of [...this.#channels]) channel.onOpen();
        return;
      case 'goaway':
        this.#goawayMs = frame.reconnectAfterMs;
        return;
      case 'ping':
        return this.send({ type: 'pong' });
      case 'pong':
        return;
      default:
        // Only news count: a server that fails right after a 'welcome' or a 'subscribed' must not be asked again and
        // again.
        if (isNews(frame)) this.#failures = 0;
        if (frame.id !== undefined) this.#routes.get(frame.id)?.onFrame(frame);
    }
  }

  /** @param status What the server answered in place of a WebSocket, where that is known: in browsers it is not. */
  #lose(reason: string, status?: number): void {
    const isRefusal = !this.#isWelcome;
    this.#drop(reason);
    this.#retry(reason);
    if (isRefusal) void this.#diagnose(status);
  }

  /** Finds out whether a handshake that failed is worth another one. */
  async #diagnose(status: number | undefined): Promise<void> {
    if (status !== undefined && isFinal(status)) {
      // Whoever was let in before meets a proxy that is being restarted, perhaps.
      if (++this.#refusals >= maxRefusals && !this.#wasWelcome) this.#refuse(handshakeRefused(this.#url, status));
      return;
    }

    if (this.#isAsking) return;
    const patience = new AbortController();
    const timer = this.#clock.setTimeout(() => patience.abort(), maxQuestionMs);
    this.#isAsking = true;
    const refusal = await this.#origin.refusal(patience.signal);
    this.#isAsking = false;
    this.#clock.clearTimeout(timer);
    if (refusal && !this.#isWelcome && this.#channels.size > 0) this.#refuse(errorOf({ ...refusal, applied: 'no' }));
  }

  #refuse(error: PatchlogError): void {
    this.#onEvent({ type: 'refused', error });
    for (const channel of [...this.#channels]) channel.onRefused(error);
  }

  #retry(reason: string): void {
    this.#failures++;
    const wait = this.#goawayMs + backoff(this.#failures, this.#options);
    this.#goawayMs = 0;
    this.#reconnecting = this.#clock.setTimeout(() => {
      this.#reconnecting = undefined;
      this.#open();
    }, wait);

    this.#onEvent({ type: 'reconnecting', reason, failures: this.#failures, afterMs: wait });
    for (const channel of [...this.#channels]) channel.onLost(reason);
  }

  /** Leaves the socket without waiting for its end: a dead peer would not confirm the end. */
  #drop(reason: string): void {
    const socket = this.#socket;
    const wasWelcome = this.#isWelcome;
    this.#socket = undefined;
    this.#isWelcome = false;
    this.#routes.clear();
    this.#clock.clearTimeout(this.#heartbeat);
    socket?.close(1000);
    if (wasWelcome) this.#onEvent({ type: 'disconnected', reason });
  }
}

// The package `ws` says so: "Unexpected server response: 403".
function statusIn(message: string | undefined): number | undefined {
  const status = /\bresponse: (\d{3})$/.exec(message ?? '')?.[1];
  return status === undefined ? undefined : Number(status);
}

// Others may pass: timeouts, too many requests, and what gateways say while a server is restarted.
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}

function isNews({ type }: ServerFrame): boolean {
  return type === 'events' || type === 'state' || type === 'checkpoint' || type === 'caughtUp' || type === 'committed';
}
