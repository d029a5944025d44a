import type { ServiceProcesses } from '../server-processes.ts';
import type { Metric } from './exposition.ts';

/** What the servers' processes use and how they ended, as metrics. */
export function processMeasures(services: Readonly<Record<string, ServiceProcesses>>): Metric[] {
  const of = (value: (service: ServiceProcesses) => number) =>
    Object.entries(services).map(([service, used]) => ({ labels: { service }, value: value(used) }));
  const exits = Object.entries(services).flatMap(([service, used]) =>
    Object.entries(used.exits).map(([cause, value]) => ({ labels: { service, cause }, value })),
  );
  const total = (name: string, help: string, samples: Metric['samples']): Metric => ({
    ...{ name, help, samples },
    type: 'counter',
  });
  const now = (name: string, help: string, samples: Metric['samples']): Metric => ({
    ...{ name, help, samples },
    type: 'gauge',
  });
  return [
    total(
      'gateway_server_cpu_seconds_total',
      'CPU time of server processes.',
      of(used => used.cpuMs / 1000),
    ),
    total(
      'gateway_server_read_bytes_total',
      'Bytes from storage.',
      of(used => used.readBytes),
    ),
    total(
      'gateway_server_written_bytes_total',
      'Bytes to storage.',
      of(used => used.writtenBytes),
    ),
    now(
      'gateway_server_memory_bytes',
      'Memory of server processes.',
      of(used => used.memoryBytes),
    ),
    now(
      'gateway_server_processes',
      'Server processes and their children.',
      of(used => used.processes),
    ),
    total('gateway_server_exits_total', 'Server processes that ended, by cause.', exits),
  ];
}
