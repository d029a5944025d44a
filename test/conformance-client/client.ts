/**
 * The client that the official conformance suite runs: it reaches the server at the URL that is its last argument,
 * and does with it all that the server offers. The suite's environment says which scenario it is.
 */
import {
  createPlainSpawner,
  type JsonObject,
  type JsonRpcReply,
  McpClient,
  McpService,
  UpstreamRpcError,
} from '../../packages/mcp-client/src/index.ts';
import { conformanceAuthorization } from './authorization.ts';
import { sampleOf } from './sample.ts';

interface Context {
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: JsonObject }[];
  readonly client_id?: string;
  readonly client_secret?: string;
}

const url = process.argv.at(-1)!;
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}') as Context;

const service = new McpService({
  name: 'conformance',
  url,
  allowPrivateAddresses: ['127.0.0.0/8', '::1'],
  startTimeoutMs: 20_000,
});
await using authorization = conformanceAuthorization(service, context);
await using client = new McpClient(service, {
  spawner: createPlainSpawner({ env: {} }),
  capabilities: { elicitation: { form: {} }, sampling: {}, roots: {} },
  authorization: () => authorization,
});
await client.start();

const tools = client.getTools();
const calls =
  context.toolCalls ?? tools.map(({ name, inputSchema }) => ({ name, arguments: sampleOf(inputSchema) }));
for (const call of calls) {
  try {
    await client.callMethod('tools/call', { ...call }, { onRequest: answer });
  } catch (error) {
    // What the server refuses is no fault of its client's.
    if (!(error instanceof UpstreamRpcError)) throw error;
  }
}
for (const { uri } of await client.list('resources')) await client.callMethod('resources/read', { uri });
for (const { name } of await client.list('prompts')) await client.callMethod('prompts/get', { name });

/** A user who agrees to everything that is proposed. */
async function answer(method: string, params: JsonObject | undefined): Promise<JsonRpcReply> {
  if (method === 'elicitation/create') {
    return { result: { action: 'accept', content: sampleOf(params?.requestedSchema) } };
  }
  if (method === 'roots/list') return { result: { roots: [] } };
  return { error: { code: -32601, message: `Method not found: ${method}` } };
}
