import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { McpGateway } from '../../packages/sdk/src/index.ts';
import { verifies } from '../verifies.ts';
import { hasPythonModule, python, pythonEnv } from './python.ts';
import { type SeenRequest, startRecording } from './recording-server.ts';
import { calls } from './sdk-calls.ts';

const exec = promisify(execFile);

const hasClient = await hasPythonModule('mcpgateway_sdk');

async function requestsOfPython(): Promise<SeenRequest[][]> {
  await using recording = await startRecording();
  const env = pythonEnv({ GATEWAY_URL: recording.url });
  const running = exec(python!, ['sdk_requests.py'], { cwd: import.meta.dirname, env });
  const given = calls.map(({ python: [resource, method, args, kwargs = {}] }) => [
    resource,
    method,
    args,
    kwargs,
  ]);
  running.child.stdin?.end(JSON.stringify(given));
  await running;
  return recording.rounds;
}

async function requestsOfTypeScript(): Promise<SeenRequest[][]> {
  await using recording = await startRecording();
  const gateway = new McpGateway({ apiKey: 'token', url: recording.url, checkVersion: false });
  for (const { typescript } of calls) {
    await typescript(gateway);
    await fetch(`${recording.url}/next`);
  }
  return recording.rounds;
}

/** `[resource, method]` of all that the Python client has. */
async function pythonMethods(): Promise<string[]> {
  const program = [
    'import json',
    'from mcpgateway_sdk import MCPGateway',
    'gw = MCPGateway()',
    'print(json.dumps([f"{n}.{m}" for n, r in vars(gw).items() for m in getattr(r, "_endpoints", {})]))',
  ].join('\n');
  const { stdout } = await exec(python!, ['-c', program], { env: pythonEnv() });
  return JSON.parse(stdout) as string[];
}

describe.skipIf(!hasClient)('the TypeScript client beside the unmodified Python client', () => {
  let sent: { python: SeenRequest[][]; typescript: SeenRequest[][] };
  beforeAll(async () => {
    sent = { python: await requestsOfPython(), typescript: await requestsOfTypeScript() };
  });

  test('the calls that are compared are all methods of the Python client', async () => {
    verifies('sdk:requests:same');
    const methods = await pythonMethods();
    expect(methods).toHaveLength(99);
    const compared = new Set(calls.map(({ python: [resource, method] }) => `${resource}.${method}`));
    expect([...compared].sort()).toEqual(methods.sort());
  });

  test.each(
    calls.map(({ python: [resource, method, args, kwargs] }, at) => {
      const given = JSON.stringify([...args, ...(kwargs ? [kwargs] : [])]);
      return [`${resource}.${method}${given}`, at] as const;
    }),
  )('%s sends what the Python client sends', (_title, at) => {
    verifies('sdk:requests:same');
    expect(sent.python[at]).toHaveLength(1);
    expect(sent.typescript[at]).toEqual(sent.python[at]);
  });
});
