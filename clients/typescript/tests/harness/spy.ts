// A WebSocket that is a real one, and remembers what came through.
import { webSocket } from './server.js';

/** A class of sockets whose frames are counted, by their type. */
export function spyingSockets() {
  const spy = {
    opened: 0,
    closed: 0,
    events: 0,
    WebSocket: class extends webSocket {
      constructor(url: string) {
        super(url);
        spy.opened++;
        this.addEventListener('close', () => { spy.closed++; });
        this.addEventListener('message', ({ data }: { data: string }) => {
          const frame = JSON.parse(data) as { type: string; events?: unknown[] };
          if (frame.type === 'events') spy.events += frame.events!.length;
        });
      }
    },
  };
  return spy;
}
