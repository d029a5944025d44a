import type { TSchema } from 'typebox';
import { mcpPaths } from './mcp-paths.ts';
import * as schemas from './schemas.ts';

/** One operation of the API, described. */
export interface OperationDescription {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly tag: 'Services' | 'Sessions' | 'MCP' | 'Operations';
  readonly summary: string;
  /** Open to all. Default `false`. */
  readonly isPublic?: boolean;
  readonly body?: TSchema;
  readonly headers?: Readonly<Record<string, string>>;
  /** The media type of a successful answer that isn't JSON. */
  readonly mediaType?: string;
  /** Refusals are JSON-RPC errors. Default `false`. */
  readonly isRpc?: boolean;
  /** Schemas of successful answers, by status; `null` where there is none. */
  readonly answers: Readonly<Record<number, TSchema | null>>;
  /** Refusals beside those that all operations share. */
  readonly refusals?: Readonly<Record<number, string>>;
}

const probe = { tag: 'Operations', isPublic: true, method: 'get' } as const;

/** What is served where there are no endpoints for MCP clients, too. */
export const operations: readonly OperationDescription[] = [
  {
    ...probe,
    tag: 'MCP',
    path: '/.well-known/oauth-protected-resource',
    summary: 'Tell OAuth clients whose tokens open the gateway',
    answers: { 200: schemas.ProtectedResource },
  },
  ...mcpPaths.map(
    (path): OperationDescription => ({
      ...probe,
      tag: 'MCP',
      path: `/.well-known/oauth-protected-resource${path}`,
      summary: `Tell OAuth clients whose tokens open ${path}`,
      answers: { 200: schemas.ProtectedResource },
    }),
  ),
  {
    method: 'get',
    path: '/services',
    tag: 'Services',
    summary: 'List the services',
    answers: { 200: schemas.ServiceList },
    refusals: { 429: 'Over rate_limiting.default_limits.' },
  },
  {
    method: 'get',
    path: '/services/{service}/tools',
    tag: 'Services',
    summary: 'List the tools of a service',
    answers: { 200: schemas.ToolList },
    refusals: {
      400: 'Not a name, or unknown.',
      429: 'Over rate_limiting.tools_limit.',
      500: 'The service could not list its tools.',
    },
  },
  {
    method: 'post',
    path: '/services/{service}/call',
    tag: 'Services',
    summary: 'Call a tool',
    body: schemas.CallBody,
    headers: {
      'Idempotency-Key':
        '1 to 255 visible characters. Requests with the same key run the tool once, and all get its answer.',
    },
    answers: { 200: schemas.CallAnswer },
    refusals: {
      400: 'The name or the body is not as described.',
      404: 'There is no such service, or no such tool.',
      409: 'The session was closed while the call waited for its server.',
      413: 'The body is larger than 10 MB.',
      415: 'The body is not declared as JSON.',
      422: 'The idempotency key was used for another request.',
      429: 'Over rate_limiting.call_limit, or over a limit of sessions.',
      500: 'The server answered with a JSON-RPC error: its message and code.',
      502: 'The server could not be reached, or died.',
      503: 'Too many calls wait for the server.',
      504: 'The server did not answer in time.',
    },
  },
  {
    method: 'get',
    path: '/sessions',
    tag: 'Sessions',
    summary: 'List the open sessions',
    answers: { 200: schemas.SessionList },
    refusals: { 429: 'Over rate_limiting.default_limits.' },
  },
  {
    method: 'delete',
    path: '/sessions/{session}',
    tag: 'Sessions',
    summary: 'Close a session and end its processes',
    answers: { 200: schemas.SessionClosed },
    refusals: {
      400: 'Not a session id.',
      404: 'There is no such session.',
      429: 'Over rate_limiting.session_delete_limit.',
    },
  },
  { ...probe, path: '/health', summary: 'Tell the versions', answers: { 200: schemas.Health } },
  { ...probe, path: '/livez', summary: 'Tell that the gateway runs', answers: { 200: schemas.Liveness } },
  {
    ...probe,
    path: '/readyz',
    summary: 'Tell whether the gateway takes calls',
    answers: { 200: schemas.Readiness, 503: schemas.Readiness },
  },
  {
    method: 'get',
    path: '/metrics',
    tag: 'Operations',
    summary: 'Read the metrics, in the format of Prometheus',
    mediaType: 'text/plain',
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/openapi.json',
    tag: 'Operations',
    summary: 'Read this document',
    answers: { 200: null },
  },
  {
    method: 'get',
    path: '/docs',
    tag: 'Operations',
    summary: 'Read and try the API',
    mediaType: 'text/html',
    answers: { 200: null },
  },
];
