import { type CatalogEntry, CatalogError, type ImportResult, type Imports } from '@gw/catalog';
import type { Static } from 'typebox';
import { abortWhenClientLeaves } from '../../client-left.ts';
import { isOwner } from '../../credentials.ts';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import { PlatformError } from '../problem.ts';
import { serverView } from '../servers/server-view.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import {
  EntryParams,
  EntryView,
  ImportBody,
  ImportedView,
  SearchQuery,
  SearchView,
} from './catalog-schemas.ts';

/** Servers of other catalogs: found, and imported. */
export function catalogRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.get(
    '/catalog/search',
    {
      config: access('servers:read'),
      schema: { querystring: SearchQuery, response: { 200: SearchView } },
    },
    async ({ query }, reply) => {
      const words = query.search ?? '';
      const { entries, unavailable } = await importsOf(platform).search(words, abortWhenClientLeaves(reply));
      return { items: entries.map(entryView), unavailable: unavailable.map(each => ({ ...each })) };
    },
  );

  app.get(
    '/catalog/:registry/*',
    { config: access('servers:read'), schema: { params: EntryParams, response: { 200: EntryView } } },
    async ({ params }, reply) => {
      // Slashes as they are: ids hold them.
      const { registry, '*': id } = params as Static<typeof EntryParams> & { readonly '*': string };
      return entryView(await importsOf(platform).entry(registry, id, abortWhenClientLeaves(reply)));
    },
  );

  app.post(
    '/servers/catalog-imports',
    {
      config: access('servers:write', { action: 'server.import', target: 'server' }),
      schema: { body: ImportBody, response: { 202: ImportedView } },
    },
    async (request, reply) => {
      const { operations, publicUrl } = platform.parts;
      const imports = importsOf(platform);
      const by = { isOwner: isOwner(request.principal) };
      const begun = await imports
        .begin(requestOf(request.body), by, abortWhenClientLeaves(reply))
        .catch((error: unknown) => {
          throw inWordsOfTheBody(error);
        });
      const { server } = begun;
      request.auditedTarget = { id: server.id };
      const operation = await operations
        .start({
          principal: `${request.principal?.id}`,
          kind: 'catalog-import',
          subjectId: server.id,
          run: options => begun.run(options).then(resultView),
        })
        .catch(async (error: unknown) => {
          // Nobody would carry it out.
          const signal = AbortSignal.abort(
            new PlatformError('GW_OPERATION_CANCELLED', 409, 'It was not begun'),
          );
          await begun.run({ signal, report: () => {} }).catch(() => {});
          throw error;
        });
      return reply
        .code(202)
        .header('location', `/api/v1/operations/${operation.id}`)
        .send({ ...serverView(server, publicUrl()), operation_id: operation.id });
    },
  );
}

function importsOf({ parts }: PlatformHost): Imports {
  if (parts.imports) return parts.imports;
  throw new PlatformError('GW_IMPORTS_UNAVAILABLE', 503, 'This gateway can not import servers');
}

const requestOf = (body: Static<typeof ImportBody>) => ({
  registry: body.registry,
  registryId: body.registry_id,
  name: body.name,
  version: body.version,
  executable: body.executable,
  config: body.config_overrides,
  autoStart: body.auto_start,
  displayName: body.display_name,
  description: body.description,
  iconUrl: body.icon_url,
});

/** What is `config` of a server is `config_overrides` here; a catalog that isn't there is a wrong value. */
function inWordsOfTheBody(error: unknown): unknown {
  if (!(error instanceof CatalogError)) return error;
  if (error.code === 'GW_REGISTRY_UNKNOWN') {
    const errors = [{ pointer: '/registry', message: error.message }];
    return new PlatformError(error.code, 422, error.message, { errors });
  }
  if (!error.errors) return error;
  const errors = error.errors.map(({ pointer, message }) => ({
    pointer: pointer.replace(/^\/config(?=\/|$)/, '/config_overrides'),
    message,
  }));
  const [first] = errors;
  const detail = first ? `${first.pointer.slice(1).replaceAll('/', '.')} ${first.message}` : error.message;
  return new PlatformError(error.code, error.status, detail, { errors });
}

const resultView = ({ version, integrity, toolCount }: ImportResult) => ({
  version,
  integrity,
  tool_count: toolCount,
});

const entryView = (entry: CatalogEntry): Static<typeof EntryView> => ({
  registry: entry.registry,
  registry_id: entry.registryId,
  name: entry.name,
  description: entry.description,
  version: entry.version,
  homepage: entry.homepage,
  executables: entry.executables && [...entry.executables],
  needs: entry.needs.map(({ name, description, required, secret }) => ({
    name,
    description,
    required,
    secret,
  })),
});
