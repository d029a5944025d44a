import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from 'vitest';
import { echo, idle } from '../src/measured-services.ts';

test.for([
  ['echo', echo, { text: 'Zoë' }, 'Zoë'],
  ['wait', idle, {}, 'waited'],
] as const)('the measured server with the tool %s speaks MCP', async ([name, service, args, text]) => {
  const [command = '', ...rest] = service.command;
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command, args: rest }));
  try {
    expect((await client.listTools()).tools).toMatchObject([{ name }]);
    expect(await client.callTool({ name, arguments: args })).toEqual({ content: [{ type: 'text', text }] });
  } finally {
    await client.close();
  }
});
