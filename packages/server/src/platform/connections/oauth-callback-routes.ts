import { CatalogError, callbackPath, clientMetadataPath } from '@gw/catalog';
import type { Logger } from '@gw/mcp-client';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { RequestError } from '../../errors.ts';
import { type Platform, PlatformHost } from '../platform.ts';
import { learnByConnection } from './learn-by-connection.ts';

interface OAuthCallbackOptions {
  readonly platform?: Platform;
  readonly logger: Logger;
}

/** Longer ones are of no authorization server. */
const maxQueryLength = 16_384;

/**
 * Where users come back to from a log-in at a server's authorization server, and who the gateway is to such servers.
 * Open to all: whoever comes back is known by the `state` that was given to him, which is good once.
 */
export async function oauthCallbackRoutes(
  app: FastifyInstance,
  { platform, logger }: OAuthCallbackOptions,
): Promise<void> {
  if (!platform) return;
  const host = PlatformHost.of(platform);

  app.get(callbackPath, async (request, reply) => {
    const query = request.url.split('?')[1] ?? '';
    if (query.length > maxQueryLength) return page(reply, 400, failed('What came back is too long.'));
    try {
      const { parts } = host;
      const done = await parts.connections.oauth.finish(new URLSearchParams(query));
      const { id, principal } = done.connection;
      parts.audit.record(
        { principal: { id: principal }, ip: request.ip },
        { action: 'connection.create', targetType: 'connection', targetId: id, outcome: 'ok' },
      );
      learnByConnection(parts, done.connection);
      return page(reply, 200, succeeded(done.serverName, done.redirectUri));
    } catch (error) {
      if (error instanceof CatalogError) return page(reply, error.status, failed(error.message));
      if (error instanceof RequestError) return page(reply, error.statusCode, failed(error.message));
      logger.error({ err: error }, 'The end of a log-in failed');
      return page(reply, 500, failed('Internal server error'));
    }
  });

  app.get(clientMetadataPath, async (_request, reply) => {
    reply.header('cache-control', 'max-age=300');
    return reply.send(host.parts.connections.oauth.clientMetadata);
  });
}

function page(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply
    .code(status)
    .headers({
      'cache-control': 'no-store',
      // The address of this page holds what it was given.
      'referrer-policy': 'no-referrer',
    })
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="en"><meta charset="utf-8"><title>MCP gateway</title>${body}</html>\n`);
}

function succeeded(server: string, goesOnTo: string | null): string {
  const link =
    goesOnTo === null ? '' : `<p><a href="${escaped(goesOnTo)}">Continue to ${escaped(goesOnTo)}</a></p>`;
  return `<h1>Connected</h1><p>The gateway can now use ${escaped(server)} for you. You can close this page.</p>${link}`;
}

const failed = (why: string) => `<h1>Not connected</h1><p>${escaped(why)}</p>`;

const escaped = (text: string) => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
