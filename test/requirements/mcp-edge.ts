import type { Requirement } from '../requirement.ts';

/** What MCP clients are promised; sentences with MUST in the specification's pages are each an entry. */
export const mcpEdge: readonly Requirement[] = [
  ...of('issue 4, part 2', {
    'mcp-edge:eras:one-url': 'Both eras are served at one URL: the request says which it is of.',
    'mcp-edge:eras:initialize':
      'An initialize request opens the 2025 era, whatever versions the client knows.',
    'mcp-edge:clients':
      'The official TypeScript clients, 1.x and 2.x, work over every transport that they have.',
    'mcp-edge:scopes': 'There is an endpoint for all servers and one for each; other names are 404.',
    'mcp-edge:session:restart': 'A 2025 client goes on with its session after the gateway was restarted.',
    'mcp-edge:session:idle':
      'An unused session gives back what servers keep for it, and goes on when it is used again.',
    'mcp-edge:session:bound': 'A session id opens nothing for another principal, or at another endpoint.',
    'mcp-edge:session:forged': 'A session id that the gateway has not made opens nothing.',
    'mcp-edge:session:expires': 'A session id holds for mcp.session_lifetime, and no longer.',
    'mcp-edge:session:size': 'A client that declares more than a session id can hold is told so.',
    'mcp-edge:stream:plain': 'An answer that comes alone is plain JSON.',
    'mcp-edge:stream:upgrade':
      'An answer becomes a stream when a message comes first, or when it takes long.',
    'mcp-edge:stream:keep-alive': 'Quiet streams are kept alive by comments.',
    'mcp-edge:stream:slow-reader':
      'A client that does not read is cut, and costs a bounded amount of memory.',
    'mcp-edge:stream:large': 'A result of 10 MB passes whole, to a client that reads slowly too.',
    'mcp-edge:stream:many':
      'A thousand open streams have one timer, and each notification reaches only whom it concerns.',
    'mcp-edge:sse':
      'Clients of the HTTP+SSE transport are served: an endpoint event, and messages posted to it.',
    'mcp-edge:sse:bound': 'A stream of the HTTP+SSE transport takes messages from its own principal only.',
    'mcp-edge:stdio': 'The same is served over a pair of streams, both eras, until the input ends.',
    'mcp-edge:stdio:ready':
      'A client that starts the gateway gets the tools of all servers with its first request.',
    'mcp-edge:stdio:listen':
      'Subscriptions on a pair of streams are told apart by their id, and end by cancellation.',
    'mcp-edge:stdio:drain': 'Requests under way when the input ends are answered while somebody reads.',
    'mcp-edge:auth:401':
      'Without credentials, endpoints answer 401 and say where the metadata of the resource is.',
    'mcp-edge:auth:metadata':
      'The metadata of the protected resource is served, for each endpoint, and names the issuer.',
    'mcp-edge:auth:jwt': 'A token of the configured issuer lets its subject in, as jwt:<sub>.',
    'mcp-edge:auth:jwt-wrong':
      'A token with another issuer, audience, key, algorithm or time is refused with 401.',
    'mcp-edge:auth:jwt-keys': 'Keys of the issuer are fetched once, and for unknown ones only now and then.',
    'mcp-edge:auth:jwt-down':
      'While the issuer cannot be asked for its keys, its tokens are answered with 503.',
    'mcp-edge:origin':
      'A page of an origin that may not call is refused with 403, a name that was made to point here too.',
    'mcp-edge:origin:allowed':
      'Pages of configured origins, of the gateway itself and of this machine may call.',
    'mcp-edge:hosts':
      'Other hosts than security.allowed_hosts are refused on the endpoints of MCP clients too.',
    'mcp-edge:cors': 'Pages of allowed origins may send and read the headers of the protocol.',
    'mcp-edge:limits': 'rate_limiting.mcp_limit counts all endpoints together, and spares the owner.',
    'mcp-edge:metrics': 'Requests, sessions, streams and subscriptions of MCP clients are counted.',
    'mcp-edge:leaks': 'Requests, streams, sessions and refusals leave the heap where it was.',
    'mcp-edge:reload': 'Sessions and streams outlive a reload.',
    'mcp-edge:stop': 'A stop does not wait for streams on which clients only listen.',
  }),
  ...of('issue 4, part 3', {
    'mcp-edge:pass:fields': 'Unknown fields of params, results, errors and notifications pass untouched.',
    'mcp-edge:pass:numbers': 'Numbers that JavaScript cannot hold pass with all their digits, ids too.',
    'mcp-edge:cancel:left': 'A client that goes away cancels what it asked for.',
    'mcp-edge:cancel:grace':
      'A request whose stream can be resumed is cancelled when its client has not come back in time.',
    'mcp-edge:bad-input':
      'No request, however odd, is answered with 5xx or a stack, and refusals are JSON-RPC errors.',
    'mcp-edge:bad-input:bounds': 'Bodies are bounded in size and depth.',
    'mcp-edge:errors:hidden': 'What goes wrong inside is not told to clients.',
  }),
  ...of('issue 4, part 6', {
    'mcp-edge:key': 'The key that seals session ids is made once, and readable by its owner alone.',
    'mcp-edge:key:once': 'Gateways that start at the same time get the same key.',
    'mcp-edge:eras-file':
      'What was found out about servers is there at the next start; a file that cannot be used costs a warning.',
    'mcp-edge:resume:lost': 'A client that comes back for an answer that is gone is told so at once.',
  }),
  ...of('MCP 2025-11-25, Lifecycle', {
    'mcp-edge:initialize:version':
      'A known version is answered with itself, an unknown one with the newest of the era.',
    'mcp-edge:initialize:result':
      'initialize is answered with capabilities, information and instructions of the server.',
    'mcp-edge:initialize:params': 'An initialize without version, or with broken capabilities, is -32602.',
    'mcp-edge:ping': 'ping is answered with an empty result.',
  }),
  ...of('MCP 2025-11-25, Transports', {
    'mcp-edge:2025:accepted': 'Notifications and responses are answered with 202 and no body.',
    'mcp-edge:2025:refused': 'What is no message is answered with 400.',
    'mcp-edge:2025:get': 'GET opens a stream of events.',
    'mcp-edge:2025:get-no-response':
      'A stream opened by GET carries no response, unless it resumes a request.',
    'mcp-edge:2025:one-stream': 'Each message goes out on one stream only.',
    'mcp-edge:2025:prime':
      'A stream begins with an event that has an id, no data, and the time to come back in.',
    'mcp-edge:2025:event-ids': 'Ids of events are unique within a session, and tell the stream.',
    'mcp-edge:2025:resume':
      'A client that comes back with Last-Event-ID gets what it has missed, on that stream.',
    'mcp-edge:2025:resume-other': 'A resumed stream brings nothing of another stream.',
    'mcp-edge:2025:session-id': 'The session id is given with the result of initialize, in visible ASCII.',
    'mcp-edge:2025:session-missing': 'A request without a session id is 400, except initialize.',
    'mcp-edge:2025:session-ended': 'A session that was ended is 404.',
    'mcp-edge:2025:version-header':
      'An unknown MCP-Protocol-Version is 400; a missing one is that of the session.',
    'mcp-edge:2025:accept': 'A client that does not take both types of answers is 406.',
    'mcp-edge:2025:batches':
      'Arrays of messages are taken from clients of versions that have them, and from no other.',
    'mcp-edge:2025:ask':
      'What a server asks goes out on the stream of its request, and only the answer of its own client fits.',
    'mcp-edge:2025:ask-cancelled': 'A question that nobody wants answered any more is cancelled.',
    'mcp-edge:2025:cancel': 'notifications/cancelled stops the request, and it gets no answer.',
    'mcp-edge:2025:ids': 'An id that is under way is refused.',
  }),
  ...of('MCP 2026-07-28, Overview', {
    'mcp-edge:2026:meta': 'A request without the version or capabilities in _meta is -32602 and 400.',
    'mcp-edge:2026:client-info': 'Requests without information about the client are served.',
    'mcp-edge:2026:result-type': 'Every result has a resultType.',
    'mcp-edge:2026:server-info':
      'Every result tells the server in its _meta, where the server has not done so.',
    'mcp-edge:2026:error-id': 'Errors carry the id of their request.',
    'mcp-edge:2026:codes': 'Codes of earlier versions are not sent.',
    'mcp-edge:2026:stateless': 'Each request stands for itself: what one has declared holds for no other.',
    'mcp-edge:2026:missing-capability': 'A request that needs an undeclared capability is -32021 and 400.',
  }),
  ...of('MCP 2026-07-28, Versioning', {
    'mcp-edge:2026:version': 'An unknown version is -32022 and 400, with the versions that are known.',
    'mcp-edge:2026:discover': 'server/discover tells versions, capabilities, instructions and the server.',
  }),
  ...of('MCP 2026-07-28, Streamable HTTP', {
    'mcp-edge:2026:accepted': 'Notifications are answered with 202 and no body; responses with 400.',
    'mcp-edge:2026:method-not-found': 'An unknown method, and one that this era has not, is -32601 and 404.',
    'mcp-edge:2026:version-header':
      'A version header that is missing or not that of the body is -32020 and 400.',
    'mcp-edge:2026:method-header': 'An Mcp-Method that is missing or not that of the body is -32020 and 400.',
    'mcp-edge:2026:name-header':
      'An Mcp-Name that is missing or not that of the body is -32020 and 400; encoded ones are decoded.',
    'mcp-edge:2026:param-headers': 'Mcp-Param headers are checked against arguments, where the tool says so.',
    'mcp-edge:2026:header-case': 'Names of headers are taken in any case, values as they are.',
    'mcp-edge:2026:related':
      'The stream of a request carries what belongs to it, and no request of the server.',
    'mcp-edge:2026:buffering': 'Streams tell proxies not to buffer.',
    'mcp-edge:2026:post-only': 'GET and DELETE are 405 for this version.',
    'mcp-edge:2026:close-cancels': 'Closing the stream cancels the request.',
    'mcp-edge:2026:no-resume': 'Events have no ids, and sessions are neither made nor echoed.',
  }),
  ...of('MCP 2026-07-28, Logging', {
    'mcp-edge:2026:log-level': 'Log messages come to requests that ask for them, of that level or above.',
  }),
  ...of('MCP 2026-07-28, Caching', {
    'mcp-edge:2026:caching':
      'Complete results of cacheable methods have ttlMs and cacheScope, those of the server where it gave them.',
  }),
  ...of('MCP 2026-07-28, Subscriptions', {
    'mcp-edge:2026:listen-ack': 'The acknowledgement comes first, and names what is honoured.',
    'mcp-edge:2026:listen-id': 'All notifications of a subscription carry its id.',
    'mcp-edge:2026:listen-end':
      'A subscription that the gateway ends is cancelled and answered before its stream is closed.',
    'mcp-edge:2026:listen-close': 'A subscription ends with its stream.',
    'mcp-edge:2026:listen-filter': 'A subscription without a filter is -32602.',
  }),
];

function of(source: string, sentences: Readonly<Record<string, string>>): readonly Requirement[] {
  return Object.entries(sentences).map(([id, sentence]) => ({ id, sentence, source }));
}
