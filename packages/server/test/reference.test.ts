import { createHash } from 'node:crypto';
import { verifies } from '@gw/test';
import type { InjectOptions } from 'fastify';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operations } from '../src/openapi/operations.ts';
import { routesOf } from './routes-of.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ version: '4.5.6' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

test('the document names every route that there is, and no other', async () => {
  verifies('server:openapi:complete');
  const document = (await gateway.inject({ url: '/openapi.json' })).json();
  expect(document.openapi).toBe('3.1.0');
  expect(document.info.version).toBe('4.5.6');
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map(method => `${method.toUpperCase()} ${path}`),
  );
  const served = routesOf(gateway.app);
  expect(described.sort()).toEqual(served.sort());
});

test('what the routes answer is what the document says', async () => {
  verifies('server:openapi:true');
  const call = { tool: 'rich', session_id: 'r1' };
  const requests: Record<string, InjectOptions> = {
    'GET /.well-known/oauth-protected-resource': { url: '/.well-known/oauth-protected-resource' },
    'GET /.well-known/oauth-protected-resource/mcp/gateway': {
      url: '/.well-known/oauth-protected-resource/mcp/gateway',
    },
    'GET /.well-known/oauth-protected-resource/mcp/servers/{name}': {
      url: '/.well-known/oauth-protected-resource/mcp/servers/tools',
    },
    'GET /.well-known/oauth-protected-resource/mcp/bundles/{bundle_key}': {
      url: '/.well-known/oauth-protected-resource/mcp/bundles/any',
    },
    'GET /health': { url: '/health' },
    'GET /livez': { url: '/livez' },
    'GET /readyz': { url: '/readyz' },
    'GET /services': { url: '/services' },
    'GET /services/{service}/tools': { url: '/services/tools/tools' },
    'POST /services/{service}/call': { method: 'POST', url: '/services/tools/call', payload: call },
    'GET /sessions': { url: '/sessions' },
    'DELETE /sessions/{session}': { method: 'DELETE', url: '/sessions/r1' },
  };
  const withSchema = operations.filter(({ answers }) => answers[200]);
  expect(withSchema.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
    Object.keys(requests).sort(),
  );
  for (const [name, options] of Object.entries(requests)) {
    const operation = operations.find(({ method, path }) => name === `${method.toUpperCase()} ${path}`);
    const answer = await gateway.inject(options);
    const schema = operation?.answers[200];
    expect([name, schema && [...Value.Errors(schema, answer.json())]]).toEqual([name, []]);
    if (operation?.body) expect(Value.Check(operation.body, call)).toBe(true);
  }
});

test('the page has a policy of its own, under which nothing but its own script and style runs', async () => {
  verifies('server:docs:page');
  const answer = await gateway.inject({ url: '/docs' });
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  const policy = String(answer.headers['content-security-policy']);
  expect(policy).not.toContain('unsafe');
  for (const [element, directive] of [
    ['script', 'script-src'],
    ['style', 'style-src'],
  ]) {
    const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(answer.body)?.[1] ?? '';
    const digest = createHash('sha256').update(text).digest('base64');
    expect(policy).toContain(`${directive} 'sha256-${digest}'`);
  }
  expect(answer.body).not.toMatch(/(?:src|href)="?https?:/);
  expect(answer.headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' });
});
