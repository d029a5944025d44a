import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { createPlainSpawner, McpManager, McpService, UpstreamError } from '@gw/mcp-client';
import { SessionLimitError, SessionManager } from '@gw/sessions';

const server = fileURLToPath(new URL('./basket-server.mjs', import.meta.url));
const services = [new McpService({ name: 'basket', command: [process.execPath, server], warm: 1 })];

await using source: McpManager = new McpManager({
  services,
  spawner: createPlainSpawner(),
  // The process that has learned the tools becomes the first spare.
  onLearned: client => sessions.offer(client),
});
await using sessions = new SessionManager({
  source,
  services: new Map(services.map(service => [service.name, service])),
  maxTotalSessions: 2,
  onClosed: ({ id }, reason) => process.stdout.write(`${id}: ${reason}\n`),
});
source.start();
sessions.start();

/** One call of a caller's; says beside the answer whether the caller's state was lost before it. */
async function call(sessionId: string, tool: string, args = {}) {
  const lease = await sessions.acquire({ sessionId, service: 'basket' });
  try {
    const { content } = await lease.client.callTool(tool, args, { signal: lease.signal });
    return { text: content?.[0]?.text, restarted: lease.restarted };
  } finally {
    lease.release();
  }
}

// Each caller has a basket of its own, for as long as the session lasts.
await call('anna', 'add', { item: 'apples' });
await call('anna', 'add', { item: 'bread' });
await call('ben', 'add', { item: 'cheese' });
assert.deepEqual(await call('anna', 'list'), { text: 'apples, bread', restarted: false });
assert.deepEqual(await call('ben', 'list'), { text: 'cheese', restarted: false });

// There is room for two.
await assert.rejects(call('cleo', 'list'), SessionLimitError);

// A crash ends the call in flight and the basket, not the session; the next call learns of it.
await assert.rejects(call('ben', 'crash'), UpstreamError);
assert.equal(sessions.get('ben')?.services.basket?.exitReason, 'exit code 1');
assert.deepEqual(await call('ben', 'list'), { text: 'nothing', restarted: true });
assert.deepEqual(await call('anna', 'list'), { text: 'apples, bread', restarted: false });

// Once a session is closed, its process is gone, and its place free.
assert.equal(await sessions.close('anna'), true);
assert.deepEqual(await call('cleo', 'list'), { text: 'nothing', restarted: false });
