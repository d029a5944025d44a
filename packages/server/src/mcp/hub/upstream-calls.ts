import { type CallOptions, type McpClient, UpstreamError, UpstreamRpcError } from '@gw/mcp-client';
import type { UpstreamLease } from '@gw/sessions';
import { type Caller, type Exchange, type HubResult, type JsonObject, McpError, type Scope } from '../hub.ts';
import { asking } from './asking.ts';
import type { CallReports } from './call-reports.ts';
import { CallTime } from './call-time.ts';
import { canElicit } from './client-abilities.ts';
import type { ClientRecords } from './client-records.ts';
import type { Question } from './held-call.ts';
import { type HeldCalls, type HeldRequest, mayRequireInput } from './held-calls.ts';
import type { HubContext } from './hub-context.ts';
import { asObject } from './json-object.ts';
import { checkedLevel, isAtLeast, logLevelKey } from './log-levels.ts';
import { upstreamFailure } from './upstream-failure.ts';

/** Where a request goes, as its server knows it. */
export interface Target {
  readonly scope: Scope;
  readonly service: string;
  readonly method: string;
  readonly params: JsonObject | undefined;
  /** What is called, as its server lists it, where that is known. */
  readonly tool?: JsonObject | undefined;
}

/** Requests that change nothing: they may be repeated. */
const reads: ReadonlySet<string> = new Set([
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
]);

const capabilitiesKey = 'io.modelcontextprotocol/clientCapabilities';
const clientInfoKey = 'io.modelcontextprotocol/clientInfo';
const urlElicitationRequired = -32042;
const missingCapability = -32021;

/** Carries requests to servers and their results back, whatever era either side is of. */
export class UpstreamCalls {
  readonly #hub: HubContext;
  readonly #records: ClientRecords;
  readonly #held: HeldCalls;
  readonly #reports: CallReports;

  constructor(hub: HubContext, parts: { records: ClientRecords; held: HeldCalls; reports: CallReports }) {
    this.#hub = hub;
    this.#records = parts.records;
    this.#held = parts.held;
    this.#reports = parts.reports;
  }

  /**
   * @param request as the client made it: its repetition with answers is recognised by it
   * @throws McpError
   */
  run(target: Target, exchange: Exchange, request: HeldRequest): Promise<HubResult> {
    const { caller } = exchange;
    const call = (through: Exchange) =>
      target.method === 'tools/call'
        ? this.#reports.report(target, caller, () => this.#call(target, through, request))
        : this.#call(target, through, request);
    return mayRequireInput(target.method, caller) ? this.#held.run(request, exchange, call) : call(exchange);
  }

  /** One repetition, when the server is gone and has certainly not carried the request out, or may do so twice. */
  async #call(target: Target, exchange: Exchange, request: HeldRequest): Promise<HubResult> {
    try {
      return await this.#attempt(target, exchange, request);
    } catch (error) {
      const cause = error instanceof McpError ? error.cause : undefined;
      if (exchange.signal.aborted || !isRepeatable(cause, target)) throw error;
    }
    return this.#attempt(target, exchange, request);
  }

  async #attempt(target: Target, exchange: Exchange, request: HeldRequest): Promise<HubResult> {
    const { scope, service, method } = target;
    const { caller, signal, ask } = exchange;
    const ended = canAnswer(exchange) && this.#records.underWay(scope, caller, service, ask);
    let lease: UpstreamLease | undefined;
    try {
      lease = await this.#records.lease(scope, caller, { service, signal });
      return await this.#send(lease, target, exchange);
    } catch (error) {
      const question = urlElicitations(error, caller);
      if (question)
        return this.#held.ask(request, caller, question, again => this.run(target, again, request));
      throw upstreamFailure(error, { method, callerEra: caller.era, upstreamEra: lease?.client.era });
    } finally {
      lease?.release();
    }
  }

  async #send(lease: UpstreamLease, target: Target, exchange: Exchange): Promise<HubResult> {
    const { client } = lease;
    const { method, params } = target;
    if (params?.requestState !== undefined && client.era === '2025') {
      throw new McpError(-32602, 'This requestState is not known here');
    }
    const limitMs =
      this.#hub.manager.services.get(target.service)?.callTimeoutMs ?? client.service.callTimeoutMs;
    const options = await this.#options(lease, target, exchange);
    const { ask } = this.#asksThrough(client, exchange) ? exchange : {};
    if (!ask)
      return resultOf(await client.callMethod(method, params, { ...options, timeoutMs: limitMs }), target);

    const time = new CallTime(limitMs);
    try {
      const signal = AbortSignal.any([time.signal, ...(options.signal ? [options.signal] : [])]);
      const timeoutMs = Number.MAX_SAFE_INTEGER;
      const onRequest = asking({ caller: exchange.caller, ask, timeoutMs: this.#hub.inputTimeoutMs(), time });
      return resultOf(
        await client.callMethod(method, params, { ...options, signal, timeoutMs, onRequest }),
        target,
      );
    } catch (error) {
      throw time.over ? timedOut(target, limitMs) : error;
    } finally {
      time.end();
    }
  }

  /** A 2026 client takes the questions of a 2026 server as they are. */
  #asksThrough(client: McpClient, { caller }: Exchange): boolean {
    if (caller.era === '2026' && client.era === '2026') return false;
    return client.era === '2026' || Object.keys(caller.capabilities).length > 0;
  }

  async #options(lease: UpstreamLease, { params, scope }: Target, exchange: Exchange): Promise<CallOptions> {
    const { client } = lease;
    const { caller } = exchange;
    const sent = asObject(params?._meta);
    const token = sent?.progressToken;
    const meta =
      caller.era === '2025' && client.era === '2026' ? this.#metaFor(scope, caller, sent) : undefined;
    return {
      // A process of the session's own ends with the session, and the call with it.
      signal: client.service.shared ? AbortSignal.any([exchange.signal, lease.signal]) : exchange.signal,
      onNotification: await this.#notifications(client, exchange, sent),
      ...(token !== undefined && {
        onProgress: progress =>
          exchange.notify('notifications/progress', { ...progress, progressToken: token }),
      }),
      ...(meta && { meta }),
    };
  }

  /** What a 2026 server is told of a 2025 client with each request. */
  #metaFor(scope: Scope, caller: Caller, sent: JsonObject | undefined): JsonObject {
    const level = this.#records.find(scope, caller)?.level;
    return {
      [capabilitiesKey]: caller.capabilities,
      ...(caller.clientInfo && { [clientInfoKey]: caller.clientInfo }),
      ...(level !== undefined && { [logLevelKey]: level }),
      ...sent,
    };
  }

  /** Which notifications a request's client gets: a 2026 one only the log messages that it asked for. */
  async #notifications(client: McpClient, exchange: Exchange, sent: JsonObject | undefined) {
    const { era } = exchange.caller;
    const wanted =
      era === '2026' && sent?.[logLevelKey] !== undefined ? checkedLevel(sent[logLevelKey]) : undefined;
    const mixed = client.era === '2025' && client.service.shared;
    if (wanted !== undefined && client.era === '2025' && !mixed)
      await this.#hub.levels.include(client, wanted);
    return (method: string, params: JsonObject | undefined): void => {
      if (method === 'notifications/message') {
        // Messages of a process that serves others, too, may be theirs.
        if (mixed || (era === '2026' && (wanted === undefined || !isAtLeast(wanted, params)))) return;
      } else if (era === '2026' && method === 'notifications/elicitation/complete') return;
      exchange.notify(method, params);
    };
  }
}

function resultOf(value: unknown, { service, method }: Target): HubResult {
  const result = asObject(value);
  if (result) return result;
  throw new UpstreamError(
    'GW_UPSTREAM_PROTOCOL',
    service,
    `Service ${service} answered ${method} with no object`,
  );
}

function timedOut({ service, method }: Target, limitMs: number): UpstreamError {
  const message = `Service ${service} did not answer ${method} within ${limitMs} ms`;
  return new UpstreamError('GW_UPSTREAM_TIMEOUT', service, message);
}

function isRepeatable(error: unknown, { method, tool }: Target): boolean {
  if (!(error instanceof UpstreamError) || error.code !== 'GW_UPSTREAM_EXITED') return false;
  const hints = asObject(tool?.annotations);
  return (
    error.retryable || reads.has(method) || hints?.readOnlyHint === true || hints?.idempotentHint === true
  );
}

/**
 * What a 2025 server's "URL elicitation required" asks of a 2026 client, for which it is no error.
 *
 * @throws McpError -32021 when the client can open no URLs
 */
function urlElicitations(error: unknown, { era, capabilities }: Caller): Map<string, Question> | undefined {
  if (era !== '2026' || !(error instanceof UpstreamRpcError)) return undefined;
  if (error.rpcCode !== urlElicitationRequired) return undefined;
  const wanted = asObject(error.rpcData)?.elicitations;
  const elicitations = Array.isArray(wanted)
    ? wanted.map(asObject).filter(params => params !== undefined)
    : [];
  if (elicitations.length === 0) return undefined;
  if (!canElicit(capabilities, 'url')) {
    const data = { requiredCapabilities: { elicitation: { url: {} } } };
    throw new McpError(missingCapability, error.rpcMessage, { data, httpStatus: 400, cause: error });
  }
  const questions = elicitations.map((params, at): [string, Question] => [
    `url-${at + 1}`,
    { method: 'elicitation/create', params: { mode: 'url', ...params } },
  ]);
  return new Map(questions);
}
