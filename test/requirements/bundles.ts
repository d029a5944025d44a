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
];
