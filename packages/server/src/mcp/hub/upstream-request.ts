import { type CallOptions, type McpClient, UpstreamError } from '@gw/mcp-client';
import type { UpstreamLease } from '@gw/sessions';
import { type Caller, type Exchange, type HubResult, type JsonObject, McpError, type Scope } from '../hub.ts';
import { asking } from './asking.ts';
import { CallTime } from './call-time.ts';
import type { ClientRecords } from './client-records.ts';
import type { HubContext } from './hub-context.ts';
import { asObject } from './json-object.ts';
import { checkedLevel, isAtLeast, logLevelKey } from './log-levels.ts';

/** Where a request goes, as its server knows it. */
export interface Target {
  readonly scope: Scope;
  readonly service: string;
  readonly method: string;
  readonly params: JsonObject | undefined;
  /** What is called, as its server lists it, where that is known. */
  readonly tool?: JsonObject | undefined;
}

const capabilitiesKey = 'io.modelcontextprotocol/clientCapabilities';
const clientInfoKey = 'io.modelcontextprotocol/clientInfo';

/** One request to a server, with all that passes to and fro until its result is there. */
export class UpstreamRequest {
  readonly #hub: HubContext;
  readonly #records: ClientRecords;
  readonly #target: Target;
  readonly #exchange: Exchange;

  constructor(hub: HubContext, records: ClientRecords, target: Target, exchange: Exchange) {
    this.#hub = hub;
    this.#records = records;
    this.#target = target;
    this.#exchange = exchange;
  }

  /** @throws UpstreamError, McpError */
  async send(lease: UpstreamLease): Promise<HubResult> {
    const { client } = lease;
    const { service, method, params } = this.#target;
    if (params?.requestState !== undefined && client.era === '2025') {
      throw new McpError(-32602, 'This requestState is not known here');
    }
    const options = await this.#options(lease);
    const timeoutMs = this.#hub.manager.services.get(service)?.callTimeoutMs ?? client.service.callTimeoutMs;
    const result = asObject(
      this.#mayBeAsked(client)
        ? await this.#askingMeanwhile(timeoutMs, options, more => client.callMethod(method, params, more))
        : await client.callMethod(method, params, { ...options, timeoutMs }),
    );
    if (result) return result;
    const message = `Service ${service} answered ${method} with no object`;
    throw new UpstreamError('GW_UPSTREAM_PROTOCOL', service, message);
  }

  /** A 2026 client takes the questions of a 2026 server as they are. One of a 2025 client's must never reach it so. */
  #mayBeAsked(client: McpClient): boolean {
    const { era, capabilities } = this.#exchange.caller;
    if (client.era === '2026') return era === '2025';
    return Object.keys(capabilities).length > 0;
  }

  /** Makes the request with a limit that stands still while the client is asked. */
  async #askingMeanwhile<T>(
    limitMs: number,
    options: CallOptions,
    call: (options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const { caller, ask = refuse } = this.#exchange;
    const { scope, service, method } = this.#target;
    const time = new CallTime(limitMs);
    const onRequest = asking({ caller, ask, timeoutMs: this.#hub.inputTimeoutMs(), time });
    const ended = this.#records.underWay(scope, caller, service, onRequest);
    const signal = AbortSignal.any([time.signal, ...(options.signal ? [options.signal] : [])]);
    try {
      return await call({ ...options, signal, timeoutMs: Number.POSITIVE_INFINITY, onRequest });
    } catch (error) {
      if (!time.over) throw error;
      const message = `Service ${service} did not answer ${method} within ${limitMs} ms`;
      throw new UpstreamError('GW_UPSTREAM_TIMEOUT', service, message, { cause: error });
    } finally {
      ended();
      time.end();
    }
  }

  async #options({ client, signal }: UpstreamLease): Promise<CallOptions> {
    const exchange = this.#exchange;
    const { caller } = exchange;
    const sent = asObject(this.#target.params?._meta);
    const token = sent?.progressToken;
    const onNotification = await this.#notifications(client, sent);
    const isCarriedOver = caller.era === '2025' && client.era === '2026';
    return {
      // A process of the session's own ends with the session, and the call with it.
      signal: client.service.shared ? AbortSignal.any([exchange.signal, signal]) : exchange.signal,
      ...(onNotification && { onNotification }),
      ...(token !== undefined && {
        onProgress: progress =>
          exchange.notify('notifications/progress', { ...progress, progressToken: token }),
      }),
      ...(isCarriedOver && { meta: this.#metaFor(caller, sent) }),
    };
  }

  /** What a 2026 server is told of a 2025 client with each request. */
  #metaFor(caller: Caller, sent: JsonObject | undefined): JsonObject {
    const level = this.#records.find(this.#target.scope, caller)?.level;
    return {
      [capabilitiesKey]: caller.capabilities,
      ...(caller.clientInfo && { [clientInfoKey]: caller.clientInfo }),
      ...(level !== undefined && { [logLevelKey]: level }),
      ...sent,
    };
  }

  /**
   * Which notifications a request's client gets: a 2026 one only the log messages that it asked for. Over stdio nothing
   * tells whose they are, and those of a process that serves others, too, may be theirs.
   */
  async #notifications(client: McpClient, sent: JsonObject | undefined) {
    const exchange = this.#exchange;
    const { era } = exchange.caller;
    const asked = era === '2026' ? sent?.[logLevelKey] : undefined;
    const wanted = asked === undefined ? undefined : checkedLevel(asked);
    if (client.service.shared && client.service.command.length > 0) return undefined;
    if (wanted !== undefined && client.era === '2025') await this.#hub.levels.include(client, wanted);
    return (method: string, params: JsonObject | undefined): void => {
      if (era === '2025') exchange.notify(method, params);
      else if (method === 'notifications/message') {
        if (wanted !== undefined && isAtLeast(wanted, params)) exchange.notify(method, params);
      } else if (method !== 'notifications/elicitation/complete') exchange.notify(method, params);
    };
  }
}

const refuse = async () => ({ error: { code: -32603, message: 'The client cannot be asked' } });
