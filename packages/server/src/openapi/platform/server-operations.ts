import { operationsOf } from './operation.ts';

const nameTaken = { 409: 'The name is taken.' };
const fromConfig = { 409: 'The server is of the config file, and changed there.' };
const notLocal = { 409: 'Tools can be declared on local servers only, and each name once.' };
const unreachable = { 502: 'The server could not be reached.' };
/** Servers, and what callers see of their tools. */
export const serverOperations = {
  ...operationsOf('servers', {
    'GET /servers': { name: 'list', summary: 'List the servers' },
    'POST /servers': { name: 'create', summary: 'Add a server', refusals: nameTaken },
    'GET /servers/:server_id': { name: 'get', summary: 'Read a server' },
    'PUT /servers/:server_id': {
      name: 'update',
      summary: 'Change a server',
      refusals: { 409: 'The name is taken, or the server is of the config file.' },
    },
    'DELETE /servers/:server_id': { name: 'delete', summary: 'Remove a server', refusals: fromConfig },
    'POST /servers/:server_id/start': { name: 'start', summary: "Start the server's own process" },
    'POST /servers/:server_id/stop': { name: 'stop', summary: "Stop the server's own process" },
    'POST /servers/:server_id/health': { name: 'health', summary: 'Ask a server whether it works' },
    'POST /servers/health/all': { name: 'health_all', summary: 'Ask all servers whether they work' },
    'POST /servers/bulk-action': { name: 'bulk_action', summary: 'Do one thing to several servers' },
    'GET /servers/:server_id/connection-options': {
      name: 'get_connection_options',
      summary: 'Tell where MCP clients reach a server',
    },
  }),

  ...operationsOf('servers', {
    'GET /servers/:server_id/tools': {
      name: 'list_tools',
      words: 'tool',
      summary: 'List the tools of a server',
    },
    'POST /servers/:server_id/tools': {
      name: 'create_tool',
      words: 'tool',
      summary: 'Declare a tool of a local server',
      refusals: notLocal,
    },
    'PUT /servers/:server_id/tools': {
      name: 'sync_local_tools',
      words: 'tool',
      summary: 'Declare all tools of a local server at once',
      refusals: notLocal,
    },
    'PATCH /servers/:server_id/tools/:tool_id': {
      name: 'update_tool',
      words: 'tool',
      summary: 'Change a tool of a local server',
      refusals: notLocal,
    },
    'DELETE /servers/:server_id/tools/:tool_id': {
      name: 'delete_tool',
      summary: 'Remove a tool of a local server',
      refusals: notLocal,
    },
    'PATCH /servers/:server_id/tools/:tool_id/overrides': {
      name: 'update_tool_overrides',
      words: 'tool',
      summary: 'Say what callers see of a tool',
      refusals: nameTaken,
    },
    'DELETE /servers/:server_id/tools/:tool_id/overrides': {
      name: 'reset_tool_overrides',
      summary: 'Show a tool as its server describes it',
      refusals: nameTaken,
    },
    'POST /servers/:server_id/tools/:tool_id/correct-schema': {
      name: 'correct_tool_schema',
      summary: "Repair a tool's input schema",
    },
    'GET /servers/:server_id/tool-selection': {
      name: 'get_tool_selection',
      summary: 'Read which tools are shown',
    },
    'PATCH /servers/:server_id/tool-selection': {
      name: 'update_tool_selection',
      summary: 'Choose which tools are shown',
    },
    'POST /servers/:server_id/sync': {
      name: 'sync_tools',
      summary: "Read the server's tools again",
      refusals: { 409: 'The server is stopped.', ...unreachable },
    },
    'GET /servers/:server_id/pins': {
      name: 'list_pins',
      words: 'pin',
      summary: 'Tell what has changed about the tools of a server since they were approved',
    },
    'POST /servers/:server_id/pins/approve': {
      name: 'approve_tools',
      words: 'pin',
      summary: 'Approve tools of a server as they are now',
    },
  }),
};
