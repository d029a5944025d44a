import type {
  AuthorizeOAuth,
  BasicConnection,
  Connection,
  ConnectionCreated,
  CreateBasicConnection,
  CreateConnection,
  ListConnections,
  OAuthAuthorization,
} from '../models.ts';
import type { Requests } from '../requests.ts';
import { itemsOf } from './items.ts';

/** Connections: a user's own credentials for a server. Secrets go in and never come out. */
export class ConnectionsResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  create({
    credential_value = '',
    header_name = 'Authorization',
    prefix = '',
    ...fields
  }: CreateConnection): Promise<ConnectionCreated> {
    const body = { ...fields, credential_value, header_name, prefix };
    return this.#requests.send('POST /connections', { body });
  }

  createBasic(fields: CreateBasicConnection): Promise<BasicConnection> {
    return this.#requests.send('POST /connections/basic', { body: fields });
  }

  async list({
    include_server = false,
    include_invalid = false,
  }: ListConnections = {}): Promise<Connection[]> {
    const query = { include_server, include_invalid };
    return itemsOf(await this.#requests.send('GET /connections', { query }));
  }

  get(connectionId: string): Promise<Connection> {
    const path = { connection_id: connectionId };
    return this.#requests.send('GET /connections/{connection_id}', { path });
  }

  async delete(connectionId: string): Promise<void> {
    const path = { connection_id: connectionId };
    await this.#requests.send('DELETE /connections/{connection_id}', { path });
  }

  /** Has an OAuth token renewed now. */
  refresh(connectionId: string): Promise<Connection> {
    const path = { connection_id: connectionId };
    return this.#requests.send('POST /connections/{connection_id}/refresh', { path });
  }

  /** Starts an OAuth flow: the user goes on at `authorization_url`. */
  initiateOauth(serverId: string, fields: AuthorizeOAuth): Promise<OAuthAuthorization> {
    const path = { server_id: serverId };
    return this.#requests.send('POST /servers/{server_id}/oauth/authorize', { path, body: fields });
  }
}
