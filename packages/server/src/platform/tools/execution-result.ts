import type { ToolResult } from '@gw/mcp-client';

/** What a call gave, as the platform API has it. */
export interface ExecutionResult {
  /** The text where there is text alone, lines between several items; otherwise the content, or the structure. */
  readonly result: unknown;
  /** Why the tool itself failed. */
  readonly error: string | null;
}

/** One value, and one error, out of all that a server may say. */
export function executionResult({ content, structuredContent, isError }: ToolResult): ExecutionResult {
  const items: readonly unknown[] = Array.isArray(content) ? content : [];
  const texts = items.map(textOf).filter(text => text !== undefined);
  const isText = items.length > 0 && texts.length === items.length;
  const result = structuredContent ?? (isText ? texts.join('\n') : items);
  return { result, error: isError === true ? texts.join('\n') || 'The tool failed' : null };
}

function textOf(item: unknown): string | undefined {
  const { type, text } = (item ?? {}) as { type?: unknown; text?: unknown };
  return type === 'text' && typeof text === 'string' ? text : undefined;
}
