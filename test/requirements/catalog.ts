import type { Requirement } from '../requirement.ts';

const source = 'issue 6, part 2';
const promises: Readonly<Record<string, string>> = {
  'catalog:example:alone': 'The example uses the package alone, and holds what it asserts.',
  'catalog:servers:one-list': 'Servers of the config file and of the API are one list, with ids that last.',
  'catalog:servers:running-with-tools': 'Who sees a server running finds its tools.',
  'catalog:servers:reload':
    'A service that leaves the config file leaves the list, and is the same one when it comes back.',
  'catalog:servers:changed':
    'Servers of the API are changed and deleted; those of the config file are refused with 409.',
  'catalog:servers:unique': 'Of several who add a server of one name at once, one does.',
  'catalog:servers:stopped': 'A server stopped by hand stays stopped, over restarts, until it is started.',
  'catalog:servers:failing': 'A server that can not be started shows why and harms no other.',
  'catalog:servers:checked':
    'A wrong definition of a server is refused with the place of what is wrong, private addresses too.',
  'catalog:servers:sandboxed':
    'Only the owner may give a server of the API more than the default sandbox does.',
  'catalog:servers:no-commands':
    'security.allow_stdio_servers: false keeps callers of the API from naming commands.',
  'catalog:servers:on-demand':
    'A server of the API that is known from an earlier run is started when it is needed, and counts as running.',
  'catalog:servers:stop-waits':
    'A server that is stopped takes no more calls, and ends when those in flight have.',
  'catalog:restart:listings': 'After a restart, listings are answered before any server runs.',
  'catalog:tools:stable-ids': 'Ids of tools stay the same over restarts and syncs.',
  'catalog:tools:sync': 'A sync re-reads the list of a server and tells what was added, updated and removed.',
  'catalog:tools:overrides':
    'Overrides change what callers see of a tool; arguments with presets are hidden.',
  'catalog:tools:selection': 'Tools that are switched off or not selected are not found.',
  'catalog:tools:by-name': 'A tool is found by its qualified name, or by a bare one that is not ambiguous.',
  'catalog:tools:local': 'Tools are declared on local servers, one by one or all at once.',
  'catalog:tools:corrected': 'A faulty input schema is put right by rule.',
};
const secrets: Readonly<Record<string, string>> = {
  'catalog:secrets:sealed': 'Sealed secrets are opened by their key alone, and not after a change.',
  'catalog:secrets:kept':
    'Variables and headers of servers are nowhere to be read: not in the database, a log or an answer.',
  'catalog:secrets:key':
    'Secrets are sealed with GATEWAY_SECRET_KEY where it is set, and with the key file otherwise.',
  'secrets:rotation:keys':
    'rotate-secret-key seals all secrets with another key, of the file or the environment.',
  'secrets:rotation:refused': 'With a wrong key, or while a gateway runs, a rotation changes nothing.',
  'secrets:rotation:killed': 'A rotation that is killed at any moment leaves secrets that can be opened.',
  'catalog:secrets:other-key': 'With another key, servers with secrets say so and the others work.',
};

const api: Readonly<Record<string, string>> = {
  'catalog:api:servers-crud':
    'Servers are added, listed by words, type, status and page, changed and deleted over the API.',
  'catalog:api:servers-refusals': 'What can not be done to a server is refused with status, code and place.',
  'catalog:api:servers-lifecycle':
    'Servers are started, stopped and asked after, one by one and many at once; one bad one fails no other.',
  'catalog:api:servers-connection':
    'A server is reached by clients as soon as it is added, and the API tells where.',
  'catalog:api:servers-scopes': 'A key does with servers what its scopes say, and loosens no sandbox.',
  'catalog:api:tools-execute': 'A tool is looked up by name and executed, with the time that it took.',
  'catalog:api:tools-overrides': 'Overrides and selection hold for look-up and execution.',
  'catalog:api:tools-session': 'A platform session executes what it allows, and nothing else.',
  'catalog:api:tools-local':
    'Local tools are declared and synced over the API; wrong arguments are refused with pointers.',
  'catalog:mcp:overrides':
    'MCP clients list and call tools as they are overridden, arguments with presets included.',
  'catalog:mcp:selection': 'Tools that are not selected are neither listed nor called over MCP.',
  'catalog:api:tools-audited': 'An execution leaves an audit record with a digest of its arguments.',
};

const requirementsOf = (sentences: Readonly<Record<string, string>>, of: string): Requirement[] =>
  Object.entries(sentences).map(([id, sentence]) => ({ id, sentence, source: of }));

/** Servers and tools of the config file and of the API. */
export const catalog: readonly Requirement[] = [
  ...requirementsOf(promises, source),
  ...requirementsOf(secrets, 'issue 6, part 5'),
  ...requirementsOf(api, 'issue 6'),
  {
    id: 'catalog:local:changes',
    sentence: 'Declared tools that are added, changed and taken away are so for everybody at once.',
    source: 'issue 6, part 2',
  },
  {
    id: 'catalog:local:endpoint',
    sentence: 'Declared tools are carried out by their endpoint, from REST, MCP and execute alike.',
    source: 'platform-wire.md, Servers',
  },
  {
    id: 'catalog:local:faults',
    sentence: 'An endpoint that can not be reached, fails or answers nonsense is 502.',
    source: 'issue 6, part 2',
  },
  {
    id: 'catalog:local:guarded',
    sentence: 'An endpoint at a private address is refused unless the configuration allows it.',
    source: 'platform-wire.md, Configuration',
  },
  {
    id: 'catalog:local:listed-only',
    sentence: 'Without an endpoint declared tools are only listed.',
    source: 'platform-wire.md, Servers',
  },
  {
    id: 'catalog:local:results',
    sentence: 'What an endpoint answers becomes a result of MCP; its refusal is the tool’s failure.',
    source: 'issue 6, part 2',
  },
  {
    id: 'catalog:rest:exposure',
    sentence: 'Overrides and selections of tools hold on the REST routes of agents.',
    source: 'platform-wire.md, Tools',
  },
];
