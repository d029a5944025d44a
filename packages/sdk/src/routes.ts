import type { Api } from './api.ts';

/** A route of the platform API, `GET /servers/{server_id}`. */
export type Route = keyof Api;

/** What a route answers. */
export type Answer<R extends Route> = Api[R]['answer'];

/** What a route takes as its body. */
export type Body<R extends Route> = Api[R] extends { body: infer Given } ? Given : undefined;

/** What a route takes in its query. */
export type Query<R extends Route> = Api[R] extends { query: infer Given } ? Given : undefined;

/** The names in braces; `{+rest}` takes slashes. */
type PathNames<R extends string> = R extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `+${infer Bare}` ? Bare : Name) | PathNames<Rest>
  : never;

/** What a request for a route is made of. */
export type RouteInput<R extends Route> = ([PathNames<R>] extends [never]
  ? { readonly path?: never }
  : { readonly path: Readonly<Record<PathNames<R>, string>> }) & {
  readonly query?: Query<R>;
  readonly body?: Body<R>;
};

/** The path and query of a request: `/servers/0198…?page=1`. */
export function pathOf(
  template: string,
  path: Readonly<Record<string, string>> = {},
  query: object = {},
): string {
  const filled = template.replace(/\{(\+?)(\w+)\}/g, (_, isRest: string, name: string) => {
    const value = `${path[name] ?? ''}`;
    if (value === '') throw new TypeError(`${name} is empty`);
    return (isRest ? value.split('/') : [value]).map(segment => encodeSegment(segment, name)).join('/');
  });
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const parameters = new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [name, String(value)]),
  );
  return pairs.length > 0 ? `${filled}?${parameters}` : filled;
}

/** A dot or two would lead to another route: URLs resolve them, encoded or not. */
function encodeSegment(segment: string, name: string): string {
  if (segment === '.' || segment === '..') throw new TypeError(`${name} has "${segment}" in its path`);
  return encodeURIComponent(segment).replaceAll('%40', '@').replaceAll('%3A', ':');
}
