import type { JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { Era } from '../transport.ts';
import type { ListHints, ListKind } from './list-kind.ts';

/** What a server says of itself. */
export interface ServerIdentity {
  readonly serverInfo: JsonObject | undefined;
  readonly capabilities: JsonObject | undefined;
  readonly instructions: string | undefined;
  readonly era: Era;
  readonly protocolVersion: string;
}

/** All that a server shows before it is called. */
export interface Surface {
  readonly identity: ServerIdentity;
  readonly lists: Readonly<Record<ListKind, readonly JsonObject[]>>;
  readonly hints: Readonly<Partial<Record<ListKind, ListHints>>>;
}
