import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpClient, protocolVersions } from '../src/index.ts';
import { fixtureService, spawner, startFault, startServer, textOf } from './start-client.ts';

test.each(protocolVersions)('a server that answers %s is spoken to in it', async version => {
  verifies('mcp-client:handshake:versions');
  await using client = await startFault('version', version);
  expect(client.protocolVersion).toBe(version);
  expect(await client.callTool('echo', { a: 1 })).toHaveProperty('content');
});

test.each(['2026-07-28', '1.0', ''])(
  'a server that answers version "%s" is refused, by name',
  async version => {
    verifies('mcp-client:handshake:versions');
    await using client = new McpClient(fixtureService('faults', ['version', version]), { spawner });
    await expect(client.start()).rejects.toMatchObject({
      code: 'GW_UPSTREAM_START_FAILED',
      message: expect.stringContaining(`protocol version "${version}"`),
    });
    expect(client.exit).toBeDefined();
  },
);

test('the newest version is offered, initialized is sent, and no method that MCP does not have', async () => {
  verifies('mcp-client:handshake:initialized');
  await using client = await startServer({ clientInfo: { name: 'tester', version: '9' } });
  const received = JSON.parse(textOf(await client.callTool('received', {}))) as { method: string }[];
  expect(received.map(({ method }) => method)).toEqual([
    'server/discover',
    'initialize',
    'notifications/initialized',
    'tools/list',
    'tools/call',
  ]);
  expect(received[1]).toMatchObject({
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'tester', version: '9' } },
  });
});

test('what the server says of itself is kept', async () => {
  await using client = await startServer();
  expect(client.serverInfo).toEqual({ name: 'fixture', version: '1.0.0' });
  expect(client.serverCapabilities).toEqual({ tools: { listChanged: true } });
  expect(client.instructions).toBeUndefined();
  expect(client.startedAt).toBeGreaterThan(Date.now() - 30_000);
});

test('a server that answers notifications with errors is survived', async () => {
  verifies('mcp-client:handshake:greeter');
  await using client = await startFault('answers-notifications');
  expect(textOf(await client.callTool('echo', { a: 1 }))).toBe('{"a":1}');
});

test('a banner before the first message is survived', async () => {
  await using client = await startFault('banner');
  expect(client.getTools()).toHaveLength(1);
});
