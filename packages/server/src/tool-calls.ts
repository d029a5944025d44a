import type { Logger, McpManager } from '@gw/mcp-client';
import type { SessionManager } from '@gw/sessions';
import { type Answer, callAnswer } from './call-answer.ts';
import { callFailure, clientLeft } from './call-failure.ts';
import type { CallRequest } from './call-request.ts';
import { RequestError } from './errors.ts';
import { type ExposedTool, plainExposure, type ToolExposure, withDefaults } from './mcp/hub/tool-exposure.ts';
import type { CallOutcome, GatewayMetrics } from './metrics/gateway-metrics.ts';
import type { ServiceAccess } from './service-access.ts';

/** A call with what belongs to its request. */
export interface ToolCall {
  readonly service: string;
  readonly request: CallRequest;
  readonly requestId: string;
  /** Who calls. */
  readonly principal: string;
}

/** A call's answer, whether the tool did well or not. */
export interface FinishedCall {
  readonly answer: Answer;
  /** `true` when the tool has certainly not run. */
  readonly notRun: boolean;
}

/** What {@link ToolCalls} works with. */
export interface ToolCallsOptions {
  readonly manager: McpManager;
  readonly sessions: SessionManager;
  readonly metrics: GatewayMetrics;
  readonly logger: Logger;
  /** Callers' own credentials. Default: they have none. */
  readonly access?: ServiceAccess;
  /** What callers see of tools. Default: what the servers say. */
  readonly exposure?: ToolExposure;
  /** Idle time of sessions whose first call doesn't name one, in milliseconds. */
  readonly idleTimeoutMs: number;
}

const sessionClosed = (id: string, cause: unknown) =>
  new RequestError('GW_SESSION_CLOSED', 409, `Session ${id} was closed during the call`, {}, cause);

/** Carries calls from their request to their server and back. */
export class ToolCalls {
  readonly #options: ToolCallsOptions;

  constructor(options: ToolCallsOptions) {
    this.#options = options;
  }

  /**
   * Runs a call to its end; failures are answers too.
   *
   * @param signal aborting cancels the call at its server
   */
  async run(call: ToolCall, signal: AbortSignal): Promise<FinishedCall> {
    const startedAt = performance.now();
    let outcome: CallOutcome = 'ok';
    let isKnown = false;
    try {
      const meant = this.#knownTool(call) ?? (await this.#requireTool(call, signal));
      isKnown = true;
      const { answer, isError } = await this.#call(call, meant, signal);
      if (isError) outcome = 'tool_error';
      return { answer, notRun: false };
    } catch (error) {
      const failure = signal.aborted ? clientLeft : callFailure(error);
      outcome = failure.outcome;
      if (failure.isFault) this.#report(call, error);
      return failure;
    } finally {
      this.#measure(call, outcome, { isKnown, startedAt });
    }
  }

  async #call({ service, request, principal }: ToolCall, meant: ExposedTool, signal: AbortSignal) {
    const { tool, sessionId, metadata, idleTimeoutMs = this.#options.idleTimeoutMs } = request;
    const lease = await this.#options.sessions.acquire({
      sessionId,
      service,
      metadata,
      idleTimeoutMs,
      access: this.#options.access?.of(service, principal),
      signal,
    });
    try {
      const { client, restarted } = lease;
      // A reload may have changed the limit since the process was started.
      const { shared, callTimeoutMs } = this.#options.manager.services.get(service) ?? client.service;
      const result = await client.callTool(meant.name, withDefaults(request.arguments, meant), {
        timeoutMs: request.callTimeoutMs ?? callTimeoutMs,
        // A process of the session's own ends with the session, and the call with it.
        signal: shared ? AbortSignal.any([signal, lease.signal]) : signal,
      });
      return {
        answer: callAnswer({ sessionId, service, tool, restarted }, result),
        isError: result.isError === true,
      };
    } catch (error) {
      throw lease.signal.aborted && !signal.aborted ? sessionClosed(sessionId, error) : error;
    } finally {
      lease.release();
    }
  }

  /** What callers mean by a tool's name; undefined where they see none of that name. */
  #meant({ service, request }: ToolCall): ExposedTool | undefined {
    return (this.#options.exposure ?? plainExposure).meant(service, request.tool);
  }

  #knownTool(call: ToolCall): ExposedTool | undefined {
    const meant = this.#meant(call);
    const tools = this.#options.manager.knownTools(call.service);
    return tools?.some(({ name }) => name === meant?.name) ? meant : undefined;
  }

  /** Refuses a call that no server would take, before anything is started for it; or of what callers don't see. */
  async #requireTool(call: ToolCall, signal: AbortSignal): Promise<ExposedTool> {
    const { manager } = this.#options;
    const { service, request } = call;
    if (!manager.services.get(service)?.enabled) {
      throw new RequestError('GW_UNKNOWN_SERVICE', 404, `Unknown service: ${service}`);
    }
    const tools = await manager.getServiceTools(service, { signal });
    const meant = this.#meant(call);
    const isThere =
      meant &&
      (tools.some(({ name }) => name === meant.name) || (await this.#sessionHasTool(call, meant, signal)));
    if (isThere) return meant;
    throw new RequestError('GW_UNKNOWN_TOOL', 404, `Unknown tool: ${request.tool}`);
  }

  /** A server may offer one session more than others, after a login for instance. */
  async #sessionHasTool({ service, request, principal }: ToolCall, meant: ExposedTool, signal: AbortSignal) {
    const { sessionId } = request;
    const { sessions, access } = this.#options;
    if (!sessions.get(sessionId)?.services[service]?.alive) return false;
    const lease = await sessions.acquire({
      sessionId,
      service,
      access: access?.of(service, principal),
      signal,
    });
    try {
      return lease.client.getTools().some(({ name }) => name === meant.name);
    } finally {
      lease.release();
    }
  }

  #measure(
    { service, request }: ToolCall,
    outcome: CallOutcome,
    { isKnown, startedAt }: { isKnown: boolean; startedAt: number },
  ): void {
    const { metrics, manager } = this.#options;
    const known = isKnown || manager.services.has(service) ? service : '';
    metrics.calls.add(known, isKnown ? request.tool : '', outcome);
    if (isKnown) metrics.durations.observe(service, (performance.now() - startedAt) / 1000);
  }

  #report({ service, request, requestId }: ToolCall, error: unknown): void {
    const { tool, sessionId } = request;
    const fields = { requestId, service, tool, sessionId, err: error };
    this.#options.logger.warn(fields, `Call of ${service}.${tool} failed`);
  }
}
