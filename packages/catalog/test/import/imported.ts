import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createPlainSpawner, McpService } from '@gw/mcp-client';
import {
  type CatalogSources,
  type ImportRequest,
  openImports,
  type PackageClients,
} from '../../src/index.ts';
import { owner, Place } from '../open-catalog.ts';

/** Clients that run as plain processes, without isolation; `only` are the programs that the host is said to have. */
export function plainClients(only?: readonly string[]): PackageClients {
  const path = process.env.PATH ?? '';
  const isThere = (program: string) =>
    Promise.any(path.split(delimiter).map(folder => access(join(folder, program), constants.X_OK))).then(
      () => true,
      () => false,
    );
  return {
    async spawn({ name, command, env = {}, folder }, options) {
      const service = new McpService({
        name,
        command: [...command],
        env,
        sandboxConfig: { workingDir: folder },
      });
      const base = { PATH: path, HOME: folder };
      return createPlainSpawner({ env: base, endGraceMs: 50, killAfterMs: 50 }).spawn(service, options);
    },
    async find(...programs) {
      for (const program of programs) {
        if ((!only || only.includes(program)) && (await isThere(program))) return program;
      }
      return undefined;
    },
  };
}

export interface StartOptions {
  /** The programs that the host is said to have. Default: those that it has. */
  readonly only?: readonly string[];
  readonly answerWithinMs?: number;
  readonly allowStdioServers?: boolean;
}

/** A catalog that imports from registries of the test. */
export async function startImports(
  sources: CatalogSources,
  { only, answerWithinMs, allowStdioServers = true }: StartOptions = {},
) {
  const place = await Place.make();
  const folder = join(place.folder, 'imported');
  const opened = await place.open({ rules: { allowPrivateAddresses: ['127.0.0.0/8'], allowStdioServers } });
  const clients = plainClients(only);
  const imports = await openImports({
    catalog: opened.catalog,
    clients,
    folder,
    sources: () => sources,
    ...(answerWithinMs !== undefined && { answerWithinMs }),
  });
  return {
    ...opened,
    place,
    imports,
    folder,
    /** What is in the folder of imported packages. */
    left: () => readdir(folder),
    /** Begins and carries out an import. */
    async import(request: ImportRequest, signal = new AbortController().signal) {
      const begun = await imports.begin(request, owner, signal);
      const result = await begun.run({ signal, report: () => {} });
      return { ...result, server: opened.catalog.server(begun.server.id) };
    },
    /** Calls the tool of an imported server. */
    async call(server: string, args: object = {}) {
      await using client = await opened.manager.createClient(server);
      const { content } = await client.callTool('echo', args as never);
      const [first] = content as unknown as readonly { text: string }[];
      return JSON.parse(first?.text ?? '');
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await imports.close();
      await place[Symbol.asyncDispose]();
    },
  };
}
