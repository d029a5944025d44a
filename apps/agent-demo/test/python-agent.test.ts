import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { python, pythonEnv } from '../../../test/interop/python.ts';
import { swaigTest } from './fixtures/swaig-test.ts';

const agent = fileURLToPath(new URL('./fixtures/python_agent.py', import.meta.url));

/** A Python agent of SignalWire's SDK, with the port that it took. */
async function startPythonAgent() {
  const child = spawn(python ?? '', [agent], {
    env: pythonEnv({ SWML_BASIC_AUTH_USER: 'me', SWML_BASIC_AUTH_PASSWORD: 'mine' }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  child.stdout.resume();
  const url = `http://me:mine@127.0.0.1:${/PORT=(\d+)/.exec(line)?.[1]}/`;
  await expect.poll(async () => (await swaigTest([url, '--list-tools'])).code, { timeout: 20_000 }).toBe(0);
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test.skipIf(!python)(
  "swaig-test works on a Python agent of SignalWire's SDK, its tokens included",
  async () => {
    verifies('swaig-test:python-agent');
    await using running = await startPythonAgent();
    for (const url of [running.url, `${running.url}swaig`]) {
      const listed = await swaigTest([url, '--list-tools']);
      expect(listed.stdout).toContain(
        '  double - Doubles a number\n    Parameters:\n      number (integer) (required): Which\n',
      );
      const said = await swaigTest([url, '--call-id', 'phone-1', '--exec', 'double', '--number', '21']);
      expect(said).toMatchObject({ code: 0, stdout: '42 for phone-1\n' });
    }
  },
);
