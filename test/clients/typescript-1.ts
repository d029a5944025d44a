import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { answers, type ClientKind, capabilities, type Endpoint } from './official-client.ts';
import { textOf } from './text-of.ts';

const headersOf = ({ token }: Endpoint) => ({
  requestInit: { headers: { authorization: `Bearer ${token}` } },
});

/** The TypeScript SDK 1.x, which speaks the 2025 era, over both of its HTTP transports. */
export const typescript1: readonly ClientKind[] = [
  {
    name: 'TypeScript SDK 1',
    connect: endpoint =>
      connect(new StreamableHTTPClientTransport(new URL(endpoint.url), headersOf(endpoint))),
  },
  {
    name: 'TypeScript SDK 1 over HTTP+SSE',
    connect: endpoint => connect(new SSEClientTransport(new URL(`${endpoint.url}/sse`), headersOf(endpoint))),
  },
];

async function connect(transport: StreamableHTTPClientTransport | SSEClientTransport) {
  const client = new Client({ name: 'typescript-1', version: '1.0.0' }, { capabilities });
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    role: 'assistant',
    model: 'none',
    content: { type: 'text', text: answers.sampling },
  }));
  client.setRequestHandler(ElicitRequestSchema, () => ({
    action: 'accept',
    content: { ...answers.elicitation },
  }));
  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [answers.root] }));
  // The library's own types don't allow undefined where its transports have it.
  await client.connect(transport as Parameters<Client['connect']>[0]);
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, args, { onProgress, signal } = {}) {
      const result = await client.callTool({ name, arguments: args }, undefined, {
        ...(onProgress && { onprogress: ({ progress }) => onProgress(progress) }),
        ...(signal && { signal }),
      });
      return textOf(result);
    },
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    templates: async () =>
      (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    read: async uri => textOf(await client.readResource({ uri })),
    prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    prompt: async (name, args) => textOf(await client.getPrompt({ name, arguments: args })),
    async complete(name, argument, value) {
      const ref = { type: 'ref/prompt', name } as const;
      return (await client.complete({ ref, argument: { name: argument, value } })).completion.values;
    },
    async subscribe(uri) {
      const { promise, resolve } = Promise.withResolvers<string>();
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
        if (params.uri === uri) resolve(uri);
      });
      await client.subscribeResource({ uri });
      return { updated: promise };
    },
    async [Symbol.asyncDispose]() {
      if ('terminateSession' in transport) await transport.terminateSession();
      await client.close();
    },
  } satisfies Awaited<ReturnType<ClientKind['connect']>>;
}
