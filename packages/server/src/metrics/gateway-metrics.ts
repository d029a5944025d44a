import type { McpManager } from '@gw/mcp-client';
import type { ServiceStats, SessionManager } from '@gw/sessions';
import type { ServiceProcesses } from '../server-processes.ts';
import { Counter } from './counter.ts';
import { formatMetrics, type Metric, type Sample } from './exposition.ts';
import { Histogram } from './histogram.ts';
import { processMeasures } from './process-measures.ts';

/** How a call ended. */
export type CallOutcome =
  /** The tool answered. */
  | 'ok'
  /** The tool answered that it failed (`isError`). */
  | 'tool_error'
  /** The server answered with a JSON-RPC error. */
  | 'rpc_error'
  | 'timeout'
  /** The server could not be started, died, or misspoke. */
  | 'unavailable'
  /** A bound was met: sessions, or calls that wait. */
  | 'refused'
  /** The client left, or the session was closed meanwhile. */
  | 'cancelled'
  /** A fault of the gateway. */
  | 'internal_error';

/** What MCP clients hold at this moment. */
export interface McpCounts {
  readonly sessions: number;
  readonly streams: number;
  readonly subscriptions: number;
}

/** What others have measured for a reader. */
export interface Measured {
  readonly mcp?: McpCounts | undefined;
  readonly processes?: Readonly<Record<string, ServiceProcesses>> | undefined;
}

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * What the gateway counts. Counting costs two look-ups a call; `prom-client`, which knows the process, is loaded by
 * the first reader. Labels are names of configured services and of tools that they have, so that callers cannot
 * make series.
 */
export class GatewayMetrics {
  readonly calls = new Counter('gateway_calls_total', 'Tool calls by how they ended.', [
    'service',
    'tool',
    'outcome',
  ]);
  readonly durations = new Histogram(
    'gateway_call_duration_seconds',
    'Time from a call to its answer, in seconds.',
    'service',
    bounds,
  );
  readonly rateLimited = new Counter('gateway_rate_limited_total', 'Requests over a rate limit.', [
    'setting',
  ]);
  readonly authFailures = new Counter(
    'gateway_auth_failures_total',
    'Requests with no or wrong credentials.',
  );
  readonly replays = new Counter(
    'gateway_idempotent_replays_total',
    'Answers repeated for an idempotency key.',
  );
  readonly mcpRequests = new Counter(
    'gateway_mcp_requests_total',
    'Requests of MCP clients by how they ended.',
    ['era', 'method', 'outcome'],
  );
  #process: Promise<{ metrics(): Promise<string> }> | undefined;

  /** Everything, in Prometheus' text format. */
  async text(
    manager: McpManager,
    sessions: SessionManager,
    { mcp, processes }: Measured = {},
  ): Promise<string> {
    const own = [
      this.calls.metric(),
      this.durations.metric(),
      this.rateLimited.metric(),
      this.authFailures.metric(),
      this.replays.metric(),
      ...present(manager, sessions),
      ...(mcp ? [this.mcpRequests.metric(), ...presentMcp(mcp)] : []),
      ...(processes ? processMeasures(processes) : []),
    ];
    this.#process ??= processMetrics();
    return `${formatMetrics(own)}\n${await (await this.#process).metrics()}`;
  }
}

function presentMcp({ sessions, streams, subscriptions }: McpCounts): Metric[] {
  return [
    gauge('gateway_mcp_sessions', 'Sessions of MCP clients of the 2025 era.', [{ value: sessions }]),
    gauge('gateway_mcp_streams', 'Open streams to MCP clients.', [{ value: streams }]),
    gauge('gateway_mcp_subscriptions', 'Subscriptions of MCP clients of the 2026 era.', [
      { value: subscriptions },
    ]),
  ];
}

/** What there is at this moment. */
function present(manager: McpManager, sessions: SessionManager): Metric[] {
  const { byService, ...total } = sessions.stats();
  const of = (count: keyof ServiceStats) =>
    Object.entries(byService).map(([service, stats]) => ({ labels: { service }, value: stats[count] }));
  const ready = [...manager.services.keys()].map(service => ({
    labels: { service },
    value: ['ready', 'idle'].includes(manager.status(service).state) ? 1 : 0,
  }));
  return [
    gauge('gateway_sessions', 'Open sessions.', [{ value: total.sessions }]),
    gauge('gateway_calls_in_flight', 'Calls under way.', [{ value: total.inFlight }]),
    gauge('gateway_service_sessions', 'Open sessions that use a service.', of('sessions')),
    gauge('gateway_upstreams', 'Server processes that serve sessions.', of('upstreams')),
    gauge('gateway_spares', 'Server processes that wait for a session.', of('spares')),
    gauge('gateway_starting', 'Server processes on their way.', of('starting')),
    {
      ...gauge('gateway_restarts_total', 'Server processes that replaced a dead one.', of('restarts')),
      type: 'counter',
    },
    gauge('gateway_service_ready', 'Whether the tools of a service are known.', ready),
  ];
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  type: 'gauge',
  samples,
});

async function processMetrics() {
  // By its default export: bundled, a CommonJS package has no other.
  const { collectDefaultMetrics, Registry } = (await import('prom-client')).default;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
