import type { JsonObject } from '@gw/mcp-client';
import type { PinPolicy, ToolRecord } from '@gw/store';
import { isSamePinned } from './pinned-parts.ts';

/** What is held of a tool as it was approved. */
export interface ToolPin {
  readonly policy: PinPolicy;
  /** The definition that was approved, if only by being the first. */
  readonly approved: JsonObject;
  /** Whether the server's definition is another one now. Never with the policy `off`. */
  readonly changed: boolean;
  /** Whether callers don't see it until it is approved. */
  readonly held: boolean;
}

/** The pin of a stored tool. Declared tools are changed by who declares them, and have none. */
export function toolPin(
  { definition, approvedDefinition }: Pick<ToolRecord, 'definition' | 'approvedDefinition'>,
  policy: PinPolicy,
): ToolPin {
  const approved = approvedDefinition ?? definition;
  const changed = policy !== 'off' && !isSamePinned(approved, definition);
  return { policy, approved, changed, held: changed && policy === 'hold' };
}

/** Whether callers may see a definition, which may be that of one session alone. */
export const mayShow = ({ policy, approved }: ToolPin, definition: JsonObject): boolean =>
  policy !== 'hold' || isSamePinned(approved, definition);
