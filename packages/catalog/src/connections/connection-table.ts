import type { ConnectionRecord } from '@gw/store';
import { Connection } from './connection.ts';

/** The connections that there are, by id, and by principal and server. */
export class ConnectionTable {
  readonly #byId = new Map<string, Connection>();
  /** The newest last. */
  readonly #byOwner = new Map<string, Map<string, Connection[]>>();

  all(): Iterable<Connection> {
    return this.#byId.values();
  }

  find(id: string): Connection | undefined {
    return this.#byId.get(id);
  }

  /** A principal's, in the order in which they were made. */
  ofPrincipal(principal: string): Connection[] {
    const all = [...(this.#byOwner.get(principal)?.values() ?? [])].flat();
    return all.sort((one, other) => (one.record.id < other.record.id ? -1 : 1));
  }

  /** Whether a principal has any: asked for each call. */
  has(principal: string): boolean {
    return this.#byOwner.has(principal);
  }

  /** A principal's for one server, the newest last. */
  ofOwner(principal: string, serverId: string): readonly Connection[] {
    return this.#byOwner.get(principal)?.get(serverId) ?? [];
  }

  add(record: ConnectionRecord): Connection {
    const connection = new Connection(record);
    this.#byId.set(record.id, connection);
    const ofPrincipal = this.#byOwner.get(record.principal) ?? new Map<string, Connection[]>();
    this.#byOwner.set(record.principal, ofPrincipal);
    ofPrincipal.set(record.serverId, [...(ofPrincipal.get(record.serverId) ?? []), connection]);
    return connection;
  }

  remove(connection: Connection): void {
    const { id, principal, serverId } = connection.record;
    this.#byId.delete(id);
    const ofPrincipal = this.#byOwner.get(principal);
    const left = this.ofOwner(principal, serverId).filter(one => one !== connection);
    if (left.length > 0) ofPrincipal?.set(serverId, left);
    else ofPrincipal?.delete(serverId);
    if (ofPrincipal?.size === 0) this.#byOwner.delete(principal);
  }

  /** Takes what another gateway has stored, or that it has stored nothing any more. */
  renew(id: string, record: ConnectionRecord | undefined): void {
    const known = this.#byId.get(id);
    if (!record) {
      if (known) this.remove(known);
    } else if (!known) this.add(record);
    else if (record.revision > known.record.revision) {
      // Who has logged in anew may be somebody else there.
      if (record.providerEmail !== known.record.providerEmail) known.generation++;
      known.record = record;
    }
  }
}
