import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./fixtures/running-agent.ts', import.meta.url));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--conditions=@gw/source', program], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator](), exited: once(child, 'exit') };
}

test("an agent's module that is run listens, says where, and leaves on a signal", async () => {
  verifies('agent:run:program');
  const { child, lines, exited } = start({
    PORT: '0',
    SWML_BASIC_AUTH_USER: 'me',
    SWML_BASIC_AUTH_PASSWORD: 'mine',
  });
  expect((await lines.next()).value).toMatch(/^running-agent listens on http:\/\/127\.0\.0\.1:\d+$/);
  const address = String((await lines.next()).value).replace('SWML address: ', '');
  expect(address).toMatch(/^http:\/\/me:mine@127\.0\.0\.1:\d+\/$/);
  const { origin } = new URL(address);
  const headers = { authorization: `Basic ${Buffer.from('me:mine').toString('base64')}` };
  expect((await fetch(origin, { headers })).status).toBe(200);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test.each([
  ['PORT', 'http'],
  ['SWML_PROXY_URL_BASE', 'agent.example.com'],
])('an agent does not start with a wrong %s, and names it', async (name, value) => {
  const { child, exited } = start({ PORT: '0', [name]: value });
  let stderr = '';
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  expect(await exited).toEqual([1, null]);
  expect(stderr).toMatch(new RegExp(`^running-agent can't start: ${name} must be`));
});
