import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { RunningGateway } from '../src/running-gateway.ts';

test('a gateway with other credentials is told from one that fails', async () => {
  const server = createServer((_request, response) => response.writeHead(401).end('Authentication required'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { auth_user: 'admin', auth_password: 'of-another-file', auth_token: '' };
  const gateway = new RunningGateway(base, credentials, undefined);
  await expect(gateway.services()).rejects.toMatchObject({
    code: 'GW_COMMAND',
    message: `The gateway at ${base} refuses the credentials of this configuration (401): it runs with another one`,
  });
});
