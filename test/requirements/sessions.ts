import type { Requirement } from '../requirement.ts';

export const sessions: readonly Requirement[] = [
  {
    id: 'sessions:capabilities:none',
    sentence: 'A caller without capabilities of its own is served by a spare.',
    source: 'issue 4, part 4',
  },
  {
    id: 'sessions:capabilities:own-process',
    sentence: 'A caller with capabilities gets a process that was told of exactly these.',
    source: 'issue 4, part 4',
  },
  {
    id: 'sessions:capabilities:shared',
    sentence: 'A shared process is told of no capabilities.',
    source: 'issue 4, part 4',
  },
  {
    id: 'sessions:close:gone',
    sentence: 'DELETE answers when every process of the session is gone.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:close:in-flight',
    sentence: 'Closing a session ends its calls in flight.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:close:late-start',
    sentence: 'A process that comes although its start was given up is ended.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sessions:close:reopened',
    sentence: 'A call that comes while its session is closing gets a fresh one.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:close:shared',
    sentence: 'Closing a session leaves a shared process to the others, and cancels its own calls there.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:close:starting',
    sentence: 'Closing a session ends the starts that its calls wait for.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sessions:close:told',
    sentence: 'The end of each session is told, once, with the reason.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:cpu:shared',
    sentence:
      'A shared process is replaced before it reaches the CPU limit, between calls, and nobody notices.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sessions:cpu:spare',
    sentence: 'A warm process is replaced before it reaches the CPU limit.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sessions:crash:in-flight',
    sentence: 'A call whose server dies under it is answered at once.',
    source: 'wire contract, improvements',
  },
  {
    id: 'sessions:crash:restarted',
    sentence:
      'A server that was killed is noticed at once and replaced at the next call, which has `restarted: true` beside the result.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:death:alone',
    sentence: "One session's dead process is nothing to any other session.",
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:death:in-flight',
    sentence: 'A call in flight on a process that dies fails at once.',
    source: 'signalwire-wire.md',
  },
  { id: 'sessions:death:noticed', sentence: 'A dead process is noticed at once.', source: 'issue 3, part 5' },
  {
    id: 'sessions:death:restart-fails',
    sentence: 'A restart that fails leaves the session, and the next call tries again.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:death:restarted',
    sentence: 'The next call after a death gets a fresh process, with restarted: true.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:death:session-stays',
    sentence: 'A session whose processes have died stays until its idle time is over.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:death:visible',
    sentence: 'A death is visible in the listing of sessions, with restarts and the reason.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:delete:processes-gone',
    sentence: 'DELETE ends the processes of the session, grandchildren included, before it answers.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sessions:expiry:idle',
    sentence: 'An idle session ends, its process with it.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:expiry:in-flight',
    sentence: 'A call in flight is never cut by expiry.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:expiry:lazy',
    sentence: 'A session whose time is over is neither served nor listed, whenever the sweep comes.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:expiry:no-timer',
    sentence: 'Calls set no timers; where there is no session there is none.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:expiry:own-time',
    sentence: 'Each session ends at its own idle time, however long the cleanup interval.',
    source: 'docs/sessions.md',
  },
  { id: 'sessions:expiry:renewed', sentence: 'Use renews a session.', source: 'issue 3, part 5' },
  {
    id: 'sessions:first-calls:one-process',
    sentence: 'Two first calls at once make one process.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:isolation:own-process',
    sentence: 'No session sees the state of another.',
    source: 'guide, Session Management',
  },
  {
    id: 'sessions:hold:closed',
    sentence: 'Whoever listens to a session is told of its end.',
    source: 'issue 4, part 3',
  },
  {
    id: 'sessions:hold:no-call',
    sentence: 'Listening is no call: it keeps neither a stop nor a new process waiting.',
    source: 'issue 4, part 3',
  },
  {
    id: 'sessions:hold:no-expiry',
    sentence: 'A session that somebody listens to does not expire.',
    source: 'issue 4, part 3',
  },
  {
    id: 'sessions:leaks:descriptors',
    sentence: 'Sessions opened and closed leave file descriptors where they were.',
    source: 'issue 3, cost of a session',
  },
  {
    id: 'sessions:leaks:heap',
    sentence: '1,000 sessions opened and closed leave the heap where it was.',
    source: 'issue 3, cost of a session',
  },
  {
    id: 'sessions:leaks:none',
    sentence: '1,000 sessions opened and closed leave heap, file descriptors and processes where they were.',
    source: 'issue 3, Speed',
  },
  {
    id: 'sessions:leaks:processes',
    sentence: 'Sessions opened and closed leave processes where they were.',
    source: 'issue 3, cost of a session',
  },
  {
    id: 'sessions:limits:at-once',
    sentence: 'Calls at once do not get past a limit together.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:limits:bad-value',
    sentence: 'A limit that is no positive number is refused.',
    source: 'packages/sessions/README.md',
  },
  { id: 'sessions:limits:closed', sentence: 'Closing a session frees its place.', source: 'issue 3, part 5' },
  {
    id: 'sessions:limits:expired',
    sentence: 'Sessions whose time is over make room at once.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:limits:failed-start',
    sentence: 'A start that fails frees the place of its session.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:limits:retry-after',
    sentence: 'A refusal over a limit says when to try again.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:limits:service',
    sentence:
      'max_sessions_per_service is kept, with the text Maximum sessions (N) reached for service NAME.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:limits:shared',
    sentence: 'Sessions of shared services count as sessions.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:limits:total',
    sentence: 'max_total_sessions is kept, with the text Maximum total sessions (N) reached.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:listing:no-process',
    sentence: 'Listing services and tools never starts a process.',
    source: 'issue 3, Speed',
  },
  {
    id: 'sessions:memory:idle',
    sentence: 'An idle session costs at most 20 KB, its process apart.',
    source: 'issue 3, speed',
  },
  {
    id: 'sessions:model:any-order',
    sentence: 'Calls, ends, deaths and time in any order keep every promise of sessions.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:readme',
    sentence: "The example of the package's README runs as it stands.",
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:reload:added',
    sentence: 'A service added by a reload serves the sessions that are there.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:reload:changed',
    sentence: 'A process of a changed service ends when its calls have; the next call gets a new one.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:reload:closed',
    sentence: 'Closing a session cuts its calls on processes of an old definition, too.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:reload:limits',
    sentence: 'New limits hold for new sessions; a wrong one changes nothing.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:reload:removed',
    sentence: 'A removed service is unknown, and its processes end when their calls have.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:reload:sharing',
    sentence: 'Sharing can be turned on and off while a service is used.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:reload:spares',
    sentence: 'Spares follow the definition and the number that the configuration has.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:reload:starting',
    sentence: 'A call that waits for the old definition to start is served by it, and nobody else is.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:reload:unchanged',
    sentence: 'A service that has not changed keeps its processes over a reload.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:services:several',
    sentence: 'One session serves several services.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:shared:learned',
    sentence: 'The process that learned the tools becomes the shared one.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:shared:linger',
    sentence: 'A shared process that no session uses goes after a minute.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:shared:one-process',
    sentence: 'A shared service has one process for all sessions.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:shared:restarted',
    sentence: 'After the death of a shared process each session that used it is told once.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:shared:single-flight',
    sentence: 'First calls of several sessions at once start a shared process once.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:shared:warm',
    sentence: 'A shared process that is kept warm is started ahead, and again after its death.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:shutdown:all-gone',
    sentence: 'Shutdown leaves no process behind, half-finished starts included.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sessions:shutdown:drain',
    sentence: 'Shutdown can wait for the calls in flight, for a bounded time.',
    source: 'issue 3, part 6',
  },
  {
    id: 'sessions:shutdown:late-release',
    sentence: 'A call that ends after the shutdown harms nothing.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:shutdown:refuses',
    sentence: 'While shutting down no call is taken.',
    source: 'issue 3, part 6',
  },
  {
    id: 'sessions:shutdown:reports',
    sentence: 'A process that cannot be ended is reported, and the others end all the same.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:start:abandoned',
    sentence: 'A start that nobody waits for any more is given up.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:start:bad-idle-time',
    sentence: 'An idle time that is no positive number is refused.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:start:failed',
    sentence: 'A first call whose server does not start leaves no session behind.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:start:first-call-decides',
    sentence: "The first call's timeout and metadata stay with the session.",
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:start:hanging-service',
    sentence: 'A server that hangs at its start delays nobody else.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'sessions:start:kept',
    sentence: 'A session is made on the first call, and kept with its state.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:start:looking-is-free',
    sentence: 'Looking at sessions starts nothing.',
    source: 'issue 3, cost of a session',
  },
  {
    id: 'sessions:start:own-process',
    sentence: 'Each session has a process of its own.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:start:several-services',
    sentence: 'One session serves several services.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:start:single-flight',
    sentence: 'Two first calls at once make one process.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:start:starter-leaves',
    sentence: 'A caller who leaves a start does not end it for those who wait with them.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:start:unknown-service',
    sentence: 'An unknown service is refused, and leaves no session.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:state:kept',
    sentence: 'A session keeps the state of its server from call to call.',
    source: 'guide, Session Management',
  },
  {
    id: 'sessions:surface:clock',
    sentence: 'The default clock goes forwards, calls back once, and can be told not to.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:surface:codes',
    sentence: 'The error codes of sessions are these.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:surface:exports',
    sentence: 'The exports of @gw/sessions are these.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:timeout:first-call',
    sentence: "The first call's timeout and metadata stay with the session.",
    source: 'REST contract',
  },
  {
    id: 'sessions:view:times',
    sentence: 'A session says when it was made and used, and how long it has.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:view:usage',
    sentence: 'What the processes of a session use can be read.',
    source: 'signalwire-wire.md',
  },
  {
    id: 'sessions:kinds:apart',
    sentence: 'Call sessions and sessions of MCP clients are listed and closed by their own API each.',
    source: 'platform-wire.md, Three kinds of session',
  },
  {
    id: 'sessions:warm:ahead',
    sentence: 'Warm processes are started and initialised ahead.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:warm:at-once',
    sentence: "A session's first call takes a spare without waiting.",
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:warm:backoff',
    sentence: 'Spares that cannot start are tried again ever more rarely, and never in the way of a call.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:warm:bounded',
    sentence: 'Starts ahead of need run a few at a time.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:warm:dead-spare',
    sentence: 'A spare that dies is replaced, with growing pauses.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:warm:learned',
    sentence: 'The process that learned the tools becomes the first spare.',
    source: 'issue 3, cost of a session',
  },
  {
    id: 'sessions:warm:linger',
    sentence: 'Without warm, the learned process goes after a minute.',
    source: 'issue 3, cost of a session',
  },
  {
    id: 'sessions:warm:nothing-twice',
    sentence: 'The start of the gateway starts no server twice.',
    source: 'issue 3, cost of a session',
  },
  {
    id: 'sessions:warm:refused-offer',
    sentence: 'An offered process without use stays its owner’s to stop.',
    source: 'packages/sessions/README.md',
  },
  {
    id: 'sessions:warm:replenished',
    sentence: 'Spares that were taken are replaced, up to the number asked for.',
    source: 'docs/sessions.md',
  },
  {
    id: 'sessions:warm:spare',
    sentence: 'A warm spare answers the first call of a session, and another takes its place.',
    source: 'issue 3, part 5',
  },
  {
    id: 'sessions:warm:start-taken-over',
    sentence: 'A first call takes over the start of a spare that is on its way.',
    source: 'docs/sessions.md',
  },
  { id: 'sessions:warm:uncounted', sentence: 'Spares count against no limit.', source: 'docs/sessions.md' },
];
