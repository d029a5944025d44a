import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { openTransport } from './test-transport.ts';

test('a certificate that nobody vouches for is refused, and nothing is sent', async () => {
  verifies('mcp-http:faults:tls');
  const folder = mkdtempSync(join(tmpdir(), 'gw-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const kind = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'];
  execFileSync('openssl', [...kind, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  let requests = 0;
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, () => requests++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await using client = openTransport(`https://localhost:${(server.address() as AddressInfo).port}/mcp`);
    await expect(client.ask('ping')).rejects.toMatchObject({
      code: 'GW_UPSTREAM_UNREACHABLE',
      retryable: true,
      message: expect.stringContaining('the certificate of localhost is not trusted'),
    });
    expect(requests).toBe(0);
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});
