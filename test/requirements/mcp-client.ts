import type { Requirement } from '../requirement.ts';

export const mcpClient: readonly Requirement[] = [
  {
    id: 'mcp-client:call:cancel-upstream',
    sentence: 'Time-out and cancellation of a call reach the server.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:call:ids',
    sentence: 'Calls at the same time each get their own answer.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:call:progress',
    sentence: "Progress reaches the call that asked for it, beside the caller's own _meta.",
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:call:rpc-error',
    sentence: "A JSON-RPC error keeps the server's code, message and data.",
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:call:timeout',
    sentence: 'A call out of time fails with an error of its own, and its late answer is dropped.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:call:untouched',
    sentence: 'A result comes back as the server sent it, unknown fields included.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:exit:at-once',
    sentence: 'A crash fails what waits at once, and later calls too.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:exit:last-answer',
    sentence: 'An answer written just before the end counts.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:exit:output-closed',
    sentence: 'A server that closes a pipe but lives is not waited for.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:exit:pipe-held',
    sentence: 'A death is noticed though a grandchild holds the pipes.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:answers-twice',
    sentence: 'A second answer is dropped.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:deep-nesting',
    sentence: 'An answer nested too deeply fails its call and no other.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:exit-mid-line',
    sentence: 'A server that exits in the middle of a line fails its call.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:flood-fair',
    sentence: 'A server that floods its output keeps no other from answering.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:invalid-utf8',
    sentence: 'Invalid UTF-8 costs a character, not the answer.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:junk',
    sentence: 'A server that prints junk is survived.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:never-answers',
    sentence: 'A server that never answers costs its caller the time-out.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:stderr-flood',
    sentence: 'A flood of stderr is bounded, and calls go on.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:stops-reading',
    sentence: 'A server that stops reading makes no memory grow, and its callers are told.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:faults:unknown-ids',
    sentence: 'Answers to unknown ids are dropped.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:handshake:greeter',
    sentence: 'A server that answers notifications with errors is survived.',
    source: 'signalwire-gateway-guide.txt, Writing MCP Servers',
  },
  {
    id: 'mcp-client:handshake:initialized',
    sentence: 'notifications/initialized is sent, and no method that MCP does not have.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:handshake:versions',
    sentence: 'Versions 2024-11-05 to 2025-11-25 are negotiated, another is refused by name.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:in-process:clients',
    sentence: 'A server within the process knows its clients apart, and hears of each that is gone.',
    source: 'issue 7, part 4',
  },
  {
    id: 'mcp-client:in-process:garbage',
    sentence:
      'What a server within the process answers meets the bounds of every other: no JSON, too long or too deep fails its call alone.',
    source: 'issue 6, part 2',
  },
  {
    id: 'mcp-client:in-process:given-up',
    sentence: 'A time-out, a cancellation and a stop abort the handler of a server within the process.',
    source: 'issue 6, part 2',
  },
  {
    id: 'mcp-client:in-process:notifications',
    sentence: 'A server within the process tells of changed lists, of progress, and what belongs to a call.',
    source: 'issue 6, part 2',
  },
  {
    id: 'mcp-client:in-process:server',
    sentence: 'A server within the process is learned, started, listed, called and stopped as any other.',
    source: 'issue 6, part 2',
  },
  {
    id: 'mcp-client:in-process:throws',
    sentence: 'A handler within the process that throws fails its call without telling why.',
    source: 'issue 6, part 2',
  },
  {
    id: 'mcp-client:interop:official-sdk',
    sentence: 'A server on the official SDK is listed, called with progress, cancelled and stopped.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:leak:calls',
    sentence: 'Ten thousand calls leave the heap where it was.',
    source: 'issue 3, speed',
  },
  {
    id: 'mcp-client:leak:clients',
    sentence: 'Clients started and stopped leave heap, files and processes where they were.',
    source: 'issue 3, speed',
  },
  {
    id: 'mcp-client:limits:line',
    sentence: 'An over-long message is discarded and fails the call that it answers.',
    source: 'issue 3, part 3',
  },
  { id: 'mcp-client:limits:pending', sentence: 'Calls that wait are bounded.', source: 'issue 3, part 3' },
  {
    id: 'mcp-client:limits:unsent',
    sentence: 'What a server leaves unread is bounded.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:lines:any-chunking',
    sentence: 'Any chunking of any bytes gives the same lines.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:lines:junk-property',
    sentence: 'Random junk between valid messages never loses a valid answer.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:readme',
    sentence: "The example in the package's README runs.",
    source: 'issue 3, part 11',
  },
  {
    id: 'mcp-client:rpc:kinds-apart',
    sentence: "A server's request whose id equals a pending one is not taken for the answer.",
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:rpc:server-requests',
    sentence: "A server's ping is answered, its other requests refused.",
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:start:abort',
    sentence: 'An abort at any moment of a start leaves nothing behind.',
    source: 'issue 3, part 4',
  },
  {
    id: 'mcp-client:start:stderr',
    sentence:
      'A server that exits at its start is reported with its stderr, which its public message does not hold.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:start:timeout',
    sentence: 'A server that says nothing is given up after its start_timeout, and gone.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:stderr:logged',
    sentence: "stderr is logged with the service's name, up to a budget.",
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:stderr:tail',
    sentence: 'The last 200 lines of stderr are kept.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-client:stop:children',
    sentence: "A server's children go with it, whatever dies first.",
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:stop:ignores-sigterm',
    sentence: 'A server that ignores SIGTERM is gone once stop() resolves, its children too.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:tools:list-changed',
    sentence: 'A changed list of tools is listed anew, once for many announcements.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-client:tools:pages',
    sentence: 'All pages of tools are listed.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:tools:pages-bounded',
    sentence: 'Pages without an end, or in a circle, end.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-client:tools:undeclared',
    sentence: 'A server that declares no capability is asked for tools nevertheless.',
    source: 'issue 3, part 3',
  },
];
