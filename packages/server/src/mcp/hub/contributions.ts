import type { JsonObject } from '@gw/mcp-client';

/** What the gateway adds to what one server offers. */
export interface Contribution {
  /** Entries of `prompts/list`, with names as the server would give them. */
  readonly prompts: readonly JsonObject[];
  /** Entries of `resources/list`. */
  readonly resources: readonly JsonObject[];
  /** Entries of `skills/list`. Source: MCP's skills extension. */
  readonly skills: readonly JsonObject[];
  /** The result of `prompts/get`; undefined where it has no such prompt. */
  prompt(name: string, args: JsonObject | undefined): JsonObject | undefined;
  /** The result of `resources/read`; undefined where it has no such resource. */
  read(uri: string): Promise<JsonObject | undefined>;
  /** What stands in a folder; undefined where it has no such folder. Source: MCP's skills extension. */
  folder(uri: string): readonly JsonObject[] | undefined;
}

/** What the gateway adds to what servers offer. Where a server has something of the same name, the server's counts. */
export interface Contributions {
  /** What is added to a server; undefined: nothing. The very same until it changes. */
  of(service: string): Contribution | undefined;
  /** Tells which server's are others now, and which resources have another content. @returns ends it */
  onChanged(listener: (service: string, uris: readonly string[]) => void): () => void;
}

/** Adds nothing. */
export const noContributions: Contributions = {
  of: () => undefined,
  onChanged: () => () => {},
};
