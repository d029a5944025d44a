import { answersOf } from './answers.ts';
import { resourceDescriptions } from './operations.ts';
import { bodyOf, parametersOf } from './parameters.ts';
import { type DescribedRoute, described, type PlatformRoute } from './route.ts';

/** The paths of the platform API in OpenAPI's words: what routes check and answer, with what the table adds. */
export function platformPaths(prefix: string, routes: readonly PlatformRoute[]) {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes.map(described)) {
    const path = `${prefix}${route.path}`
      .replace('*', `{${route.operation.rest?.name ?? 'rest'}}`)
      .replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}

/** The resources that there are. */
export function platformTags(routes: readonly PlatformRoute[]) {
  const resources = new Set(routes.map(route => described(route).resource));
  return [...resources].map(resource => ({
    name: tagOf(resource),
    description: resourceDescriptions[resource] ?? '',
  }));
}

function operationOf(route: DescribedRoute) {
  const { scopes, resource } = route;
  const { id, summary, isPublic = false } = route.operation;
  const parameters = parametersOf(route);
  const requestBody = bodyOf(route);
  const needs = scopes.map(one => `\`${one}\``).join(' and ');
  return {
    tags: [tagOf(resource)],
    ...(id ? { operationId: id, summary } : {}),
    ...(needs ? { description: `An API key needs ${needs}.` } : {}),
    security: isPublic ? [] : [{ basic: [] }, { bearer: scopes }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: answersOf(route),
  };
}

/** The tag of a resource; the clients call API keys `auth`. */
const tagOf = (resource: string) => `Platform: ${resource === 'auth' ? 'API keys' : resource}`;
