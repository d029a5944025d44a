import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { node, root, startGateway } from '../../../test/e2e/gateway.ts';

test('the example with @gw/sdk alone holds what it asserts, and ends by itself', async () => {
  verifies('sdk:example:alone');
  const greeter = join(root, 'examples/agent/test/greeter.mjs');
  await using gateway = await startGateway({ services: { greeter: { command: [node, greeter] } } });
  const program = join(import.meta.dirname, '..', 'src', 'main.ts');
  const env = { GATEWAY_URL: gateway.url, MCP_GATEWAY_AUTH_TOKEN: gateway.token };
  const { stdout, stderr } = await promisify(execFile)(node, ['--conditions=@gw/source', program], { env });
  expect(stdout).toBe('greeter: stdio\nfound: greeter__greet\nrefused what was not allowed\n');
  expect(stderr).toBe('');
});
