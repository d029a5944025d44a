import type { McpGateway } from '../../packages/sdk/src/index.ts';

/** A call as the Python client has it, and the same of the TypeScript client. */
export interface SameCall {
  readonly python: readonly [resource: string, method: string, args: readonly unknown[], kwargs?: object];
  readonly typescript: (gateway: McpGateway) => Promise<unknown>;
}

const [a, b, c] = ['a', 'b', 'c'].map(digit => `0198${digit.repeat(4)}-0000-7000-8000-000000000000`) as [
  string,
  string,
  string,
];
const config = { command: 'node', args: ['server.mjs'] };
const tool = { name: 'double', description: 'Doubles', input_schema: { type: 'object' } };

/** Every method of the Python client, some with and without what may be left out. */
export const calls: readonly SameCall[] = [
  { python: ['servers', 'list', []], typescript: ({ servers }) => servers.list() },
  {
    python: [
      'servers',
      'list',
      [],
      { search: 'two words', status: 'running', type: 'stdio', page: 2, page_size: 7 },
    ],
    typescript: ({ servers }) =>
      servers.list({ search: 'two words', status: 'running', type: 'stdio', page: 2, page_size: 7 }),
  },
  { python: ['servers', 'get', [a]], typescript: ({ servers }) => servers.get(a) },
  {
    python: ['servers', 'create', [], { name: 's', type: 'stdio', config }],
    typescript: ({ servers }) => servers.create({ name: 's', type: 'stdio', config }),
  },
  {
    python: ['servers', 'update', [a], { description: null, display_name: 'S' }],
    typescript: ({ servers }) => servers.update(a, { description: null, display_name: 'S' }),
  },
  { python: ['servers', 'delete', [a]], typescript: ({ servers }) => servers.delete(a) },
  { python: ['servers', 'start', [a]], typescript: ({ servers }) => servers.start(a) },
  { python: ['servers', 'stop', [a]], typescript: ({ servers }) => servers.stop(a) },
  { python: ['servers', 'health', [a]], typescript: ({ servers }) => servers.health(a) },
  { python: ['servers', 'health_all', []], typescript: ({ servers }) => servers.healthAll() },
  {
    python: ['servers', 'bulk_action', ['restart', [a, b]]],
    typescript: ({ servers }) => servers.bulkAction('restart', [a, b]),
  },
  { python: ['servers', 'list_tools', [a]], typescript: ({ servers }) => servers.listTools(a) },
  {
    python: ['servers', 'update_tool_overrides', [a, b, { name: 'twice', enabled: false }]],
    typescript: ({ servers }) => servers.updateToolOverrides(a, b, { name: 'twice', enabled: false }),
  },
  {
    python: ['servers', 'reset_tool_overrides', [a, b]],
    typescript: ({ servers }) => servers.resetToolOverrides(a, b),
  },
  {
    python: ['servers', 'correct_tool_schema', [a, b]],
    typescript: ({ servers }) => servers.correctToolSchema(a, b),
  },
  {
    python: ['servers', 'get_tool_selection', [a]],
    typescript: ({ servers }) => servers.getToolSelection(a),
  },
  {
    python: ['servers', 'update_tool_selection', [a, { exposure_mode: 'selected', selected_tool_ids: [b] }]],
    typescript: ({ servers }) =>
      servers.updateToolSelection(a, { exposure_mode: 'selected', selected_tool_ids: [b] }),
  },
  { python: ['servers', 'sync_tools', [a]], typescript: ({ servers }) => servers.syncTools(a) },
  { python: ['servers', 'create_tool', [a], tool], typescript: ({ servers }) => servers.createTool(a, tool) },
  {
    python: ['servers', 'update_tool', [a, b], { description: 'Twice' }],
    typescript: ({ servers }) => servers.updateTool(a, b, { description: 'Twice' }),
  },
  { python: ['servers', 'delete_tool', [a, b]], typescript: ({ servers }) => servers.deleteTool(a, b) },
  {
    python: ['servers', 'sync_local_tools', [a, [tool]]],
    typescript: ({ servers }) => servers.syncLocalTools(a, [tool]),
  },
  { python: ['servers', 'list_credentials', [a]], typescript: ({ servers }) => servers.listCredentials(a) },
  {
    python: ['servers', 'create_credential', [a], { name: 'API_KEY', value: 'secret' }],
    typescript: ({ servers }) => servers.createCredential(a, { name: 'API_KEY', value: 'secret' }),
  },
  {
    python: ['servers', 'delete_credential', [a, b]],
    typescript: ({ servers }) => servers.deleteCredential(a, b),
  },
  { python: ['servers', 'get_oauth_config', [a]], typescript: ({ servers }) => servers.getOauthConfig(a) },
  {
    python: ['servers', 'delete_oauth_config', [a]],
    typescript: ({ servers }) => servers.deleteOauthConfig(a),
  },
  {
    python: ['servers', 'get_connection_options', [a]],
    typescript: ({ servers }) => servers.getConnectionOptions(a),
  },
  { python: ['servers', 'catalog_search', []], typescript: ({ servers }) => servers.catalogSearch() },
  {
    python: ['servers', 'catalog_search', ['time & date']],
    typescript: ({ servers }) => servers.catalogSearch('time & date'),
  },
  {
    python: ['servers', 'catalog_get', ['npm', '@scope/name']],
    typescript: ({ servers }) => servers.catalogGet('npm', '@scope/name'),
  },
  {
    python: ['servers', 'import_from_catalog', ['npm', '@scope/name', 'short']],
    typescript: ({ servers }) => servers.importFromCatalog('npm', '@scope/name', 'short'),
  },
  {
    python: ['tools', 'get_by_name', ['s__double']],
    typescript: ({ tools }) => tools.getByName('s__double'),
  },
  {
    python: ['tools', 'search', ['twice as much']],
    typescript: ({ tools }) => tools.search('twice as much'),
  },
  {
    python: ['tools', 'search', ['q', 3], { bundle_id: a, agent_id: b, server_ids: [c] }],
    typescript: ({ tools }) => tools.search('q', { limit: 3, bundle_id: a, agent_id: b, server_ids: [c] }),
  },
  { python: ['tools', 'execute', ['s__double']], typescript: ({ tools }) => tools.execute('s__double') },
  {
    python: [
      'tools',
      'execute',
      ['double', { n: 2 }],
      { server_id: a, server_name: 's', bundle_id: b, agent_id: c },
    ],
    typescript: ({ tools }) =>
      tools.execute('double', { n: 2 }, { server_id: a, server_name: 's', bundle_id: b, agent_id: c }),
  },
  { python: ['bundles', 'list', []], typescript: ({ bundles }) => bundles.list() },
  {
    python: ['bundles', 'list', [], { page: 2, page_size: 5, search: 'x' }],
    typescript: ({ bundles }) => bundles.list({ page: 2, page_size: 5, search: 'x' }),
  },
  { python: ['bundles', 'get', [a]], typescript: ({ bundles }) => bundles.get(a) },
  { python: ['bundles', 'get_by_agent', [a]], typescript: ({ bundles }) => bundles.getByAgent(a) },
  {
    python: [
      'bundles',
      'create',
      [],
      { name: 'b', description: 'd', agent_id: a, tools: [{ tool_id: b, override_name: 'x' }] },
    ],
    typescript: ({ bundles }) =>
      bundles.create({
        name: 'b',
        description: 'd',
        agent_id: a,
        tools: [{ tool_id: b, override_name: 'x' }],
      }),
  },
  {
    python: ['bundles', 'update', [a], { name: 'n' }],
    typescript: ({ bundles }) => bundles.update(a, { name: 'n' }),
  },
  { python: ['bundles', 'delete', [a]], typescript: ({ bundles }) => bundles.delete(a) },
  { python: ['bundles', 'assign_server', [a, b]], typescript: ({ bundles }) => bundles.assignServer(a, b) },
  { python: ['bundles', 'remove_server', [a, b]], typescript: ({ bundles }) => bundles.removeServer(a, b) },
  {
    python: ['bundles', 'add_tools', [a, [{ tool_id: b, enabled: false }]]],
    typescript: ({ bundles }) => bundles.addTools(a, [{ tool_id: b, enabled: false }]),
  },
  { python: ['bundles', 'list_tools', [a]], typescript: ({ bundles }) => bundles.listTools(a) },
  {
    python: ['bundles', 'update_tool', [a, b], { override_name: 'x', enabled: true, display_order: 3 }],
    typescript: ({ bundles }) =>
      bundles.updateTool(a, b, { override_name: 'x', enabled: true, display_order: 3 }),
  },
  { python: ['bundles', 'remove_tool', [a, b]], typescript: ({ bundles }) => bundles.removeTool(a, b) },
  {
    python: ['bundles', 'assign_connection', [a, b]],
    typescript: ({ bundles }) => bundles.assignConnection(a, b),
  },
  {
    python: ['bundles', 'remove_connection', [a, b]],
    typescript: ({ bundles }) => bundles.removeConnection(a, b),
  },
  { python: ['bundles', 'list_connections', [a]], typescript: ({ bundles }) => bundles.listConnections(a) },
  {
    python: ['connections', 'create', [a, 'none']],
    typescript: ({ connections }) => connections.create({ server_id: a, credential_type: 'none' }),
  },
  {
    python: [
      'connections',
      'create',
      [a, 'api_key', 'secret'],
      { alias: 'mine', header_name: 'X-Key', prefix: 'Key ', connection_data: { region: 'eu' } },
    ],
    typescript: ({ connections }) =>
      connections.create({
        server_id: a,
        credential_type: 'api_key',
        credential_value: 'secret',
        alias: 'mine',
        header_name: 'X-Key',
        prefix: 'Key ',
        connection_data: { region: 'eu' },
      }),
  },
  {
    python: ['connections', 'create_basic', [a, 'ada', 'secret']],
    typescript: ({ connections }) =>
      connections.createBasic({ server_id: a, username: 'ada', password: 'secret' }),
  },
  { python: ['connections', 'list', []], typescript: ({ connections }) => connections.list() },
  {
    python: ['connections', 'list', [], { include_server: true, include_invalid: true }],
    typescript: ({ connections }) => connections.list({ include_server: true, include_invalid: true }),
  },
  { python: ['connections', 'get', [a]], typescript: ({ connections }) => connections.get(a) },
  { python: ['connections', 'delete', [a]], typescript: ({ connections }) => connections.delete(a) },
  { python: ['connections', 'refresh', [a]], typescript: ({ connections }) => connections.refresh(a) },
  {
    python: ['connections', 'initiate_oauth', [a, b], { redirect_uri: 'http://127.0.0.1/', scopes: ['x'] }],
    typescript: ({ connections }) =>
      connections.initiateOauth(a, { oauth_app_id: b, redirect_uri: 'http://127.0.0.1/', scopes: ['x'] }),
  },
  { python: ['skills', 'list', []], typescript: ({ skills }) => skills.list() },
  {
    python: [
      'skills',
      'list',
      [],
      { search: 'x', source_type: 'catalog', server_id: a, offset: 3, limit: 4 },
    ],
    typescript: ({ skills }) =>
      skills.list({ search: 'x', source_type: 'catalog', mcp_server_id: a, offset: 3, limit: 4 }),
  },
  { python: ['skills', 'get', [a]], typescript: ({ skills }) => skills.get(a) },
  {
    python: ['skills', 'create', ['s', '# S'], { server_id: a, skill_metadata: { k: 1 } }],
    typescript: ({ skills }) =>
      skills.create({ name: 's', skill_md_content: '# S', mcp_server_id: a, skill_metadata: { k: 1 } }),
  },
  {
    python: ['skills', 'update', [a], { clear_server_link: true, portal_tags: ['x'] }],
    typescript: ({ skills }) => skills.update(a, { clear_server_link: true, portal_tags: ['x'] }),
  },
  {
    python: ['skills', 'update', [a], { server_id: b, name: 'n' }],
    typescript: ({ skills }) => skills.update(a, { mcp_server_id: b, name: 'n' }),
  },
  { python: ['skills', 'delete', [a]], typescript: ({ skills }) => skills.delete(a) },
  {
    python: ['skills', 'upload', [], { content: '# Über', filename: 'skill.md', server_id: a }],
    typescript: ({ skills }) => skills.upload('# Über', 'skill.md', { mcp_server_id: a }),
  },
  { python: ['skills', 'templates', []], typescript: ({ skills }) => skills.templates() },
  { python: ['skills', 'catalog', ['builtin']], typescript: ({ skills }) => skills.catalog('builtin') },
  {
    python: ['skills', 'catalog', ['https://git.example/x y'], { search: 'pdf' }],
    typescript: ({ skills }) => skills.catalog('https://git.example/x y', { search: 'pdf' }),
  },
  {
    python: ['skills', 'catalog_detail', ['https://git.example/x', 'pdf']],
    typescript: ({ skills }) => skills.catalogDetail('https://git.example/x', 'pdf'),
  },
  {
    python: ['skills', 'import_from_catalog', ['builtin', 'pdf'], { server_id: a, github_repo: 'o/r' }],
    typescript: ({ skills }) =>
      skills.importFromCatalog('builtin', 'pdf', { mcp_server_id: a, github_repo: 'o/r' }),
  },
  { python: ['skills', 'download_package', [a]], typescript: ({ skills }) => skills.downloadPackage(a) },
  { python: ['skills', 'attach', [a, b]], typescript: ({ skills }) => skills.attach(a, b) },
  { python: ['skills', 'detach', [a, b]], typescript: ({ skills }) => skills.detach(a, b) },
  { python: ['sessions', 'create', []], typescript: ({ sessions }) => sessions.create() },
  {
    python: ['sessions', 'create', [], { server_id: a, allowed_tool_names: ['s__*'], denied_tool_names: [] }],
    typescript: ({ sessions }) =>
      sessions.create({ server_id: a, allowed_tool_names: ['s__*'], denied_tool_names: [] }),
  },
  { python: ['sessions', 'list', []], typescript: ({ sessions }) => sessions.list() },
  {
    python: ['sessions', 'list', [], { bundle_id: a, include_inactive: true }],
    typescript: ({ sessions }) => sessions.list({ bundle_id: a, include_inactive: true }),
  },
  { python: ['sessions', 'get', [a]], typescript: ({ sessions }) => sessions.get(a) },
  {
    python: ['sessions', 'update', [a], { allowed_tool_names: null }],
    typescript: ({ sessions }) => sessions.update(a, { allowed_tool_names: null }),
  },
  { python: ['sessions', 'delete', [a]], typescript: ({ sessions }) => sessions.delete(a) },
  {
    python: ['sessions', 'delete', [a], { hard_delete: true }],
    typescript: ({ sessions }) => sessions.delete(a, { hard_delete: true }),
  },
  { python: ['sessions', 'touch', [a]], typescript: ({ sessions }) => sessions.touch(a) },
  { python: ['sessions', 'cleanup', []], typescript: ({ sessions }) => sessions.cleanup() },
  { python: ['sessions', 'stats', []], typescript: ({ sessions }) => sessions.stats() },
  { python: ['sandboxes', 'list', []], typescript: ({ sandboxes }) => sandboxes.list() },
  { python: ['sandboxes', 'create', []], typescript: ({ sandboxes }) => sandboxes.create() },
  {
    python: ['sandboxes', 'create', ['python:3.12'], { memory_mb: 256, session_key: 'k' }],
    typescript: ({ sandboxes }) =>
      sandboxes.create({ image: 'python:3.12', memory_mb: 256, session_key: 'k' }),
  },
  { python: ['sandboxes', 'get', [a]], typescript: ({ sandboxes }) => sandboxes.get(a) },
  {
    python: ['sandboxes', 'update', [a], { idle_timeout_seconds: 60 }],
    typescript: ({ sandboxes }) => sandboxes.update(a, { idle_timeout_seconds: 60 }),
  },
  { python: ['sandboxes', 'destroy', [a]], typescript: ({ sandboxes }) => sandboxes.destroy(a) },
  {
    python: ['sandboxes', 'exec', [a, 'echo "é"']],
    typescript: ({ sandboxes }) => sandboxes.exec(a, 'echo "é"'),
  },
  {
    python: ['sandboxes', 'exec', [a, 'true'], { timeout: 5 }],
    typescript: ({ sandboxes }) => sandboxes.exec(a, 'true', { timeout: 5 }),
  },
  { python: ['sandboxes', 'stop', [a]], typescript: ({ sandboxes }) => sandboxes.stop(a) },
  { python: ['sandboxes', 'resume', [a]], typescript: ({ sandboxes }) => sandboxes.resume(a) },
  { python: ['sandboxes', 'activity', [a]], typescript: ({ sandboxes }) => sandboxes.activity(a) },
  { python: ['sandboxes', 'list_files', [a]], typescript: ({ sandboxes }) => sandboxes.listFiles(a) },
  {
    python: ['sandboxes', 'list_files', [a], { path: '/workspace/a b' }],
    typescript: ({ sandboxes }) => sandboxes.listFiles(a, { path: '/workspace/a b' }),
  },
  {
    python: ['sandboxes', 'download', [a, 'folder/a b.txt']],
    typescript: ({ sandboxes }) => sandboxes.download(a, 'folder/a b.txt'),
  },
  {
    python: ['sandboxes', 'upload', [a, '/workspace/data.csv'], { content: 'a,b\n1,é' }],
    typescript: ({ sandboxes }) => sandboxes.upload(a, '/workspace/data.csv', 'a,b\n1,é'),
  },
  {
    python: ['sandboxes', 'install_skills', [a, [b, c]]],
    typescript: ({ sandboxes }) => sandboxes.installSkills(a, [b, c]),
  },
  { python: ['sandboxes', 'list_images', []], typescript: ({ sandboxes }) => sandboxes.listImages() },
  { python: ['sandboxes', 'image_templates', []], typescript: ({ sandboxes }) => sandboxes.imageTemplates() },
  { python: ['sandboxes', 'package_catalog', []], typescript: ({ sandboxes }) => sandboxes.packageCatalog() },
  {
    python: ['auth', 'create_api_key', ['k']],
    typescript: ({ auth }) => auth.createApiKey({ name: 'k' }),
  },
  {
    python: [
      'auth',
      'create_api_key',
      ['k', 'd', ['tools:read']],
      { expires_in_days: 3, environment: 'test', rate_limit_rpm: 5 },
    ],
    typescript: ({ auth }) =>
      auth.createApiKey({
        name: 'k',
        description: 'd',
        scopes: ['tools:read'],
        expires_in_days: 3,
        environment: 'test',
        rate_limit_rpm: 5,
      }),
  },
  { python: ['auth', 'list_api_keys', []], typescript: ({ auth }) => auth.listApiKeys() },
  { python: ['auth', 'get_api_key', [a]], typescript: ({ auth }) => auth.getApiKey(a) },
  { python: ['auth', 'rotate_api_key', [a]], typescript: ({ auth }) => auth.rotateApiKey(a) },
  {
    python: ['auth', 'rotate_api_key', [a, 0]],
    typescript: ({ auth }) => auth.rotateApiKey(a, { grace_period_hours: 0 }),
  },
  { python: ['auth', 'revoke_api_key', [a]], typescript: ({ auth }) => auth.revokeApiKey(a) },
  { python: ['cache', 'get', ['last run/today']], typescript: ({ cache }) => cache.get('last run/today') },
  { python: ['cache', 'set', ['k', { a: [1] }]], typescript: ({ cache }) => cache.set('k', { a: [1] }) },
  {
    python: ['cache', 'set', ['k', null, 9]],
    typescript: ({ cache }) => cache.set('k', null, { ttl: 9 }),
  },
];
