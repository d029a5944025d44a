import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { buildConnector } from 'undici';
import type { AddressGuard } from './address-guard.ts';

/** No connection came about: nothing was sent. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
}

/** A host's addresses may not be dialled. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';

  constructor(host: string, address: string, kind: string) {
    const place = host === address ? `its URL leads to ${address}` : `its host ${host} is at ${address}`;
    const bits = address.includes(':') ? 128 : 32;
    super(
      `${place}, ${kind} address; allow_private_addresses of the service or of security must contain ${JSON.stringify(`${address}/${bits}`)}, or a range around it, to allow that`,
    );
  }
}

export interface ConnectorOptions {
  readonly guard: AddressGuard;
  /** Limit of a connection attempt, name look-up and TLS included, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Makes connections to allowed addresses only. What is checked is what is dialled: the addresses that the look-up
 * of this very connection gives, so that a name can't change its mind in between.
 */
export function guardedConnector(
  build: typeof buildConnector,
  { guard, timeoutMs }: ConnectorOptions,
): buildConnector.connector {
  const connect = build({
    timeout: timeoutMs,
    lookup: guardedLookup(guard),
    autoSelectFamily: true,
    host: '',
    port: 0,
  });
  return (options, callback) => {
    const { hostname } = options;
    const kind = isIP(hostname) === 0 ? undefined : guard.refusal(hostname);
    if (kind !== undefined) {
      callback(new AddressRefusedError(hostname, hostname, kind), null);
      return;
    }
    connect(options, (error, socket) => {
      if (error === null) callback(null, socket);
      else if (error instanceof AddressRefusedError) callback(error, null);
      else callback(new ConnectError('No connection', { cause: error }), null);
    });
  };
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Looks a name up, and leaves out the addresses that may not be dialled. */
function guardedLookup(guard: AddressGuard) {
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => guard.refusal(address) === undefined);
      const [first] = allowed;
      if (first === undefined) {
        const address = found[0]?.address ?? '';
        return callback(
          new AddressRefusedError(hostname, address, guard.refusal(address) ?? 'an unknown'),
          [],
        );
      }
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
