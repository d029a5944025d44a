import { isRecord } from './record.ts';
import type { SwaigRequest } from './swaig.ts';

/**
 * The gateway session of a phone call: `global_data.mcp_call_id` where the agent chose one, else the
 * call's id; undefined where the request names neither.
 */
export function sessionOf(request: SwaigRequest): string | undefined {
  const globalData = isRecord(request.global_data) ? request.global_data : {};
  return idOf(globalData.mcp_call_id) ?? idOf(request.call_id);
}

function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
