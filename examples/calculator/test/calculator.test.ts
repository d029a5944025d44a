import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../calc_mcp.mjs', import.meta.url));

test.for([
  ['add', 2, 3, 5],
  ['subtract', 2, 3, -1],
  ['multiply', -4, 2.5, -10],
  ['divide', 7, 2, 3.5],
] as const)('%s of %d and %d is %d, as text and as structured content', async ([name, a, b, result]) => {
  verifies('examples:calculator:operations');
  await using client = await connect();
  await client.listTools(); // the client then holds answers against the tools' output schemas
  expect(await client.callTool({ name, arguments: { a, b } })).toEqual({
    content: [{ type: 'text', text: String(result) }],
    structuredContent: { result },
  });
});

test.for([
  ['divide', { a: 1, b: 0 }, 'Division by zero'],
  ['multiply', { a: 1e300, b: 1e300 }, 'The result is too large'],
  ['add', { a: 1 }, 'Both a and b must be numbers'],
  ['add', { a: '1', b: 2 }, 'Both a and b must be numbers'],
] as const)('%s of %j fails as a tool: %s', async ([name, args, text]) => {
  await using client = await connect();
  expect(await client.callTool({ name, arguments: args })).toEqual({
    content: [{ type: 'text', text }],
    isError: true,
  });
});

async function connect() {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [program] }));
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}
