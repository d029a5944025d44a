import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createPlainSpawner, McpManager, McpService, UpstreamError } from '@gw/mcp-client';

const server = fileURLToPath(new URL('./counter-server.mjs', import.meta.url));

await using manager = new McpManager({
  services: [
    new McpService({ name: 'counter', command: [process.execPath, server] }),
    new McpService({ name: 'broken', command: [process.execPath, '-e', 'process.exit(1)'] }),
  ],
  spawner: createPlainSpawner({ env: { PATH: process.env.PATH } }),
});
manager.start();

// Tools are learned once, and known without a process after that.
const tools = await manager.getServiceTools('counter');
assert.deepEqual(
  tools.map(tool => tool.name),
  ['up'],
);

// Each client is a process with a state of its own.
const client = await manager.createClient('counter');
const other = await manager.createClient('counter');
const changed = once(client, 'toolsChanged');
await client.callTool('up', { by: 2 });
const result = await client.callTool('up', { by: 40 });
assert.deepEqual(result.structuredContent, { count: 42 });
assert.deepEqual((await other.callTool('up', {})).structuredContent, { count: 1 });

// A list that changes is listed anew, for the manager as well.
await changed;
assert.deepEqual(
  manager.knownTools('counter')?.map(tool => tool.name),
  ['up', 'down'],
);

// A failure says what kind it is; what the operator needs is in its details.
await assert.rejects(manager.getServiceTools('broken'), (error: unknown) => {
  assert.ok(error instanceof UpstreamError);
  assert.equal(error.code, 'GW_UPSTREAM_START_FAILED');
  assert.equal(error.details.exit?.reason, 'exit code 1');
  return true;
});

process.stdout.write(`${result.content?.[0]?.text}\n`);
