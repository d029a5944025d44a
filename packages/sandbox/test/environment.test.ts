import { stat } from 'node:fs/promises';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { combinations, leftFolders, startSandbox } from './support.ts';

const gateway = {
  PATH: process.env.PATH,
  GATEWAY_SECRET_KEY: 'kept to itself',
  LD_PRELOAD: '',
  LD_LIBRARY_PATH: '/nowhere',
  DYLD_INSERT_LIBRARIES: '/nowhere',
  HOME: '/root',
  NODE_PATH: '/workspace/node_modules',
  API_TOKEN: 'the gateway’s',
};

function variables(stdout: string): Record<string, string> {
  const lines = stdout.split('\0').filter(Boolean);
  return Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

const print = ['cat', '/proc/self/environ'];

describe.each(combinations)('with $name', ({ mechanisms, missing }) => {
  describe.skipIf(missing)('the environment', () => {
    test('restricted: the contract’s variables and the service’s, nothing else', async () => {
      verifies('sandbox:env:restricted');
      await using box = await startSandbox(mechanisms, { env: gateway });
      const env = {
        GREETING: 'with spaces, "quotes" and $signs\nand lines',
        HOME: '/elsewhere',
        USER: 'someone',
      };
      const { stdout } = await box.run(print, { env });
      const { HOME, TMPDIR, TEMP, TMP, PATH, ...rest } = variables(stdout);
      expect(HOME?.startsWith(`${box.baseDir}/`)).toBe(true);
      expect([TMPDIR, TEMP, TMP]).toEqual([HOME, HOME, HOME]);
      expect(PATH).toBe(gateway.PATH);
      expect(rest).toEqual({ LANG: 'C.UTF-8', USER: 'someone', GREETING: env.GREETING });
    });

    test('not restricted: the gateway’s but its secrets and loader variables, home folders its own', async () => {
      verifies('sandbox:env:unrestricted');
      await using box = await startSandbox(mechanisms, { env: gateway });
      const { stdout } = await box.run(print, { policy: { restrictedEnv: false } });
      const { HOME, TMPDIR, TEMP, TMP, ...rest } = variables(stdout);
      expect(HOME?.startsWith(`${box.baseDir}/`)).toBe(true);
      expect([TMPDIR, TEMP, TMP]).toEqual([HOME, HOME, HOME]);
      expect(rest).toEqual({
        PATH: gateway.PATH,
        NODE_PATH: gateway.NODE_PATH,
        API_TOKEN: gateway.API_TOKEN,
      });
    });

    test('sandbox off: everything but the gateway’s secret key', async () => {
      verifies('sandbox:env:disabled');
      await using box = await startSandbox(mechanisms, { env: gateway });
      const { stdout } = await box.run(print, { policy: { enabled: false }, env: { EXTRA: '1' } });
      const { GATEWAY_SECRET_KEY: _, ...passed } = gateway;
      expect(variables(stdout)).toEqual({ ...passed, EXTRA: '1' });
    });

    test('the home folder is the process’s own, closed to others, and removed with it', async () => {
      verifies('sandbox:home:own');
      await using box = await startSandbox(mechanisms);
      const homes = await Promise.all(
        [1, 2].map(() => box.run(['/bin/sh', '-c', 'echo "$HOME"; stat -c %a "$HOME"'])),
      );
      const [first, second] = homes.map(({ stdout }) => stdout.trim().split('\n'));
      expect(first?.[1]).toBe('700');
      expect(first?.[0]).not.toBe(second?.[0]);
      expect(await leftFolders(box)).toEqual([]);
    });

    test('a home folder whose modes were closed by the server goes too', async () => {
      verifies('sandbox:home:removed');
      await using box = await startSandbox(mechanisms);
      const script =
        'mkdir -p "$HOME/a/b"; touch "$HOME/a/b/c"; chmod 0 "$HOME/a/b" "$HOME/a"; chmod 500 "$HOME"; echo "$HOME"';
      const { stdout } = await box.run(['/bin/sh', '-c', script]);
      await expect(stat(stdout.trim())).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });
});
