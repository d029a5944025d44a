import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { Line, type LineKind } from '../src/line.ts';
import { bareLine } from '../src/line-kinds.ts';
import { LoadProcess } from '../src/load-process.ts';
import { echo, idle } from '../src/measured-services.ts';
import { processTree } from '../src/process-tree.ts';
import { closeSession, sessionCall, timed } from '../src/session-call.ts';

const rest = { protocol: 'rest', service: 'echo' } as const;

test('load is calls of so many clients, each in a session with a process of its own', async () => {
  verifies('bench:calls:own-sessions');
  await using line = await Line.start(bareLine, { echo });
  await using load = new LoadProcess();
  const { url, authorization } = line;
  const report = await load.run({ ...rest, url, authorization, clients: 3, durationMs: 200 });
  expect(report.calls).toBeGreaterThan(0);
  expect(report.p99Ms).toBeGreaterThanOrEqual(report.p50Ms);
  const [, ...servers] = await processTree(line.pid);
  expect(servers).toHaveLength(3);
});

test('an answer that is not the echo ends the load with what was answered', async () => {
  await using line = await Line.start(bareLine, { echo: idle });
  await using load = new LoadProcess();
  const { url, authorization } = line;
  await expect(load.run({ ...rest, url, authorization, clients: 1, durationMs: 200 })).rejects.toThrow(
    'Answered with 200: {"session_id":"load-0","service":"echo","tool":"echo","result":"waited"}',
  );
});

test('a closed session has no process any more', async () => {
  await using line = await Line.start(bareLine, { idle });
  using connection = line.connect();
  await timed(connection, sessionCall('idle', 'one'));
  expect(await processTree(line.pid)).toHaveLength(2);
  await closeSession(connection, 'one');
  await expect.poll(() => processTree(line.pid)).toHaveLength(1);
});

test('a stopped line leaves neither processes nor its folder', async () => {
  let folder = '';
  const kind: LineKind = {
    name: 'bare line',
    async prepare(setting) {
      folder = setting.folder;
      return bareLine.prepare(setting);
    },
  };
  const line = await Line.start(kind, { echo });
  using connection = line.connect();
  await timed(connection, sessionCall('echo', 'one'));
  const processes = await processTree(line.pid);
  expect(processes).toHaveLength(2);
  await line.stop();
  expect(existsSync(folder)).toBe(false);
  for (const { pid } of processes) await expect.poll(() => processTree(pid)).toEqual([]);
});

test('a command that ends before it answers is an error that shows its log', async () => {
  const log = 'no such thing as a port today';
  const kind: LineKind = {
    name: 'gateway',
    prepare: async () => ['/bin/sh', '-c', `echo "${log}" >&2; exit 3`],
  };
  await expect(Line.start(kind, {})).rejects.toThrow(log);
});

test('a command that does not exist is an error, and its folder goes', async () => {
  let folder = '';
  const kind: LineKind = {
    name: 'gateway',
    async prepare(setting) {
      folder = setting.folder;
      return ['/nonexistent/mcp-gateway'];
    },
  };
  await expect(Line.start(kind, {})).rejects.toThrow('ENOENT');
  expect(dirname(folder)).not.toBe('');
  expect(existsSync(folder)).toBe(false);
});
