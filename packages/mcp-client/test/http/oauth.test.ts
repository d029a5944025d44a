import { createHash, randomUUID } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import {
  createOAuthAuthorization,
  type OAuthAuthorization,
  type OAuthAuthorizationOptions,
} from '../../src/http/oauth-authorization.ts';
import { createMemoryOAuthStore } from '../../src/http/oauth-store.ts';
import { resultOf, sendJson, startTestServer, type TestServer } from './test-server.ts';
import { openTransport } from './test-transport.ts';

const redirectUrl = 'https://gateway.example/callback';

interface ProtectedServer extends TestServer {
  /** Tokens that are accepted; the newest is the last. */
  readonly tokens: string[];
  /** What was asked at the token endpoint. */
  readonly grants: URLSearchParams[];
}

/** An MCP server with its authorization server beside it. */
async function startProtectedServer(): Promise<ProtectedServer> {
  const tokens: string[] = [];
  const grants: URLSearchParams[] = [];
  const server = await startTestServer((request, response) => {
    const origin = `http://127.0.0.1:${server.port}`;
    switch (request.path) {
      case '/.well-known/oauth-protected-resource/mcp':
        return sendJson(response, { resource: server.url, authorization_servers: [origin] });
      case '/.well-known/oauth-authorization-server':
        return sendJson(response, {
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          registration_endpoint: `${origin}/register`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
        });
      case '/register':
        return sendJson(response, { ...request.message, client_id: 'registered' }, 201);
      case '/token': {
        grants.push(new URLSearchParams(request.text));
        const token = randomUUID();
        tokens.push(token);
        return sendJson(response, { access_token: token, token_type: 'Bearer', refresh_token: randomUUID() });
      }
      default:
        if (tokens.some(token => request.headers.authorization === `Bearer ${token}`)) {
          return sendJson(response, resultOf(request));
        }
        response.setHeader(
          'www-authenticate',
          `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`,
        );
        return void response.writeHead(401).end();
    }
  });
  return Object.assign(server, { tokens, grants });
}

/** The parameters with which a user comes back who has logged in at once. */
function loggedIn(page: URL): URLSearchParams {
  return new URLSearchParams({ code: 'the-code', state: page.searchParams.get('state') ?? '' });
}

function authorize(
  { url }: TestServer,
  options: Partial<OAuthAuthorizationOptions> = {},
): OAuthAuthorization {
  return createOAuthAuthorization({
    service: { name: 'remote', url, allowPrivateAddresses: ['127.0.0.0/8'] },
    store: createMemoryOAuthStore(),
    redirectUrl,
    logIn: async page => loggedIn(page),
    ...options,
  });
}

test('a refusal leads to discovery, registration, a log-in and a token, with which the call goes on', async () => {
  verifies('mcp-http:oauth:flow');
  await using server = await startProtectedServer();
  const store = createMemoryOAuthStore();
  let page: URL | undefined;
  await using authorization = authorize(server, {
    store,
    logIn: async url => {
      page = url;
      return loggedIn(url);
    },
  });
  await using client = openTransport(server.url, { options: { authorization } });
  expect(await client.ask('ping')).toMatchObject({ result: {} });
  expect(Object.fromEntries(page?.searchParams ?? [])).toMatchObject({
    client_id: 'registered',
    redirect_uri: redirectUrl,
    resource: server.url,
    code_challenge_method: 'S256',
  });
  const [grant] = server.grants;
  expect(Object.fromEntries(grant ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    code: 'the-code',
  });
  const challenge = createHash('sha256')
    .update(grant?.get('code_verifier') ?? '')
    .digest('base64url');
  expect(page?.searchParams.get('code_challenge')).toBe(challenge);
  // What was needed for the log-in alone is not kept.
  expect(Object.keys((await store.load()) ?? {}).toSorted()).toEqual(['client', 'tokens']);
  await client.ask('ping');
  expect(server.grants).toHaveLength(1);
});

test('a token that has expired is renewed once, however many calls are refused', async () => {
  verifies('mcp-http:oauth:single-flight');
  await using server = await startProtectedServer();
  await using authorization = authorize(server);
  await using client = openTransport(server.url, { options: { authorization } });
  await client.ask('ping');
  server.tokens.length = 0;
  await Promise.all(Array.from({ length: 8 }, () => client.ask('tools/call')));
  expect(server.grants.map(grant => grant.get('grant_type'))).toEqual([
    'authorization_code',
    'refresh_token',
  ]);
});

test('a log-in may end later: until then calls fail without beginning another, and then they go on', async () => {
  verifies('mcp-http:oauth:later');
  await using server = await startProtectedServer();
  const pages: URL[] = [];
  await using authorization = authorize(server, {
    logIn: async page => {
      pages.push(page);
      return undefined;
    },
  });
  await using client = openTransport(server.url, { options: { authorization } });
  for (let n = 0; n < 3; n++) await expect(client.ask('ping')).rejects.toMatchObject({ status: 401 });
  expect(pages).toHaveLength(1);
  await authorization.finish(loggedIn(pages[0]!));
  await client.ask('ping');
});

test('the end of a log-in that was not begun here, was refused, or has ended already is refused', async () => {
  verifies('mcp-http:oauth:state');
  await using server = await startProtectedServer();
  let page: URL | undefined;
  await using authorization = authorize(server, {
    logIn: async url => {
      page = url;
      return undefined;
    },
  });
  const end = new URLSearchParams({ code: 'stolen', state: 'guessed' });
  await expect(authorization.finish(end)).rejects.toThrow('was not begun here');
  await using client = openTransport(server.url, { options: { authorization } });
  await expect(client.ask('ping')).rejects.toMatchObject({ status: 401 });
  await expect(authorization.finish(end)).rejects.toThrow('was not begun here');
  const { state = '' } = Object.fromEntries(page?.searchParams ?? []);
  const refused = new URLSearchParams({ error: 'access_denied', state });
  await expect(authorization.finish(refused)).rejects.toThrow('was not allowed access');
  await authorization.finish(loggedIn(page!));
  await expect(authorization.finish(loggedIn(page!))).rejects.toThrow('has ended already');
  expect(server.grants).toHaveLength(1);
});

test('tokens that another gateway has renewed are taken from the store', async () => {
  verifies('mcp-http:oauth:renewed-elsewhere');
  await using server = await startProtectedServer();
  const store = createMemoryOAuthStore();
  await using one = authorize(server, { store });
  await using other = authorize(server, { store });
  await using first = openTransport(server.url, { options: { authorization: one } });
  await using second = openTransport(server.url, { options: { authorization: other } });
  await first.ask('ping');
  await second.ask('ping');
  server.tokens.length = 0;
  await first.ask('ping');
  await second.ask('ping');
  expect(server.grants).toHaveLength(2);
});

test('without a redirect URL the own credentials of the client are exchanged', async () => {
  verifies('mcp-http:oauth:own-credentials');
  await using server = await startProtectedServer();
  const secret = randomUUID();
  await using authorization = createOAuthAuthorization({
    service: { name: 'remote', url: server.url, allowPrivateAddresses: ['127.0.0.1'] },
    store: createMemoryOAuthStore(),
    client: { id: 'machine', secret },
    logIn: () => Promise.reject(new Error('Nobody is there')),
  });
  await using client = openTransport(server.url, { options: { authorization } });
  await client.ask('ping');
  expect(server.grants[0]?.get('grant_type')).toBe('client_credentials');
});

test('credentials of a client go to no other authorization server than the first, or the one that is named', async () => {
  verifies('mcp-http:oauth:mix-up');
  await using trusted = await startProtectedServer();
  await using other = await startProtectedServer();
  const secret = randomUUID();
  const store = createMemoryOAuthStore();
  const reach = async (server: ProtectedServer, issuer?: string) => {
    await using authorization = authorize(server, {
      store,
      client: { id: 'by-hand', secret, ...(issuer === undefined ? {} : { issuer }) },
    });
    await using client = openTransport(server.url, { options: { authorization } });
    await client.ask('ping');
  };
  await reach(trusted);
  trusted.tokens.length = 0;
  await expect(reach(other)).rejects.toThrow('names another authorization server');
  await expect(reach(other, new URL(trusted.url).origin)).rejects.toThrow(
    'names another authorization server',
  );
  expect(JSON.stringify(other.received)).not.toContain(secret);
  expect(other.grants).toEqual([]);
  await reach(trusted);
});

test('an authorization server at an address that is not allowed is not asked', async () => {
  verifies('mcp-http:oauth:addresses');
  await using inner = await startProtectedServer();
  await using server = await startTestServer((_request, response) => {
    const metadata = inner.url.replace('127.0.0.1', '127.0.0.2');
    response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` }).end();
  });
  await using authorization = authorize(server, {
    service: { name: 'remote', url: server.url, allowPrivateAddresses: ['127.0.0.1'] },
  });
  await using client = openTransport(server.url, {
    allowPrivateAddresses: ['127.0.0.1'],
    options: { authorization },
  });
  await expect(client.ask('ping')).rejects.toMatchObject({ service: 'remote' });
  expect(inner.received).toEqual([]);
});
