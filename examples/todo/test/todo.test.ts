import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../todo_mcp.py', import.meta.url));
const here = test.skipIf(!hasPython());

here('keeps what it was told from one call to the next', async () => {
  verifies('examples:todo:state');
  await using list = await connect();
  expect(await list.call('list_todos')).toBe('No todos');
  expect(await list.call('add_todo', { text: 'milk' })).toBe('Added 1. [ ] milk');
  await list.call('add_todo', { text: 'eggs' });
  expect(await list.call('complete_todo', { id: 1 })).toBe('Completed 1. [x] milk');
  expect(await list.call('list_todos')).toBe('1. [x] milk\n2. [ ] eggs');
  expect(await list.call('list_todos', { filter: 'open' })).toBe('2. [ ] eggs');
  expect(await list.call('list_todos', { filter: 'done' })).toBe('1. [x] milk');
  expect(await list.call('delete_todo', { id: 1 })).toBe('Deleted 1. [x] milk');
  expect(await list.call('add_todo', { text: 'bread' })).toBe('Added 3. [ ] bread');
  expect(await list.call('clear_todos')).toBe('Deleted 2 todos');
  expect(await list.call('list_todos')).toBe('No todos');
});

here('two processes have nothing in common', async () => {
  await using mine = await connect();
  await using yours = await connect();
  await mine.call('add_todo', { text: 'milk' });
  expect(await yours.call('list_todos')).toBe('No todos');
});

here('refuses wrong arguments as failed tools and changes nothing', async () => {
  await using list = await connect();
  await list.call('add_todo', { text: 'milk' });
  const wrong: [string, Record<string, unknown>][] = [
    ['add_todo', {}],
    ['add_todo', { text: '  ' }],
    ['add_todo', { text: 'x'.repeat(1001) }],
    ['complete_todo', { id: 7 }],
    ['complete_todo', { id: true }],
    ['delete_todo', { id: '1' }],
    ['delete_todo', { id: [1] }],
    ['list_todos', { filter: 'some' }],
  ];
  for (const [name, args] of wrong)
    expect(await list.client.callTool({ name, arguments: args }), name).toMatchObject({ isError: true });
  expect(await list.call('list_todos')).toBe('1. [ ] milk');
});

async function connect() {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command: 'python3', args: [program] }));
  return {
    client,
    async call(name: string, args: Record<string, unknown> = {}) {
      const { content } = await client.callTool({ name, arguments: args });
      return (content as { text: string }[])[0]?.text;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
