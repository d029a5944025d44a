import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';

/** Methods that change nothing, or the same thing each time. */
const harmless = new Set([
  'ping',
  'server/discover',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
  'tasks/get',
  'tasks/list',
  'tasks/result',
]);

/**
 * Whether a request that a server may have carried out already can be sent again: reads can, and calls of tools
 * that are annotated as read-only or idempotent.
 *
 * @param tools the server's tools, as listed
 */
export function isRepeatable(
  method: string,
  params: JsonObject | undefined,
  tools: readonly JsonObject[],
): boolean {
  if (method !== 'tools/call') return harmless.has(method);
  const annotations = asObject(tools.find(({ name }) => name === params?.name)?.annotations);
  return annotations?.readOnlyHint === true || annotations?.idempotentHint === true;
}
