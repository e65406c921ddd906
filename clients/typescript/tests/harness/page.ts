// A page of an origin, as far as a browser tells it anything: answers that it may not read are failures without a
// reason (https://fetch.spec.whatwg.org/#http-cors-protocol), and so are WebSockets that are refused.
import WebSocket from 'ws';
import type { WebSocketConstructor, WebSocketLike } from '@patchlog/client';

/** Enters a page. */
export function pageOf(origin: string) {
  const place = globalThis as { location?: { origin: string } };
  place.location = { origin };
  return {
    fetch: browserFetch(origin),
    WebSocket: browserSocket(origin),
    leave: () => { delete place.location; },
  };
}

function browserFetch(origin: string): typeof fetch {
  return async (input, init = {}) => {
    const { method = 'GET', headers } = init;
    const names = Object.keys(headers ?? {}).map(name => name.toLowerCase()).filter(name => name !== 'accept');
    if (method !== 'GET' || names.length > 0) {
      const preflight = await fetch(input, {
        method: 'OPTIONS',
        headers: {
          Origin: origin, 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': names.join(','),
        },
      });
      if (!preflight.ok || !mayRead(preflight)) throw new TypeError('Failed to fetch');
    }

    const answer = await fetch(input, { ...init, headers: { ...(headers as Record<string, string>), Origin: origin } });
    if (!mayRead(answer)) throw new TypeError('Failed to fetch');
    return answer;
  };

  function mayRead({ headers }: Response): boolean {
    const allowed = headers.get('Access-Control-Allow-Origin');
    return allowed === '*' || allowed === origin;
  }
}

function browserSocket(origin: string): WebSocketConstructor {
  return class implements WebSocketLike {
    readonly #socket: WebSocket;

    constructor(url: string) {
      this.#socket = new WebSocket(url, { origin });
    }

    get readyState(): number {
      return this.#socket.readyState;
    }

    send(text: string): void {
      this.#socket.send(text);
    }

    close(code?: number, reason?: string): void {
      this.#socket.close(code, reason);
    }

    addEventListener(type: string, listener: (event: any) => void): void {
      this.#socket.addEventListener(type as 'message', type === 'error' ? () => listener({}) : listener);
    }
  };
}
