import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

const unit = readFileSync(new URL('../../deploy/mcp-gateway.service', import.meta.url), 'utf8');
const settings = new Map(
  unit
    .split('\n')
    .filter(line => /^[A-Z]\w+=/.test(line))
    .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

test('lets the sandbox work: a cgroup of its own, and none of the walls that it could not build its own behind', () => {
  verifies('deploy:systemd:sandbox');
  expect(settings.get('Delegate')).toBe('yes');
  for (const wall of [
    ...['RestrictNamespaces', 'SystemCallFilter', 'ProtectKernelTunables', 'ProtectKernelLogs'],
    ...['ProtectProc', 'ProcSubset', 'ProtectControlGroups', 'MemoryDenyWriteExecute'],
  ])
    expect(settings.has(wall), wall).toBe(false);
});

test('ends as the gateway ends: SIGTERM to it alone, and 15 seconds for its 12', () => {
  verifies('deploy:systemd:stop');
  expect(settings.get('KillMode')).toBe('mixed');
  expect(settings.get('TimeoutStopSec')).toBe('15');
  expect(settings.get('ExecReload')).toBe('/bin/kill -HUP $MAINPID');
});

test('runs as a user of its own, without new privileges, and can write only where its state is', () => {
  verifies('deploy:systemd:hardened');
  expect(settings.get('User')).toBe('mcp-gateway');
  expect(settings.get('NoNewPrivileges')).toBe('yes');
  expect(settings.get('ProtectSystem')).toBe('strict');
  expect(settings.get('StateDirectory')).toBe('mcp-gateway');
});

test.skipIf(spawnSync('systemd-analyze', ['--version']).error)('systemd finds nothing wrong with it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gw-unit-'));
  try {
    const path = join(folder, 'mcp-gateway.service');
    // The command isn't installed here; any will do.
    writeFileSync(path, unit.replace('ExecStart=/usr/local/bin/mcp-gateway', 'ExecStart=/bin/true'));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
