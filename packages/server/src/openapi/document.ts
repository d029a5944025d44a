import { mcpOperations } from './mcp-operations.ts';
import { type OperationDescription, operations } from './operations.ts';
import { ErrorBody, RpcError } from './schemas.ts';

/** The OpenAPI 3.1 document of the API. */
export function openApiDocument({ version, withMcp }: { version: string; withMcp: boolean }) {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of withMcp ? [...operations, ...mcpOperations] : operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'MCP gateway',
      version,
      description: 'Calls tools of MCP servers, with a session for each caller. Errors are `{"error": "…"}`.',
    },
    servers: [{ url: '/' }],
    security: [{ basic: [] }, { bearer: [] }],
    tags: [{ name: 'Services' }, { name: 'Sessions' }, { name: 'MCP' }, { name: 'Operations' }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: ErrorBody, RpcError },
    },
  };
}

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
  return { ...(isPublic ? {} : { 401: unauthorized }), ...Object.fromEntries(described) };
}
