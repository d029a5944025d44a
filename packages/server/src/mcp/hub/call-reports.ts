import { callFailure } from '../../call-failure.ts';
import type { CallOutcome, GatewayMetrics } from '../../metrics/gateway-metrics.ts';
import type { SecurityEvents } from '../../security-event.ts';
import { type Caller, type HubResult, McpError } from '../hub.ts';
import type { Target } from './upstream-request.ts';

export interface CallReportsOptions {
  readonly metrics?: GatewayMetrics | undefined;
  readonly securityEvent?: SecurityEvents | undefined;
}

/** Tells of each tool call what the REST API tells of its calls: the same event, the same metrics. */
export class CallReports {
  readonly #options: CallReportsOptions;

  constructor(options: CallReportsOptions) {
    this.#options = options;
  }

  async report(target: Target, caller: Caller, call: () => Promise<HubResult>): Promise<HubResult> {
    const { service } = target;
    const tool = String(target.params?.name);
    this.#options.securityEvent?.('tool_call', {
      service,
      tool,
      session_id: caller.sessionId,
      ...(caller.address !== undefined && { ip: caller.address }),
    });
    const startedAt = performance.now();
    let outcome: CallOutcome = 'ok';
    try {
      const result = await call();
      if (result.isError === true) outcome = 'tool_error';
      return result;
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      // Names that callers make up must not become series.
      const known = target.tool ? tool : '';
      this.#options.metrics?.calls.add(service, known, outcome);
      if (target.tool)
        this.#options.metrics?.durations.observe(service, (performance.now() - startedAt) / 1000);
    }
  }
}

function outcomeOf(error: unknown): CallOutcome {
  if (!(error instanceof McpError)) return 'internal_error';
  return error.cause === undefined ? 'refused' : callFailure(error.cause).outcome;
}
