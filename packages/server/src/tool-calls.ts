import type { Logger, McpManager } from '@gw/mcp-client';
import type { SessionManager } from '@gw/sessions';
import { type Answer, callAnswer } from './call-answer.ts';
import { callFailure, clientLeft } from './call-failure.ts';
import type { CallRequest } from './call-request.ts';
import { RequestError } from './errors.ts';
import type { CallOutcome, GatewayMetrics } from './metrics/gateway-metrics.ts';

/** A call with what belongs to its request. */
export interface ToolCall extends CallRequest {
  readonly service: string;
  readonly requestId: string;
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
}

const anyOf = (signal: AbortSignal | undefined, other: AbortSignal) =>
  signal ? AbortSignal.any([signal, other]) : other;

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
  async run(call: ToolCall, signal?: AbortSignal): Promise<FinishedCall> {
    const startedAt = performance.now();
    let outcome: CallOutcome = 'ok';
    let isKnown = false;
    try {
      if (!this.#isKnown(call)) await this.#requireTool(call, signal);
      isKnown = true;
      const { answer, isError } = await this.#call(call, signal);
      if (isError) outcome = 'tool_error';
      return { answer, notRun: false };
    } catch (error) {
      const failure = signal?.aborted ? clientLeft : callFailure(error);
      outcome = failure.outcome;
      if (failure.isFault) this.#report(call, error);
      return failure;
    } finally {
      this.#measure(call, outcome, { isKnown, startedAt });
    }
  }

  async #call(call: ToolCall, signal: AbortSignal | undefined) {
    const { service, sessionId, idleTimeoutMs, callTimeoutMs, metadata } = call;
    const lease = await this.#options.sessions.acquire({
      sessionId,
      service,
      metadata,
      ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
      ...(signal ? { signal } : {}),
    });
    try {
      const { restarted } = lease;
      const cancel = lease.client.service.shared ? anyOf(signal, lease.signal) : signal;
      const result = await lease.client.callTool(call.tool, call.arguments, {
        ...(callTimeoutMs === undefined ? {} : { timeoutMs: callTimeoutMs }),
        ...(cancel ? { signal: cancel } : {}),
      });
      const answer = callAnswer({ sessionId, service, tool: call.tool, restarted }, result);
      return { answer, isError: result.isError === true };
    } catch (error) {
      throw lease.signal.aborted && !signal?.aborted ? sessionClosed(sessionId, error) : error;
    } finally {
      lease.release();
    }
  }

  #isKnown({ service, tool }: ToolCall): boolean {
    return this.#options.manager.knownTools(service)?.some(({ name }) => name === tool) ?? false;
  }

  /** Refuses a call that no server would take, before anything is started for it. */
  async #requireTool(call: ToolCall, signal: AbortSignal | undefined): Promise<void> {
    const { manager } = this.#options;
    const { service, tool } = call;
    if (!manager.services.get(service)?.enabled) {
      throw new RequestError('GW_UNKNOWN_SERVICE', 404, `Unknown service: ${service}`);
    }
    const tools = await manager.getServiceTools(service, signal ? { signal } : {});
    if (tools.some(({ name }) => name === tool) || (await this.#sessionHasTool(call, signal))) return;
    throw new RequestError('GW_UNKNOWN_TOOL', 404, `Unknown tool: ${tool}`);
  }

  /** A server may offer one session more than others, after a login for instance. */
  async #sessionHasTool({ sessionId, service, tool }: ToolCall, signal: AbortSignal | undefined) {
    const { sessions } = this.#options;
    if (!sessions.get(sessionId)?.services[service]?.alive) return false;
    const lease = await sessions.acquire({ sessionId, service, ...(signal ? { signal } : {}) });
    try {
      return lease.client.getTools().some(({ name }) => name === tool);
    } finally {
      lease.release();
    }
  }

  #measure(
    { service, tool }: ToolCall,
    outcome: CallOutcome,
    { isKnown, startedAt }: { isKnown: boolean; startedAt: number },
  ): void {
    const { metrics, manager } = this.#options;
    const known = isKnown || manager.services.has(service) ? service : '';
    metrics.calls.add(known, isKnown ? tool : '', outcome);
    if (isKnown) metrics.durations.observe(service, (performance.now() - startedAt) / 1000);
  }

  #report({ service, tool, sessionId, requestId }: ToolCall, error: unknown): void {
    const fields = { requestId, service, tool, sessionId, err: error };
    this.#options.logger.warn(fields, `Call of ${service}.${tool} failed`);
  }
}
