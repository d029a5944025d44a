import { CatalogError, invalid } from '../errors.ts';
import type {
  CatalogEntry,
  FoundServer,
  PackagePlan,
  Registry,
  RemotePlan,
  ServerNeed,
  Wanted,
} from './catalog-entry.ts';
import { checkPackage } from './package-names.ts';

export interface McpRegistryOptions {
  /** Its address, without `/v0.1`. */
  readonly url: () => string | undefined;
  /** What finds packages, by the names that the registry has for their kinds. */
  readonly packages: Readonly<Record<string, Registry>>;
}

interface Input {
  readonly name?: string;
  readonly value?: string;
  readonly default?: string;
  readonly description?: string;
  readonly isRequired?: boolean;
  readonly isSecret?: boolean;
}

interface Argument extends Input {
  readonly type?: 'positional' | 'named';
}

interface Package {
  readonly registryType?: string;
  readonly identifier?: string;
  readonly version?: string;
  readonly transport?: { readonly type?: string };
  readonly packageArguments?: readonly Argument[];
  readonly environmentVariables?: readonly Input[];
}

interface Remote {
  readonly type?: string;
  readonly url?: string;
  readonly headers?: readonly Input[];
}

/** Source: server.json of the MCP registry, schema of 2025-12. */
interface ServerJson {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly version?: string;
  readonly websiteUrl?: string;
  readonly repository?: { readonly url?: string };
  readonly packages?: readonly Package[];
  readonly remotes?: readonly Remote[];
}

const withinMs = 15_000;
const maxBytes = 4 * 1024 * 1024;
const searched = 20;

/** A registry of MCP servers, which says for each in which package it is, or where it runs. Source: its API `v0.1`. */
export class McpRegistry implements Registry {
  readonly name = 'mcp';
  readonly #options: McpRegistryOptions;

  constructor(options: McpRegistryOptions) {
    this.#options = options;
  }

  async search(words: string, signal: AbortSignal): Promise<CatalogEntry[]> {
    if (this.#options.url() === undefined) return [];
    const query = new URLSearchParams({ version: 'latest', limit: `${searched}` });
    if (words.trim() !== '') query.set('search', words.trim());
    const { servers = [] } = (await this.#get(`/v0.1/servers?${query}`, signal)) as {
      servers?: readonly { server: ServerJson }[];
    };
    return servers.map(({ server }) => entryOf(server, firstUsable(server, this.#options.packages)));
  }

  async find(id: string, wanted: Wanted, signal: AbortSignal): Promise<FoundServer> {
    checkPackage('mcp', id, wanted);
    const path = `/v0.1/servers/${encodeURIComponent(id)}/versions/${encodeURIComponent(wanted.version ?? 'latest')}`;
    const { server } = (await this.#get(path, signal)) as { server: ServerJson };
    const { packages } = this.#options;
    const usable = firstUsable(server, packages);
    const entry = entryOf(server, usable);
    if (!usable) {
      throw new CatalogError(
        'GW_PACKAGE_UNUSABLE',
        `${id} comes in no form that can be imported: neither as a package of ${Object.keys(packages).join(', ')}, nor as a remote server`,
      );
    }
    if ('url' in usable) return { entry, plan: remotePlan(usable) };
    const registry = packages[usable.registryType ?? ''];
    const found = await registry!.find(usable.identifier ?? '', { version: usable.version }, signal);
    const plan = found.plan as PackagePlan;
    const { executables } = found.entry;
    return {
      entry: { ...entry, executables },
      plan: { ...plan, args: argsOf(usable), env: valuesOf(usable.environmentVariables) },
    };
  }

  async #get(path: string, signal: AbortSignal): Promise<unknown> {
    const base = this.#options.url();
    if (base === undefined) {
      throw new CatalogError(
        'GW_REGISTRY_UNKNOWN',
        'The registry of MCP servers is not configured: catalog.mcp_registry names it',
      );
    }
    const late = AbortSignal.timeout(withinMs);
    try {
      const answer = await fetch(base.replace(/\/+$/, '') + path, {
        headers: { accept: 'application/json' },
        signal: AbortSignal.any([signal, late]),
      });
      const text = await bounded(answer);
      if (answer.status === 404)
        throw new CatalogError(
          'GW_PACKAGE_NOT_FOUND',
          'The registry has no such server, or not in this version',
        );
      if (!answer.ok) throw failed(`it answered ${answer.status}`);
      return JSON.parse(text);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CatalogError) throw error;
      throw failed(late.aborted ? `it did not answer within ${withinMs / 1000} s` : reasonOf(error));
    }
  }
}

async function bounded(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw failed(`its answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const failed = (reason: string) =>
  new CatalogError('GW_REGISTRY_FAILED', `The registry of MCP servers can not be asked: ${reason}`);

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

/** A package that is started here, or else the server that runs elsewhere. */
function firstUsable(
  { packages = [], remotes = [] }: ServerJson,
  known: Readonly<Record<string, unknown>>,
): Package | (Remote & { readonly url: string }) | undefined {
  const local = packages.find(
    ({ registryType = '', transport, identifier }) =>
      Object.hasOwn(known, registryType) &&
      identifier !== undefined &&
      (transport?.type ?? 'stdio') === 'stdio',
  );
  const remote = remotes.find(
    ({ type = '', url }) => url !== undefined && /^(streamable-http|sse)$/.test(type),
  );
  return local ?? (remote as (Remote & { readonly url: string }) | undefined);
}

const entryOf = (server: ServerJson, usable: ReturnType<typeof firstUsable>): CatalogEntry => ({
  registry: 'mcp',
  registryId: server.name,
  name: server.title ?? server.name,
  description: server.description ?? null,
  version: server.version ?? null,
  homepage: server.websiteUrl ?? server.repository?.url ?? null,
  executables: null,
  needs: needsOf(usable && ('url' in usable ? usable.headers : usable.environmentVariables)),
});

const needsOf = (inputs: readonly Input[] = []): ServerNeed[] =>
  inputs.flatMap(({ name, description = null, isRequired = false, isSecret = false, value }) =>
    name === undefined || value !== undefined
      ? []
      : [{ name, description, required: isRequired, secret: isSecret }],
  );

function remotePlan({ type, url, headers }: Remote & { readonly url: string }): RemotePlan {
  if (url.includes('{'))
    throw invalid('/registry_id', 'has an address with variables: add the server with its own address');
  return {
    kind: 'remote',
    type: type === 'sse' ? 'sse' : 'streamable_http',
    url,
    headers: valuesOf(headers),
  };
}

/** What can be told without asking anybody; templates are left to the caller. */
const settledValue = ({ value, default: usual }: Input): string | undefined => {
  const text = value ?? usual;
  return text?.includes('{') ? undefined : text;
};

const valuesOf = (inputs: readonly Input[] = []): Record<string, string> =>
  Object.fromEntries(
    inputs.flatMap(input => {
      const value = settledValue(input);
      return input.name === undefined || value === undefined ? [] : [[input.name, value]];
    }),
  );

const argsOf = ({ packageArguments = [] }: Package): string[] =>
  packageArguments.flatMap(argument => {
    const value = settledValue(argument);
    if (argument.type !== 'named') return value ?? [];
    const { name = '' } = argument;
    return value === undefined ? (argument.isRequired ? [name] : []) : [name, value];
  });
