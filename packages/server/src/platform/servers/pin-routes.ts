import type { PinnedTool } from '@gw/catalog';
import { pinnedParts } from '@gw/catalog';
import type { Static } from 'typebox';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { ApproveBody, PinList, type PinView } from './pin-schemas.ts';
import { ServerParams } from './server-schemas.ts';

/** What was approved of a server's tools. */
export function pinRoutes(app: PlatformApp, platform: PlatformHost): void {
  const listOf = (serverId: string, tools: readonly PinnedTool[]): Static<typeof PinList> => ({
    pin: platform.parts.catalog.server(serverId).pin,
    items: tools.map(pinView),
    total: tools.length,
  });

  app.get(
    '/servers/:server_id/pins',
    { config: access('servers:read'), schema: { params: ServerParams, response: { 200: PinList } } },
    async ({ params }) => listOf(params.server_id, platform.parts.catalog.pins(params.server_id)),
  );

  app.post(
    '/servers/:server_id/pins/approve',
    {
      config: access('servers:write', { action: 'server.approve-tools', target: 'server' }),
      schema: { params: ServerParams, body: ApproveBody, response: { 200: PinList } },
    },
    async ({ params, body }) => {
      const approved = await platform.parts.catalog.approve(params.server_id, body.tool_ids);
      return listOf(params.server_id, approved);
    },
  );
}

const pinView = ({ tool, changes, findings }: PinnedTool): Static<typeof PinView> => ({
  tool_id: tool.id,
  name: tool.name,
  state: tool.pin.changed ? 'changed' : 'approved',
  held: tool.pin.held,
  changes: changes.map(change => ({ ...change })),
  findings: findings.map(finding => ({ ...finding })),
  approved_definition: pinnedParts(tool.pin.approved),
  definition: pinnedParts(tool.definition),
});
