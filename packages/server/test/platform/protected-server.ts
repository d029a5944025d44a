import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** An MCP server that wants tokens, and the authorization server that gives them: a real one, on this host. */
export interface ProtectedServer extends AsyncDisposable {
  /** Of the MCP server. */
  readonly url: string;
  readonly issuer: string;
  /** A client that was registered by hand. */
  readonly client: { readonly id: string; readonly secret: string };
  readonly provider: Provider;
  /** Grants that were asked for at the token endpoint, in their order. */
  readonly grants: string[];
  /** Access tokens with which the MCP server was called, in their order. */
  readonly seen: string[];
  /** Refresh tokens that were given, in their order. */
  readonly refreshTokens: string[];
  /** Lifetime of access tokens, in seconds. */
  tokenLifetime: number;
  /** The authorization server that the MCP server names. Default: the one that there is. */
  named: string;
  /** Logs a user in at a page of the authorization server; where he is sent to in the end. */
  logIn(page: string): Promise<URL>;
}

const scope = 'mcp:read';
const readAll = async (request: IncomingMessage) => Buffer.concat(await request.toArray()).toString();

export async function startProtectedServer(redirectUri: string): Promise<ProtectedServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `${issuer}/mcp`;
  const client = { id: 'by-hand', secret: randomBytes(24).toString('base64url') };
  const grants: string[] = [];
  const seen: string[] = [];
  const refreshTokens: string[] = [];
  const settings = { tokenLifetime: 3_600, named: issuer };

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    cookies: { keys: [randomBytes(16).toString('hex')] },
    scopes: ['openid', 'offline_access', scope],
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    ttl: { Grant: 3_600, Interaction: 600, Session: 600, RefreshToken: 3_600 },
    features: {
      devInteractions: { enabled: true },
      registration: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope,
          audience: url,
          accessTokenFormat: 'opaque',
          accessTokenTTL: settings.tokenLifetime,
        }),
      },
    },
  });
  const answer = provider.callback();
  provider.on('grant.success', ({ oidc }) => grants.push(`${oidc.params?.grant_type}`));
  provider.on('refresh_token.saved', ({ jti }) => refreshTokens.push(jti));
  provider.on('grant.error', ({ oidc }) => grants.push(`${oidc.params?.grant_type} refused`));

  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/.well-known/oauth-protected-resource/mcp') {
      const metadata = {
        resource: url,
        authorization_servers: [settings.named],
        scopes_supported: ['openid', scope],
      };
      return response.setHeader('content-type', 'application/json').end(JSON.stringify(metadata));
    }
    if (request.url !== '/mcp') return answer(request, response);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const text = await readAll(request);
    if (!(await provider.AccessToken.find(token))) {
      const where = `resource_metadata="${issuer}/.well-known/oauth-protected-resource/mcp"`;
      return response.writeHead(401, { 'www-authenticate': `Bearer ${where}` }).end();
    }
    seen.push(token);
    if (request.method !== 'POST') return response.writeHead(405).end();
    const { id, method, params } = JSON.parse(text);
    if (id === undefined) return response.writeHead(202).end();
    const results: Record<string, () => object> = {
      initialize: () => ({
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'protected', version: '1.0.0' },
      }),
      ping: () => ({}),
      'tools/list': () => ({ tools: [{ name: 'hello', inputSchema: { type: 'object' } }] }),
      'tools/call': () => ({ content: [{ type: 'text', text: 'hello' }] }),
    };
    const result = results[method]?.();
    const reply = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...reply }));
  });

  return Object.assign(settings, {
    url,
    issuer,
    client,
    provider,
    grants,
    seen,
    refreshTokens,
    logIn: (page: string) => logIn(page, issuer),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

/** Goes through the pages as a browser does: keeps cookies, follows redirects, sends forms. */
async function logIn(page: string, issuer: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(page);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 20; step++) {
    if (url.origin !== issuer) return url;
    const answer: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const text = await answer.text();
    const location = answer.headers.get('location');
    form = undefined;
    if (location) url = new URL(location, url);
    else {
      const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1];
      if (!prompt)
        throw new Error(`The log-in ended at ${url.pathname} with ${answer.status}: ${text.slice(0, 500)}`);
      form = new URLSearchParams({
        prompt,
        ...(prompt === 'login' ? { login: 'ann', password: 'any' } : {}),
      });
      const action = /action="([^"]+)"/.exec(text)?.[1];
      if (action) url = new URL(action, url);
    }
  }
  throw new Error('The log-in leads nowhere');
}
