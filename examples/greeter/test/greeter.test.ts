import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../greeter_mcp.py', import.meta.url));
const here = test.skipIf(!hasPython());

here('greets by name, whatever the name is made of', async () => {
  verifies('examples:greeter:greets');
  await using client = await connect();
  for (const name of ['World', 'Zoë', '日本', '{"a": "\\n"}', '']) {
    expect(await client.callTool({ name: 'greet', arguments: { name } })).toEqual({
      content: [{ type: 'text', text: `Hello, ${name}!` }],
    });
  }
});

here('lists greet with a schema that asks for the name', async () => {
  await using client = await connect();
  const { tools } = await client.listTools();
  expect(tools).toMatchObject([{ name: 'greet', inputSchema: { required: ['name'] } }]);
});

here('a name that is no text is a failed tool, not a failed request', async () => {
  await using client = await connect();
  expect(await client.callTool({ name: 'greet', arguments: { name: 7 } })).toMatchObject({ isError: true });
});

async function connect() {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command: 'python3', args: [program] }));
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
