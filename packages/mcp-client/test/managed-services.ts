import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { McpService, type McpServiceOptions, type SpawnedProcess, type Spawner } from '../src/index.ts';
import { isRunning, spawner } from './start-client.ts';

/** Starts real processes and remembers them, by service. */
export function countingSpawner() {
  const started: { service: string; process: SpawnedProcess }[] = [];
  const counting: Spawner = {
    async spawn(service, options) {
      const process = await spawner.spawn(service, options);
      started.push({ service: service.name, process });
      return process;
    },
  };
  return {
    ...counting,
    started: () => started.map(({ service }) => service),
    running: () => started.filter(({ process }) => isRunning(process.pid)).length,
  };
}

/** A folder of files that let fixtures go on. */
export function gates() {
  const folder = mkdtempSync(join(tmpdir(), 'gw-gates-'));
  const file = (name: string) => join(folder, name);
  return {
    /** A service that starts when its gate is opened; its tool has the gate's text. */
    slow: (name: string, options: Partial<McpServiceOptions> = {}) =>
      service('slow-start', name, file(name), options),
    /** A service whose starts fail until its gate is opened. */
    failing: (name: string, options: Partial<McpServiceOptions> = {}) =>
      service('fails-until', name, file(name), options),
    open: (name: string, text = 'tool') => writeFileSync(file(name), text),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

function service(
  program: string,
  name: string,
  argument: string,
  options: Partial<McpServiceOptions>,
): McpService {
  const file = fileURLToPath(new URL(`./fixtures/${program}.mjs`, import.meta.url));
  return new McpService({ name, command: [process.execPath, file, argument], ...options });
}
