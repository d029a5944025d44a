import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpClient } from '../src/index.ts';
import { fixtureService, spawner, textOf } from './start-client.ts';

async function startOfficial(legacy: 'serve' | 'reject'): Promise<McpClient> {
  const capabilities = { elicitation: { form: {} } };
  const client = new McpClient(fixtureService('official', [legacy]), { spawner, capabilities });
  await client.start();
  return client;
}

test.each(['serve', 'reject'] as const)(
  'a server on the official SDK of the 2026 era is discovered, listed, asked, and listened to (%s)',
  async legacy => {
    verifies('mcp-upstream:interop:official-sdk');
    await using client = await startOfficial(legacy);
    expect(client.identity).toMatchObject({
      era: '2026',
      protocolVersion: '2026-07-28',
      serverInfo: { name: 'official', version: '1.0.0' },
      instructions: 'Official',
    });
    expect(client.getTools().map(({ name }) => name)).toEqual(['greet', 'touch', 'grow']);
    expect(await client.list('resources')).toMatchObject([{ uri: 'test://one' }]);
    expect(await client.list('prompts')).toMatchObject([{ name: 'hello' }]);

    const asked: unknown[] = [];
    const greeting = await client.callTool(
      'greet',
      {},
      {
        onRequest: async (method, params) => {
          asked.push([method, params?.message]);
          return { result: { action: 'accept', content: { name: 'Ada' } } };
        },
      },
    );
    expect(asked).toEqual([['elicitation/create', 'Who are you?']]);
    expect(textOf(greeting)).toContain('Ada');

    const updated = new Promise(resolve => client.once('resourceUpdated', resolve));
    await client.subscribe('test://one');
    await client.callTool('touch', {});
    expect(await updated).toMatchObject({ uri: 'test://one' });

    await client.callTool('grow', {});
    await expect.poll(() => client.getTools().map(({ name }) => name)).toContain('grown');
  },
);
