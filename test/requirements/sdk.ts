import type { Requirement } from '../requirement.ts';

const source = 'issue 6, part 7';

export const sdk: readonly Requirement[] = [
  {
    id: 'sdk:client:anywhere',
    sentence: 'The TypeScript client needs nothing but `fetch`: no Node, no other package.',
    source,
  },
  {
    id: 'sdk:client:close',
    sentence: 'Closing the client, or aborting its signal, ends its requests.',
    source,
  },
  {
    id: 'sdk:client:settings',
    sentence:
      'Key and address are those of the options, of MCPGATEWAY_TOKEN and MCPGATEWAY_URL, or of a gateway on this machine; `mcpUrl` and `authHeaders` tell them.',
    source,
  },
  {
    id: 'sdk:errors:classes',
    sentence: "Failures have the Python client's classes, with the gateway's words, code and pointers.",
    source,
  },
  {
    id: 'sdk:errors:unreachable',
    sentence: 'A gateway that can not be reached is named with the reason, and redirects are not followed.',
    source,
  },
  { id: 'sdk:example:alone', sentence: 'The example with @gw/sdk alone holds what it asserts.', source },
  {
    id: 'sdk:gateway:works',
    sentence: 'The TypeScript client works with the gateway, resource by resource.',
    source: 'issue 6, Done means',
  },
  {
    id: 'sdk:paths:encoded',
    sentence:
      'What is given as an id, a key or a path of a file never leads to another route; bytes stay as they are.',
    source,
  },
  {
    id: 'sdk:requests:same',
    sentence:
      'Each method of the TypeScript client sends what the Python client sends: method, path, query, body and credentials, for all 99 endpoints.',
    source,
  },
  {
    id: 'sdk:timeout',
    sentence:
      'A request is given up after `timeout` seconds; a command in a sandbox has the time that it was given.',
    source,
  },
  {
    id: 'sdk:types:generated',
    sentence: "The types of the client are those of the gateway's own schemas.",
    source,
  },
  {
    id: 'sdk:version:warning',
    sentence:
      'A gateway of another major or minor API version is warned of once, unless `checkVersion` is false.',
    source,
  },
];
