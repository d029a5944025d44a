import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { node, type RunningGateway, root, startGateway } from '../../../test/e2e/gateway.ts';

const tools = join(root, 'apps/agent-demo/bin');

let gateway: RunningGateway;
let env: Record<string, string>;
beforeAll(async () => {
  gateway = await startGateway({
    services: { greeter: { command: [node, join(import.meta.dirname, 'greeter.mjs')] } },
  });
  env = {
    PATH: `${tools}:${dirname(node)}:${process.env.PATH}`,
    GATEWAY_URL: gateway.url,
    MCP_GATEWAY_AUTH_USER: gateway.user,
    MCP_GATEWAY_AUTH_PASSWORD: gateway.password,
    SWML_ALLOW_PRIVATE_URLS: 'true',
  };
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Runs a command as one types it at the top of the repository. */
async function typing(command: string): Promise<string> {
  return (await promisify(execFile)('sh', ['-c', command], { cwd: root, env })).stdout;
}

const sessions = async () => Object.keys((await gateway.request('/sessions')).json);

test("the guide's three commands work on the agent's module", async () => {
  verifies('examples:agent', 'swaig-test:list-tools', 'swaig-test:exec', 'swaig-test:dump-swml');
  expect(await typing('swaig-test examples/agent/greeter-agent.ts --list-tools')).toContain(
    '  mcp_greeter_greet - [greeter] Greet someone by name\n',
  );
  expect(
    await typing(
      'swaig-test examples/agent/greeter-agent.ts --call-id test-session --exec mcp_greeter_greet --name "World"',
    ),
  ).toBe('Hello, World!\n');
  expect(await sessions()).toEqual(['test-session']);
  await gateway.request('/sessions/test-session', { method: 'DELETE' });
  const swml = await typing('swaig-test examples/agent/greeter-agent.ts --dump-swml');
  expect(JSON.parse(swml)).toHaveProperty('sections.main');
});

test('a phone call through the running agent has a session of its own until the platform says that it has ended', async () => {
  verifies('examples:agent', 'agent:hangup:gateway-session');
  const child = spawn('sh', ['-c', 'exec node examples/agent/greeter-agent.ts'], {
    cwd: root,
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  await lines.next();
  const address = new URL(String((await lines.next()).value).replace('SWML address: ', ''));
  const authorization = `Basic ${Buffer.from(`${address.username}:${address.password}`).toString('base64')}`;
  const post = async (path: string, body: object) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(address.origin + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return response.json();
  };

  const swml = JSON.stringify(await post('/', { call: { call_id: 'phone-1' } }));
  for (const part of [
    '"mcp_greeter_greet"',
    '"_mcp_gateway_hangup"',
    '"hangup_hook"',
    'MCP Gateway Integration',
  ])
    expect(swml).toContain(part);
  const argument = { parsed: [{ name: 'Ada' }], raw: '{"name":"Ada"}' };
  const greeted = await post('/swaig', { function: 'mcp_greeter_greet', argument, call_id: 'phone-1' });
  expect(greeted).toEqual({ response: 'Hello, Ada!' });
  const { 'phone-1': session } = (await gateway.request('/sessions')).json;
  expect(session).toMatchObject({ metadata: { agent_id: 'greeter-agent', call_id: 'phone-1' } });
  await post('/swaig', { function: 'hangup_hook', argument: {}, call_id: 'phone-1' });
  expect(await sessions()).toEqual([]);

  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
