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
    id: 'mcp-http:sse:endpoint',
    sentence:
      'A server of the old transport has messages posted to its own origin only, and names the place in time.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:sse:lost',
    sentence: 'The end of the stream of the old transport is the end of its session.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-http:auto',
    sentence: 'A server that knows only HTTP+SSE is found out, and spoken to so.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:abandon',
    sentence:
      'A call that nobody waits for any more has its stream closed, which is how the 2026 era cancels.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:session:headers',
    sentence: 'In a session of the 2025 era each request carries its id and the negotiated version.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:session:delete',
    sentence: 'A session is ended with the client that had it.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:session:lost',
    sentence:
      'A forgotten session is noticed by any request, told once, and what failed for it was not carried out.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-http:session:order',
    sentence: 'No message overtakes the end of the handshake.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:listening:messages',
    sentence: 'What a server says outside of requests is heard, on a stream of its own.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:listening:reopened',
    sentence:
      'The stream of notifications is opened again after its last event, after the pause that the server asks for.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-http:listening:patience',
    sentence: 'A server that ends its stream of notifications again and again is asked ever less often.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:listening:first',
    sentence: 'A call waits, for a bounded time, until what the server says outside of it can be heard.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:resumption:taken-up',
    sentence: 'A stream of the 2025 era that ends before the answer is taken up again after its last event.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-http:resumption:retry',
    sentence: 'The pause that a server asks for is kept.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:resumption:refused',
    sentence: 'A stream that the server does not take up again fails its call, saying so.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-http:resumption:not-2026',
    sentence: 'A stream of the 2026 era is not taken up again.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:headers:standard',
    sentence: 'Requests of the 2026 era repeat version, method and name in headers.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:headers:encoding',
    sentence: 'Any text passes through a header as it is or in Base64, as the specification says.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:headers:parameters',
    sentence: 'Parameters that a tool marks by x-mcp-header are sent as headers.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:headers:faults',
    sentence: 'A tool that marks its parameters against the rules is not offered.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:events:any-chunking',
    sentence: 'Any stream of events, however it is cut, is read as the standard says.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:events:bounded',
    sentence: 'No stream of events makes memory grow without bound.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:addresses:kinds',
    sentence:
      'Private, loopback, link-local, metadata and other addresses that are not public are told apart in every form.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:addresses:allowed',
    sentence: 'Named addresses and ranges are dialled, and no others.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:addresses:refused',
    sentence: 'A refusal says which address, which name and which setting.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:addresses:dialled',
    sentence: 'What is checked is the address that is dialled.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:addresses:redirects',
    sentence: 'Redirects to addresses that are not allowed are not followed.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:redirects:followed',
    sentence: 'Redirects that keep the message are followed.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:redirects:credentials',
    sentence:
      'Credentials, headers of the configuration and session ids stay with the origin that they are for.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:redirects:refused',
    sentence: 'Redirects in a circle, to other protocols, or that lose the message fail the call.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:proxies',
    sentence: 'Proxies of the environment are not used.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:connections',
    sentence: 'Connections are bounded and used again, and answers to a server never wait for its calls.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:status',
    sentence: 'Each HTTP status that is no success is told with what it means.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:rpc-error',
    sentence: 'A JSON-RPC error is the answer, whatever the HTTP status.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:answer',
    sentence:
      'Web pages, nothing, broken JSON, compressed, endless and overlong answers fail their call, in bounded memory.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:cut-off',
    sentence: 'A stream or answer that breaks off fails its call as one that may have been carried out.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:hangs',
    sentence: 'A server that hangs holds its call and no other.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:slow-headers',
    sentence: 'Messages without an answer are given up when the server does not take them in time.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:unreachable',
    sentence: 'No listener and no such host fail the call at once, nothing carried out.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:connect-timeout',
    sentence: 'A connection that does not come about is given up in time.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:tls',
    sentence: 'A failure of TLS is told as such.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:faults:no-http',
    sentence: 'A server that speaks no HTTP is told as such.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:conformance',
    sentence: 'Every scenario that the official conformance suite requires of clients passes, in both eras.',
    source: 'issue 4, part 7',
  },
  {
    id: 'mcp-http:oauth:flow',
    sentence: 'Access is got as MCP says: discovered, registered for, logged in for, kept and sent.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:oauth:single-flight',
    sentence: 'Many refusals at once lead to one renewal.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:oauth:later',
    sentence: 'A log-in may end later and elsewhere; until then calls fail, and no second log-in is begun.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:oauth:state',
    sentence: 'The end of a log-in that was not begun here, or was used before, is refused.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:oauth:addresses',
    sentence: 'Authorization servers at addresses that are not allowed are not asked.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:oauth:mix-up',
    sentence: 'Credentials of a client that was registered by hand go to its own authorization server only.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:oauth:own-credentials',
    sentence: 'Without a user, the own credentials of the client are exchanged for tokens.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-http:oauth:renewed-elsewhere',
    sentence: 'Tokens that another gateway has renewed are taken from the store.',
    source: 'issue 4, part 1',
  },
];
