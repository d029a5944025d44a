import type { FastifyInstance } from 'fastify';

/** All routes of an application, `GET /services/{service}/tools`; HEAD goes with GET. Those with `*` lack what is before it. */
export function routesOf(app: FastifyInstance): string[] {
  const segments: string[] = [];
  const tree = app.printRoutes({ commonPrefix: false, includeMeta: false });
  return tree.split('\n').flatMap(line => {
    const [match, indent = '', segment = '', methods = ''] =
      /^([│ ]*)[├└]── (\S*)(?: \((.*)\))?$/u.exec(line) ?? [];
    if (match === undefined) return [];
    segments.splice(indent.length / 4, Number.POSITIVE_INFINITY, segment);
    const path = segments.join('').replace(/:(\w+)/g, '{$1}');
    return methods
      .split(', ')
      .filter(method => method !== '' && method !== 'HEAD')
      .map(method => `${method} ${path}`);
  });
}
