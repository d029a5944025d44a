import type { Requirement } from '../requirement.ts';

const contract = 'platform-wire.md, Bundles';

export const bundles: readonly Requirement[] = [
  {
    id: 'bundles:api:agent',
    sentence: 'An agent has one bundle at most, and its bundle is found by the agent.',
    source: contract,
  },
  {
    id: 'bundles:api:connections',
    sentence: 'The owner of a connection lets a bundle use it, and nobody else does.',
    source: contract,
  },
  {
    id: 'bundles:api:crud',
    sentence: 'Bundles are made, listed, read, changed and removed; the key is told, and never listed.',
    source: contract,
  },
  {
    id: 'bundles:api:execute',
    sentence: 'Execution and search keep within the bundle, or the bundle of the agent, that they name.',
    source: 'platform-wire.md, Bundles',
  },
  {
    id: 'bundles:api:scopes',
    sentence: 'What API keys may do with bundles is as their scopes say.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'bundles:api:servers',
    sentence:
      'A server that is assigned brings its tools, and those to come; one that is taken out stays out.',
    source: contract,
  },
  {
    id: 'bundles:api:tools',
    sentence: 'Tools of a bundle are added, overridden, ordered and removed.',
    source: contract,
  },
  {
    id: 'bundles:client',
    sentence: 'The unmodified Python client uses each endpoint of bundles.',
    source: 'issue 6, done means',
  },
  {
    id: 'bundles:mcp:changes',
    sentence: 'Changes of a bundle reach its MCP clients at once, who are told.',
    source: 'platform-wire.md, Bundles',
  },
  {
    id: 'bundles:mcp:connection',
    sentence: 'Users of a bundle reach a server by the connection that the bundle has for it.',
    source: 'platform-wire.md, Bundles',
  },
  {
    id: 'bundles:mcp:description',
    sentence: 'A bundle tells clients what it is, and nothing of servers that are not in it.',
    source: 'issue 6, part 2',
  },
  {
    id: 'bundles:mcp:key',
    sentence:
      'A bundle needs the ordinary credentials beside its key, which is neither logged nor stored readable.',
    source: 'platform-wire.md, Bundles',
  },
  {
    id: 'bundles:mcp:tools',
    sentence: 'MCP clients of a bundle list and call its tools as the bundle has them.',
    source: 'platform-wire.md, Bundles',
  },
];
