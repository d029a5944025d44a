import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpGatewaySkill } from '../src/index.ts';
import { FixtureGateway } from './fixtures/gateway.ts';
import { allowPrivate, startSkill } from './fixtures/skill.ts';

function openssl(...args: string[]): boolean {
  try {
    execFileSync('openssl', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'gw-skill-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-days', '1'];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject);
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}

test.skipIf(!openssl('version'))(
  'verify_ssl: false accepts a self-signed certificate, and nothing else does',
  async () => {
    verifies('skill:parameters:verify-ssl');
    await using gateway = await FixtureGateway.start({ tls: selfSigned() });
    const strict = new McpGatewaySkill(gateway.access, { env: allowPrivate });
    await expect(strict.start()).rejects.toMatchObject({
      code: 'GW_SKILL_UNREACHABLE',
      retryable: false,
      message: expect.stringContaining('self-signed certificate'),
    });
    expect(gateway.seen).toEqual([]);
    await using skill = await startSkill(gateway, { verify_ssl: false });
    const answer = await skill.invoke('mcp_greeter_greet', { name: 'TLS' }, { call_id: 'c' });
    expect(answer.response).toBe('Hello, TLS!');
  },
);
