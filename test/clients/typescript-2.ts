import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Era, eras } from '../conformance/cell.ts';
import {
  answers,
  type ClientKind,
  capabilities,
  type Endpoint,
  type OfficialClient,
} from './official-client.ts';
import { textOf } from './text-of.ts';

/** The TypeScript SDK 2.x in both eras. */
export const typescript2: readonly ClientKind[] = eras.map(era => ({
  name: `TypeScript SDK 2, ${era} era`,
  connect: endpoint => connect(endpoint, era),
}));

async function connect({ url, token }: Endpoint, era: Era): Promise<OfficialClient> {
  const mode = era === '2026' ? 'auto' : 'legacy';
  const client = new Client(
    { name: 'typescript-2', version: '1.0.0' },
    { capabilities, versionNegotiation: { mode } },
  );
  client.setRequestHandler('sampling/createMessage', () => ({
    role: 'assistant',
    model: 'none',
    content: { type: 'text', text: answers.sampling },
  }));
  client.setRequestHandler('elicitation/create', () => ({
    action: 'accept',
    content: { ...answers.elicitation },
  }));
  client.setRequestHandler('roots/list', () => ({ roots: [answers.root] }));
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, args, { onProgress, signal } = {}) {
      const result = await client.callTool(
        { name, arguments: args },
        {
          ...(onProgress && { onprogress: ({ progress }) => onProgress(progress) }),
          ...(signal && { signal }),
        },
      );
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
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
        if (params.uri === uri) resolve(uri);
      });
      if (era === '2026') await client.listen({ resourceSubscriptions: [uri] });
      else await client.subscribeResource({ uri });
      return { updated: promise };
    },
    async [Symbol.asyncDispose]() {
      await transport.terminateSession();
      await client.close();
    },
  };
}
