import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { SkillsClient } from '@modelcontextprotocol/client/ext/skills';
import { describe, expect, test } from 'vitest';
import { askMcp } from './modern-mcp.ts';
import { skillForm } from './skill-form.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { startOnSqlite, TestPlatform } from './test-platform.ts';

const upstream = fileURLToPath(new URL('../mcp/hub/fixtures/upstream.mjs', import.meta.url));
const eras = ['2025', '2026'] as const;
type Era = (typeof eras)[number];

/** `tools` has tools alone; the others have prompts and resources of their own. */
const services = {
  tools: {},
  older: { command: [process.execPath, upstream], env: { ERA: '2025' } },
  newer: { command: [process.execPath, upstream], env: { ERA: '2026' } },
};

class Skills implements AsyncDisposable {
  readonly platform: TestPlatform;
  readonly #url: string;
  readonly #clients: Client[] = [];

  constructor(platform: TestPlatform, url: string) {
    this.platform = platform;
    this.#url = url;
  }

  static async start(): Promise<Skills> {
    const platform = await startOnSqlite({ services });
    return new Skills(platform, (await platform.gateway.listen()).url);
  }

  async make(name: string, more = ''): Promise<string> {
    const text = `---\nname: ${name}\ndescription: Does it.\nlicense: MIT\n---\nDo it.\n${more}`;
    const made = await this.platform.ask('POST', '/skills/upload', skillForm(`${name}.md`, text));
    return made.json.id;
  }

  async import(name: string): Promise<string> {
    const body = { source: 'builtin', skill_name: name };
    return (await this.platform.ask('POST', '/skills/import', { body })).json.id;
  }

  async attach(server: string, id: string): Promise<void> {
    const path = `/servers/${await this.serverId(server)}/skills/${id}/attach`;
    expect((await this.platform.ask('POST', path)).status).toBe(200);
  }

  async detach(server: string, id: string): Promise<void> {
    const path = `/servers/${await this.serverId(server)}/skills/${id}/detach`;
    expect((await this.platform.ask('DELETE', path)).status).toBe(204);
  }

  async serverId(name: string): Promise<string> {
    const { items } = (await this.platform.ask('GET', '/servers')).json;
    return items.find((server: { name: string }) => server.name === name).id;
  }

  /** An official client; `heard` gets the kinds of lists that have changed. */
  async connect(at: string, era: Era, heard: string[] = []): Promise<Client> {
    const told = (kind: string) => ({
      autoRefresh: false,
      debounceMs: 0,
      onChanged: () => void heard.push(kind),
    });
    const client = new Client(
      { name: 'test', version: '1' },
      {
        versionNegotiation: { mode: era === '2026' ? { pin: '2026-07-28' } : 'legacy' },
        listChanged: { prompts: told('prompts'), resources: told('resources') },
      },
    );
    const url = new URL(`${this.#url}/mcp/${at}`);
    await client.connect(
      new StreamableHTTPClientTransport(url, { requestInit: { headers: this.platform.gateway.headers } }),
    );
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map(client => client.close()));
    await this.platform[Symbol.asyncDispose]();
  }
}

const promptNames = async (client: Client) => (await client.listPrompts()).prompts.map(({ name }) => name);
const uris = async (client: Client) => (await client.listResources()).resources.map(({ uri }) => uri);
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000, interval: 20 });

describe.each(eras)('to clients of the %s era', era => {
  test.each([
    ['servers/tools', ''],
    ['servers/older', ''],
    ['servers/newer', ''],
    ['gateway', 'newer__'],
  ])(
    'an attached skill is a prompt and resources of %s at once, and gone when it is detached',
    async (at, prefix) => {
      verifies('skills:mcp:offered');
      await using skills = await Skills.start();
      const server = at === 'gateway' ? 'newer' : at.replace('servers/', '');
      const first = await skills.make('first');
      await skills.attach(server, first);
      const heard: string[] = [];
      const client = await skills.connect(at, era, heard);
      expect(client.getServerCapabilities()).toMatchObject({
        prompts: { listChanged: true },
        resources: { listChanged: true },
        extensions: { 'io.modelcontextprotocol/skills': { directoryRead: true } },
      });
      await eventually(() => promptNames(client)).toContain(`${prefix}first`);
      await uris(client);
      const own = (await promptNames(client)).filter(name => name !== `${prefix}first`);

      const guide = await skills.import('code-review');
      await skills.attach(server, guide);
      await eventually(() => new Set(heard)).toEqual(new Set(['prompts', 'resources']));
      await eventually(() => promptNames(client)).toContain(`${prefix}code-review`);
      const uri = `skill://${server}/code-review/references/CHECKLIST.md`;
      expect(await uris(client)).toContain(uri);
      const { contents } = await client.readResource({ uri });
      expect(contents).toEqual([
        { uri, mimeType: 'text/markdown', text: expect.stringContaining('# What to look for') },
      ]);
      const { messages } = await client.getPrompt({
        name: `${prefix}code-review`,
        arguments: { request: 'Review it.' },
      });
      expect(messages).toEqual([
        {
          role: 'user',
          content: { type: 'text', text: expect.stringMatching(/^# Code review[\s\S]*Review it\.$/) },
        },
      ]);
      expect((messages[0]!.content as { text: string }).text).toContain(uri);

      heard.length = 0;
      await skills.detach(server, guide);
      await eventually(() => new Set(heard)).toEqual(new Set(['prompts', 'resources']));
      expect(await promptNames(client)).toEqual([...own, `${prefix}first`]);
      expect(await uris(client)).not.toContain(uri);
      await expect(client.readResource({ uri })).rejects.toThrow();
    },
  );

  test.each(['servers/tools', 'servers/older', 'gateway'])(
    'the official client finds nothing wrong with the skills of %s',
    async at => {
      verifies('skills:mcp:extension');
      await using skills = await Skills.start();
      const server = at === 'gateway' ? 'older' : at.replace('servers/', '');
      await skills.attach(server, await skills.import('tabular-data'));
      await skills.attach(server, await skills.make('odd-names', 'x\u00e4\u{1F600}'));
      const client = new SkillsClient(await skills.connect(at, era));
      expect(client.supported && client.directoryRead).toBe(true);
      const { skills: found } = await client.list();
      const root = `skill://${server}/tabular-data`;
      expect(found.map(({ uri }) => uri)).toEqual([
        `${root}/SKILL.md`,
        `skill://${server}/odd-names/SKILL.md`,
      ]);
      expect(found[1]?.frontmatter).toEqual({ name: 'odd-names', description: 'Does it.', license: 'MIT' });
      for (const skill of found) {
        expect((await client.get(skill.uri)).skill).toEqual(skill);
        const document = await client.read(skill);
        expect(document).toMatchObject({ verified: true, mimeType: 'text/markdown' });
      }
      const script = await client.read(found[0]!, 'scripts/profile.py');
      expect(script).toMatchObject({ verified: true, mimeType: 'text/x-python' });
      const { resources } = await client.readDirectory(root);
      expect(resources).toEqual([
        expect.objectContaining({ uri: `${root}/SKILL.md`, name: 'SKILL.md', mimeType: 'text/markdown' }),
        { uri: `${root}/scripts`, name: 'scripts', mimeType: 'inode/directory' },
      ]);
      const inScripts = await client.readDirectory(`${root}/scripts`);
      expect(inScripts.resources.map(({ name }) => name)).toEqual(['profile.py']);
      await expect(client.get(`skill://${server}/none/SKILL.md`)).rejects.toMatchObject({ code: -32602 });
      await expect(client.readDirectory(`${root}/SKILL.md`)).rejects.toMatchObject({ code: -32602 });
    },
  );
});

test("a server's own prompt counts, where a skill has its name", async () => {
  verifies('skills:mcp:own-first');
  await using skills = await Skills.start();
  await skills.attach('older', await skills.make('greet'));
  for (const [at, name] of [
    ['servers/older', 'greet'],
    ['gateway', 'older__greet'],
  ] as const) {
    const client = await skills.connect(at, '2025');
    await eventually(() => promptNames(client)).toContain(name);
    expect((await promptNames(client)).filter(one => one === name)).toHaveLength(1);
    const { messages } = await client.getPrompt({ name, arguments: { who: 'you' } });
    expect(JSON.stringify(messages)).not.toContain('Do it.');
    // It is a skill all the same.
    expect(await uris(client)).toContain('skill://older/greet/SKILL.md');
  }
});

test('a change of a skill is told to those who have subscribed to it, and read at once', async () => {
  verifies('skills:mcp:offered');
  await using skills = await Skills.start();
  const id = await skills.make('first');
  await skills.attach('older', id);
  const client = await skills.connect('servers/older', '2025');
  const updated: string[] = [];
  client.setNotificationHandler(
    'notifications/resources/updated',
    ({ params }) => void updated.push(params.uri),
  );
  const uri = 'skill://older/first/SKILL.md';
  await client.subscribeResource({ uri });
  await skills.platform.ask('PATCH', `/skills/${id}`, { body: { description: 'Does it better.' } });
  await eventually(() => updated).toEqual([uri]);
  const { contents } = await client.readResource({ uri });
  expect(contents[0]).toMatchObject({ text: expect.stringContaining('Does it better.') });
});

test('a server without skills is described as it describes itself', async () => {
  verifies('skills:mcp:own-first');
  await using skills = await Skills.start();
  const id = await skills.make('first');
  const describe = async () =>
    (await askMcp(skills.platform, 'server/discover', {}, { at: 'servers/tools' })).result.capabilities;
  const before = await describe();
  expect(Object.keys(before)).not.toContain('prompts');
  await skills.attach('tools', id);
  expect(await describe()).toMatchObject({ ...before, prompts: { listChanged: true } });
  await skills.detach('tools', id);
  expect(await describe()).toEqual(before);
  const listed = await askMcp(skills.platform, 'skills/list', {}, { at: 'servers/tools' });
  expect(listed.result).toBeUndefined();
});

test('what is attached is offered again after a restart, and under the new name of its server', async () => {
  verifies('skills:mcp:restart');
  await using folder = await temporaryFolder();
  const start = () => TestPlatform.start({ dataDir: folder.path });
  const names = async (platform: TestPlatform, at: string) =>
    (await askMcp(platform, 'prompts/list', {}, { at })).result.prompts.map(
      ({ name }: { name: string }) => name,
    );
  {
    await using platform = await start();
    const body = { name: 'mine', type: 'local', config: {} };
    const server = (await platform.ask('POST', '/servers', { body })).json.id;
    const form = skillForm('first.md', 'Do it.', { mcp_server_id: server });
    expect((await platform.ask('POST', '/skills/upload', form)).status).toBe(201);
    expect(await names(platform, 'gateway')).toEqual(['mine__first']);
  }
  await using platform = await start();
  expect(await names(platform, 'gateway')).toEqual(['mine__first']);
  const server = (await platform.ask('GET', '/servers?search=mine')).json.items[0].id;
  await platform.ask('PUT', `/servers/${server}`, { body: { name: 'yours' } });
  expect(await names(platform, 'gateway')).toEqual(['yours__first']);
  await platform.ask('DELETE', `/servers/${server}`);
  expect(await names(platform, 'gateway')).toEqual([]);
});

test('a bundle offers the skills of the servers that it has as a whole, and of no other', async () => {
  verifies('skills:mcp:bundles');
  await using skills = await Skills.start();
  const { platform } = skills;
  await skills.attach('tools', await skills.make('first'));
  await skills.attach('older', await skills.make('second'));
  const made = (await platform.ask('POST', '/bundles', { body: { name: 'desk' } })).json;
  const assigned = `/bundles/${made.id}/servers/${await skills.serverId('tools')}`;
  expect((await platform.ask('POST', assigned)).status).toBeLessThan(300);
  const at = `bundles/${made.bundle_key}`;
  const ask = async (method: string, params = {}) => (await askMcp(platform, method, params, { at })).result;
  expect((await ask('prompts/list')).prompts).toMatchObject([{ name: 'tools__first' }]);
  expect((await ask('skills/list')).skills).toMatchObject([{ uri: 'skill://tools/first/SKILL.md' }]);
  expect((await ask('prompts/get', { name: 'tools__first' })).messages).toHaveLength(1);
  expect((await ask('resources/read', { uri: 'skill://tools/first/SKILL.md' })).contents).toHaveLength(1);
  expect(await ask('skills/get', { uri: 'skill://older/second/SKILL.md' })).toBeUndefined();
  expect(await ask('resources/read', { uri: 'skill://older/second/SKILL.md' })).toBeUndefined();
  await platform.ask('DELETE', assigned);
  expect((await ask('prompts/list')).prompts).toEqual([]);
});

test.skipIf(!postgresPrograms)(
  'a skill that one gateway attaches is offered by others on its database',
  async () => {
    verifies('skills:mcp:gateways');
    await using server = await PostgresServer.start();
    const url = await server.createDatabase();
    await using first = await TestPlatform.start({ url });
    await using second = await TestPlatform.start({ url });
    const promptsOf = async (platform: TestPlatform) =>
      (await askMcp(platform, 'prompts/list', {}, { at: 'servers/tools' })).result.prompts;
    const { items } = (await first.ask('GET', '/servers')).json;
    const form = skillForm('first.md', 'Do it.', { mcp_server_id: items[0].id });
    const { id } = (await first.ask('POST', '/skills/upload', form)).json;
    await eventually(() => promptsOf(second)).toMatchObject([{ name: 'first', description: 'Do it.' }]);
    await second.ask('PATCH', `/skills/${id}`, { body: { description: 'Better.' } });
    await eventually(() => promptsOf(first)).toMatchObject([{ name: 'first', description: 'Better.' }]);
    await first.ask('DELETE', `/skills/${id}`);
    await eventually(() => promptsOf(second)).toEqual([]);
  },
);
