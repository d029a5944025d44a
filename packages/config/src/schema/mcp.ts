import { seconds, section, wholeNumber } from './setting.ts';

/** What MCP clients get, and what they may keep waiting. */
export const McpSchema = section(
  {
    input_timeout: seconds({
      default: 300,
      description:
        'How long a call waits for what its server asks of the client: a form, a sample, a list of roots. In seconds.',
    }),
    max_waiting_calls: wholeNumber({
      default: 100,
      minimum: 0,
      maximum: 100_000,
      description: 'Calls that may wait for such answers at once; further ones fail.',
    }),
    session_lifetime: seconds({
      default: 604_800,
      description: 'How long the session id of an MCP client holds, over restarts too. In seconds.',
    }),
    page_size: wholeNumber({
      default: 1000,
      minimum: 1,
      maximum: 10_000,
      description: 'Entries of one page of a list of tools, resources or prompts.',
    }),
  },
  { description: 'The endpoints for MCP clients, `/mcp/…`.' },
);
