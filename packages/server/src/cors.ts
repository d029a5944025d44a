import type { FastifyReply, FastifyRequest } from 'fastify';

const exposedHeaders = 'Idempotency-Replayed, Retry-After, X-Request-Id';
const allowedHeaders = 'Authorization, Content-Type, Idempotency-Key';
const mcpExposedHeaders = `${exposedHeaders}, Mcp-Session-Id, WWW-Authenticate`;
const mcpAllowedHeaders = `${allowedHeaders}, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id`;

/** Headers of MCP whose names are those of a tool's parameters. */
const paramHeader = /^mcp-param-[!#$%&'*+.^_`|~\w-]+$/i;
const preflightSeconds = '600';

/**
 * Cross-origin access for the browsers' pages of `security.cors_origins` (`*`: any). Cookies play no part, so
 * that credentials have to be given by the page itself.
 */
export class CrossOrigin {
  readonly #origins: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins.map(origin => origin.toLowerCase().replace(/\/$/, '')));
  }

  /** Lets an allowed origin read the answer that is still to come. */
  setHeaders(request: FastifyRequest, reply: FastifyReply): void {
    if (this.#origins.size === 0) return;
    if (!this.#origins.has('*')) reply.header('vary', 'Origin');
    const allowed = this.#allowed(request.headers.origin);
    if (allowed === undefined) return;
    reply.header('access-control-allow-origin', allowed);
    reply.header('access-control-expose-headers', isMcp(request) ? mcpExposedHeaders : exposedHeaders);
  }

  /** Whether this is a browser's question before a request, from an origin that gets an answer. */
  isPreflight({ method, headers }: FastifyRequest): boolean {
    return (
      method === 'OPTIONS' &&
      headers['access-control-request-method'] !== undefined &&
      this.#allowed(headers.origin) !== undefined
    );
  }

  answerPreflight(request: FastifyRequest, reply: FastifyReply, methods: readonly string[]): FastifyReply {
    return reply
      .code(204)
      .header('access-control-allow-methods', methods.join(', '))
      .header('access-control-allow-headers', isMcp(request) ? mcpHeadersFor(request) : allowedHeaders)
      .header('access-control-max-age', preflightSeconds)
      .send();
  }

  #allowed(origin: string | undefined): string | undefined {
    if (origin === undefined) return undefined;
    if (this.#origins.has('*')) return '*';
    return this.#origins.has(origin.toLowerCase()) ? origin : undefined;
  }
}

const isMcp = ({ url }: FastifyRequest): boolean => url.startsWith('/mcp/');

/** Those of the protocol, and those of parameters that the page asks for: nobody else knows their names. */
function mcpHeadersFor({ headers }: FastifyRequest): string {
  const asked = String(headers['access-control-request-headers'] ?? '').split(',');
  const params = asked.map(name => name.trim()).filter(name => paramHeader.test(name));
  return [mcpAllowedHeaders, ...params].join(', ');
}
