import type { Requirement } from '../requirement.ts';

export const mcpUpstream: readonly Requirement[] = [
  {
    id: 'mcp-upstream:asks:bounded',
    sentence: 'What a server may ask of its client at once is bounded.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:asks:call',
    sentence: 'What a server of the 2025 era asks during a call is answered by that call.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:asks:client',
    sentence: 'What a server asks outside of any call is answered by the client it belongs to.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:asks:ended',
    sentence: 'A question of a call that has ended is aborted, and the server is told.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:asks:withdrawn',
    sentence: 'A question that the server withdraws is aborted, and gets no answer.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:era:2025',
    sentence: 'A server that knows no newer version is opened by a handshake.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:2026',
    sentence: 'A server of the 2026 era is spoken to without a handshake.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:both',
    sentence: 'A server of both eras is spoken to in the newer one.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:changed',
    sentence: 'A server that has gone over to another era is found out again.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:dies',
    sentence: 'A server that exits on the question for its era is started again and opened by a handshake.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:forgotten',
    sentence: 'Another definition of a service is found out anew, and so is what was found long ago.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:late',
    sentence: 'A server that answers late is spoken to as its answers say.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:remembered',
    sentence: 'The era is found out once and remembered with its date; a known service costs no question.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:silent',
    sentence:
      'A server that says nothing to the question for its era is opened by a handshake after a second.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:era:unknown-version',
    sentence: 'A server that speaks only versions that are unknown here is refused at once.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:interop:official-sdk',
    sentence: 'A server on the official SDK of the 2026 era is discovered, listed, asked and listened to.',
    source: 'issue 4, done means',
  },
  {
    id: 'mcp-upstream:lists:changed',
    sentence: 'A changed list is fetched anew where it is known, and told of in any case.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:lists:flood',
    sentence: 'A flood of announcements makes few listings and few events.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:lists:hints',
    sentence: 'What a server says of keeping a list is known, and heeded.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:lists:on-demand',
    sentence: 'A start lists tools alone; other lists are fetched when they are asked for, once.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:lists:whole',
    sentence: "All pages of all lists come, in the server's order, unknown fields included.",
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:log-level',
    sentence: 'A level of log messages is set in the way of the era.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:meta:2025',
    sentence:
      'A server of the 2025 era hears what was declared at its opening, and nothing of the other era.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:meta:2026',
    sentence:
      'Each request to a server of the 2026 era says version, client and capabilities; what it says already stays.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:notifications:announcements',
    sentence: 'Changes of lists and resources belong to no call.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:notifications:calls',
    sentence: "A server's log messages go to the calls in flight, and each is told whether one had it.",
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:notifications:flood',
    sentence: 'A flood of notifications reaches its call in order, and delays no other server.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:notify',
    sentence: "A client's notifications reach a server of the 2025 era, and no other.",
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:numbers:exact',
    sentence: 'Numbers that a double can not hold pass both ways as they were written.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:recovery:later',
    sentence: 'A session that can not be opened anew is opened with a later call.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:recovery:never-sent',
    sentence: 'A call that the server has certainly not carried out is sent again.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:recovery:not-repeated',
    sentence: 'A call that may have been carried out, of a tool not marked otherwise, is not repeated.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:recovery:once',
    sentence: 'A session that the server has forgotten is opened anew once, for all calls together.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:recovery:repeated',
    sentence: 'A call of a read-only or idempotent tool that is cut off is repeated once.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:recovery:restart',
    sentence: 'A remote server that is restarted goes on with its clients.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:recovery:state',
    sentence: 'Subscriptions and log level are set again in a new session, and all lists are announced.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:remote',
    sentence: 'A service with a URL is used like one with a command.',
    source: 'issue 4, part 1',
  },
  {
    id: 'mcp-upstream:remote:attribution',
    sentence:
      "What a remote server sends on a call's stream belongs to that call, and what it sends apart to none.",
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:remote:headers',
    sentence:
      'Parameters that a tool wants in headers are sent there; a tool that marks them wrongly is left out.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:rounds:bounded',
    sentence: 'Input rounds end after sixteen, and a round has a hundred questions at most.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:rounds:cancelled',
    sentence: 'A caller who leaves during an input round is gone at once.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:rounds:carried-out',
    sentence: 'What a server of the 2026 era asks for is answered in rounds, and the last result is given.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:rounds:passed',
    sentence: 'Without a handler an input-required result is given as it is.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:rounds:refused',
    sentence: 'A question that is answered with an error fails the call with that error.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:subscriptions:2025',
    sentence: 'A resource that is subscribed to is told of, in the 2025 era.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:subscriptions:2026',
    sentence: 'A resource that is subscribed to is told of, in the 2026 era, by one stream.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:subscriptions:bounded',
    sentence: 'The subscriptions of a client are bounded.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:subscriptions:counted',
    sentence: 'A resource is asked for once, however many want it.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:subscriptions:dead',
    sentence: 'A server that dies fails its subscriptions, and leaves nothing that goes on.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:subscriptions:refused',
    sentence: 'A subscription that the server refuses is an error, and can be asked for again.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:subscriptions:resumed',
    sentence: 'A subscription stream that ends is opened again, and what may have changed is told of.',
    source: 'issue 4, part 6',
  },
  {
    id: 'mcp-upstream:subscriptions:silent',
    sentence: 'A server that does not acknowledge a subscription costs the time-out of a call.',
    source: 'issue 4, part 3',
  },
  {
    id: 'mcp-upstream:surface:changed',
    sentence: 'A change that any client hears of reaches what is known of the service, and is told of once.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-upstream:surface:clients',
    sentence: 'A client is made with the capabilities and the handler of its caller.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:surface:failed',
    sentence: 'A service that fails is told of.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-upstream:surface:learned',
    sentence: 'All that a service shows is learned by the start that learns its tools.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-upstream:surface:profiles',
    sentence:
      'What a service shows to clients with other capabilities is learned once for each; eight are kept.',
    source: 'issue 4, part 4',
  },
  {
    id: 'mcp-upstream:surface:tools-first',
    sentence: 'A list that hangs delays no tools, and the rest for a bounded time.',
    source: 'issue 4, part 5',
  },
  {
    id: 'mcp-upstream:surface:waits',
    sentence: 'Who asks what a service shows waits for it, with one start for all.',
    source: 'issue 4, part 5',
  },
];
