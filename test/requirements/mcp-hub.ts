import type { Requirement } from '../requirement.ts';

export const mcpHub: readonly Requirement[] = [
  {
    id: 'mcp-hub:bridge:acknowledged',
    sentence:
      'A 2026 client is told which of its subscriptions are honoured, and gets what it asked for, on each stream its own.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:asking-progress',
    sentence: 'A client’s progress on what it was asked reaches the server by the server’s own token.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:asking-time',
    sentence:
      'A call may take longer than its limit while its client is asked, which is bounded by a time of its own.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:caching',
    sentence:
      'Hints of how long a list may be kept are carried over, and never promise more than its server does.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:cancellation',
    sentence: 'What a client cancels, or leaves, is cancelled at the server.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:capabilities',
    sentence: 'Each side learns what the other can do, and nothing that only the gateway can.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:completion',
    sentence: 'Arguments are completed.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:declared-only',
    sentence: 'A client is asked for nothing that it has not declared; the server is told so.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:elicitation-form',
    sentence: 'A server’s form reaches the client of either era, and the answer the server.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:elicitation-url',
    sentence:
      'A URL that a server wants opened reaches the client of either era, with an id where its era has one.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:errors',
    sentence: 'A tool’s failure stays a result; a server’s error keeps code, message and data.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:extensions',
    sentence: 'Requests that the gateway doesn’t know are passed to the one server of their path.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:list-changed',
    sentence: 'A client of either era hears of a list that has changed, and then finds it changed.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:lists',
    sentence: 'Entries of lists come with every field.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:log-level',
    sentence:
      'The level that a client sets, for a session or a request, holds for the messages that it gets.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:metadata',
    sentence: 'Metadata and trace context pass untouched.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:outside',
    sentence:
      'A server may ask between requests where the client’s era allows it, and is refused otherwise; what it asks while it starts is answered by the request that started it.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:ping',
    sentence: 'The gateway answers pings.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:progress',
    sentence: 'Progress reaches the request that asked for it, by the client’s own token, and no other.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:prompts',
    sentence: 'Prompts are listed and got.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:refusal',
    sentence: 'A client’s refusal to answer reaches the server or ends the call, as the server’s era has it.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:resource-not-found',
    sentence: 'A resource that is not there has the code of the client’s era.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:resource-updated',
    sentence: 'A client of either era hears of the resources that it subscribed to, and of no others.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:resources',
    sentence: 'Resources and templates are listed and read.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:roots',
    sentence: 'A client of either era is asked for its roots by a server of either era.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:roots-changed',
    sentence: 'A client’s changed roots reach the servers of its session.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:rounds',
    sentence: 'A call may ask several things at once, and again; so may a prompt.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:sampling',
    sentence: 'A client of either era is asked for samples by a server of either era.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:shared-messages',
    sentence: 'Log messages of a shared process go to nobody, as they may be of another’s call.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:subscribe-refused',
    sentence: 'A subscription that the server refuses is refused.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:table',
    sentence: 'The page about the eras says for each feature and pair what happens.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:bridge:tools',
    sentence: 'Tools are called, and their results come with every field.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:unsubscribe',
    sentence: 'Who stops listening hears nothing more, and takes nothing from the others.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:bridge:url-required',
    sentence:
      'A 2025 server’s “URL elicitation required” becomes an input round for a 2026 client that opens URLs, and -32021 for one that doesn’t.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:gateway:added',
    sentence: 'A server that a reload adds or removes is told to whoever listens, and renames nothing.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:broken',
    sentence:
      'One broken server takes nothing else away and is named in the instructions, with the reason and since when.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:collisions',
    sentence: 'Names and URIs that collide are resolved the same way every time; both tools can be called.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:completion',
    sentence: 'Completion finds the server of its prompt or template.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:events',
    sentence: 'Each tool call is a security event and is counted, as on REST.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-hub:gateway:instructions',
    sentence: 'The instructions are bounded.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:prompts',
    sentence: 'Prompts of all servers are got by their qualified names.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:resources',
    sentence: 'Resources of all servers are read by their URIs, listed or not.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:slow',
    sentence: 'A server that hangs keeps the first list waiting for 3 s, and later ones not at all.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:streams',
    sentence: 'Of a thousand who listen, each hears what concerns it, and nobody else.',
    source: 'issue 4, speed',
  },
  {
    id: 'mcp-hub:gateway:tools',
    sentence: 'Tools of all servers are called by their qualified names.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:gateway:unknown',
    sentence: 'A request that names no server is refused; one that nobody knows goes where its name tells.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:held:bound',
    sentence: 'No more calls wait for input than configured; a further one is cancelled at its server.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:expiry',
    sentence: 'An answer after the time for it is refused, and the server has been told.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:foreign-state',
    sentence: 'The requestState of a 2026 server passes untouched.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:forged',
    sentence: 'A requestState that was changed or made up is refused; one that is read tells nothing.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:leaving',
    sentence: 'A client that leaves while its call is under way cancels it, in every round.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:once',
    sentence: 'A requestState holds once.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:partial',
    sentence: 'What is not answered is asked again; what is too much is passed over.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:principal',
    sentence: 'A requestState holds for its principal alone.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:request',
    sentence: 'A requestState holds for its own request alone.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:restart',
    sentence: 'After a restart of the gateway the client is told to call again.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:round',
    sentence: 'A held call is one result with questions, and one with the answers; its process waits.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:server-dies',
    sentence: 'A held call whose server dies fails, and holds nothing.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:held:session-closed',
    sentence: 'Closing a session ends the calls that wait for it.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-hub:lists:cursor',
    sentence: 'A cursor survives changes of its list; one that is none is refused.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:lists:no-announcement',
    sentence: 'A running server that can’t announce changes is asked for its list.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:lists:own',
    sentence: 'What one session’s server shows it alone stays its own.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:lists:pages',
    sentence: 'Lists come in pages that are together the whole of it, in a stable order.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:lists:profile',
    sentence: 'A client with capabilities sees what servers show to those who have them.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:lists:ready',
    sentence: 'Joined lists keep their JSON ready.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:lists:same',
    sentence: 'A list is the same before its process runs and after.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:names:stable',
    sentence:
      'A server that is added renames nothing; names are plain but for collisions, and the same each time.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:names:templates',
    sentence: 'A URI finds its template, in bounded time.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:names:unique',
    sentence: 'Qualified names are unique, and each leads to its own tool.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-hub:recovery:closed',
    sentence: 'Closing a session ends its processes; nothing of the hub’s is left.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-hub:recovery:dies',
    sentence:
      'A call whose server dies gets an error that names it and says whether to try again, and the next call a new process.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-hub:recovery:idle',
    sentence: 'A session that somebody listens to does not expire.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-hub:recovery:lists',
    sentence: 'Who listens is told when the process that took over has other lists.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-hub:recovery:no-start',
    sentence: 'A server that can’t start fails its own path with an error that says so.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-hub:recovery:reload',
    sentence: 'A process whose definition has changed is replaced under its listeners.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-hub:recovery:repeated',
    sentence: 'A call that may be repeated is, once, when its server dies of it; others are not.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-hub:recovery:single-flight',
    sentence: 'Two first requests at once start one process.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-hub:recovery:subscriptions',
    sentence: 'Subscriptions are set again at the process that takes a dead one’s place.',
    source: 'issue 4, part 6',
  },
];
