/** What a route of the platform API doesn't say of itself by its schemas. */
export interface PlatformOperation {
  /** Resource and method, as the clients call them: `servers_list`. */
  readonly id: string;
  readonly summary: string;
  /** Whose words its examples are made of, beside those of all. */
  readonly words: string;
  /** Why it may be refused, by status, beside what follows from its parameters and its body. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** Headers that it reads, with what they are for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How the rest of the path is called, where the route takes all of it. */
  readonly rest?: { readonly name: string; readonly description: string };
  /** The type of a body that isn't JSON. */
  readonly takes?: string;
  /** The type of an answer that isn't JSON. */
  readonly gives?: string;
  /** Open to all. Default `false`. */
  readonly isPublic?: boolean;
}

/** Operations by `METHOD /path`, as the route is registered. */
export type PlatformOperations = Readonly<Record<string, PlatformOperation>>;

interface Named extends Omit<PlatformOperation, 'id' | 'words'> {
  /** The method of the clients. */
  readonly name: string;
  readonly words?: string;
}

/** Operations of one resource, under the name of the clients. */
const of = (resource: string, operations: Readonly<Record<string, Named>>) =>
  Object.fromEntries(
    Object.entries(operations).map(([route, { name, ...rest }]) => [
      route,
      { words: resource, ...rest, id: `${resource}_${name}` },
    ]),
  );

const nameTaken = { 409: 'The name is taken.' };
const fromConfig = { 409: 'The server is of the config file, and changed there.' };
const notLocal = { 409: 'Tools can be declared on local servers only, and each name once.' };
const unreachable = { 502: 'The server could not be reached.' };
const inSession = { 'X-Session-Id': 'A session of this API, whose scope holds for the request.' };

const servers = of('servers', {
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
});

const serverTools = of('servers', {
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
});

const tools = of('tools', {
  'GET /tools/by-name': {
    name: 'get_by_name',
    summary: 'Find a tool by its name',
    refusals: { 404: 'There is no such tool.', 409: 'Several servers have it: `candidates` names them.' },
  },
  'POST /tools/search': {
    name: 'search',
    summary: 'Find tools by what they do',
    headers: inSession,
    refusals: { 404: 'There is no such session.' },
  },
  'POST /tools/execute': {
    name: 'execute',
    summary: 'Run a tool',
    headers: inSession,
    refusals: {
      403: 'The key lacks `tools:execute`, or the session does not allow the tool.',
      404: 'There is no such tool, or no such session.',
      409: 'Several servers have it, its server is stopped, or nothing carries it out.',
      ...unreachable,
      503: 'Too many calls wait for the server, or the database is not open.',
      504: 'The server did not answer in time.',
    },
  },
});

const sessions = of('sessions', {
  'POST /sessions': { name: 'create', summary: 'Make a session' },
  'GET /sessions': { name: 'list', summary: 'List your sessions' },
  'GET /sessions/:session_id': { name: 'get', summary: 'Read a session' },
  'PATCH /sessions/:session_id': {
    name: 'update',
    summary: "Change a session's scope",
    refusals: { 409: 'The session has ended.' },
  },
  'DELETE /sessions/:session_id': { name: 'delete', summary: 'Close a session' },
  'POST /sessions/:session_id/touch': {
    name: 'touch',
    summary: 'Renew a session',
    refusals: { 409: 'The session has ended.' },
  },
  'POST /sessions/cleanup': { name: 'cleanup', summary: 'Close the sessions that have expired' },
  'GET /sessions/stats': { name: 'stats', summary: 'Count your sessions' },
});

const auth = of('auth', {
  'POST /users/me/api-keys': {
    name: 'create_api_key',
    words: 'newKey',
    summary: 'Make an API key',
    refusals: { 403: 'The key in use lacks `keys:write`, or would hand on more than its own scopes.' },
  },
  'GET /users/me/api-keys': { name: 'list_api_keys', summary: 'List your API keys' },
  'GET /users/me/api-keys/:key_id': { name: 'get_api_key', summary: 'Read an API key' },
  'POST /users/me/api-keys/:key_id/rotate': {
    name: 'rotate_api_key',
    words: 'newKey',
    summary: 'Replace an API key',
    refusals: { 409: 'The key has ended.' },
  },
  'DELETE /users/me/api-keys/:key_id': { name: 'revoke_api_key', summary: 'Revoke an API key' },
});

const cacheKey = { name: 'key', description: 'The key: 1 to 1024 bytes, slashes included.' };

const cache = of('cache', {
  'GET /sdk/cache/*': { name: 'get', summary: 'Get a value', rest: cacheKey },
  'PUT /sdk/cache/*': {
    name: 'set',
    summary: 'Put a value away',
    rest: cacheKey,
    refusals: { 413: 'The value, or all together, would be too large.' },
  },
});

const audit = of('audit', {
  'GET /audit': {
    name: 'list',
    summary: 'List who did what',
    refusals: { 403: 'The key lacks `audit:read`, or asks for what others did.' },
  },
});

/** What the resources are, by the first part of their operations' ids. */
export const resourceDescriptions: Readonly<Record<string, string>> = {
  servers: 'MCP servers: what there is, their lives, and what callers see of their tools.',
  tools: 'Tools of all servers, by name and by what they do.',
  sessions: 'Scopes: which tools a caller may use.',
  auth: 'API keys of the caller.',
  cache: 'Values that callers put away for a while.',
  audit: 'Who did what.',
};

/** All operations of the platform API. */
export const platformOperations: PlatformOperations = {
  ...servers,
  ...serverTools,
  ...tools,
  ...sessions,
  ...auth,
  ...cache,
  ...audit,
};
