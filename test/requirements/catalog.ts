import type { Requirement } from '../requirement.ts';

const source = 'issue 6, part 2';
const promises: Readonly<Record<string, string>> = {
  'catalog:servers:one-list': 'Servers of the config file and of the API are one list, with ids that last.',
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
  'catalog:secrets:other-key': 'With another key, servers with secrets say so and the others work.',
};

const requirementsOf = (sentences: Readonly<Record<string, string>>, of: string): Requirement[] =>
  Object.entries(sentences).map(([id, sentence]) => ({ id, sentence, source: of }));

/** Servers and tools of the config file and of the API. */
export const catalog: readonly Requirement[] = [
  ...requirementsOf(promises, source),
  ...requirementsOf(secrets, 'issue 6, part 5'),
];
