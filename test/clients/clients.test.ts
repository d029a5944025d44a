import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';
import { answers, type ClientKind, type OfficialClient } from './official-client.ts';
import { python, pythonClients } from './python-client.ts';
import { realServers } from './real-servers.ts';
import { typescript1 } from './typescript-1.ts';
import { typescript2 } from './typescript-2.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({ services: realServers });
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

/** Servers as a client sees them: each on an endpoint of its own, or all on one. */
interface Seen {
  readonly name: string;
  path(server: string): string;
  /** What a tool or prompt of the server is called there. */
  named(server: string, name: string): string;
}

const endpoints: readonly Seen[] = [
  {
    name: '/mcp/servers/{name}',
    path: server => `/mcp/servers/${server}`,
    named: (_server, name) => name,
  },
  { name: '/mcp/gateway', path: () => '/mcp/gateway', named: (server, name) => `${server}__${name}` },
];

/** One client for each endpoint: connecting is not what these tests are about, and takes its time. */
function connections(kind: ClientKind, path: Seen['path']) {
  const open = new Map<string, Promise<OfficialClient>>();
  afterAll(async () => {
    for (const client of open.values()) await (await client.catch(() => undefined))?.[Symbol.asyncDispose]();
  });
  return (server: string): Promise<OfficialClient> => {
    const url = gateway.url + path(server);
    const client = open.get(url) ?? kind.connect({ url, token: gateway.token });
    open.set(url, client);
    return client;
  };
}

const calls: readonly (readonly [
  server: string,
  tool: string,
  args: Record<string, unknown>,
  text: string,
])[] = [
  ['everything', 'echo', { message: 'Zoë' }, 'Zoë'],
  ['everything', 'get-sum', { a: 2, b: 40 }, '42'],
  ['filesystem', 'list_allowed_directories', {}, 'files'],
  ['memory', 'read_graph', {}, 'entities'],
  ['sdk-2025', 'test_simple_text', {}, 'simple text'],
  ['sdk-2026', 'test_simple_text', {}, 'simple text'],
];

const kinds = [...typescript1, ...typescript2];
const all = [
  ...kinds.map(kind => ({ kind, name: kind.name, skipped: false })),
  ...pythonClients.map(kind => ({ kind, name: kind.name, skipped: !python })),
];

describe.each(all)('$name', ({ kind, skipped }) => {
  describe.skipIf(skipped).each(endpoints)('on $name', ({ path, named }) => {
    const clientOf = connections(kind, path);

    test.each(calls)('%s: finds and calls %s', async (server, tool, args, text) => {
      verifies('mcp-conformance:clients:tools');
      const client = await clientOf(server);
      expect(await client.tools()).toContain(named(server, tool));
      expect(await client.call(named(server, tool), args)).toContain(text);
    });

    test.skipIf(!python)('python: calls a tool, reads a resource of a template, gets a prompt', async () => {
      verifies('mcp-conformance:clients:python-server');
      const client = await clientOf('python');
      expect(await client.call(named('python', 'add'), { a: 2, b: 40 })).toContain('42');
      expect(await client.templates()).toContain('greeting://{name}');
      expect(await client.read('greeting://Ada')).toBe('Hello, Ada!');
      expect(await client.prompt(named('python', 'greet'), { name: 'Ada' })).toBe('Please greet Ada.');
    });

    test('reads resources, fixed ones and those of a template', async () => {
      verifies('mcp-conformance:clients:resources');
      const client = await clientOf('everything');
      const [first = ''] = (await client.resources()).filter(uri => uri.startsWith('demo://resource/static'));
      expect(await client.read(first)).not.toBe('');
      expect(await client.templates()).toContain('demo://resource/dynamic/text/{resourceId}');
      expect(await client.read('demo://resource/dynamic/text/7')).toContain('7');
    });

    test('gets prompts, and completes their arguments', async () => {
      verifies('mcp-conformance:clients:prompts');
      const client = await clientOf('everything');
      const completable = named('everything', 'completable-prompt');
      expect(await client.prompts()).toContain(completable);
      expect(await client.prompt(completable, { department: 'Sales', name: 'Eve' })).toContain('Eve');
      expect(await client.complete(completable, 'department', 'S')).toEqual(['Sales', 'Support']);
    });

    test('hears of the progress of a call', async () => {
      verifies('mcp-conformance:clients:progress');
      const client = await clientOf('everything');
      const heard: number[] = [];
      const operation = named('everything', 'trigger-long-running-operation');
      const onProgress = (progress: number) => heard.push(progress);
      await client.call(operation, { duration: 0.4, steps: 4 }, { onProgress });
      // A library may lose what it reads together with the answer.
      expect(heard).toEqual([1, 2, 3, 4].slice(0, Math.max(heard.length, 1)));
    });

    test.each(['sdk-2025', 'sdk-2026'])('%s: a call that is cancelled ends at its server', async server => {
      verifies('mcp-conformance:clients:cancellation');
      const client = await clientOf(server);
      const cancelled = async () => Number(await client.call(named(server, 'test_cancelled'), {}));
      const before = await cancelled();
      const leaving = new AbortController();
      const waits = client.call(
        named(server, 'test_wait'),
        {},
        { signal: leaving.signal, onProgress: () => leaving.abort() },
      );
      await expect(waits).rejects.toThrow();
      await expect.poll(cancelled, { timeout: 10_000 }).toBe(before + 1);
    });

    test('answers what servers ask: a sample, a form, roots', async () => {
      verifies('mcp-conformance:clients:questions');
      const client = await clientOf('everything');
      const ask = (tool: string, args = {}) => client.call(named('everything', tool), args);
      expect(await ask('trigger-sampling-request', { prompt: 'Say hello' })).toContain(answers.sampling);
      expect(await ask('trigger-elicitation-request')).toContain(answers.elicitation.name);
      expect(await ask('get-roots-list')).toContain(answers.root.uri);
    });

    test.each(['sdk-2025', 'sdk-2026'])('%s: answers what it asks', async server => {
      verifies('mcp-conformance:clients:questions');
      const client = await clientOf(server);
      const ask = (tool: string, args = {}) => client.call(named(server, tool), args);
      expect(await ask('test_sampling', { prompt: 'Say hello' })).toContain(answers.sampling);
      expect(await ask('test_input_required_result_elicitation')).toContain(answers.elicitation.name);
      expect(await ask('test_input_required_result_list_roots')).toContain(answers.root.uri);
    });

    test('hears of a resource that changes', async () => {
      verifies('mcp-conformance:clients:subscriptions');
      const client = await clientOf('everything');
      const uri = 'demo://resource/dynamic/text/1';
      const { updated } = await client.subscribe(uri);
      // Clients of the 2026 era share a process where they can do the same: the one before may have switched it on.
      const toggle = () => client.call(named('everything', 'toggle-subscriber-updates'), {});
      if ((await toggle()).startsWith('Stopped')) await toggle();
      expect(await updated).toBe(uri);
    });

    test.each(['sdk-2025', 'sdk-2026'])('%s: hears of a resource that changes', async server => {
      verifies('mcp-conformance:clients:subscriptions');
      const client = await clientOf(server);
      const uri = server.replace(/^sdk-(\d+)$/, 'test://of-$1-stdio');
      const { updated } = await client.subscribe(uri);
      await client.call(named(server, 'test_trigger_resource_update'), { uri });
      expect(await updated).toBe(uri);
    });
  });
});
