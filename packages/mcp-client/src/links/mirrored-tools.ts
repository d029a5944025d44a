import { type MirroredParameter, mirroredParameters, parameterHeaders } from '../http/mirrored-parameters.ts';
import type { JsonObject } from '../json-rpc/json-rpc-message.ts';

type Marked = ReadonlyMap<unknown, readonly MirroredParameter[]>;

/**
 * The tools whose calls say some of their parameters in headers too, as HTTP wants it in the 2026 era.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters
 */
export class MirroredTools {
  /** By the list that they are of, so that a call costs one look at a small map. */
  readonly #marked = new WeakMap<readonly JsonObject[], Marked>();

  /** The headers of a call, if its tool wants any. */
  headersOf(
    tools: readonly JsonObject[],
    params: JsonObject | undefined,
  ): Record<string, string> | undefined {
    let marked = this.#marked.get(tools);
    if (!marked) {
      marked = markedTools(tools);
      this.#marked.set(tools, marked);
    }
    const parameters = marked.get(params?.name);
    return parameters && parameterHeaders(parameters, params?.arguments);
  }
}

/** The tools that can be called over HTTP: one that marks its parameters wrongly is left out, and told of. */
export function callableTools(
  tools: readonly JsonObject[],
  onFault: (tool: string, fault: string) => void,
): readonly JsonObject[] {
  return tools.filter(({ name, inputSchema }) => {
    const marks = mirroredParameters(inputSchema);
    if ('fault' in marks) onFault(String(name), marks.fault);
    return !('fault' in marks);
  });
}

function markedTools(tools: readonly JsonObject[]): Marked {
  const marked = new Map<unknown, readonly MirroredParameter[]>();
  for (const { name, inputSchema } of tools) {
    const marks = mirroredParameters(inputSchema);
    if ('parameters' in marks && marks.parameters.length > 0) marked.set(name, marks.parameters);
  }
  return marked;
}
