import type { Requirement } from '../requirement.ts';

export const mcpHttp: readonly Requirement[] = [
  {
    id: 'mcp-http:streamable:2025',
    sentence:
      'Streamable HTTP of the 2025 era is spoken: session, version header, answers by JSON and by stream.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:streamable:2026',
    sentence: 'Streamable HTTP of the 2026 era is spoken: no session, each request with its own headers.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:sse',
    sentence: 'The old HTTP+SSE transport is spoken.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:auto',
    sentence: 'A server that knows only HTTP+SSE is found out, and spoken to so.',
    source: 'issue 4, part 1',
  },
];
