import { isRepeatable, UpstreamError, UpstreamRpcError } from '@gw/mcp-client';
import type { UpstreamLease } from '@gw/sessions';
import { type Caller, type Exchange, type HubResult, McpError } from '../hub.ts';
import type { CallReports } from './call-reports.ts';
import { canElicit } from './client-abilities.ts';
import type { ClientRecords } from './client-records.ts';
import type { Question } from './held-call.ts';
import { type HeldCalls, type HeldRequest, mayRequireInput } from './held-calls.ts';
import type { HubContext } from './hub-context.ts';
import { asObject } from './json-object.ts';
import { upstreamFailure } from './upstream-failure.ts';
import { type Target, UpstreamRequest } from './upstream-request.ts';

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
      if (exchange.signal.aborted || !maySendAgain(cause, target)) throw error;
    }
    return this.#attempt(target, exchange, request);
  }

  async #attempt(target: Target, exchange: Exchange, request: HeldRequest): Promise<HubResult> {
    const { scope, service, method } = target;
    const { caller, signal, ask } = exchange;
    // Until its process is there: then the request itself can be told.
    const ended = ask && isAskable(caller) ? this.#records.underWay(scope, caller, service, ask) : undefined;
    let lease: UpstreamLease | undefined;
    try {
      lease = await this.#records.lease(scope, caller, { service, signal }).finally(ended);
      return await new UpstreamRequest(this.#hub, this.#records, target, exchange).send(lease);
    } catch (error) {
      const question = urlElicitations(error, caller);
      if (question)
        return this.#held.ask(request, caller, question, again => this.run(target, again, request));
      throw upstreamFailure(error, { method, callerEra: caller.era, upstreamEra: lease?.client.era });
    } finally {
      lease?.release();
    }
  }
}

function maySendAgain(error: unknown, { method, params, tool }: Target): boolean {
  if (!(error instanceof UpstreamError) || error.code !== 'GW_UPSTREAM_EXITED') return false;
  return error.retryable || isRepeatable(method, params, tool ? [tool] : []);
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

const isAskable = ({ capabilities }: Caller): boolean => Object.keys(capabilities).length > 0;
