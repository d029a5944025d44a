import type { JsonObject } from '@gw/mcp-client';

/** A tool as its server knows it. */
export interface ExposedTool {
  /** As the server names it. */
  readonly name: string;
  /** Set in each call, whatever the caller gives. */
  readonly argumentDefaults: JsonObject;
}

/** What callers see of servers' tools, where that is not what the servers say. */
export interface ToolExposure {
  /** A server's list as callers see it; the very same list where nothing was changed. */
  present(service: string, tools: readonly JsonObject[]): readonly JsonObject[];
  /** What is meant by a name that callers use; undefined where they see no such tool. */
  meant(service: string, name: string): ExposedTool | undefined;
  /** Tells which server's tools are shown otherwise from now on. @returns ends it */
  onChanged(listener: (service: string) => void): () => void;
}

/** Shows everything as it is. */
export const plainExposure: ToolExposure = {
  present: (_service, tools) => tools,
  meant: (_service, name) => ({ name, argumentDefaults: {} }),
  onChanged: () => () => {},
};

/** A call's parameters as its server takes them. */
export function paramsForServer(params: JsonObject | undefined, tool: ExposedTool): JsonObject {
  const { name, argumentDefaults } = tool;
  if (Object.keys(argumentDefaults).length === 0) return { ...params, name };
  const given = params?.arguments as JsonObject | undefined;
  return { ...params, name, arguments: withDefaults(given ?? {}, tool) };
}

/** Arguments as a tool's server takes them; the very same where nothing is set. */
export const withDefaults = (given: JsonObject, { argumentDefaults }: ExposedTool): JsonObject =>
  Object.keys(argumentDefaults).length === 0 ? given : { ...given, ...argumentDefaults };
