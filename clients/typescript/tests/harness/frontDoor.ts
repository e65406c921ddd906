// A port that stays open while the server behind it is killed and started again: a port that a server gives up could be
// taken by another program before the server is back.
import { connect, createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';

export class FrontDoor {
  readonly #listener: Listener;
  readonly #sockets = new Set<Socket>();
  #target: number | undefined;

  private constructor(listener: Listener) {
    this.#listener = listener;
  }

  static open(): Promise<FrontDoor> {
    return new Promise((resolve, reject) => {
      const listener = createServer({ allowHalfOpen: true, noDelay: true });
      const door = new FrontDoor(listener);
      listener.on('connection', visitor => door.#admit(visitor));
      listener.once('error', reject).listen(0, '127.0.0.1', () => resolve(door));
    });
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  /** Sends visitors to the server on this port from now on. */
  leadTo(port: number): void {
    this.#target = port;
  }

  /** Turns visitors away from now on, as a closed port does. */
  leadNowhere(): void {
    this.#target = undefined;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#listener.close(resolve));
  }

  #admit(visitor: Socket): void {
    this.#hold(visitor);
    if (this.#target === undefined) {
      visitor.resetAndDestroy();
      return;
    }

    const server = this.#hold(connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true }));
    visitor.pipe(server).pipe(visitor);
    // Each end hears of the other's fate as it would without the door.
    for (const [one, other] of [[visitor, server], [server, visitor]] as const) {
      one.on('error', () => other.resetAndDestroy());
      one.on('close', () => other.destroySoon());
    }
  }

  #hold(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    return socket.on('error', () => {});
  }
}
