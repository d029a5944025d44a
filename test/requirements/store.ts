import type { Requirement } from '../requirement.ts';

export const store: readonly Requirement[] = [
  {
    id: 'store:audit:chain',
    sentence: 'Audit records follow each other without gaps, each vouching for the one before by its hash.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:audit:list',
    sentence: 'Audit records are listed by who, what, to what, outcome and time, the newest first.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:audit:tampering',
    sentence: 'The first audit record that was changed, removed, put in or cut off is found.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:audit:writers',
    sentence: 'Several writers, also of several processes, make one audit chain.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:batch:back-pressure',
    sentence: 'A batch that is full is written sooner, and who adds can wait until there is room.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:batch:closed',
    sentence: 'Closing a batch writes what is left, trying again if need be, or says that it could not.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:batch:gathered',
    sentence: 'What is written beside calls is gathered and written in one go.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:batch:refused',
    sentence: 'An item that can never be stored goes to the log and keeps no other from being stored.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:batch:retried',
    sentence: 'What could not be written is kept, logged and tried again, in order.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:bundles:assignments',
    sentence: 'Servers and connections are assigned to a bundle once, one connection for each server.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:bundles:found',
    sentence: 'A bundle is found by its agent and by the hash of its key; both are its own.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:bundles:tools',
    sentence: 'A tool is in a bundle once, however many add it at once.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:cache:ttl',
    sentence: 'A cache entry is there until its time is over, for its owner alone.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:concurrency:revision',
    sentence: 'A change made for an older state of a record is refused; of many at once, one is made.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:conflict:column',
    sentence: 'A value that must be unique and is taken is an error that names table and columns.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:connections:due',
    sentence: 'Connections whose tokens are to be refreshed come the most urgent first.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:connections:list',
    sentence: "Connections are a principal's own; the newest that works counts.",
    source: 'issue 6, part 1',
  },
  {
    id: 'store:connections:oauth',
    sentence: 'A server has one OAuth client, and the connections made with it outlive it.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:dump:empty-only',
    sentence: 'A dump is read into an empty store only.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:dump:moment',
    sentence: 'A dump shows one moment, whatever is written meanwhile.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:dump:moves',
    sentence: 'A dump of either database, read into the other, holds the same.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:dump:refused',
    sentence: 'A dump that is damaged, cut off or newer is refused and leaves the store empty.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:dump:streams',
    sentence: 'A stream that breaks fails the export or import with its error, and the store works on.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:durability:postgres',
    sentence:
      'What PostgreSQL has acknowledged is there after the gateway, and after the database, is killed.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:durability:sigkill',
    sentence: 'What is acknowledged is there after SIGKILL, a hundred times.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:durability:synchronous',
    sentence: 'SQLite writes its log ahead and has it on the disk before it acknowledges.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:embeddings:once',
    sentence: 'The vector of a text is kept for each model.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:errors:codes',
    sentence: 'The error codes are fixed, each with whether it may pass, and the README lists them.',
    source: 'packages/store/README.md',
  },
  {
    id: 'store:example:alone',
    sentence: 'The example with @gw/store alone holds what it asserts.',
    source: 'packages/store/README.md',
  },
  {
    id: 'store:exclusive:alone',
    sentence:
      'What needs the database alone is refused while a gateway is there, and keeps others away meanwhile.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:failures:busy',
    sentence: 'A database that another process keeps locked is an error that may pass.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:failures:closed',
    sentence: 'Closing waits for what has begun; afterwards everything says that the store is closed.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:failures:corrupt',
    sentence:
      'A damaged database, or a file that is none, is an error that says what to do, and is left alone.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:failures:denied',
    sentence: 'A folder, server or database that may not be used is an error that says what to look at.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:failures:full',
    sentence: 'A full disk loses nothing that was stored, and storing goes on when there is room.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:failures:no-secrets',
    sentence: 'Errors hold no password and no value that was to be stored.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:failures:read-only',
    sentence: 'A database that can only be read is refused at the start.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:failures:value',
    sentence: 'A value that is missing or doesn’t fit its column is refused.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:ids:uuid-v7',
    sentence: 'Ids are UUIDv7 and sort in the order in which records were made.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:journal:close',
    sentence: 'An orderly stop loses nothing of what was to be written beside calls.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:journal:latest',
    sentence: 'Of many uses of a key, session or connection the latest is stored.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:journal:second',
    sentence: 'What a call leaves behind is stored within about a second.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:keys:prefix',
    sentence: 'An API key is found by its prefix, which is its own.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:keys:rotate',
    sentence: 'A key is rotated once, and not after it was revoked.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:migrations:forward',
    sentence: 'A database is brought forward once, with what is in it.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:migrations:locked',
    sentence: 'Gateways that start at once on an empty database all get it.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:migrations:newer',
    sentence: 'An older version refuses a database of a newer one and leaves it alone.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:migrations:whole',
    sentence: 'A migration that fails leaves the database as it was.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:oauth-states:once',
    sentence: 'The state of an OAuth flow is given once, and not when it has expired.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:operations:kept',
    sentence: 'Work that goes on after the answer can be looked for.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:outside:heard',
    sentence: 'A gateway on PostgreSQL hears what others change; a use is no change.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:outside:lost',
    sentence:
      'After a connection was lost, a gateway is there again, and told that anything may have changed.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:paging:windows',
    sentence: 'Lists come by page and by offset, in a fixed order, with the number of all.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:postgres:pool',
    sentence: 'More callers than connections wait for one.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:postgres:reconnects',
    sentence:
      'A PostgreSQL that was away is used again as soon as it is back, and nothing acknowledged is lost.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:readme:runs',
    sentence: 'The program of the README runs as it stands.',
    source: 'packages/store/README.md',
  },
  {
    id: 'store:references:cascade',
    sentence: 'What belongs to a record goes with it, and nothing can refer to what is not there.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:sandboxes:activity',
    sentence: 'What is done with a sandbox is noted and counted.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:sandboxes:session-key',
    sentence: "A session key finds its owner's sandbox, and there is one for it.",
    source: 'issue 6, part 1',
  },
  {
    id: 'store:search:words',
    sentence: 'A search finds every word in any order and case, and takes wildcards to the letter.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:secrets:reseal',
    sentence: 'All secrets are sealed anew for a new key, or none.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:sessions:confined',
    sentence: 'A session that is confined to a server or bundle goes with it and is never set free.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:sessions:lifetime',
    sentence: 'A session is listed while it is open and not expired; closing it is final.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:sessions:scope',
    sentence: 'A session that allows all tools and one that allows none stay apart.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:settings:first',
    sentence: 'Of replicas that set a value at once, one does and all get it.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:skills:attached',
    sentence: 'A skill is attached to a server once.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:skills:files',
    sentence: 'The files of a skill come back byte for byte, and are exchanged as one.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:skills:list',
    sentence: 'Skills are listed by source, server and words.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:sqlite:private',
    sentence: "The database's folder and files are for the gateway's user alone.",
    source: 'issue 6, part 1',
  },
  {
    id: 'store:sqlite:quiet',
    sentence: 'Nothing is printed about an experimental module, and an idle store keeps no process alive.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:surfaces:kept',
    sentence: 'What servers were last seen to offer is there after a restart.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:tools:declare',
    sentence: 'A tool is declared once in its server; one that was there before comes back with its id.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:tools:stable-ids',
    sentence: 'A tool that is away for a while comes back with its id, overrides and selection.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:tools:sync',
    sentence: 'A sync adds, changes and removes tools as one change, also with others at once.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:transactions:whole',
    sentence: 'A transaction is all or nothing.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:values:json-exact',
    sentence: 'JSON is kept with its keys, their order and all digits.',
    source: 'issue 6, part 1',
  },
  {
    id: 'store:values:same',
    sentence: 'Values read back as they were written, and the same on both databases.',
    source: 'issue 6, part 1',
  },
];
