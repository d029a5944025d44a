import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fastify from 'fastify';
import { PlatformHost, type PlatformOptions } from '../../server/src/platform/platform.ts';
import { type PlatformRoutesOptions, platformRoutes } from '../../server/src/platform/platform-routes.ts';
import { type Direction, type Schema, typeText } from './type-text.ts';

type Route = Parameters<PlatformRoutesOptions['onRoute']>[0];

const root = join(import.meta.dirname, '..', '..', '..');

const heading = `// Written by \`pnpm --filter @gw/sdk generate\`, from the schemas of the gateway's own routes.

/** What each route of the platform API takes and answers. */
export interface Api {`;

/** The source of `src/api.ts`: each route of the platform API with the types of its query, body and answer. */
export async function apiTypes(): Promise<string> {
  const routes = (await platformApi()).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const source = [heading, ...routes.map(routeText), '}'].join('\n');
  const biome = join(root, 'node_modules', '.bin', 'biome');
  const format = ['format', '--stdin-file-path=packages/sdk/src/api.ts'];
  return execFileSync(biome, format, { cwd: root, input: source, encoding: 'utf8' });
}

/** The routes as the gateway registers them; none is ever asked. */
async function platformApi(): Promise<Route[]> {
  const app = fastify();
  const routes: Route[] = [];
  app.register(platformRoutes, {
    platform: new PlatformHost({} as PlatformOptions),
    logger: app.log,
    answerUnknown: (_request, reply) => reply,
    onRoute: route => void routes.push(route),
  });
  await app.ready();
  return routes;
}

/** `GET /servers/{server_id}`; the rest of a path is `{+rest}`. */
const keyOf = ({ method, path }: Route) =>
  `${method} ${path.replace(/:(\w+)/g, '{$1}').replace('*', '{+rest}')}`;

function routeText(route: Route): string {
  const { querystring, body, response = {} } = route.schema;
  const success = Object.entries(response).find(([status]) => status < '300')?.[1] as Schema | undefined;
  const parts = [
    part('query', querystring, 'sent'),
    part('body', body, 'sent'),
    part('answer', success?.type === 'null' ? undefined : success, 'answered') || 'answer: undefined;',
  ];
  return `${JSON.stringify(keyOf(route))}: { ${parts.filter(Boolean).join('\n')} };`;
}

const part = (name: string, schema: unknown, direction: Direction) =>
  schema === undefined ? '' : `${name}: ${typeText(schema as Schema, direction)};`;
