import type { ToolResult } from '@gw/mcp-client';

/** A finished answer: what is sent, and what a replay sends again. */
export interface Answer {
  readonly statusCode: number;
  /** JSON text. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The head of a call's answer. */
export interface AnsweredCall {
  readonly sessionId: string;
  readonly service: string;
  readonly tool: string;
  /** The session's process had died and was replaced before this call. */
  readonly restarted: boolean;
}

/**
 * The answer to a call that its server answered: `result` for those who want one text, and beside it everything
 * that the server said, unchanged. A field of the server's that has the name of one of ours stays within `result`
 * or, where that is a text, is left out.
 */
export function callAnswer(call: AnsweredCall, result: ToolResult): Answer {
  const head = {
    session_id: call.sessionId,
    service: call.service,
    tool: call.tool,
    result: firstText(result) ?? result,
  };
  // Twice: first for their place in the text, then so that no field of the server's stands in theirs.
  const body = { ...head, ...result, ...head };
  return { statusCode: 200, body: JSON.stringify(call.restarted ? { ...body, restarted: true } : body) };
}

/** The text of the first content item, when that is text. */
function firstText({ content }: ToolResult): string | undefined {
  if (!Array.isArray(content)) return undefined;
  const first: unknown = content[0];
  if (typeof first !== 'object' || first === null) return undefined;
  const { type, text } = first as { type?: unknown; text?: unknown };
  return type === 'text' && typeof text === 'string' ? text : undefined;
}
