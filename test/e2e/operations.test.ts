import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { hostile } from './services.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({ services: { it: hostile() } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

test('/livez and /readyz say that the gateway is up, and readiness goes with SIGTERM', async () => {
  verifies('operations:probes:up');
  for (const path of ['/livez', '/readyz']) expect((await fetch(gateway.url + path)).status).toBe(200);
  await using leaving = await startGateway({ services: { it: hostile() } });
  const url = leaving.url;
  const pending = leaving
    .call('it', { tool: 'never', session_id: 's', call_timeout: 2 })
    .catch(() => undefined);
  await expect.poll(async () => Object.keys((await leaving.request('/sessions')).json)).toContain('s');
  leaving.kill('SIGTERM');
  const ready = () =>
    fetch(`${url}/readyz`).then(
      ({ status }) => status,
      () => 'refused',
    );
  await expect.poll(ready).not.toBe(200);
  await pending;
});

test('/metrics counts calls in the text format of Prometheus', async () => {
  verifies('operations:metrics:prometheus');
  await gateway.call('it', { tool: 'echo', session_id: 's' });
  const { status, headers, text } = await gateway.request('/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(text).toMatch(/^# HELP /m);
  expect(text).toMatch(/^\w+\{[^}]*service="it"[^}]*\} [1-9]/m);
});

test('/sessions tells what a process uses, /metrics what those of a service used in all and how they ended', async () => {
  verifies('isolation:usage:sessions', 'isolation:usage:metrics');
  await gateway.call('it', { tool: 'echo', session_id: 'measured' });
  const { json } = await gateway.request('/sessions');
  expect(json.measured).toMatchObject({
    services: {
      it: {
        usage: {
          cpu_seconds: expect.any(Number),
          memory_mb: expect.any(Number),
          processes: 1,
          read_bytes: expect.any(Number),
          written_bytes: expect.any(Number),
        },
      },
    },
  });
  await gateway.request('/sessions/measured', { method: 'DELETE' });
  const { text } = await gateway.request('/metrics');
  for (const name of ['cpu_seconds_total', 'memory_bytes', 'processes', 'written_bytes_total'])
    expect(text).toMatch(new RegExp(`^gateway_server_${name}\\{service="it"\\} \\d`, 'm'));
  expect(text).toMatch(/^gateway_server_exits_total\{service="it",cause="stopped"\} [1-9]/m);
});

test('/openapi.json describes every route of the REST API, and /docs shows it', async () => {
  verifies('operations:openapi:routes', 'operations:docs:page');
  const { json } = await gateway.request('/openapi.json');
  expect(String(json.openapi)).toMatch(/^3\./);
  const paths = Object.keys(json.paths as object).map(path => path.replaceAll(/\{\w+\}/g, '{}'));
  const routes = [
    '/health',
    '/services',
    '/services/{}/tools',
    '/services/{}/call',
    '/sessions',
    '/sessions/{}',
  ];
  expect(paths).toEqual(expect.arrayContaining(routes));
  const page = await gateway.request('/docs');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
});
