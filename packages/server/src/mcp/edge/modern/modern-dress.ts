import { type HubResult, type JsonObject, readyText } from '../../hub.ts';
import { asObject } from '../message.ts';
import { metaKeys } from './meta-keys.ts';

/** Methods whose results say how long they may be kept. Source: MCP 2026-07-28, "Caching". */
const cacheable: ReadonlySet<string> = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  // Source: MCP's skills extension.
  'skills/list',
  'skills/get',
  'resources/directory/read',
]);

/**
 * A result as JSON, with what the 2026 era wants of every result where the server has not given it: its type, how
 * long it may be kept (not at all, and for nobody else), and who made it.
 */
export function modernResult(method: string, result: HubResult, serverInfo: JsonObject | undefined): string {
  const ready = result[readyText];
  if (ready !== undefined) return ready;
  const resultType = typeof result.resultType === 'string' ? result.resultType : 'complete';
  const hints = resultType === 'complete' && cacheable.has(method) ? cachingHints(result) : undefined;
  return JSON.stringify({ ...result, resultType, ...hints, ...ownMeta(result, serverInfo) });
}

function cachingHints({ ttlMs, cacheScope }: HubResult) {
  return {
    ttlMs: Number.isInteger(ttlMs) && (ttlMs as number) >= 0 ? ttlMs : 0,
    cacheScope: cacheScope === 'public' || cacheScope === 'private' ? cacheScope : 'private',
  };
}

function ownMeta({ _meta }: HubResult, serverInfo: JsonObject | undefined) {
  const meta = _meta === undefined ? {} : asObject(_meta);
  if (!serverInfo || !meta || metaKeys.serverInfo in meta) return undefined;
  return { _meta: { ...meta, [metaKeys.serverInfo]: serverInfo } };
}
