import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { createSandbox, type Logger, type SandboxPolicy } from '../src/index.ts';
import { capabilities, runToEnd, startSandbox, temporaryFolder } from './support.ts';

const bare = { bubblewrap: false, cgroup: false } as const;

function recordingLogger(): Logger & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const ignore = () => {};
  return {
    warnings,
    debug: ignore,
    info: ignore,
    error: ignore,
    warn: (_, message) => warnings.push(message),
  };
}

describe('a host that can’t isolate', () => {
  test('starts servers that ask for nothing of it, and says once what they go without', async () => {
    verifies('isolation:degraded:default');
    const logger = recordingLogger();
    await using box = await startSandbox(bare, { logger });
    for (let turn = 0; turn < 2; turn++)
      expect((await box.run(['echo', 'started'])).stdout).toBe('started\n');
    const said = logger.warnings.filter(message => message.includes('less isolation'));
    expect(said).toEqual([expect.stringMatching(/files, other processes, seccomp: turned off$/)]);
  });

  test.each<[name: string, policy: SandboxPolicy]>([
    ['the preset', { preset: 'high' }],
    ['strict', { preset: 'strict' }],
    ['no network', { network: 'none' }],
    ['an allow-list', { network: { allow: ['example.com:443'] } }],
    ['a filter of system calls', { seccomp: true }],
    ['something hidden', { hide: ['/etc/hostname'] }],
    ['a share of the processors', { cpuShare: 0.5 }],
  ])('refuses a server whose policy asks for %s, unless it allows for less', async (_, policy) => {
    verifies('isolation:degraded:refused', 'isolation:degraded:allowed');
    await using box = await startSandbox(bare);
    await expect(box.run(['true'], { policy })).rejects.toMatchObject({
      code: 'GW_SANDBOX_UNAVAILABLE',
      message: expect.stringMatching(/can't give: .*turned off.*To start it, .*allow_degraded$/),
    });
    const degraded = { ...policy, allowDegraded: true };
    expect((await box.run(['echo', 'started'], { policy: degraded })).stdout).toBe('started\n');
  });

  test('refuses every server that may not be degraded at all', async () => {
    verifies('isolation:degraded:never');
    await using box = await startSandbox(bare);
    const run = box.run(['true'], { policy: { allowDegraded: false } });
    await expect(run).rejects.toMatchObject({ code: 'GW_SANDBOX_UNAVAILABLE' });
    expect((await box.run(['true'], { policy: { allowDegraded: false, preset: 'none' } })).code).toBe(0);
  });

  test.skipIf(!capabilities.setpriv.available)('still takes privileges away', async () => {
    verifies('isolation:degraded:privileges');
    await using box = await startSandbox(bare);
    const { stdout } = await box.run(['grep', '-E', '^(CapPrm|CapBnd|NoNewPrivs):', '/proc/self/status']);
    expect(stdout).toMatch(/CapPrm:\s0{16}\nCapBnd:\s0{16}\nNoNewPrivs:\s1/);
  });

  test('says what bubblewrap itself said', async () => {
    verifies('isolation:degraded:reason');
    await using place = await temporaryFolder();
    const bwrap = join(place.folder, 'bwrap');
    await writeFile(bwrap, '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2; exit 1\n');
    await chmod(bwrap, 0o755);
    const env = { ...process.env, PATH: `${place.folder}:${process.env.PATH}` };
    await using sandbox = await createSandbox(place.options({ env }));
    const reason = 'bwrap does not work here: bwrap: No permissions to create new namespace';
    expect(sandbox.capabilities.bubblewrap).toEqual({ available: false, reason });
    expect((await runToEnd(sandbox, { name: 'test', command: ['echo', 'started'] })).stdout).toBe(
      'started\n',
    );
    const run = runToEnd(sandbox, { name: 'test', command: ['true'], policy: { preset: 'high' } });
    await expect(run).rejects.toThrow(reason);
  });
});

test('without the filter alone, the rest of the isolation holds', async () => {
  verifies('isolation:mechanisms:each');
  await using box = await startSandbox({ seccomp: false });
  const { stdout } = await box.run(['grep', '-E', '^(NoNewPrivs|Seccomp):', '/proc/self/status']);
  const isolated = capabilities.bubblewrap.available;
  if (isolated) expect(stdout).toMatch(/NoNewPrivs:\s1\nSeccomp:\s0/);
  await expect(box.run(['true'], { policy: { seccomp: true } })).rejects.toMatchObject({
    code: 'GW_SANDBOX_UNAVAILABLE',
  });
});
