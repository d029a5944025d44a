import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { startGateway } from './gateway.ts';

const exec = promisify(execFile);

/** A certificate for 127.0.0.1 and its key, made now and good for a day. */
async function makeCertificate(folder: string): Promise<{ cert: string; key: string }> {
  const [cert, key] = [join(folder, 'made-cert.pem'), join(folder, 'made-key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  await exec('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-keyout', key, '-out', cert, ...subject],
  ]);
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}

function get(url: string, ca: string) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const asked = request(url, { ca }, response => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.once('error', reject).end();
  });
}

test('certs/server.pem in the working folder turns TLS on, with Strict-Transport-Security', async () => {
  verifies('tls:server-pem:on', 'rest:headers:hsts');
  let ca = '';
  await using gateway = await startGateway({
    prepare: async folder => {
      const { cert, key } = await makeCertificate(folder);
      ca = cert;
      await mkdir(join(folder, 'certs'));
      await writeFile(join(folder, 'certs', 'server.pem'), key + cert);
    },
  });
  expect(gateway.url).toMatch(/^https:/);
  const { status, headers } = await get(`${gateway.url}/health`, ca);
  expect(status).toBe(200);
  expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
});

test('certificate and key may be two configured files', async () => {
  verifies('tls:files:configured');
  let ca = '';
  await using gateway = await startGateway({
    config: { server: { tls: { cert_file: 'made-cert.pem', key_file: 'made-key.pem' } } },
    prepare: async folder => {
      ca = (await makeCertificate(folder)).cert;
    },
  });
  expect((await get(`${gateway.url}/health`, ca)).status).toBe(200);
});

test('a certificate that cannot be used stops the start, rather than serving without TLS', async () => {
  verifies('tls:broken:no-start');
  await using gateway = await startGateway({
    waitUntilUp: false,
    prepare: async folder => {
      await mkdir(join(folder, 'certs'));
      await writeFile(join(folder, 'certs', 'server.pem'), 'not a certificate');
    },
  });
  expect((await gateway.exited).code).toBe(1);
  expect(gateway.stderr).toContain('server.pem');
});
