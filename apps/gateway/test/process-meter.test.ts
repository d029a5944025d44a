import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '@gw/sandbox';
import { verifies } from '@gw/test';
import { expect, onTestFinished, test } from 'vitest';
import { ProcessMeter } from '../src/process-meter.ts';

async function meteredSandbox() {
  const folder = await mkdtemp(join(tmpdir(), 'process-meter-'));
  const sandbox = await createSandbox({
    ...{ baseDir: join(folder, 'sandbox'), dataDir: join(folder, 'data'), env: process.env },
  });
  onTestFinished(async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const meter = new ProcessMeter();
  const start = async (script: string, policy = {}) => {
    const process = await sandbox.spawn({ name: 'one', command: ['/bin/sh', '-c', script], policy });
    meter.watch('one', process);
    return process;
  };
  return { meter, start };
}

test('CPU time and bytes of processes that are gone still count, their memory does not', async () => {
  verifies('isolation:usage:metrics');
  const { meter, start } = await meteredSandbox();
  const work = 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo ready; read -r line';
  const first = await start(work);
  await once(first.stdout, 'data');
  const during = (await meter.measure()).one;
  expect(during).toMatchObject({ processes: 1, exits: {} });
  expect(during?.memoryBytes).toBeGreaterThan(0);
  await first.stop();
  const after = (await meter.measure()).one;
  expect(after).toMatchObject({ memoryBytes: 0, processes: 0, exits: { stopped: 1 } });
  expect(after?.cpuMs).toBeGreaterThanOrEqual(during?.cpuMs ?? Number.NaN);
});

test('ends are counted by what caused them', async () => {
  verifies('isolation:usage:causes');
  const { meter, start } = await meteredSandbox();
  const scripts: [string, object?][] = [
    ['exit 3'],
    ['kill -ABRT $$'],
    ['for i in 1 2 3 4; do sleep 30 & done; wait', { processes: 2 }],
    ['head -c 3000000 /dev/zero > "$HOME/file"; kill -XFSZ $$', { fileSizeMb: 1 }],
  ];
  const processes = await Promise.all(scripts.map(([script, policy]) => start(script, policy)));
  await Promise.all(processes.map(process => process.gone));
  expect((await meter.measure()).one?.exits).toEqual({ exit: 1, signal: 1, processes: 1, file_size: 1 });
});
