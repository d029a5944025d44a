import type { Logger } from '@gw/mcp-client';
import type { Catalog } from '../catalog.ts';
import { Docker } from './docker.ts';
import { Imports } from './imports.ts';
import type { Installer } from './installer.ts';
import { McpRegistry } from './mcp-registry.ts';
import { Npm } from './npm.ts';
import type { PackageClients } from './package-client.ts';
import { Pypi } from './pypi.ts';
import { WellKnown } from './well-known.ts';

/** Where the catalogs are; what is left out is as their clients are configured on this host. */
export interface CatalogSources {
  readonly npmRegistry?: string | undefined;
  readonly pypiIndex?: string | undefined;
  readonly mcpRegistry?: string | undefined;
}

export interface OpenImportsOptions {
  readonly catalog: Catalog;
  readonly clients: PackageClients;
  /** Where imported packages are kept; nothing else is in it. */
  readonly folder: string;
  /** Asked for each time: they may change. */
  readonly sources: () => CatalogSources;
  readonly logger?: Logger;
  /** A registry that has not answered by then is given up, in milliseconds. Default 25_000: callers wait, for 30 s as a rule. */
  readonly answerWithinMs?: number;
}

/** Imports from all catalogs that there are. */
export function openImports({
  sources,
  clients,
  folder,
  answerWithinMs = 25_000,
  ...rest
}: OpenImportsOptions): Promise<Imports> {
  const place = { folder, withinMs: answerWithinMs };
  const npm = new Npm({ clients, place, registry: () => sources().npmRegistry });
  const pypi = new Pypi({ clients, place, index: () => sources().pypiIndex });
  const builtin = new WellKnown({ npm, pypi });
  const mcp = new McpRegistry({ url: () => sources().mcpRegistry, packages: { npm, pypi } });
  return Imports.open({
    ...rest,
    folder,
    registries: [builtin, npm, pypi, mcp, new Docker(clients)],
    installers: new Map<string, Installer>([
      ['npm', npm],
      ['pypi', pypi],
    ]),
  });
}
