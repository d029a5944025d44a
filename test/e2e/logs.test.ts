import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { startGateway } from './gateway.ts';
import { hostile } from './services.ts';

/** The security events of a log: lines that start with the marker, as the original writes them. */
function securityEvents(log: string): Record<string, unknown>[] {
  const marker = 'SECURITY_EVENT: ';
  const lines = log.split('\n').filter(line => line.startsWith(marker));
  return lines.map(line => JSON.parse(line.slice(marker.length)) as Record<string, unknown>);
}

test('calls and closed sessions are security events, as the original writes them', async () => {
  verifies('logs:security:tool-call', 'logs:security:session-closed');
  await using gateway = await startGateway({ services: { it: hostile() } });
  await gateway.call('it', { tool: 'echo', session_id: 'seen' });
  await gateway.request('/sessions/seen', { method: 'DELETE' });
  await expect.poll(() => securityEvents(gateway.stderr).length).toBeGreaterThanOrEqual(2);
  const events = securityEvents(gateway.stderr);
  expect(events).toContainEqual(
    expect.objectContaining({
      event_type: 'tool_call',
      service: 'it',
      tool: 'echo',
      session_id: 'seen',
      ip: '127.0.0.1',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    }),
  );
  expect(events).toContainEqual(
    expect.objectContaining({ event_type: 'session_closed', session_id: 'seen' }),
  );
});

test('texts of strangers reach the log cut at 256 characters and without control characters', async () => {
  verifies('logs:security:sanitised');
  await using gateway = await startGateway();
  const path = `/services/${'x'.repeat(1_000)}%1b%5B31m%0A/tools`;
  await fetch(gateway.url + path);
  await expect.poll(() => securityEvents(gateway.stderr).length).toBeGreaterThan(0);
  const [event] = securityEvents(gateway.stderr);
  for (const value of Object.values(event ?? {})) {
    expect(String(value).length).toBeLessThanOrEqual(256);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the claim
    expect(String(value)).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
  }
});

test('nothing secret reaches the log, at the lowest level and through every kind of request', async () => {
  verifies('logs:secrets:never');
  const [argument, ownVariable] = [randomUUID(), randomUUID()];
  await using gateway = await startGateway({
    services: { it: hostile('', { env: { API_KEY: ownVariable } }) },
    config: { logging: { level: 'debug' } },
    prepare: async () => {},
  });
  const { user, password, token } = gateway;
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  await gateway.call('it', { tool: 'echo', session_id: 's', arguments: { card: argument } });
  await gateway.request('/services', { headers: { authorization: `Bearer ${token}` } });
  await gateway.request('/services', { headers: { authorization: `Bearer ${token}x` } });
  await gateway.request(`/services?token=${token}`);
  await gateway.call('it', { tool: 'rpc-error', session_id: 's', arguments: { card: argument } });
  await gateway.writeConfig({ ...gateway.config, session: { default_timeout: 299 } });
  gateway.kill('SIGHUP');
  await expect.poll(() => gateway.stderr).toContain('default_timeout');
  gateway.kill('SIGTERM');
  await gateway.exited;
  for (const secret of [password, token, basic, argument, ownVariable])
    expect(gateway.stderr.split('\n').filter(line => line.includes(secret))).toEqual([]);
});

test('logging.file gets the log too, created where it was missing', async () => {
  verifies('logs:file:written');
  await using gateway = await startGateway({
    services: { it: hostile() },
    config: { logging: { level: 'Info', file: 'gateway.log' } },
  });
  await gateway.call('it', { tool: 'echo', session_id: 'filed' });
  await expect
    .poll(() => readFile(join(gateway.folder, 'gateway.log'), 'utf8').catch(() => ''))
    .toMatch(/SECURITY_EVENT: .*filed/);
});

test('every other line of the log on stderr is JSON', async () => {
  verifies('logs:structured:json');
  await using gateway = await startGateway({ services: { it: hostile('junk-at-start') } });
  await gateway.call('it', { tool: 'junk', session_id: 's' });
  const lines = gateway.stderr
    .trim()
    .split('\n')
    .filter(line => !line.startsWith('SECURITY_EVENT: '));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
});
