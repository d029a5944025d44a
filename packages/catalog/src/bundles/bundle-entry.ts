import type { BundleConnectionRecord, BundleRecord, BundleServerRecord, BundleToolRecord } from '@gw/store';
import { BundleContent, type BundleParts, type ToolSource } from './bundle-content.ts';

/** A bundle in memory. */
export class BundleEntry implements BundleParts {
  record: BundleRecord;
  readonly tools: Map<string, BundleToolRecord>;
  readonly servers: Map<string, BundleServerRecord>;
  /** By the servers that they lead to. */
  readonly connections: Map<string, BundleConnectionRecord>;
  readonly #source: ToolSource;
  #content: BundleContent | undefined;

  constructor(
    source: ToolSource,
    record: BundleRecord,
    {
      tools = [],
      servers = [],
      connections = [],
    }: {
      readonly tools?: readonly BundleToolRecord[] | undefined;
      readonly servers?: readonly BundleServerRecord[] | undefined;
      readonly connections?: readonly BundleConnectionRecord[] | undefined;
    } = {},
  ) {
    this.#source = source;
    this.record = record;
    this.tools = new Map(tools.map(place => [place.toolId, place]));
    this.servers = new Map(servers.map(server => [server.serverId, server]));
    this.connections = new Map(connections.map(connection => [connection.serverId, connection]));
  }

  /** The very same until something changes. */
  get content(): BundleContent {
    this.#content ??= new BundleContent(this, this.#source);
    return this.#content;
  }

  /** Something that it is made of has changed. */
  renew(): void {
    this.#content = undefined;
  }
}
