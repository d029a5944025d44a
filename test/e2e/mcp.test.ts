import { once } from 'node:events';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { node, type RunningGateway, root, startGateway } from './gateway.ts';
import { connections, OlderClient } from './mcp-clients.ts';

const fixture = join(root, 'test/conformance/fixture/main.ts');
const service = (era: string) => ({
  command: [node, fixture, '--era', era, '--transport', 'stdio'],
  description: `A server of the ${era} era`,
});
const services = { old: service('2025'), new: service('2026') };

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({ services });
  // Resolves when the server is known: what clients ask before that is answered with what is known by then.
  await Promise.all(Object.keys(services).map(name => gateway.request(`/services/${name}/tools`)));
});
afterAll(() => gateway[Symbol.asyncDispose]());

const textOf = (result: object) => (result as { content: { text: string }[] }).content[0]?.text ?? '';

describe.each(connections)('the official client: $name', ({ name, connect }) => {
  test('finds the tools of all servers, and calls those of either era', async () => {
    verifies('mcp-edge:clients', 'mcp-edge:stdio');
    const client = await connect(gateway);
    try {
      const { tools } = await client.listTools();
      for (const server of ['old', 'new']) {
        const simple = `${server}__test_simple_text`;
        expect(tools.map(tool => tool.name)).toContain(simple);
        const result = await client.callTool({ name: simple });
        expect(textOf(result)).toBe('This is a simple text response for testing.');
      }
    } finally {
      await client.close();
    }
  });

  test('sees the progress of a call, at the endpoint of one server', async () => {
    verifies('mcp-edge:clients', 'mcp-edge:stream:upgrade');
    const client = await connect(gateway, 'new');
    try {
      const seen: number[] = [];
      const onprogress = ({ progress }: { progress: number }) => void seen.push(progress);
      const call = { name: 'test_tool_with_progress' };
      if (client instanceof OlderClient) await client.callTool(call, undefined, { onprogress });
      else await client.callTool(call, { onprogress });
      const all = [0, 50, 100];
      // Where all comes by one stream, the libraries lose what they read in one piece with the answer.
      expect(seen).toEqual(name.endsWith('Streamable HTTP') ? all : all.slice(0, seen.length));
    } finally {
      await client.close();
    }
  });

  test('reads a resource and a prompt', async () => {
    verifies('mcp-edge:clients');
    const client = await connect(gateway, 'old');
    try {
      const { resources } = await client.listResources();
      const { contents } = await client.readResource({ uri: resources[0]!.uri });
      expect(contents).toHaveLength(1);
      const { prompts } = await client.listPrompts();
      expect(prompts.length).toBeGreaterThan(0);
    } finally {
      await client.close();
    }
  });
});

test('sessions of MCP clients are not among those of the REST API, and stay out of its reach', async () => {
  verifies('sessions:kinds:apart');
  const client = await connections[0]!.connect(gateway);
  try {
    await client.callTool({ name: 'old__test_simple_text' });
    await gateway.call('old', { tool: 'test_simple_text', session_id: 'a-call' });
    expect(Object.keys((await gateway.request('/sessions')).json)).toEqual(['a-call']);
    expect((await gateway.request('/sessions/mcp:x', { method: 'DELETE' })).status).toBe(400);
  } finally {
    await client.close();
  }
});

test('a client goes on with its session when the gateway was started anew', async () => {
  verifies('mcp-edge:session:restart', 'mcp-edge:key');
  const port = await freePort();
  const config = { server: { port, auth_token: gateway.token } };
  const first = await startGateway({ services: { old: services.old }, config });
  const client = await connections[0]!.connect({ ...first, url: first.url, token: gateway.token }, 'old');
  const keyFile = join(first.folder, 'data', 'secret.key');
  const kept = join(gateway.folder, 'kept.key');
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  await copyFile(keyFile, kept);
  await first[Symbol.asyncDispose]();
  await using second = await startGateway({
    services: { old: services.old },
    config,
    prepare: async folder => {
      await mkdir(join(folder, 'data'));
      await copyFile(kept, join(folder, 'data', 'secret.key'));
    },
  });
  try {
    expect(textOf(await client.callTool({ name: 'test_simple_text' }))).toContain('simple text');
    expect(second.stderr).not.toContain('initialize');
  } finally {
    await client.close();
  }
});

test('how servers are spoken to is written down with its date', async () => {
  verifies('mcp-edge:eras-file');
  const path = join(gateway.folder, 'data', 'upstreams.json');
  await expect
    .poll(async () => JSON.parse(await readFile(path, 'utf8').catch(() => '{}')))
    .toMatchObject({ old: { era: '2025', foundAt: expect.any(String) }, new: { era: '2026' } });
});

test('a gateway with open streams stops at once', async () => {
  verifies('mcp-edge:stop');
  await using stopping = await startGateway({ services });
  const client = await connections[0]!.connect(stopping);
  const began = performance.now();
  stopping.kill('SIGTERM');
  expect(await stopping.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(6_000);
  await client.close().catch(() => {});
});

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
