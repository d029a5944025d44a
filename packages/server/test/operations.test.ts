import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Counter } from '../src/metrics/counter.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { rate_limiting: { tools_limit: '1 per minute' } } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const metrics = async () => (await gateway.inject({ url: '/metrics' })).body;

test('calls are counted by how they ended, and timed', async () => {
  verifies('server:metrics:calls');
  await gateway.call('echo');
  await gateway.call('fails');
  await gateway.call('refuse');
  await gateway.call('hang', {}, { call_timeout: 0.02 });
  await gateway.call('die');
  await gateway.call('no_such_tool');
  await gateway.call('echo', {}, { service: 'no_such_service' });
  const text = await metrics();
  for (const [tool, outcome] of [
    ['echo', 'ok'],
    ['fails', 'tool_error'],
    ['refuse', 'rpc_error'],
    ['hang', 'timeout'],
    ['die', 'unavailable'],
    ['', 'refused'],
  ]) {
    expect(text).toContain(`gateway_calls_total{service="tools",tool="${tool}",outcome="${outcome}"} 1`);
  }
  expect(text).toContain('gateway_calls_total{service="",tool="",outcome="refused"} 1');
  expect(text).toMatch(/gateway_call_duration_seconds_bucket\{service="tools",le="\+Inf"\} 5/);
  expect(text).toMatch(/gateway_call_duration_seconds_count\{service="tools"\} 5/);
  expect(text).not.toContain('no_such');
});

test('sessions, processes, restarts, refusals and failed logins are told, and the process itself', async () => {
  verifies('server:metrics:gauges');
  await gateway.call('echo');
  await gateway.app.inject({ url: '/sessions' });
  await gateway.inject({ url: '/services/tools/tools' });
  await gateway.inject({ url: '/services/tools/tools' });
  const text = await metrics();
  for (const line of [
    'gateway_sessions 1',
    'gateway_upstreams{service="tools"} 1',
    'gateway_restarts_total{service="tools"} 1',
    'gateway_service_ready{service="tools"} 1',
    'gateway_rate_limited_total{setting="tools_limit"} 1',
    'gateway_auth_failures_total 1',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  expect(text).toContain('process_resident_memory_bytes');
});

test('the text is what Prometheus reads', async () => {
  verifies('server:metrics:format');
  const answer = await gateway.inject({ url: '/metrics' });
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  const sample = /^[a-z_:][a-z0-9_:]*(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})? (?:[-+.\de]+|NaN|[+-]Inf)$/i;
  const lines = answer.body.split('\n').filter(line => line !== '');
  expect(lines.filter(line => !line.startsWith('# ') && !sample.test(line))).toEqual([]);
  const names = lines.filter(line => line.startsWith('# TYPE')).map(line => line.split(' ')[2]);
  expect(new Set(names).size).toBe(names.length);
});

test('series are bounded, whatever a server calls its tools', () => {
  verifies('server:metrics:bounded');
  const counter = new Counter('x', 'X', ['tool']);
  for (let tool = 0; tool < 10_000; tool++) counter.add(`t${tool}`);
  const { samples } = counter.metric();
  expect(samples.length).toBeLessThanOrEqual(2_001);
  expect(samples.find(({ labels }) => labels?.tool === 'other')?.value).toBe(8_000);
});
