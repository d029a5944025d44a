import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { node, root, startGateway } from '../../../test/e2e/gateway.ts';

const program = join(import.meta.dirname, '..', 'main.ts');

async function run(env: Record<string, string>, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(node, [program, ...args], { env })).stdout;
}

test('the skill alone greets through the stand-in', async () => {
  verifies('examples:agent-skill', 'skill:alone');
  expect(await run({})).toBe('Hello, World!\n');
});

test('the skill alone greets through the gateway, and leaves no session behind', async () => {
  verifies('examples:agent-skill', 'skill:alone');
  const greeter = join(root, 'examples/agent/test/greeter.mjs');
  await using gateway = await startGateway({ services: { greeter: { command: [node, greeter] } } });
  const env = { GATEWAY_URL: gateway.url, MCP_GATEWAY_AUTH_TOKEN: gateway.token };
  expect(await run(env, 'Ada')).toBe('Hello, Ada!\n');
  expect((await gateway.request('/sessions')).json).toEqual({});
});
