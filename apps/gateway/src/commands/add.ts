import { setTimeout as delay } from 'node:timers/promises';
import type { McpGateway, Operation } from '@gw/sdk';
import type { CommandContext } from '../context.ts';
import { CommandError } from '../errors.ts';
import { asCommandError, connectPlatform } from './platform/connect-platform.ts';

export interface AddOptions {
  readonly config: string;
  readonly gateway?: string;
  readonly name?: string;
  readonly executable?: string;
  /** `key=value` texts. */
  readonly env: readonly string[];
  readonly arg: readonly string[];
  readonly start: boolean;
  readonly json?: boolean;
}

/** How often it is asked how far the import is, in milliseconds. */
const pollMs = 300;

/** Imports a server of a catalog, `npm:@scope/name@version`, and waits until it answers. */
export async function add(context: CommandContext, wanted: string, options: AddOptions): Promise<void> {
  const { registry, id, version } = parseWanted(wanted);
  const name = options.name ?? nameOf(id);
  const env = Object.fromEntries(options.env.map(parseVariable));
  await using gateway = await connectPlatform(context, options);
  try {
    const server = await gateway.servers.importFromCatalog(registry, id, name, {
      ...(version !== undefined && { version }),
      ...(options.executable !== undefined && { executable: options.executable }),
      auto_start: options.start,
      config_overrides: {
        ...(options.arg.length > 0 && { args: options.arg }),
        ...(options.env.length > 0 && { env }),
      },
    });
    const operation = await ended(gateway, server.operation_id, progressLine(context, name));
    if (operation.status === 'failed') throw new CommandError(`${name} was not added: ${operation.error}`);
    const added = await gateway.servers.get(server.id);
    if (options.json) return context.print(JSON.stringify({ ...added, import: operation.result }, null, 2));
    const { version: installed, tool_count: tools } = operation.result ?? {};
    const of = installed ? ` ${installed}` : '';
    const state = options.start ? `runs with ${tools} tools` : 'is added, and stopped';
    context.print(`${name} (${id}${of}) ${state}: ${added.mcp_endpoint_url}`);
  } catch (error) {
    throw asCommandError(error);
  }
}

async function ended(
  gateway: McpGateway,
  id: string,
  show: (operation: Operation) => void,
): Promise<Operation> {
  for (;;) {
    const operation = await gateway.operations.get(id);
    if (operation.status !== 'running') return operation;
    show(operation);
    await delay(pollMs);
  }
}

/** At a terminal one line that is written over; elsewhere a line for each step. */
function progressLine(
  { warn, stderrIsTerminal }: CommandContext,
  name: string,
): (operation: Operation) => void {
  let shown = '';
  return ({ progress }) => {
    const { step = 'waiting', fetched } = progress ?? {};
    const count = typeof fetched === 'number' && fetched > 0 ? `, ${fetched} packages` : '';
    const line = stderrIsTerminal ? `${name}: ${step}${count} …` : `${name}: ${step}`;
    if (line === shown) return;
    // Up one line, and over what was there.
    warn(stderrIsTerminal && shown !== '' ? `\u001b[1A\u001b[2K${line}` : line);
    shown = line;
  };
}

/** `npm:@scope/name@1.2.0`. */
export function parseWanted(text: string): { registry: string; id: string; version: string | undefined } {
  const [, registry, id, version] = /^([a-z]+):(@?[^@]+)(?:@([^@]+))?$/.exec(text) ?? [];
  if (registry !== undefined && id !== undefined) return { registry, id, version };
  throw new CommandError(
    `${text}: write it as registry:name, npm:@modelcontextprotocol/server-everything for example`,
  );
}

/** What a server is called where nobody says: the package's name without what all have. */
export function nameOf(id: string): string {
  const last = id.split('/').at(-1) ?? id;
  const short = last.replace(/^(mcp-server-|server-|mcp-)/, '').replace(/(-mcp-server|-mcp|-server)$/, '');
  return short.replaceAll(/[^\w-]+/g, '-').slice(0, 64) || 'server';
}

function parseVariable(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`--env ${text}: write it as NAME=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}
