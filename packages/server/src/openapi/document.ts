import { mcpOperations } from './mcp-operations.ts';
import { type OperationDescription, operations } from './operations.ts';
import { platformPaths, platformTags } from './platform/document.ts';
import type { PlatformRoute } from './platform/route.ts';
import { ErrorBody, Problem, problemExample, RpcError } from './schemas.ts';

interface DocumentOptions {
  readonly version: string;
  readonly withMcp: boolean;
  /** Routes of the platform API, and where they are. */
  readonly platform: { readonly prefix: string; readonly routes: readonly PlatformRoute[] };
}

/** The OpenAPI 3.1 document of the API. */
export function openApiDocument({ version, withMcp, platform }: DocumentOptions) {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of withMcp ? [...operations, ...mcpOperations] : operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  const { prefix, routes } = platform;
  const isPlatform = routes.length > 0;
  return {
    openapi: '3.1.0',
    info: {
      title: 'MCP gateway',
      version,
      description: `Calls tools of MCP servers, with a session for each caller. Errors are \`{"error": "…"}\`, and problem details (RFC 9457) under \`${prefix}\`.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ basic: [] }, { bearer: [] }],
    tags: [...tags, ...(isPlatform ? platformTags(routes) : [])],
    paths: { ...paths, ...platformPaths(prefix, routes) },
    components: {
      securitySchemes: {
        basic: {
          type: 'http',
          scheme: 'basic',
          description: 'The owner: `auth_user` and `auth_password` of the configuration.',
        },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The owner by `auth_token`, an API key (its scopes are listed where they are needed), or a token of an issuer.',
        },
      },
      schemas: {
        Error: ErrorBody,
        ...(withMcp ? { RpcError } : {}),
        ...(isPlatform ? { Problem: { ...Problem, examples: [problemExample] } } : {}),
      },
    },
  };
}

const tags = [
  { name: 'Services', description: 'Services of the configuration file, and their tools.' },
  { name: 'Sessions', description: 'Call sessions: one for each caller.' },
  { name: 'MCP', description: 'Endpoints for MCP clients.' },
  { name: 'Operations', description: 'Health, metrics and this document.' },
];

function describe(operation: OperationDescription) {
  const { tag, summary, path, method, body, headers = {}, isPublic = false } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inHeader = Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }));
  return {
    tags: [tag],
    summary,
    operationId: `${method}${path.replace(/[^a-z]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    ...(isPublic ? { security: [] } : {}),
    ...(inPath.length + inHeader.length > 0 ? { parameters: [...inPath, ...inHeader] } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: { ...successes(operation), ...refusals(operation) },
  };
}

function successes({ answers, mediaType = 'application/json' }: OperationDescription) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: Number(status) < 400 ? 'Done.' : 'Not now.',
        ...(status === '202' || status === '204'
          ? {}
          : { content: { [mediaType]: schema ? { schema } : {} } }),
      },
    ]),
  );
}

function refusals({ refusals: own = {}, isPublic = false, isRpc = false }: OperationDescription) {
  const $ref = `#/components/schemas/${isRpc ? 'RpcError' : 'Error'}`;
  const content = { 'application/json': { schema: { $ref } } };
  const described = Object.entries(own).map(([status, description]) => [status, { description, content }]);
  const unauthorized = {
    description: 'No credentials, or wrong ones.',
    content: isRpc
      ? content
      : { 'text/html': { schema: { type: 'string', const: 'Authentication required' } } },
  };
  const malformed = { description: 'The request is no HTTP as it should be.', content };
  return { 400: malformed, ...(isPublic ? {} : { 401: unauthorized }), ...Object.fromEntries(described) };
}
