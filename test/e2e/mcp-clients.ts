import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { gatewayCommand, type RunningGateway } from './gateway.ts';

const info = { name: 'e2e', version: '1.0.0' };
const capabilities = { sampling: {}, elicitation: {}, roots: { listChanged: true } };

export { OlderClient };

/** The official clients, as far as the tests use them; both libraries have these methods. */
export type OfficialClient = OlderClient | ModernClient;

/** A way to connect an official client to a gateway, or to `mcp-gateway stdio` on its configuration. */
export interface Connection {
  readonly name: string;
  readonly connect: (gateway: RunningGateway, server?: string) => Promise<OfficialClient>;
}

const urlOf = ({ url }: RunningGateway, server?: string) =>
  new URL(`${url}/mcp/${server === undefined ? 'gateway' : `servers/${server}`}`);
const authorized = ({ token }: RunningGateway) => ({
  requestInit: { headers: { authorization: `Bearer ${token}` } },
});
const stdioOf = ({ configPath, folder }: RunningGateway, server?: string) => ({
  command: gatewayCommand,
  args: ['-c', configPath, 'stdio', ...(server === undefined ? [] : ['--server', server])],
  cwd: folder,
  env: { PATH: process.env.PATH ?? '', HOME: folder },
  stderr: 'ignore' as const,
});

const legacy = () => new OlderClient(info, { capabilities });
const modern = () => new ModernClient(info, { capabilities, versionNegotiation: { mode: 'auto' } });

async function connected<C extends OfficialClient, T>(client: C, transport: T): Promise<C> {
  await (client as { connect(transport: T): Promise<void> }).connect(transport);
  return client;
}

/** Every official TypeScript client over every transport that it has. */
export const connections: readonly Connection[] = [
  {
    name: 'SDK 1.x over Streamable HTTP',
    connect: (gateway, server) =>
      connected(legacy(), new StreamableHTTPClientTransport(urlOf(gateway, server), authorized(gateway))),
  },
  {
    name: 'SDK 1.x over HTTP+SSE',
    connect: (gateway, server) => {
      const url = urlOf(gateway, server);
      url.pathname += '/sse';
      return connected(legacy(), new SSEClientTransport(url, authorized(gateway)));
    },
  },
  {
    name: 'SDK 1.x over stdio',
    connect: (gateway, server) => connected(legacy(), new StdioClientTransport(stdioOf(gateway, server))),
  },
  {
    name: 'SDK 2.x over Streamable HTTP',
    connect: (gateway, server) =>
      connected(modern(), new ModernHttp(urlOf(gateway, server), authorized(gateway))),
  },
  {
    name: 'SDK 2.x over stdio',
    connect: (gateway, server) => connected(modern(), new ModernStdio(stdioOf(gateway, server))),
  },
];
