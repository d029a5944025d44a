import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { guardHttpServer, httpServerOptions } from '@gw/server';
import { ListenError } from './errors.ts';
import type { TlsMaterial } from './tls.ts';

/** Where to listen. */
export interface ListenTarget {
  readonly host: string;
  readonly port: number;
  /** Serves HTTPS with it where given, HTTP otherwise. */
  readonly tls: TlsMaterial | undefined;
}

/** The socket that the gateway answers on. It outlives the applications that do the answering. */
export class Listener implements AsyncDisposable {
  readonly #handler: RequestListener;
  #server: Server | TlsServer;
  #target: ListenTarget;
  #closing: Promise<void> | undefined;

  private constructor(handler: RequestListener, server: Server | TlsServer, target: ListenTarget) {
    this.#handler = handler;
    this.#server = server;
    this.#target = target;
  }

  /**
   * @param handler answers each request, for as long as the listener lives
   * @throws ListenError (`GW_LISTEN`)
   */
  static async start(target: ListenTarget, handler: RequestListener): Promise<Listener> {
    return new Listener(handler, await listen(target, handler), target);
  }

  /** The URL to reach the gateway by from this machine. */
  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo;
    const local = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
    const host = family === 'IPv6' && local === address ? `[${address}]` : local;
    return `${this.#target.tls ? 'https' : 'http'}://${host}:${port}`;
  }

  /**
   * Goes over to another address or certificate. Connections of the old address are served to their end.
   *
   * @throws ListenError (`GW_LISTEN`); the listener then stays where it was
   */
  async retarget(target: ListenTarget): Promise<void> {
    const old = this.#target;
    const same = old.host === target.host && old.port === target.port;
    if (same && Boolean(old.tls) === Boolean(target.tls)) {
      if (target.tls) (this.#server as TlsServer).setSecureContext(target.tls);
      this.#target = target;
      return;
    }
    const previous = this.#server;
    if (same) await stopAccepting(previous);
    this.#server = await listen(target, this.#handler);
    this.#target = target;
    if (!same) await stopAccepting(previous);
  }

  /** Takes no more connections, waits for the answers under way, and cuts what is left after the time. */
  close(drainMs = 0): Promise<void> {
    this.#closing ??= this.#close(drainMs);
    return this.#closing;
  }

  async #close(drainMs: number): Promise<void> {
    const server = this.#server;
    const closed = once(server, 'close');
    server.close();
    // A kept connection falls idle when its last answer is out, and nothing tells when that is.
    const closeIdle = setInterval(() => server.closeIdleConnections(), 20);
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    await closed;
    clearInterval(closeIdle);
    clearTimeout(cut);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function listen(target: ListenTarget, handler: RequestListener): Promise<Server | TlsServer> {
  const server = target.tls
    ? createTlsServer({ ...httpServerOptions, ...target.tls })
    : createServer(httpServerOptions);
  server.on('request', handler);
  guardHttpServer(server);
  try {
    server.listen({ host: target.host, port: target.port, backlog: 1024 });
    await once(server, 'listening');
    return server;
  } catch (error) {
    throw new ListenError(target.host, target.port, error);
  }
}

/** The port is free again when this resolves; connections that are open are served on. */
async function stopAccepting(server: Server | TlsServer): Promise<void> {
  server.close();
  server.closeIdleConnections();
}
