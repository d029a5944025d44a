import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { statelessVersions } from '../eras/discover.ts';
import type { EraMemory, EraRecord } from '../eras/era-memory.ts';
import { type Opened, openProtocol } from '../eras/era-probe.ts';
import { createHttpTransport } from '../http/index.ts';
import { InProcessTransport } from '../in-process/in-process-transport.ts';
import type { JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { ServerIdentity } from '../lists/surface.ts';
import type { McpService } from '../mcp-service.ts';
import type { SpawnedProcess, Spawner } from '../spawner.ts';
import { ProcessLink } from '../stdio/process-link.ts';
import type { Era } from '../transport.ts';
import { ConversationLink } from './conversation-link.ts';
import type { LinkOptions, UpstreamLink } from './link.ts';

/** Servers are upgraded: what was found longer ago is found out again. */
const REMEMBERED_MS = 30 * 24 * 60 * 60 * 1_000;

export interface LinkOpenerOptions extends LinkOptions {
  readonly spawner: Spawner;
  readonly clientInfo: JsonObject;
  /** What is declared to the server. */
  readonly capabilities: JsonObject;
  readonly eras: EraMemory;
}

/** Starts or reaches one upstream, and opens the protocol with it in the era that it speaks. */
export class LinkOpener {
  readonly #service: McpService;
  readonly #options: LinkOpenerOptions;
  #spawning: Promise<SpawnedProcess> | undefined;
  #link: UpstreamLink | undefined;
  /** An exit is no end yet: the process may be started again. */
  #isTrial = false;

  constructor(service: McpService, options: LinkOpenerOptions) {
    this.#service = service;
    this.#options = options;
  }

  get link(): UpstreamLink | undefined {
    return this.#link;
  }

  /**
   * Opens the link. A process that exits on the question for its era is started again, and asked the older way:
   * there are servers that take nothing else as a first message.
   */
  async open(signal: AbortSignal): Promise<ServerIdentity> {
    const known = this.#era();
    this.#isTrial = known !== '2025' && this.#service.command.length > 0;
    let opened: Opened;
    try {
      opened = await this.#connect(known, signal);
    } catch (error) {
      if (!this.#isTrial || !this.#link?.exit || signal.aborted) throw error;
      await this.#link.end();
      signal.throwIfAborted();
      this.#isTrial = false;
      opened = await this.#connect('2025', signal);
    }
    this.#isTrial = false;
    this.#remember(opened);
    return opened.identity;
  }

  /** Opens the protocol anew on the same link: the upstream has forgotten the session. */
  async reopen(signal: AbortSignal): Promise<ServerIdentity> {
    const opened = await this.#speak(this.#link!, this.#era(), signal);
    this.#remember(opened);
    return opened.identity;
  }

  /** It could not be opened as it is remembered: next time it is found out anew. */
  doubt(): void {
    const record = this.#options.eras.get(this.#service.name);
    if (record && !record.doubted) this.#options.eras.set(this.#service.name, { ...record, doubted: true });
  }

  /** Ends what has been opened, or is about to be. */
  async end(): Promise<void> {
    // The spawner heeds an abort; what it has started in spite of it is ours to stop.
    await this.#spawning?.catch(() => {});
    await this.#link?.end();
  }

  async #connect(era: Era | undefined, signal: AbortSignal): Promise<Opened> {
    const options: LinkOptions = {
      ...this.#options,
      onExit: exit => {
        if (!this.#isTrial) this.#options.onExit(exit);
      },
    };
    this.#link = await this.#reach(options, signal);
    return this.#speak(this.#link, era, signal);
  }

  async #reach(options: LinkOptions, signal: AbortSignal): Promise<UpstreamLink> {
    const { service, limits, log, logger, authorization, spawner } = this.#options;
    const { serve: server, url, headers } = this.#service;
    if (server) {
      return new ConversationLink(
        options,
        events => new InProcessTransport({ service, server, headers, limits, log, events }),
      );
    }
    if (url !== undefined) {
      const transport = this.#transport();
      return new ConversationLink(options, events =>
        createHttpTransport(this.#service, { events, logger, limits, authorization, transport }),
      );
    }
    this.#spawning = spawner.spawn(this.#service, { signal });
    return new ProcessLink(await this.#spawning, options);
  }

  #speak(link: UpstreamLink, era: Era | undefined, signal: AbortSignal): Promise<Opened> {
    const { service, clientInfo, capabilities } = this.#options;
    const { startTimeoutMs: timeoutMs } = this.#service;
    const { connection } = link;
    return openProtocol({ connection, service, clientInfo, capabilities, timeoutMs, signal }, era);
  }

  /** What is remembered of this very service, and not too old. */
  #known(): Pick<EraRecord, 'era' | 'protocolVersion' | 'transport'> | undefined {
    const record = this.#options.eras.get(this.#service.name);
    if (record?.definition !== this.#definition() || record.doubted) return undefined;
    return Date.now() - Date.parse(record.foundAt) < REMEMBERED_MS ? record : undefined;
  }

  /** The transport of old is older than the newer era; our own servers are asked in one that can tell of changes. */
  #era(): Era | undefined {
    return this.#service.serve || this.#transport() === 'sse' ? '2025' : this.#known()?.era;
  }

  /** A server that was found to know only the older transport is not asked for the newer one each time. */
  #transport(): McpService['transport'] {
    const { transport } = this.#service;
    return transport === 'auto' && this.#known()?.transport === 'sse' ? 'sse' : transport;
  }

  /** The newest era counts: a server that is slow to start may have had to be spoken to in the other one. */
  #remember({ identity, newest }: Opened): void {
    if (this.#service.serve) return;
    const protocolVersion = newest === identity.era ? identity.protocolVersion : statelessVersions[0];
    const transport = this.#link!.connection.transportKind;
    const found = { era: newest, protocolVersion, transport };
    const known = this.#known();
    if (known && isDeepStrictEqual({ ...known, ...found }, known)) return;
    const foundAt = new Date().toISOString();
    this.#options.eras.set(this.#service.name, { ...found, foundAt, definition: this.#definition() });
  }

  /** Of what is asked, and nothing secret: neither environment nor headers. */
  #definition(): string {
    const { command, url, transport } = this.#service;
    return createHash('sha256')
      .update(JSON.stringify([command, url, transport]))
      .digest('hex')
      .slice(0, 16);
  }
}
