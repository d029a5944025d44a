import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { isPublicAddress, plainAddress } from './address-range.ts';
import { type AllowList, plainName } from './allow-list.ts';
import type { NameTable } from './name-table.ts';
import type { Refusals } from './refusals.ts';
import type { Resolver } from './resolver.ts';

const connectMs = 10_000;

/** The target isn't on the list, or leads to an address that isn't. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused';
}

/** Connects to targets of the allow-list, and to nothing else: the one place where connections leave. */
export class Dialer {
  readonly #list: AllowList;
  readonly #names: NameTable;
  readonly #resolver: Resolver;
  readonly #refusals: Refusals;

  constructor(parts: { list: AllowList; names: NameTable; resolver: Resolver; refusals: Refusals }) {
    this.#list = parts.list;
    this.#names = parts.names;
    this.#resolver = parts.resolver;
    this.#refusals = parts.refusals;
  }

  /**
   * A connection to a name or address. An address that the command's name server gave out counts as its name.
   * Throws {@link TargetRefused}, the signal's reason, or the connection's own error.
   */
  async dial(host: string, port: number, signal: AbortSignal): Promise<Socket> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(connectMs)]);
    const addresses = await this.#addresses(host, port);
    within.throwIfAborted();
    // Only addresses that were just checked: nobody looks the name up a second time.
    const lookup: LookupFunction = (_name, _options, callback) =>
      callback(
        null,
        addresses.map(address => ({ address, family: isIP(address) })),
      );
    const options = { host: 'allowed.invalid', port, lookup, allowHalfOpen: true, noDelay: true };
    const socket = connect({ ...options, autoSelectFamily: true });
    try {
      await once(socket, 'connect', { signal: within });
      return socket;
    } catch (error) {
      socket.on('error', () => {});
      socket.destroy();
      throw within.aborted ? within.reason : error;
    }
  }

  async #addresses(host: string, port: number): Promise<readonly string[]> {
    const address = plainAddress(host);
    const name = isIP(address) ? this.#names.nameAt(address) : plainName(host);
    if (name === undefined) {
      if (isIP(address) && this.#list.allowsAddress(address, port)) return [address];
      throw this.#refuse(host, port, 'address not allowed');
    }
    if (!this.#list.allowsName(name, port)) throw this.#refuse(name, port, 'name not allowed at this port');
    const found = await this.#resolver.resolve(name);
    const allowed = found.filter(each => isPublicAddress(each) || this.#list.allowsAddress(each, port));
    if (allowed.length > 0) return allowed;
    if (found.length === 0) throw new Error(`${name} has no address`);
    throw this.#refuse(name, port, 'leads to a private address that is not allowed');
  }

  #refuse(target: string, port: number, reason: string): TargetRefused {
    this.#refusals.add({ target, port, reason });
    return new TargetRefused(`${target}:${port} ${reason}`);
  }
}
