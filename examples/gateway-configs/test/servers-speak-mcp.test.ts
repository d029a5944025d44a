import { readFileSync } from 'node:fs';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { ExampleServer, runs } from './example-server.ts';

const config = new URL('../all-three.json', import.meta.url);
const services: Record<string, { command: string[] }> = JSON.parse(readFileSync(config, 'utf8')).services;

const initialize = (protocolVersion: string) => ({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1.0.0' } },
});

describe.each(Object.entries(services))('%s', (name, { command }) => {
  const here = test.skipIf(!runs(command[0] ?? ''));

  here('starts by its command from the repository root and names itself', async () => {
    verifies('examples:servers:all-three');
    await using server = new ExampleServer(command);
    const { result } = await server.ask(initialize('2025-11-25'));
    expect(result).toMatchObject({ serverInfo: { name }, capabilities: { tools: {} } });
  });

  here.for([
    ['2024-11-05', '2024-11-05'],
    ['2025-03-26', '2025-03-26'],
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['1999-01-01', '2025-11-25'],
  ])('asked for protocol %s it answers with %s', async ([asked = '', answered]) => {
    await using server = new ExampleServer(command);
    const { result } = await server.ask(initialize(asked));
    expect(result).toMatchObject({ protocolVersion: answered });
  });

  here('answers pings, and says nothing to notifications and to answers', async () => {
    await using server = new ExampleServer(command);
    server.write({ jsonrpc: '2.0', method: 'notifications/initialized' });
    server.write({ jsonrpc: '2.0', method: 'notifications/unheard_of', params: {} });
    server.write({ jsonrpc: '2.0', id: 'ping', result: {} });
    expect(await server.ask({ jsonrpc: '2.0', id: 'ping', method: 'ping' })).toEqual({
      jsonrpc: '2.0',
      id: 'ping',
      result: {},
    });
  });

  here('answers what it cannot do with the JSON-RPC code for it, and goes on', async () => {
    verifies('examples:servers:errors');
    await using server = new ExampleServer(command);
    const codeOf = async (message: object | Buffer) => {
      const { error } = await server.ask(message);
      return (error as { code: number }).code;
    };
    expect(await codeOf(Buffer.from('{"jsonrpc":'))).toBe(-32700);
    expect(await codeOf(Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x2c]))).toBe(-32700);
    expect(await codeOf([])).toBe(-32600);
    expect(await codeOf({ jsonrpc: '2.0', id: 1, method: 7 })).toBe(-32600);
    expect(await codeOf({ jsonrpc: '2.0', id: 1, method: 'ping', params: 'none' })).toBe(-32600);
    expect(await codeOf({ jsonrpc: '2.0', id: 2, method: 'tools/uninstall' })).toBe(-32601);
    expect(await codeOf({ jsonrpc: '2.0', id: 2, method: 'constructor' })).toBe(-32601);
    for (const params of [{}, { name: 'toString' }, { name: null }])
      expect(await codeOf({ jsonrpc: '2.0', id: 3, method: 'tools/call', params })).toBe(-32602);
    expect(await server.ask({ jsonrpc: '2.0', id: 4, method: 'ping' })).toMatchObject({ id: 4, result: {} });
  });

  here('ends by itself, with success, when its input ends', async () => {
    await using server = new ExampleServer(command);
    server.end();
    expect(await server.exited).toEqual([0, null]);
  });
});
