import type { Era } from '../conformance/cell.ts';
import { type JsonObject, memberAt } from './exact-json.ts';

/** The headers of the specification's HTTP transport for a message of this era. */
export const headersOf =
  (era: Era, more: Record<string, string> = {}) =>
  (message: JsonObject): Record<string, string> => {
    if (era === '2025')
      return { ...more, ...(message.method !== 'initialize' && { 'mcp-protocol-version': '2025-11-25' }) };
    const name = memberAt(message, ['params', 'name']) ?? memberAt(message, ['params', 'uri']);
    return {
      ...more,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': String(message.method),
      ...(typeof name === 'string' && { 'mcp-name': name }),
    };
  };
