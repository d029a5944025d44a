import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { SpawnedProcess } from '@gw/mcp-client';
import { CatalogError } from '../errors.ts';

/** One run of a registry's client. */
export interface PackageClientRequest {
  /** For the log: what it is run for. */
  readonly name: string;
  /** Program and arguments; never given to a shell. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs, and all that it may change; absolute. */
  readonly folder: string;
}

/** Starts clients of package registries: isolated, with the network, without the gateway's secrets. The sandbox fits it. */
export interface PackageClients {
  spawn(request: PackageClientRequest, options: { signal: AbortSignal }): Promise<SpawnedProcess>;
  /** The first of these programs that this host has. */
  find(...programs: string[]): Promise<string | undefined>;
}

/** How a client ended. */
export interface ClientRun {
  readonly ok: boolean;
  readonly stdout: string;
  /** What it said last: how it ended, and the end of its log. */
  readonly said: string;
}

export interface ClientRunOptions {
  readonly signal: AbortSignal;
  /** Written to its input. */
  readonly input?: string;
  /** Each line of its log. */
  readonly onLine?: (line: string) => void;
}

const maxOutput = 16 * 1024 * 1024;
const keptLines = 40;
const maxLine = 500;

/** Runs a client to its end; an abort ends all of it. @throws CatalogError `GW_CLIENT_MISSING`, or the signal's reason */
export async function runClient(
  clients: PackageClients,
  request: PackageClientRequest,
  { signal, input = '', onLine = () => {} }: ClientRunOptions,
): Promise<ClientRun> {
  const child = await start(clients, request, signal);
  const stop = () => void child.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    child.stdin.end(input);
    const tail: string[] = [];
    const keep = (line: string) => {
      // Where the gateway keeps things is nobody's business.
      const text = line.replaceAll(request.folder, '.').slice(0, maxLine).trimEnd();
      if (text === '') return;
      onLine(text);
      tail.push(text);
      if (tail.length > keptLines) tail.shift();
    };
    const [stdout, , exit] = await Promise.all([
      read(child.stdout),
      readLines(child.stderr, keep),
      child.exited,
    ]);
    signal.throwIfAborted();
    const said = [`${request.command[0]?.split('/').at(-1)}: ${exit.reason}`, ...tail].join('\n');
    return { ok: exit.code === 0, stdout, said };
  } finally {
    signal.removeEventListener('abort', stop);
    await child.stop();
  }
}

async function start(clients: PackageClients, request: PackageClientRequest, signal: AbortSignal) {
  try {
    return await clients.spawn(request, { signal });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'GW_SANDBOX_COMMAND_NOT_FOUND') throw error;
    throw clientMissing(`${request.command[0]}`);
  }
}

export const clientMissing = (what: string) =>
  new CatalogError('GW_CLIENT_MISSING', `This takes ${what}, which this host does not have on its PATH`);

/** What comes after the most that is kept is read and forgotten. */
async function read(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= maxOutput) chunks.push(chunk);
    }
  } catch {
    // It was ended.
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readLines(stream: Readable, keep: (line: string) => void): Promise<void> {
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
      keep(line);
  } catch {
    // It was ended.
  }
}
