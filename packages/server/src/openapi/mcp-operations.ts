import { mcpPaths } from './mcp-paths.ts';
import type { OperationDescription } from './operations.ts';
import * as schemas from './schemas.ts';

const mcp = { tag: 'MCP', isRpc: true } as const;

const sessionHeaders = {
  'Mcp-Session-Id': 'Of the 2025 era: the session, as `initialize` gave it.',
  'MCP-Protocol-Version': 'The version of the protocol.',
  'X-Session-Id': 'The platform session to keep within; the query `session_id` does the same.',
};

/** The endpoints for MCP clients. What goes over them is described by the protocol. */
export const mcpOperations: readonly OperationDescription[] = mcpPaths.flatMap(
  (path): readonly OperationDescription[] => [
    {
      ...mcp,
      method: 'post',
      path,
      summary: 'Send an MCP message (Streamable HTTP, both eras)',
      body: schemas.RpcMessage,
      headers: {
        ...sessionHeaders,
        'Mcp-Method': 'Of the 2026 era: the method of the body.',
        'Mcp-Name': 'Of the 2026 era: the name or URI of the body.',
      },
      answers: { 200: null, 202: null },
      refusals: {
        400: 'No message, no session, or headers that contradict the body.',
        403: 'A page of an origin that may not call.',
        404: 'There is no such server, bundle, session or method.',
        406: 'The header Accept does not list both types of answers.',
        413: 'The body is larger than 10 MB.',
        415: 'The body is not declared as JSON.',
        429: 'Over rate_limiting.mcp_limit.',
      },
    },
    {
      ...mcp,
      method: 'get',
      path,
      summary: 'Listen for what belongs to no request, or resume a stream (2025 era)',
      headers: { ...sessionHeaders, 'Last-Event-ID': 'The last event that was seen, to go on after it.' },
      mediaType: 'text/event-stream',
      answers: { 200: null },
      refusals: {
        400: 'No session.',
        404: 'There is no such server or session.',
        405: 'The stream has ended, or this version has none.',
        406: 'The header Accept does not list text/event-stream.',
      },
    },
    {
      ...mcp,
      method: 'delete',
      path,
      summary: 'End a session (2025 era)',
      headers: sessionHeaders,
      answers: { 204: null },
      refusals: { 400: 'No session.', 404: 'There is no such server or session.' },
    },
    {
      ...mcp,
      method: 'get',
      path: `${path}/sse`,
      summary: 'Open the stream of the HTTP+SSE transport (2024-11-05)',
      mediaType: 'text/event-stream',
      answers: { 200: null },
      refusals: { 404: 'There is no such server.' },
    },
    {
      ...mcp,
      method: 'post',
      path: `${path}/sse`,
      summary: 'Send a message of the HTTP+SSE transport',
      body: schemas.RpcMessage,
      answers: { 202: null },
      refusals: { 400: 'No message.', 404: 'There is no such server or stream.' },
    },
  ],
);
