import { execFile, spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { createResolver, prepareEgress } from '../../src/egress/index.ts';
import { silentLogger } from '../../src/logger.ts';
import { namespaces, startInside, startTarget } from './support.ts';

const run = promisify(execFile);
const base = {
  ...{ service: 'test', bubblewrap: 'bwrap', path: process.env.PATH ?? '', folder: '/tmp' },
  resolver: createResolver({ servers: ['127.0.0.1:9'] }),
  logger: silentLogger,
};
const descriptors = () => readdirSync('/proc/self/fd').length;
const networks = () =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readlinkSync(`/proc/${pid}/ns/net`);
      } catch {
        return '';
      }
    });

describe.skipIf(!namespaces)('the network of an allow-list', () => {
  test('takes no process while it is used, and leaves no descriptor, process or connection behind', async () => {
    verifies('egress:lifetime:nothing-left');
    await using target = await startTarget();
    const before = descriptors();
    for (let round = 0; round < 3; round++) {
      const inside = await startInside([`127.0.0.2:${target.port}`]);
      const network = readlinkSync(
        `/proc/self/fd/${/fd\/(\d+)$/.exec(inside.egress.join.find(word => word.startsWith('--net=')) ?? '')?.[1]}`,
      );
      // bubblewrap's two and the program: what made the network is gone.
      await expect.poll(() => networks().filter(each => each === network).length).toBe(3);
      await inside.probe('hold', { host: '127.0.0.2', port: target.port, count: 5 });
      await inside[Symbol.asyncDispose]();
      await inside.egress.close();
      await expect.poll(() => networks().includes(network)).toBe(false);
    }
    await expect.poll(descriptors).toBeLessThanOrEqual(before + 10);
    await target[Symbol.asyncDispose]();
    await expect.poll(descriptors).toBeLessThanOrEqual(before);
  });

  test('is not made when the start is cut off, at whatever moment', async () => {
    verifies('egress:lifetime:cut-off');
    const before = descriptors();
    for (let ms = 0; ms <= 60; ms += 4) {
      const started = prepareEgress(['127.0.0.1:80'], { ...base, signal: AbortSignal.timeout(ms) });
      await started.then(
        egress => egress.close(),
        error => expect(error).toMatchObject({ name: 'TimeoutError' }),
      );
    }
    await expect.poll(descriptors).toBeLessThanOrEqual(before);
  });

  test('is refused with the reason where the host has no namespaces for us', async () => {
    verifies('egress:lifetime:unavailable');
    const refused = { code: 'GW_SANDBOX_UNAVAILABLE', message: expect.stringContaining('network.allow') };
    await expect(prepareEgress(['127.0.0.1:80'], { ...base, bubblewrap: 'false' })).rejects.toMatchObject(
      refused,
    );
    await expect(prepareEgress(['127.0.0.1:80'], { ...base, bubblewrap: '/nowhere' })).rejects.toMatchObject(
      refused,
    );
  });

  test('goes with a gateway that is killed while it makes one', async () => {
    verifies('egress:lifetime:nothing-left');
    const before = new Set(networks());
    const script = fileURLToPath(new URL('fixtures/ordinary-user.ts', import.meta.url));
    for (const ms of [100, 150, 200]) {
      const child = spawn(process.execPath, [script], {
        stdio: 'ignore',
        timeout: ms,
        killSignal: 'SIGKILL',
      });
      await new Promise(resolve => child.once('exit', resolve));
    }
    await expect.poll(() => networks().filter(each => !before.has(each))).toEqual([]);
  });
});

/** A user that may do what everyone may; root becomes one. */
const ordinary = ['setpriv', '--reuid=1234', '--regid=1234', '--clear-groups'];
const ordinaryWorks = await (async () => {
  const words = process.getuid?.() === 0 ? ordinary : ['env'];
  try {
    const probe = ['bwrap', '--dev-bind', '/', '/', '--unshare-net', process.execPath, '-v'];
    await run(words[0] ?? '', [...words.slice(1), ...probe]);
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!namespaces || !ordinaryWorks)('an ordinary user gets the same network as root', async () => {
  verifies('egress:lifetime:ordinary-user');
  const script = fileURLToPath(new URL('fixtures/ordinary-user.ts', import.meta.url));
  const words = process.getuid?.() === 0 ? ordinary : ['env'];
  const { stdout } = await run(words[0] ?? '', [...words.slice(1), process.execPath, script], {
    env: { PATH: process.env.PATH, TMPDIR: '/tmp' },
  });
  expect(stdout.split('\n').slice(0, 4)).toEqual(['named', 'refused', 'unreachable', 'powerless']);
});
