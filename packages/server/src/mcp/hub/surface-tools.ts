import type { Surface } from '@gw/mcp-client';
import type { JsonObject } from '../hub.ts';

/** A server's tool by its name, if the server is known to have it. */
export function toolOf(surface: Surface | undefined, name: string): JsonObject | undefined {
  return surface?.lists.tools.find(tool => tool.name === name);
}
