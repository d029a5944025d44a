import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli } from '../src/cli.ts';

const secret = randomBytes(16).toString('hex');
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'export-client-'));
  const server = {
    host: '0.0.0.0',
    port: 8123,
    auth_user: 'admin',
    auth_password: secret,
    auth_token: secret,
  };
  await writeFile(join(cwd, 'config.json'), JSON.stringify({ server, services: {} }));
  const behind = { ...server, public_url: 'https://gateway.example.com/' };
  await writeFile(join(cwd, 'public.json'), JSON.stringify({ server: behind, services: {} }));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  await buildCli({
    env: { MCPGATEWAY_TOKEN: secret },
    cwd,
    version: '0.0.0',
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    print: text => void printed.push(text),
    warn: text => expect(text).not.toContain(secret),
    onHangup: () => {},
    setExitCode: () => {},
  }).parseAsync(['node', 'mcp-gateway', '-c', join(cwd, 'config.json'), ...args]);
  expect(printed.join('\n')).not.toContain(secret);
  return printed.join('\n');
}

const url = 'http://127.0.0.1:8123/mcp/gateway';

test('each client is told the address, and where to find the key, in its own form', async () => {
  verifies('cli:export-client');
  expect(JSON.parse(await run('export-client', 'claude'))).toEqual({
    mcpServers: {
      'mcp-gateway': { type: 'http', url, headers: { Authorization: 'Bearer ${MCPGATEWAY_TOKEN}' } },
    },
  });
  expect(JSON.parse(await run('export-client', 'cursor', '--name', 'mine'))).toEqual({
    mcpServers: { mine: { url, headers: { Authorization: 'Bearer ${env:MCPGATEWAY_TOKEN}' } } },
  });
  expect(JSON.parse(await run('export-client', 'vscode'))).toEqual({
    inputs: [
      { type: 'promptString', id: 'mcp-gateway-token', description: 'Key of the gateway', password: true },
    ],
    servers: {
      'mcp-gateway': { type: 'http', url, headers: { Authorization: 'Bearer ${input:mcp-gateway-token}' } },
    },
  });
  expect(await run('export-client', 'codex')).toBe(
    `[mcp_servers.mcp-gateway]\nurl = "${url}"\nbearer_token_env_var = "MCPGATEWAY_TOKEN"`,
  );
});

test('a server has its own address, and the public one is told where there is one', async () => {
  verifies('cli:export-client');
  expect(await run('export-client', 'codex', '--server', 'todo')).toContain('8123/mcp/servers/todo"');
  expect(await run('-c', join(cwd, 'public.json'), 'export-client', 'codex')).toContain(
    '"https://gateway.example.com/mcp/gateway"',
  );
  expect(await run('export-client', 'codex', '--gateway', 'https://other.example/')).toContain(
    '"https://other.example/mcp/gateway"',
  );
});

test('a client may start the gateway itself', async () => {
  verifies('cli:export-client');
  const args = ['-c', join(cwd, 'config.json'), 'stdio', '--server', 'todo'];
  expect(JSON.parse(await run('export-client', 'claude', '--stdio', '--server', 'todo'))).toEqual({
    mcpServers: { 'mcp-gateway': { command: 'mcp-gateway', args } },
  });
});

test('what would break the configuration is refused', async () => {
  verifies('cli:export-client');
  await expect(run('export-client', 'constructor')).rejects.toThrow('There is no client "constructor"');
  await expect(run('export-client', 'codex', '--name', 'a]\n')).rejects.toThrow('is no name of a server');
  await expect(run('export-client', 'claude', '--server', '../x')).rejects.toThrow('is no name of a server');
});
