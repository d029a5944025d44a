import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  AuthError,
  ConflictError,
  ForbiddenError,
  McpGateway,
  NotFoundError,
  ValidationError,
} from '../../packages/sdk/src/index.ts';
import { node, type RunningGateway, root, startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';

const greeter = { command: node, args: [join(root, 'examples', 'agent', 'test', 'greeter.mjs')] };
const secret = randomBytes(18).toString('base64url');

/** The client over a gateway of its own, resource by resource. */
function theClientWorks(storage: () => Promise<string | undefined>): void {
  let gateway: RunningGateway;
  let client: McpGateway;
  let stop: () => PromiseLike<void>;
  const warnings: string[] = [];
  beforeAll(async () => {
    const uri = await storage();
    const config = uri ? ({ storage: uri } as unknown as Record<string, Record<string, unknown>>) : {};
    gateway = await startGateway({ config });
    stop = () => gateway[Symbol.asyncDispose]();
    const onWarning = (text: string) => void warnings.push(text);
    client = new McpGateway({ apiKey: gateway.token, url: gateway.url, onWarning });
    await vi.waitFor(() => client.servers.list(), 20_000);
  });
  afterAll(() => stop?.());

  const anyServer = async () =>
    client.servers.create({ name: `s${randomBytes(4).toString('hex')}`, type: 'stdio', config: greeter });

  test('servers', async () => {
    verifies('sdk:gateway:works');
    const { servers } = client;
    const server = await anyServer();
    const { id, name } = server;
    expect((await servers.list({ search: name })).map(one => one.id)).toEqual([id]);
    expect(await servers.start(id)).toMatchObject({ current_status: 'running', tools_count: 1 });
    expect(await servers.health(id)).toMatchObject({ current_status: 'running', error: null });
    expect((await servers.healthAll()).results.map(one => one.server_id)).toContain(id);
    expect(await servers.syncTools(id)).toMatchObject({ total_tools: 1 });
    const [tool] = await servers.listTools(id);
    expect(tool).toMatchObject({ original_name: 'greet', qualified_name: `${name}__greet` });
    const toolId = `${tool?.id}`;
    expect(await servers.updateToolOverrides(id, toolId, { description: 'Says hello' })).toMatchObject({
      description: 'Says hello',
    });
    await servers.resetToolOverrides(id, toolId);
    expect(await servers.correctToolSchema(id, toolId)).toMatchObject({ corrected: false });
    const selection = { exposure_mode: 'selected' as const, selected_tool_ids: [toolId] };
    expect(await servers.updateToolSelection(id, selection)).toEqual(selection);
    expect(await servers.getToolSelection(id)).toEqual(selection);
    expect(await servers.update(id, { display_name: 'Greeter' })).toMatchObject({ display_name: 'Greeter' });
    expect((await servers.getConnectionOptions(id)).streamable_http).toMatch(`/mcp/servers/${name}`);
    expect(await servers.stop(id)).toMatchObject({ current_status: 'stopped' });
    await expect(client.tools.execute(`${name}__greet`, { name: 'Ada' })).rejects.toThrow(ConflictError);
    expect(await servers.bulkAction('start', [id, randomUUID()])).toMatchObject({ affected: 1 });
    await expect(servers.create({ name, type: 'stdio', config: greeter })).rejects.toThrow(ConflictError);
    await servers.delete(id);
    await expect(servers.get(id)).rejects.toThrow(NotFoundError);
  });

  test('tools that are declared', async () => {
    verifies('sdk:gateway:works');
    const { servers } = client;
    const { id } = await servers.create({ name: 'declared', type: 'local' });
    const made = await servers.createTool(id, { name: 'first', description: 'The first' });
    expect(await servers.updateTool(id, made.id, { description: 'Renewed' })).toMatchObject({
      description: 'Renewed',
    });
    expect(await servers.syncLocalTools(id, [{ name: 'second' }, { name: 'third' }])).toEqual({
      tools_added: 2,
      tools_updated: 0,
      tools_removed: 1,
      total_tools: 2,
    });
    const [second] = await servers.listTools(id);
    await servers.deleteTool(id, `${second?.id}`);
    expect(await servers.listTools(id)).toHaveLength(1);
    await servers.delete(id);
  });

  test('tools', async () => {
    verifies('sdk:gateway:works');
    const { id, name } = await anyServer();
    await client.servers.start(id);
    const tool = `${name}__greet`;
    expect(await client.tools.getByName(tool)).toMatchObject({ tool_name: tool, server_id: id });
    const [best] = await client.tools.search('greet somebody', { limit: 1, server_ids: [id] });
    expect(best).toMatchObject({ tool_name: tool, score: expect.any(Number) });
    const options = { server_name: name };
    expect(await client.tools.execute('greet', { name: 'Ada' }, options)).toMatchObject({
      result: 'Hello, Ada!',
      error: null,
    });
    const wrong = await client.tools.execute(tool, {}).catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(ValidationError);
    expect((wrong as ValidationError).errors[0]?.pointer).toMatch(/name|arguments/);
    const session = await client.sessions.create({ denied_tool_names: [`${name}__*`] });
    const within = client.with({ headers: { 'X-Session-Id': session.id } });
    await expect(within.tools.execute(tool, { name: 'Ada' })).rejects.toThrow(ForbiddenError);
    await client.servers.delete(id);
  });

  test('sessions', async () => {
    verifies('sdk:gateway:works');
    const { sessions } = client;
    const session = await sessions.create({ allowed_tool_names: ['a__*'] });
    expect((await sessions.list()).map(({ id }) => id)).toContain(session.id);
    expect(await sessions.update(session.id, { allowed_tool_names: null })).toMatchObject({
      allowed_tool_names: null,
    });
    expect(await sessions.touch(session.id)).toMatchObject({ is_active: true });
    await sessions.delete(session.id);
    expect(await sessions.get(session.id)).toMatchObject({ is_active: false });
    await sessions.delete(session.id, { hard_delete: true });
    await expect(sessions.get(session.id)).rejects.toThrow(NotFoundError);
    expect(await sessions.cleanup()).toEqual({ cleaned_count: expect.any(Number) });
    expect(await sessions.stats()).toMatchObject({ total_active: expect.any(Number) });
  });

  test('keys', async () => {
    verifies('sdk:gateway:works');
    const { auth } = client;
    const made = await auth.createApiKey({ name: 'sdk', scopes: ['cache:*'], expires_in_days: 1 });
    expect((await auth.listApiKeys()).map(({ id }) => id)).toContain(made.id);
    expect(await auth.getApiKey(made.id)).toMatchObject({ name: 'sdk', scopes: ['cache:*'] });
    const limited = client.with({ apiKey: made.key });
    await limited.cache.set('own', 1);
    await expect(limited.sessions.stats()).rejects.toThrow(ForbiddenError);
    const { new_key } = await auth.rotateApiKey(made.id, { grace_period_hours: 0 });
    await expect(limited.cache.get('own')).rejects.toThrow(AuthError);
    await auth.revokeApiKey(new_key.id);
    await expect(client.with({ apiKey: new_key.key }).cache.get('own')).rejects.toThrow(AuthError);
  });

  test('the cache', async () => {
    verifies('sdk:gateway:works');
    for (const value of [null, 0, false, 'text', [1, 2.5], { a: { b: [] } }]) {
      await client.cache.set('folder/a key', value, { ttl: 60 });
      expect(await client.cache.get('folder/a key')).toEqual(value);
    }
    expect(await client.cache.get('never')).toBeNull();
    await expect(client.cache.set('k', 1, { ttl: 0 })).rejects.toThrow(ValidationError);
  });

  test('credentials and connections', async () => {
    verifies('sdk:gateway:works');
    const { id } = await anyServer();
    const credential = await client.servers.createCredential(id, { name: 'API_KEY', value: secret });
    expect((await client.servers.listCredentials(id)).map(({ name }) => name)).toEqual(['API_KEY']);
    await client.servers.deleteCredential(id, credential.id);
    expect(await client.servers.listCredentials(id)).toEqual([]);
    const { connections } = client;
    const made = await connections.create({
      server_id: id,
      credential_type: 'api_key',
      credential_value: secret,
      header_name: 'API_KEY',
    });
    expect(made.credential_masked).toContain(secret.slice(-4));
    expect(JSON.stringify([credential, made, await connections.get(made.id)])).not.toContain(secret);
    expect((await connections.list()).map(one => one.id)).toEqual([made.id]);
    await connections.delete(made.id);
    await expect(connections.get(made.id)).rejects.toThrow(NotFoundError);
    await client.servers.delete(id);
  });

  test('bundles', async () => {
    verifies('sdk:gateway:works');
    const { bundles } = client;
    const { id, name } = await anyServer();
    await client.servers.start(id);
    const [tool] = await client.servers.listTools(id);
    const toolId = `${tool?.id}`;
    const agent = randomUUID();
    const made = await bundles.create({ name: 'sdk', agent_id: agent });
    expect(made.bundle_key.length).toBeGreaterThanOrEqual(24);
    expect((await bundles.list({ search: 'sdk' })).map(one => one.id)).toEqual([made.id]);
    expect(await bundles.addTools(made.id, [{ tool_id: toolId }])).toMatchObject([{ tool_id: toolId }]);
    expect(await bundles.updateTool(made.id, toolId, { override_name: 'hello' })).toMatchObject({
      effective_name: 'hello',
    });
    expect((await bundles.getByAgent(agent)).tools).toMatchObject([{ tool_id: toolId, server_name: name }]);
    expect(await client.tools.search('greet', { bundle_id: made.id })).toHaveLength(1);
    expect(await bundles.assignServer(made.id, id)).toMatchObject({ tools_existing: 1 });
    await bundles.removeServer(made.id, id);
    await bundles.addTools(made.id, [{ tool_id: toolId }]);
    await bundles.removeTool(made.id, toolId);
    expect(await bundles.listTools(made.id)).toEqual([]);
    const connection = await client.connections.create({ server_id: id, credential_type: 'none' });
    expect(await bundles.assignConnection(made.id, connection.id)).toMatchObject({ server_id: id });
    expect(await bundles.listConnections(made.id)).toMatchObject([{ user_connection_id: connection.id }]);
    await bundles.removeConnection(made.id, connection.id);
    expect(await bundles.update(made.id, { name: 'renamed' })).toMatchObject({ name: 'renamed' });
    await bundles.delete(made.id);
    await expect(bundles.get(made.id)).rejects.toThrow(NotFoundError);
    await client.servers.delete(id);
  });

  test('skills', async () => {
    verifies('sdk:gateway:works');
    const { skills } = client;
    const text = '---\nname: helper\ndescription: Helps.\n---\nHelp.\n';
    const made = await skills.upload(text, 'SKILL.md');
    expect(made).toMatchObject({ name: 'helper', description: 'Helps.' });
    expect((await skills.list({ search: 'helper' })).map(({ id }) => id)).toEqual([made.id]);
    const zip = await skills.downloadPackage(made.id);
    expect([...zip.subarray(0, 2)]).toEqual([...Buffer.from('PK')]);
    expect(await skills.update(made.id, { description: 'Helps more.' })).toMatchObject({
      description: 'Helps more.',
    });
    const { id } = await anyServer();
    expect(await skills.attach(made.id, id)).toMatchObject({ server_id: id, skill_id: made.id });
    await skills.detach(made.id, id);
    await skills.delete(made.id);
    await expect(skills.get(made.id)).rejects.toThrow(NotFoundError);
    expect((await skills.templates()).length).toBeGreaterThan(0);
    const [entry] = await skills.catalog('builtin');
    expect(await skills.catalogDetail('builtin', `${entry?.name}`)).toMatchObject({ name: entry?.name });
    const imported = await skills.importFromCatalog('builtin', `${entry?.name}`);
    expect(await skills.get(imported.id)).toMatchObject({ name: entry?.name });
    await client.servers.delete(id);
  });

  test('sandboxes', async () => {
    verifies('sdk:gateway:works');
    const { sandboxes } = client;
    const { id } = await sandboxes.create({ image: 'bash', session_key: 'sdk' });
    expect((await sandboxes.create({ image: 'bash', session_key: 'sdk' })).id).toBe(id);
    expect(await sandboxes.exec(id, 'echo hello; exit 3')).toMatchObject({ exit_code: 3, stdout: 'hello\n' });
    const bytes = Uint8Array.from(randomBytes(10_000));
    await sandboxes.upload(id, 'folder/all bytes.bin', bytes);
    expect(await sandboxes.download(id, 'folder/all bytes.bin')).toEqual(bytes);
    expect((await sandboxes.listFiles(id)).map(({ name }) => name)).toContain('folder');
    await sandboxes.stop(id);
    await expect(sandboxes.exec(id, 'true')).rejects.toThrow(ConflictError);
    expect(await sandboxes.resume(id)).toMatchObject({ status: 'running' });
    expect((await sandboxes.activity(id)).map(({ action }) => action)).toContain('exec');
    expect((await sandboxes.list()).map(one => one.id)).toContain(id);
    expect((await sandboxes.listImages()).length).toBeGreaterThan(0);
    await sandboxes.destroy(id);
    await expect(sandboxes.get(id)).rejects.toThrow(NotFoundError);
  });

  test('it is told so where its credentials are wrong, and was warned of nothing', async () => {
    verifies('sdk:gateway:works');
    await expect(client.with({ apiKey: 'wrong' }).servers.list()).rejects.toThrow(AuthError);
    expect(warnings).toEqual([]);
  });
}

describe('the TypeScript client', () => {
  describe('on SQLite', () => theClientWorks(async () => undefined));

  describe.skipIf(!postgresPrograms)('on PostgreSQL', () => {
    let server: PostgresServer | undefined;
    afterAll(() => server?.[Symbol.asyncDispose]());
    theClientWorks(async () => {
      server = await PostgresServer.start();
      return server.createDatabase();
    });
  });
});
