import { operationsOf } from './operation.ts';

const taken = { 409: 'The agent has a bundle already, or two tools would have one name.' };

/** Bundles: named sets of tools with an endpoint of their own. */
export const bundleOperations = operationsOf('bundles', {
  'GET /bundles': { name: 'list', summary: 'List the bundles' },
  'POST /bundles': {
    name: 'create',
    summary: 'Make a bundle',
    example: { name: 'front-desk', agent_id: '0199a6c2-7f3e-7c41-9a53-3f6e0b7d2a10' },
    refusals: taken,
  },
  'GET /bundles/:bundle_id': { name: 'get', summary: 'Read a bundle' },
  'GET /bundles/by-agent/:agent_id': { name: 'get_by_agent', summary: 'Read the bundle of an agent' },
  'PUT /bundles/:bundle_id': {
    name: 'update',
    summary: 'Change a bundle',
    example: { description: 'What the front desk may do.' },
    refusals: taken,
  },
  'DELETE /bundles/:bundle_id': { name: 'delete', summary: 'Remove a bundle' },
  'POST /bundles/:bundle_id/servers/:server_id': {
    name: 'assign_server',
    summary: 'Put all tools of a server into a bundle',
  },
  'DELETE /bundles/:bundle_id/servers/:server_id': {
    name: 'remove_server',
    summary: 'Take a server out of a bundle',
  },
  'POST /bundles/:bundle_id/tools': {
    name: 'add_tools',
    summary: 'Put tools into a bundle',
    refusals: { 409: 'A name is taken.' },
  },
  'GET /bundles/:bundle_id/tools': { name: 'list_tools', summary: 'List the tools of a bundle' },
  'PUT /bundles/:bundle_id/tools/:tool_id': {
    name: 'update_tool',
    summary: 'Say what callers see of a tool of a bundle',
    refusals: { 409: 'The name is taken.' },
  },
  'DELETE /bundles/:bundle_id/tools/:tool_id': {
    name: 'remove_tool',
    summary: 'Take a tool out of a bundle',
  },
  'POST /bundles/:bundle_id/connections/:connection_id': {
    name: 'assign_connection',
    summary: 'Let a bundle use a connection',
  },
  'DELETE /bundles/:bundle_id/connections/:connection_id': {
    name: 'remove_connection',
    summary: 'Let a bundle no longer use a connection',
  },
  'GET /bundles/:bundle_id/connections': {
    name: 'list_connections',
    summary: 'List the connections of a bundle',
  },
});
