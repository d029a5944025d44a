import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { skillForm } from './skill-form.ts';
import { onEachDatabase, startOnSqlite, type TestPlatform } from './test-platform.ts';

const document = (name: string, rest = '') =>
  `---\nname: ${name}\ndescription: Does ${name}.\n${rest}---\n\n# ${name}\n`;
const nowhere = '00000000-0000-7000-8000-000000000000';

const create = async (platform: TestPlatform, name: string, fields: object = {}) => {
  const body = { name, skill_md_content: document(name), ...fields };
  const made = await platform.ask('POST', '/skills', { body });
  expect(made.status).toBe(201);
  return made.json;
};
const upload = (platform: TestPlatform, name: string, content: string | Uint8Array, fields = {}) =>
  platform.ask('POST', '/skills/upload', skillForm(name, content, fields));
const download = async (platform: TestPlatform, id: string) =>
  platform.gateway.inject({ url: `/api/v1/skills/${id}/package` });
const serverId = async (platform: TestPlatform) => (await platform.ask('GET', '/servers')).json.items[0].id;

onEachDatabase(start => {
  test('skills are made, read, listed, changed and removed', async () => {
    verifies('skills:api:changes');
    await using platform = await start();
    const made = await create(platform, 'pdf-forms', { skill_metadata: { team: 'docs' } });
    expect(made).toMatchObject({
      name: 'pdf-forms',
      description: 'Does pdf-forms.',
      source_type: 'markdown',
      source_url: null,
      mcp_server_id: null,
      mcp_server_name: null,
      skill_metadata: { team: 'docs' },
      portal_visible: false,
      portal_category: null,
      portal_tags: [],
      skill_md_content: document('pdf-forms'),
    });
    expect((await platform.ask('GET', `/skills/${made.id}`)).json).toEqual(made);
    const other = await create(platform, 'My Invoices', { skill_md_content: 'Writes invoices.' });
    expect(other).toMatchObject({ name: 'my-invoices', description: 'Writes invoices.' });
    expect(other.skill_md_content).toMatch(/^---\nname: my-invoices\n[\s\S]*\n\nWrites invoices\.$/);

    const listed = (await platform.ask('GET', '/skills?limit=1')).json;
    expect(listed).toMatchObject({ total: 2, offset: 0, limit: 1 });
    expect(listed.items).toEqual([{ ...other, skill_md_content: null }]);
    const names = async (query: string) =>
      (await platform.ask('GET', `/skills?${query}`)).json.items.map(({ name }: { name: string }) => name);
    expect(await names('search=writes')).toEqual(['my-invoices']);
    expect(await names('source_type=upload')).toEqual([]);
    expect(await names('offset=1')).toEqual(['pdf-forms']);

    const changes = { name: 'pdf-2', description: 'New.', portal_visible: true, portal_tags: ['a'] };
    const changed = (await platform.ask('PATCH', `/skills/${made.id}`, { body: changes })).json;
    expect(changed).toMatchObject({ ...changes, skill_metadata: { team: 'docs' } });
    expect(changed.skill_md_content).toBe('---\nname: pdf-2\ndescription: New.\n---\n\n# pdf-forms\n');
    expect((await platform.ask('DELETE', `/skills/${made.id}`)).status).toBe(204);
    expect((await platform.ask('GET', `/skills/${made.id}`)).status).toBe(404);
    expect((await platform.ask('DELETE', `/skills/${made.id}`)).status).toBe(404);
    expect((await platform.ask('PATCH', `/skills/${made.id}`, { body: {} })).status).toBe(404);
  });

  test('a package downloads as an archive of the size told, and uploads again to the same content', async () => {
    verifies('skills:api:package');
    await using platform = await start();
    const imported = await platform.ask('POST', '/skills/import', {
      body: { source: 'builtin', skill_name: 'tabular-data' },
    });
    expect(imported.json).toMatchObject({ name: 'tabular-data', source_type: 'catalog', source_url: null });
    const { id, package_size_bytes, skill_md_content } = imported.json;
    const archive = await download(platform, id);
    expect(archive.statusCode).toBe(200);
    expect(archive.headers['content-type']).toBe('application/zip');
    expect(archive.headers['content-disposition']).toBe('attachment; filename="tabular-data.zip"');
    expect(archive.rawPayload.length).toBe(package_size_bytes);
    const again = await upload(platform, 'tabular-data.zip', archive.rawPayload);
    expect(again.json).toMatchObject({ name: 'tabular-data', source_type: 'upload', skill_md_content });
    expect((await download(platform, again.json.id)).rawPayload).toEqual(archive.rawPayload);
    expect((await download(platform, nowhere)).statusCode).toBe(404);
  });

  test('a skill that belongs to a server is attached to it, until one of both ends', async () => {
    verifies('skills:api:servers');
    await using platform = await start();
    const server = await serverId(platform);
    const made = await upload(platform, 'my_skill.md', '# Hello\n\nSays hello.\n', { mcp_server_id: server });
    const { id } = made.json;
    expect(made.json).toMatchObject({ name: 'my-skill', mcp_server_id: server, mcp_server_name: 'tools' });
    const ofServer = async () => (await platform.ask('GET', `/skills?mcp_server_id=${server}`)).json.total;
    expect(await ofServer()).toBe(1);
    const attach = () => platform.ask('POST', `/servers/${server}/skills/${id}/attach`);
    const first = await attach();
    expect(first.json).toEqual({
      attachment_id: expect.any(String),
      tools_registered: ['my-skill', 'skill://tools/my-skill/SKILL.md'],
      server_id: server,
      skill_id: id,
    });
    expect((await attach()).json).toEqual(first.json);
    const cleared = await platform.ask('PATCH', `/skills/${id}`, {
      body: { clear_server_link: true, mcp_server_id: null },
    });
    expect(cleared.json.mcp_server_id).toBeNull();
    const detach = () => platform.ask('DELETE', `/servers/${server}/skills/${id}/detach`);
    expect((await detach()).status).toBe(404);
    await attach();
    expect(await ofServer()).toBe(1);
    expect((await detach()).status).toBe(204);
    expect(await ofServer()).toBe(0);
    await platform.ask('PATCH', `/skills/${id}`, { body: { mcp_server_id: server } });
    expect((await detach()).status).toBe(204);
    expect((await platform.ask('GET', `/skills/${id}`)).json.mcp_server_id).toBeNull();
  });
});

describe('refusals', () => {
  test('what is missing, unknown, or taken is told as what it is', async () => {
    verifies('skills:api:refusals');
    await using platform = await startOnSqlite();
    const server = await serverId(platform);
    const { id } = await create(platform, 'one', { mcp_server_id: server });
    const ask = async (...args: Parameters<TestPlatform['ask']>) => {
      const { status, json } = await platform.ask(...args);
      return [status, json.code, json.errors?.[0]?.pointer];
    };
    const good = { name: 'two', skill_md_content: document('two') };
    expect(await ask('POST', '/skills', { body: { name: 'x' } })).toEqual([
      422,
      'GW_INVALID',
      '/skill_md_content',
    ]);
    expect(await ask('POST', '/skills', { body: { ...good, name: '!' } })).toEqual([
      422,
      'GW_INVALID',
      '/name',
    ]);
    expect(await ask('POST', '/skills', { body: { ...good, skill_md_content: '---\n' } })).toEqual([
      422,
      'GW_INVALID',
      '/skill_md_content',
    ]);
    expect(await ask('POST', '/skills', { body: { ...good, mcp_server_id: nowhere } })).toEqual([
      422,
      'GW_INVALID',
      '/mcp_server_id',
    ]);
    const taken = { ...good, name: 'one', mcp_server_id: server };
    expect(await ask('POST', '/skills', { body: taken })).toEqual([409, 'GW_SKILL_NAME_TAKEN', undefined]);
    const two = await create(platform, 'two', { mcp_server_id: server });
    expect(await ask('PATCH', `/skills/${two.id}`, { body: { name: 'one' } })).toEqual([
      409,
      'GW_SKILL_NAME_TAKEN',
      undefined,
    ]);
    expect(await ask('POST', `/servers/${nowhere}/skills/${id}/attach`)).toEqual([
      404,
      'GW_SERVER_NOT_FOUND',
      undefined,
    ]);
    expect(await ask('POST', `/servers/${server}/skills/${nowhere}/attach`)).toEqual([
      404,
      'GW_SKILL_NOT_FOUND',
      undefined,
    ]);
    expect(await ask('GET', '/skills/catalog/nothing')).toEqual([404, 'GW_SKILL_NOT_OFFERED', undefined]);
    expect(await ask('GET', '/skills/catalog/builtin/nothing')).toEqual([
      404,
      'GW_SKILL_NOT_OFFERED',
      undefined,
    ]);
    const unknown = { source: 'builtin', skill_name: '../../package.json' };
    expect(await ask('POST', '/skills/import', { body: unknown })).toEqual([
      404,
      'GW_SKILL_NOT_OFFERED',
      undefined,
    ]);
    expect((await platform.ask('GET', '/skills')).json.total).toBe(2);
  });

  test('uploads that are no forms, have no file, or a bad one leave nothing', async () => {
    verifies('skills:api:refusals');
    await using platform = await startOnSqlite();
    const form = skillForm('x.zip', 'no archive');
    const send = async (body: unknown, headers: Record<string, string>) => {
      const { status, json } = await platform.ask('POST', '/skills/upload', { body, headers });
      return [status, json.code];
    };
    expect(await send(form.body, form.headers)).toEqual([422, 'GW_INVALID']);
    expect(await send(form.body.subarray(0, 100), form.headers)).toEqual([400, 'GW_INVALID_REQUEST']);
    expect(await send('x', { 'content-type': 'multipart/form-data' })).toEqual([400, 'GW_INVALID_REQUEST']);
    expect(await send({}, {})).toEqual([422, 'GW_INVALID']);
    expect(await send({ file: 'text' }, {})).toEqual([422, 'GW_INVALID']);
    expect(await send('x', { 'content-type': 'text/plain' })).toEqual([415, expect.any(String)]);
    const large = skillForm('x.md', Buffer.alloc(11 * 1024 * 1024));
    expect(await send(large.body, large.headers)).toEqual([413, expect.any(String)]);
    expect((await platform.ask('GET', '/skills')).json.total).toBe(0);
  });

  test('keys need the scopes of skills', async () => {
    verifies('skills:api:scopes');
    await using platform = await startOnSqlite();
    const { id } = await create(platform, 'one');
    const reader = await platform.key({ scopes: ['skills:read'] });
    const other = await platform.key({ scopes: ['servers:*'] });
    expect((await platform.ask('GET', `/skills/${id}`, { key: reader })).status).toBe(200);
    expect((await platform.ask('GET', `/skills/${id}`, { key: other })).status).toBe(403);
    expect((await platform.ask('DELETE', `/skills/${id}`, { key: reader })).status).toBe(403);
    const body = { source: 'builtin', skill_name: 'code-review' };
    expect((await platform.ask('POST', '/skills/import', { key: reader, body })).status).toBe(403);
  });
});

test('the built-in catalog has skills that are as the format wants them, and templates', async () => {
  verifies('skills:catalog:builtin');
  await using platform = await startOnSqlite();
  const { items } = (await platform.ask('GET', '/skills/catalog/builtin')).json;
  expect(items.length).toBeGreaterThanOrEqual(6);
  for (const { name, description, files, license, version, tags } of items) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(description).toMatch(/Use (?:when|for|after|in|before)/);
    expect({ license, version }).toEqual({ license: 'MIT', version: '1.0' });
    expect(files).toContain('SKILL.md');
    expect(tags.length).toBeGreaterThan(0);
    const entry = await platform.ask('GET', `/skills/catalog/builtin/${name}`);
    expect(entry.json).toMatchObject({ name, source: 'builtin', author: 'mcp-gateway' });
    const imported = await platform.ask('POST', '/skills/import', {
      body: { source: 'builtin', skill_name: name },
    });
    expect(imported.json).toMatchObject({ name, description });
    // Nothing of what its author wrote was made to fit.
    expect(imported.json.skill_md_content).toMatch(new RegExp(`^---\nname: ${name}\ndescription: `));
    const linked = imported.json.skill_md_content.matchAll(/\]\(((?:references|scripts|assets)\/[^)]+)\)/g);
    for (const [, path] of linked) expect(files).toContain(path);
  }
  const found = (await platform.ask('GET', '/skills/catalog/builtin?search=voice')).json.items;
  expect(found.map(({ name }: { name: string }) => name)).toEqual(['spoken-answers']);

  const templates = (await platform.ask('GET', '/skills/templates')).json.items;
  expect(templates.length).toBeGreaterThanOrEqual(3);
  for (const { name, skill_md_content } of templates) {
    expect((await create(platform, name, { skill_md_content })).name).toBe(name);
  }
});
