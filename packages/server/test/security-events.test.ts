import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { formatSecurityEvent } from '../src/index.ts';
import { isoClock } from '../src/security-event.ts';
import { startTestGateway } from './test-gateway.ts';

test('failed logins, calls and closed sessions are written, one line each', async () => {
  verifies('server:events:auth-failed', 'server:events:tool-call', 'server:events:session-closed');
  await using gateway = await startTestGateway();
  await gateway.app.inject({ method: 'POST', url: '/services/tools/call?token=secret' });
  await gateway.call('echo', { text: 'not logged' }, { session_id: 'e1' });
  await gateway.inject({ method: 'DELETE', url: '/sessions/e1' });
  await gateway.inject({ method: 'DELETE', url: '/sessions/e1' });
  const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
  expect(gateway.events).toEqual([
    { event_type: 'auth_failed', ip: '127.0.0.1', method: 'POST', path: '/services/tools/call', timestamp },
    { event_type: 'tool_call', ip: '127.0.0.1', service: 'tools', tool: 'echo', session_id: 'e1', timestamp },
    { event_type: 'session_closed', ip: '127.0.0.1', session_id: 'e1', timestamp },
  ]);
  for (const line of gateway.lines) expect(line).toMatch(/^SECURITY_EVENT: \{.*\}$/);
});

test('no value can break out of its line, or fill the log', () => {
  verifies('server:events:sanitised');
  const line = formatSecurityEvent('auth_failed', {
    path: `/x\r\nSECURITY_EVENT: {"forged":1}\u0000\u001b[2J\u0085\u007f`,
    long: 'y'.repeat(1_000),
    number: 7,
  });
  expect(line.split('\n')).toHaveLength(1);
  const event = JSON.parse(line.slice('SECURITY_EVENT: '.length));
  expect(event.path).toBe('/xSECURITY_EVENT: {"forged":1}[2J');
  expect(event.long).toHaveLength(256);
  expect(event).toMatchObject({ number: 7, event_type: 'auth_failed' });
});

test('a caller cannot forge the kind or time of an event', () => {
  verifies('server:events:sanitised');
  const at = new Date('2030-01-02T03:04:05.678Z');
  const line = formatSecurityEvent('tool_call', { event_type: 'none', timestamp: 'never' }, at);
  expect(line).toBe('SECURITY_EVENT: {"event_type":"tool_call","timestamp":"2030-01-02T03:04:05.678Z"}');
});

test('events have the time of their millisecond, also when the clock is set back', () => {
  verifies('server:events:tool-call');
  const timestamp = isoClock();
  for (const at of [0, 1, 999, 1_000, 1_700_000_000_007, 1_700_000_000_070, 1_700_000_001_000, 5]) {
    expect(timestamp(at)).toBe(new Date(at).toISOString());
  }
});
