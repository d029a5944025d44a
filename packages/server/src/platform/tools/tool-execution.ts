import type { Catalog, CatalogTool, Connections } from '@gw/catalog';
import {
  type JsonObject,
  type McpManager,
  type UpstreamAccess,
  UpstreamError,
  UpstreamRpcError,
} from '@gw/mcp-client';
import { type AcquireRequest, SessionLimitError, type SessionManager } from '@gw/sessions';
import { retryAfter } from '../../errors.ts';
import { PlatformError } from '../problem.ts';
import { ArgumentCheck } from './argument-check.ts';
import { type ExecutionResult, executionResult } from './execution-result.ts';
import { ownSession } from './own-processes.ts';

interface ToolExecutionOptions {
  readonly connections: Pick<Connections, 'of' | 'namesFor'>;
  readonly catalog: Catalog;
  readonly manager: McpManager;
  readonly sessions: SessionManager;
}

/** One call, as it was asked for. */
export interface Execution {
  readonly tool: CatalogTool;
  readonly arguments: JsonObject;
  /** Who calls: his credentials reach the server. */
  readonly principal: string;
  /** In place of the principal's: those of a bundle, for instance. */
  readonly access?: UpstreamAccess | undefined;
  /** The session in whose process it runs. Default: the server's own. */
  readonly sessionId?: string | undefined;
}

/** Runs tools for callers of the platform API. */
export class ToolExecution {
  readonly #options: ToolExecutionOptions;
  readonly #arguments = new ArgumentCheck();

  constructor(options: ToolExecutionOptions) {
    this.#options = options;
  }

  /**
   * Calls a tool. What it says of itself, its failure too, is a result.
   *
   * @param signal aborting cancels the call at its server
   * @throws PlatformError 422 for arguments that the tool doesn't take, 502 where its server can't be reached, 504
   * where it didn't answer in time, 409 where it is stopped or has nobody to carry it out
   */
  async run(execution: Execution, signal: AbortSignal): Promise<ExecutionResult> {
    const { tool, arguments: given, sessionId, principal } = execution;
    const { catalog, connections } = this.#options;
    catalog.requireStarted(tool.serverId);
    catalog.requireCredentials(tool.serverId, () => connections.namesFor(tool.serverId, principal));
    this.#arguments.check(tool.effective.inputSchema, given);
    if (!catalog.carriesOut(tool.serverId)) {
      throw new PlatformError(
        'GW_TOOL_NOT_CARRIED_OUT',
        409,
        `Nothing carries out ${tool.effective.qualifiedName}`,
      );
    }
    try {
      const access = execution.access ?? connections.of(tool.serverName, principal);
      return await this.#call(
        tool,
        { ...given, ...tool.argumentDefaults },
        {
          sessionId: sessionId ?? ownSession(tool.serverName, access),
          access,
          signal,
        },
      );
    } catch (error) {
      const told = toldByServer(error);
      if (told) return told;
      throw asPlatformError(error);
    }
  }

  async #call(
    { serverName: service, name }: CatalogTool,
    args: JsonObject,
    wish: Pick<AcquireRequest, 'sessionId' | 'access'> & { readonly signal: AbortSignal },
  ): Promise<ExecutionResult> {
    const { manager, sessions } = this.#options;
    const { signal } = wish;
    const lease = await sessions.acquire({ ...wish, service });
    try {
      const { client } = lease;
      const { shared, callTimeoutMs: timeoutMs } = manager.services.get(service) ?? client.service;
      // A process of the session's own ends with the session, and the call with it.
      const ended = shared ? AbortSignal.any([signal, lease.signal]) : signal;
      return executionResult(await client.callTool(name, args, { timeoutMs, signal: ended }));
    } finally {
      lease.release();
    }
  }
}

/** A server that answers with an error was reached, and says what is wrong. */
function toldByServer(error: unknown): ExecutionResult | undefined {
  if (!(error instanceof UpstreamRpcError)) return undefined;
  return { result: null, error: error.rpcMessage || `The tool failed with error ${error.rpcCode}` };
}

function asPlatformError(error: unknown): unknown {
  if (error instanceof SessionLimitError) {
    const headers = retryAfter(error.retryAfterMs ?? 1_000);
    return new PlatformError(error.code, 429, error.message, { headers, cause: error });
  }
  if (!(error instanceof UpstreamError)) return error;
  const { code, message } = error;
  const status = code === 'GW_UPSTREAM_TIMEOUT' ? 504 : code === 'GW_UPSTREAM_BUSY' ? 503 : 502;
  return new PlatformError(code, status, message, { cause: error });
}
