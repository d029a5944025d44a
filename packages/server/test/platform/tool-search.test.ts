import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

const search = (platform: TestPlatform, body: object, headers: Record<string, string> = {}) =>
  platform.ask('POST', '/tools/search', { body, headers });

test('tools are found as callers see them, of the servers and within the session that were asked for', async () => {
  verifies('search:api');
  await using platform = await startOnSqlite();
  const find = async (body: object, headers = {}) => (await search(platform, body, headers)).json.tools;
  await expect.poll(() => find({ query: 'tools__echo' })).not.toEqual([]);
  const [echo] = await find({ query: 'tools__echo' });
  expect(echo).toMatchObject({
    tool_name: 'tools__echo',
    display_name: 'echo',
    server_name: 'tools',
    score: 1,
  });
  expect(await find({ query: 'echo', server_ids: [echo.server_id], limit: 1, bundle_id: null })).toEqual([
    echo,
  ]);
  expect(await find({ query: 'echo', server_ids: [] })).toEqual([]);
  const overrides = { name: 'parrot', description: 'Says it again' };
  const path = `/servers/${echo.server_id}/tools/${echo.tool_id}/overrides`;
  await platform.ask('PATCH', path, { body: overrides });
  expect((await find({ query: 'parrot' }))[0]).toMatchObject({
    tool_id: echo.tool_id,
    tool_name: 'tools__parrot',
  });
  const session = await platform.ask('POST', '/sessions', { body: { denied_tool_names: ['*__parrot'] } });
  const names = (await find({ query: 'parrot' }, { 'x-session-id': session.json.id })).map(
    ({ tool_id }: { tool_id: string }) => tool_id,
  );
  expect(names).not.toContain(echo.tool_id);
  await platform.ask('PATCH', path, { body: { enabled: false } });
  expect((await find({ query: 'parrot' })).map((tool: { tool_id: string }) => tool.tool_id)).not.toContain(
    echo.tool_id,
  );
  expect((await search(platform, { query: 'x', limit: 0 })).status).toBe(422);
  expect((await search(platform, { query: 7 })).json.errors[0].pointer).toBe('/query');
});
