import type { CredentialRecord, ServerType } from '@gw/store';
import type { CatalogState } from './catalog-state.ts';
import { checkCarrier, checkSecret } from './connections/carriers.ts';
import { CatalogError } from './errors.ts';
import { maskSecret } from './secrets/mask.ts';
import { requireChangeable } from './server-changes.ts';
import type { ServerSecrets } from './server-config.ts';
import type { ServerDefinitions } from './server-definitions.ts';
import type { ServerEntry } from './server-entry.ts';
import { unlessTaken } from './unless-taken.ts';

/** A secret of a server's, for everyone who uses it, as it may be shown: `hint` is all that is ever seen of its value. */
export type ServerCredential = Omit<CredentialRecord, 'sealedValue'>;

/** Secrets of servers, which reach them as variables or headers. What each method throws: `Catalog`. */
export class ServerCredentials {
  readonly #state: CatalogState;
  readonly #definitions: ServerDefinitions;

  constructor(state: CatalogState, definitions: ServerDefinitions) {
    this.#state = state;
    this.#definitions = definitions;
  }

  list(serverId: string): ServerCredential[] {
    return this.#state.table.get(serverId).credentials.map(shown);
  }

  async add(serverId: string, { name, value }: { name: string; value: string }): Promise<ServerCredential> {
    const { options, table } = this.#state;
    const { record } = table.get(serverId);
    checkCarrier('/name', name, record.type);
    checkSecret('/value', value);
    return this.#change(serverId, async entry => {
      const sealedValue = options.secrets.seal(value);
      const added = await unlessTaken(
        () => options.store.credentials.insert({ serverId, name, sealedValue, hint: maskSecret(value) }),
        () =>
          new CatalogError('GW_CREDENTIAL_NAME_TAKEN', `The server has a credential named ${name} already`),
      );
      entry.credentials = [...entry.credentials, added].sort((one, other) =>
        one.name < other.name ? -1 : 1,
      );
      return shown(added);
    });
  }

  async remove(serverId: string, credentialId: string): Promise<void> {
    await this.#change(serverId, async entry => {
      const known = entry.credentials.find(({ id }) => id === credentialId);
      if (!known) {
        throw new CatalogError('GW_CREDENTIAL_NOT_FOUND', `The server has no credential ${credentialId}`);
      }
      await this.#state.options.store.credentials.delete(credentialId);
      entry.credentials = entry.credentials.filter(credential => credential !== known);
    });
  }

  /** What runs with the old value ends when its calls have. */
  async #change<R>(serverId: string, change: (entry: ServerEntry) => Promise<R>): Promise<R> {
    const result = await this.#state.inTurn(async () => {
      const entry = requireChangeable(this.#state.table.get(serverId));
      const changed = await change(entry);
      this.#definitions.define(entry, entry.secrets);
      this.#state.apply();
      return changed;
    });
    this.#state.tellServers();
    return result;
  }
}

/** A server's own secrets with those that were added to it, which come first. */
export function withCredentials(
  { env, headers }: ServerSecrets,
  credentials: Readonly<Record<string, string>>,
  type: ServerType,
): ServerSecrets {
  if (type === 'stdio') return { env: { ...env, ...credentials }, headers };
  const names = new Set(Object.keys(credentials).map(name => name.toLowerCase()));
  const others = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { env, headers: { ...Object.fromEntries(others), ...credentials } };
}

const shown = ({ sealedValue: _, ...credential }: CredentialRecord): ServerCredential => credential;
