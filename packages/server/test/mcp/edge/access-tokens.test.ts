import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifies } from '@gw/test';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { jsonOf, modern, TestEndpoints } from './test-endpoints.ts';

/** An issuer of tokens on a real socket. */
class Issuer {
  readonly asked: string[] = [];
  isDown = false;
  readonly #server: Server;
  readonly #keys = new Map<string, Awaited<ReturnType<typeof generateKeyPair>>>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Issuer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new Issuer(server);
    await issuer.addKey('first');
    server.on('request', async (request, response) => {
      issuer.asked.push(`${request.url}`);
      const answers: Record<string, unknown> = {
        '/tenant/.well-known/openid-configuration': { issuer: issuer.url, jwks_uri: `${issuer.origin}/keys` },
        '/keys': { keys: await issuer.#publicKeys() },
      };
      const answer = issuer.isDown ? undefined : answers[`${request.url}`];
      response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? {}));
    });
    return issuer;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.origin}/tenant`;
  }

  async addKey(kid: string): Promise<void> {
    this.#keys.set(kid, await generateKeyPair('ES256'));
  }

  publicPem(kid: string): Promise<string> {
    return exportSPKI(this.#keys.get(kid)!.publicKey);
  }

  token(claims: Record<string, unknown> = {}, kid = 'first', signer = kid): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: this.url, aud: 'gateway', sub: 'alice', iat: now, exp: now + 300, ...claims };
    return new SignJWT(all)
      .setProtectedHeader({ alg: 'ES256', kid })
      .sign(this.#keys.get(signer)!.privateKey);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #publicKeys() {
    return Promise.all(
      [...this.#keys].map(async ([kid, { publicKey }]) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg: 'ES256',
      })),
    );
  }
}

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
beforeEach(() => {
  issuer.asked.length = 0;
  issuer.isDown = false;
});
afterAll(() => issuer.stop());

const start = (jwt: object = {}) =>
  TestEndpoints.start({
    config: { server: { jwt: { issuer: issuer.url, audience: 'gateway', ...jwt } } },
  });

async function statusOf(endpoints: TestEndpoints, token: string): Promise<number> {
  const { body, headers } = modern('tools/list');
  const authorization = `Bearer ${token}`;
  return (await endpoints.post('/mcp/gateway', body, { headers: { ...headers, authorization } })).status;
}

test('a token of the issuer lets its subject in, on REST too, beside the configured credentials', async () => {
  verifies('mcp-edge:auth:jwt');
  await using endpoints = await start();
  const token = await issuer.token();
  expect(await statusOf(endpoints, token)).toBe(200);
  expect(endpoints.hub.requests[0]?.caller.principal).toBe('jwt:alice');
  expect(await statusOf(endpoints, endpoints.config.server.auth_token)).toBe(200);
  expect(endpoints.hub.requests[1]?.caller.principal).toBe('owner');
  const rest = await endpoints.send('GET', '/services', { headers: { authorization: `Bearer ${token}` } });
  expect(rest.status).toBe(200);
  expect(await statusOf(endpoints, await issuer.token({ aud: ['other', 'gateway'] }))).toBe(200);
});

test('tokens with another issuer, audience, key, algorithm or time, or without what they need, are 401', async () => {
  verifies('mcp-edge:auth:jwt-wrong');
  await using endpoints = await start();
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = part({ iss: issuer.url, aud: 'gateway', sub: 'eve', exp: now + 60 });
  const unsigned = `${part({ alg: 'none' })}.${claims}.`;
  const shared = `${part({ alg: 'HS256', kid: 'first' })}.${claims}`;
  const digest = createHmac('sha256', await issuer.publicPem('first'))
    .update(shared)
    .digest('base64url');
  await issuer.addKey('second');
  const [head, body, signature] = (await issuer.token()).split('.');
  const wrong: Record<string, string> = {
    issuer: await issuer.token({ iss: 'https://other.example' }),
    audience: await issuer.token({ aud: 'other' }),
    'no audience': await issuer.token({ aud: undefined }),
    expired: await issuer.token({ exp: now - 60 }),
    'not yet': await issuer.token({ nbf: now + 60 }),
    endless: await issuer.token({ exp: undefined }),
    nobody: await issuer.token({ sub: undefined }),
    'signed by another key': await issuer.token({}, 'first', 'second'),
    unsigned,
    'unsigned, with something': `${unsigned}AAAA`,
    'signed with what all know': `${shared}.${digest}`,
    'changed afterwards': `${head}.${claims}.${signature}`,
    cut: `${head}.${body}`,
    random: randomBytes(32).toString('base64url'),
    junk: 'a.b.c',
  };
  for (const [what, token] of Object.entries(wrong)) {
    expect([what, await statusOf(endpoints, token)]).toEqual([what, 401]);
  }
});

test('keys are fetched once, and a key that nobody knows makes no storm', async () => {
  verifies('mcp-edge:auth:jwt-keys');
  await using endpoints = await start();
  for (let n = 0; n < 5; n++) expect(await statusOf(endpoints, await issuer.token({ n }))).toBe(200);
  expect(issuer.asked.filter(url => url === '/keys')).toHaveLength(1);
  await issuer.addKey('unheard-of');
  const strangers = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => statusOf(endpoints, await issuer.token({ n }, 'unheard-of'))),
  );
  expect(new Set(strangers)).toEqual(new Set([401]));
  expect(issuer.asked.filter(url => url === '/keys')).toHaveLength(1);
});

test('where the keys are may be configured', async () => {
  verifies('mcp-edge:auth:jwt');
  await using endpoints = await start({ jwks_uri: `${issuer.origin}/keys` });
  expect(await statusOf(endpoints, await issuer.token())).toBe(200);
  expect(issuer.asked).toEqual(['/keys']);
});

test('while the issuer is down its tokens are 503, other credentials work, and later it is asked again', async () => {
  verifies('mcp-edge:auth:jwt-down');
  await using endpoints = await start();
  issuer.isDown = true;
  const token = await issuer.token();
  const { body, headers } = modern('tools/list');
  const answer = await endpoints.post('/mcp/gateway', body, {
    headers: { ...headers, authorization: `Bearer ${token}` },
  });
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
  expect(await jsonOf(answer)).toMatchObject({ error: { code: -32_603 } });
  expect(await statusOf(endpoints, endpoints.config.server.auth_token)).toBe(200);
  issuer.isDown = false;
  expect(await statusOf(endpoints, token)).toBe(200);
});
