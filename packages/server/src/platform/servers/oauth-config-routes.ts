import Type from 'typebox';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import { PlatformError } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { OAuthConfigView, oauthConfigView } from './oauth-config-schemas.ts';
import { ServerParams } from './server-schemas.ts';

/** How the gateway gets tokens for servers. It is set with the server. */
export function oauthConfigRoutes(app: PlatformApp, platform: PlatformHost): void {
  const path = '/servers/:server_id/oauth-config';

  app.get(
    path,
    { config: access('servers:read'), schema: { params: ServerParams, response: { 200: OAuthConfigView } } },
    async ({ params }) => {
      const { catalog, connections } = platform.parts;
      catalog.server(params.server_id);
      const app = connections.oauthApps.info(params.server_id);
      if (app) return oauthConfigView(app);
      throw new PlatformError('GW_OAUTH_NOT_CONFIGURED', 404, 'The server has no OAuth configuration');
    },
  );

  app.delete(
    path,
    {
      config: access('servers:write', { action: 'oauth_config.delete', target: 'server' }),
      schema: { params: ServerParams, response: { 204: Type.Null() } },
    },
    async ({ params }, reply) => {
      const { catalog, connections } = platform.parts;
      catalog.server(params.server_id);
      await connections.oauthApps.delete(params.server_id);
      return reply.code(204).send();
    },
  );
}
