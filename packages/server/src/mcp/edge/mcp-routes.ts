import type { OutgoingHttpHeaders } from 'node:http';
import type { GatewayConfig } from '@gw/config';
import type { Logger } from '@gw/mcp-client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { plainAddress } from '../../client-address.ts';
import { RequestError } from '../../errors.ts';
import { requireJson } from '../../json-bodies.ts';
import { resourceChallenge } from '../../protected-resource.ts';
import { requireAccept } from './http/accept.ts';
import type { HttpCall } from './http/http-call.ts';
import { mcpScopes, requireMethodScopes } from './http/method-scopes.ts';
import { originCheck } from './http/origin-check.ts';
import type { McpEdge } from './mcp-edge.ts';
import { type McpRequest, noScopeNames, type ScopeNames, scopeOf } from './mcp-scope.ts';
import { errorText } from './message-text.ts';
import { rpcCodes } from './rpc-codes.ts';
import { asMcpError, refusal } from './rpc-failure.ts';

/** What {@link mcpRoutes} needs. */
export interface McpRoutesOptions {
  readonly edge: McpEdge;
  readonly config: GatewayConfig;
  readonly logger: Logger;
  /** Finds bundles and sessions. Default: there are none. */
  readonly names?: ScopeNames | undefined;
}

const json = 'application/json';
const events = 'text/event-stream';

/** The endpoints for MCP clients: all servers at one, and each at its own. */
export async function mcpRoutes(app: FastifyInstance, options: McpRoutesOptions): Promise<void> {
  const { edge, logger, names = noScopeNames } = options;
  const { security, server } = options.config;
  const publicPath = server.public_url ? new URL(server.public_url).pathname.replace(/\/$/, '') : '';
  const isAllowed = originCheck({
    corsOrigins: security.cors_origins,
    allowedHosts: security.allowed_hosts,
    publicUrl: server.public_url,
  });
  const route = {
    config: {
      limit: { setting: 'mcp_limit', scope: 'mcp', sparesOwner: true },
      challenge: resourceChallenge(server),
      scope: mcpScopes,
    },
    exposeHeadRoute: false,
  } as const;

  app.setErrorHandler(rpcErrorAnswers(logger));
  app.addHook('onRequest', ({ headers, host, ip }, _reply, done) => {
    if (isAllowed({ origin: headers.origin, host, address: ip })) done();
    else
      done(
        refusal(
          403,
          rpcCodes.invalidRequest,
          'This origin may not call; security.cors_origins names those that may',
        ),
      );
  });

  for (const path of ['/mcp/gateway', '/mcp/servers/:name', '/mcp/bundles/:bundle_key']) {
    app.post(
      path,
      { ...route, onRequest: checkPost, preHandler: checkMethods },
      (request: McpRequest, reply) => take(request, reply, call => edge.streamable.post(call, request.body)),
    );
    app.get(path, { ...route, onRequest: checkGet }, (request: McpRequest, reply) =>
      take(request, reply, call => edge.streamable.get(call)),
    );
    app.delete(path, route, (request: McpRequest, reply) =>
      take(request, reply, call => edge.streamable.delete(call)),
    );
    app.get(`${path}/sse`, route, (request: McpRequest, reply) =>
      take(request, reply, call => edge.sse.open(call, publicPath + postTo(request))),
    );
    app.post(
      `${path}/sse`,
      { ...route, onRequest: checkJson, preHandler: checkMethods },
      (request: McpRequest, reply) => take(request, reply, call => edge.sse.post(call, request.body)),
    );
  }

  /** Hands a request over to the edge, which answers without the framework. */
  function take(request: McpRequest, reply: FastifyReply, handle: (call: HttpCall) => void): void {
    const scope = scopeOf(request, names);
    if (!edge.hub.has(scope)) throw refusal(404, rpcCodes.invalidRequest, 'There is no such server');
    const call: HttpCall = {
      scope,
      sender: { principal: `${request.principal?.id}`, address: plainAddress(request.ip) },
      headers: request.headers,
      url: request.url,
      response: reply.raw,
      answerHeaders: reply.getHeaders() as OutgoingHttpHeaders,
    };
    handle(call);
    reply.hijack();
  }
}

/** Where a client of the older transport posts to: in the session in which it has opened its stream. */
function postTo({ url, query }: McpRequest): string {
  const path = url.split('?', 1)[0] ?? '';
  return query.session_id === undefined
    ? path
    : `${path}?session_id=${encodeURIComponent(String(query.session_id))}`;
}

type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

const checkJson: Hook = (request, _reply, done) => {
  requireJson(request);
  done();
};

const checkPost: Hook = (request, _reply, done) => {
  requireAccept(request.headers.accept, [json, events]);
  requireJson(request);
  done();
};

const checkMethods: Hook = (request, _reply, done) => {
  requireMethodScopes(request, request.body as Buffer | undefined);
  done();
};

const checkGet: Hook = (request, _reply, done) => {
  requireAccept(request.headers.accept, [events]);
  done();
};

/** What went wrong before or beside a message, as JSON-RPC has it: without an id. */
function rpcErrorAnswers(logger: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const failure = asMcpError(rpcError(error), request.routeOptions.url ?? '', logger);
    const status = failure.httpStatus ?? 500;
    // What is left of a body is read and thrown away, so that the client gets to read the answer.
    if (status === 413 || status === 415) reply.removeHeader('connection');
    if (error instanceof RequestError) reply.headers(error.headers);
    return reply.code(status).type(json).send(errorText(undefined, failure));
  };
}

function rpcError(error: unknown): unknown {
  const { statusCode, message, code } = error as { statusCode?: number; message?: string; code?: unknown };
  // Fastify's own refusals, of a body's size or form, are told by their status and words.
  const isRefusal = error instanceof RequestError || String(code).startsWith('FST_ERR_CTP_');
  if (!isRefusal || statusCode === undefined) return error;
  const rpcCode = statusCode < 500 ? rpcCodes.invalidRequest : rpcCodes.internalError;
  return refusal(statusCode, rpcCode, `${message}`);
}
