import type { ListedTool } from './tool-listing.ts';

/** The function by which the platform says that a call has ended. */
export const HANGUP_FUNCTION = '_mcp_gateway_hangup';

/**
 * Names the SWAIG functions of tools: prefix, service and tool, joined as SignalWire's skill does.
 * SWAIG endpoints refuse all but letters, digits and `_`; where a server uses others, `_` stands in
 * for them, and the call still goes out under the tool's own name. A clash gets a number.
 */
export function nameFunctions(tools: readonly ListedTool[], prefix: string): Map<string, ListedTool> {
  const named = new Map<string, ListedTool>();
  for (const entry of tools) {
    const plain = `${prefix}${entry.service}_${entry.tool.name}`.replace(/[^A-Za-z0-9_]/g, '_');
    const name = /^[0-9]/.test(plain) ? `_${plain}` : plain;
    let unique = name;
    for (let number = 2; named.has(unique) || unique === HANGUP_FUNCTION; number++)
      unique = `${name}_${number}`;
    named.set(unique, entry);
  }
  return named;
}
