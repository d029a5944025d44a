import { type McpService, type UpstreamAccess, UpstreamError } from '@gw/mcp-client';
import type { ConnectionRecord } from '@gw/store';
import type { SecretBox } from '../secrets/secret-box.ts';
import { type Connection, carriedValue } from './connection.ts';
import type { TokenKeeper } from './oauth/token-keeper.ts';

interface AccessMakerOptions {
  readonly secrets: SecretBox;
  readonly tokens: TokenKeeper;
  readonly services: () => ReadonlyMap<string, McpService>;
}

/** Makes of connections what their upstreams get; the very same again while a connection stays as it is. */
export class AccessMaker {
  readonly #options: AccessMakerOptions;
  readonly #made = new WeakMap<ConnectionRecord, UpstreamAccess>();

  constructor(options: AccessMakerOptions) {
    this.#options = options;
  }

  /** @throws UpstreamError the connection's secret can't be opened */
  of(connection: Connection, service: string): UpstreamAccess | undefined {
    const { record } = connection;
    if (record.credentialType === 'none') return undefined;
    const known = this.#made.get(record);
    if (known) return known;
    const access = this.#make(connection, service);
    this.#made.set(record, access);
    return access;
  }

  #make(connection: Connection, service: string): UpstreamAccess {
    const { record } = connection;
    const { tokens, services } = this.#options;
    const key = `${record.id}.${connection.generation}`;
    if (record.credentialType === 'oauth') {
      return { key, authorization: tokens.authorization(connection, service) };
    }
    const isRemote = services().get(service)?.url !== undefined;
    const value = carriedValue(record, this.#open(record, service), isRemote);
    const carried = { [record.headerName ?? 'Authorization']: value };
    return isRemote ? { key, headers: carried } : { key, env: carried };
  }

  #open({ sealedSecret }: ConnectionRecord, service: string): string {
    try {
      return this.#options.secrets.open(sealedSecret);
    } catch (cause) {
      const why = 'the secret of the connection can not be opened with the key that the gateway has';
      throw new UpstreamError(
        'GW_UPSTREAM_START_FAILED',
        service,
        `Service ${service} can not be used: ${why}`,
        { cause },
      );
    }
  }
}
