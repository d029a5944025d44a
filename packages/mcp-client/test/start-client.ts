import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createPlainSpawner,
  type Logger,
  McpClient,
  type McpClientOptions,
  McpService,
  type McpServiceOptions,
} from '../src/index.ts';

/** Gives servers little time to end by themselves: these tests wait for it. */
export const spawner = createPlainSpawner({
  env: { PATH: process.env.PATH },
  endGraceMs: 200,
  killAfterMs: 200,
});

/** A service that runs a program of `fixtures/`. */
export function fixtureService(
  program: 'server' | 'faults' | 'modern' | 'openings' | 'asker' | 'official',
  args: readonly (string | number)[] = [],
  options: Partial<McpServiceOptions> = {},
): McpService {
  const file = fileURLToPath(new URL(`./fixtures/${program}.mjs`, import.meta.url));
  return new McpService({
    name: 'fixture',
    command: [process.execPath, file, ...args.map(String)],
    ...options,
  });
}

/** A started client of the well-behaved server. */
export function startServer(options: ClientOptions = {}): Promise<McpClient> {
  return startClient(fixtureService('server', [], options.service), options);
}

/** A started client of the server of the 2026 era. */
export function startModern(
  args: readonly (string | number)[] = [],
  options: ClientOptions = {},
): Promise<McpClient> {
  return startClient(fixtureService('modern', args, options.service), options);
}

/** A started client of the server of the 2025 era that asks and tells. */
export function startAsker(options: ClientOptions = {}): Promise<McpClient> {
  return startClient(fixtureService('asker', [], options.service), options);
}

/** A started client of a server with a fault. */
export function startFault(
  fault: string,
  argument?: string | number,
  options: ClientOptions = {},
): Promise<McpClient> {
  const args = argument === undefined ? [fault] : [fault, argument];
  return startClient(fixtureService('faults', args, options.service), options);
}

interface ClientOptions extends Partial<McpClientOptions> {
  service?: Partial<McpServiceOptions>;
}

async function startClient(
  service: McpService,
  { service: _, ...options }: ClientOptions,
): Promise<McpClient> {
  const client = new McpClient(service, { spawner, ...options });
  await client.start();
  return client;
}

/** A logger that keeps what it is told. */
export function recordingLogger(): Logger & {
  entries: { level: string; fields: Record<string, unknown>; message: string }[];
} {
  const entries: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void entries.push({ level, fields: { ...fields }, message });
  return { entries, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Whether a process of that id lives; one that has ended and waits to be reaped doesn't. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
  }
}

/** The text of a result's first content item. */
export const textOf = (result: { content?: readonly { text?: string }[] }): string =>
  result.content?.[0]?.text ?? '';
