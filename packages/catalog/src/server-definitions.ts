import type { ServerRecord } from '@gw/store';
import type { ChangedBy } from './catalog-server.ts';
import type { CatalogState } from './catalog-state.ts';
import type { ToolEndpointOptions } from './local/tool-endpoint.ts';
import { SecretError } from './secrets/secret-box.ts';
import { type DividedConfig, dividedConfig, noSecrets, type ServerSecrets } from './server-config.ts';
import { withCredentials } from './server-credentials.ts';
import type { ServerEntry } from './server-entry.ts';
import { serviceOf } from './server-service.ts';

/** What servers of the API are made of: their records, what of them is secret, and what is started for them. */
export class ServerDefinitions {
  readonly #state: CatalogState;

  constructor(state: CatalogState) {
    this.#state = state;
  }

  /** Makes what is started for a server out of its record. */
  define(entry: ServerEntry, secrets: ServerSecrets): void {
    entry.secrets = secrets;
    entry.fault = undefined;
    entry.ailment = undefined;
    try {
      const all = withCredentials(secrets, this.#credentials(entry), entry.record.type);
      entry.local?.useEndpoint(this.#endpointOf(entry.record));
      entry.service = serviceOf(entry.record, all, this.#state.rules, entry.local);
    } catch (err) {
      entry.service = undefined;
      entry.fault = err instanceof SecretError ? sealedOtherwise : 'Its definition can not be used';
      this.#state.logger.error({ server: entry.record.name, err }, entry.fault);
    }
  }

  #endpointOf({ name, config }: ServerRecord): ToolEndpointOptions | undefined {
    if (config.endpoint === undefined) return undefined;
    const { allowPrivateAddresses } = this.#state.rules;
    return { server: name, url: String(config.endpoint), allowPrivateAddresses };
  }

  /** The same for all of them, by the rules that hold now. */
  defineAll(): void {
    for (const entry of this.#state.table.entries()) {
      if (!entry.isFromConfig) this.define(entry, entry.secrets);
    }
  }

  /** Opens a server's secrets, and makes what is started for it. */
  open(entry: ServerEntry): void {
    const { sealedConfig, name } = entry.record;
    const { secrets: box } = this.#state.options;
    try {
      const secrets = sealedConfig ? (JSON.parse(box.open(sealedConfig)) as ServerSecrets) : noSecrets;
      this.define(entry, secrets);
    } catch (err) {
      entry.fault = sealedOtherwise;
      this.#state.logger.error({ server: name, err }, entry.fault);
    }
  }

  #credentials({ credentials }: ServerEntry): Record<string, string> {
    const { secrets: box } = this.#state.options;
    return Object.fromEntries(credentials.map(({ name, sealedValue }) => [name, box.open(sealedValue)]));
  }

  seal(secrets: ServerSecrets) {
    const isEmpty = Object.keys(secrets.env).length + Object.keys(secrets.headers).length === 0;
    return isEmpty ? null : this.#state.options.secrets.seal(JSON.stringify(secrets));
  }

  /** @throws CatalogError `GW_INVALID`, `GW_COMMANDS_NOT_ALLOWED`, `GW_SANDBOX_LOOSENED` */
  divide(
    type: ServerRecord['type'],
    config: Readonly<Record<string, unknown>>,
    { isOwner }: ChangedBy,
    before?: ServerSecrets,
  ): DividedConfig {
    return dividedConfig(type, config, { ...this.#state.rules, mayLoosen: isOwner, before });
  }
}

const sealedOtherwise = 'Its secrets can not be opened with the key that the gateway has';
