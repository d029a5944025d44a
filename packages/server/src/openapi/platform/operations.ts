import { accountOperations } from './account-operations.ts';
import { bundleOperations } from './bundle-operations.ts';
import { catalogOperations } from './catalog-operations.ts';
import { connectionOperations } from './connection-operations.ts';
import type { PlatformOperations } from './operation.ts';
import { sandboxOperations } from './sandbox-operations.ts';
import { serverOperations } from './server-operations.ts';
import { skillOperations } from './skill-operations.ts';
import { toolOperations } from './tool-operations.ts';

/** What the resources are, by the first part of their operations' ids. */
export const resourceDescriptions: Readonly<Record<string, string>> = {
  servers: 'MCP servers: what there is, their lives, and what callers see of their tools.',
  tools: 'Tools of all servers, by name and by what they do.',
  sessions: 'Scopes: which tools a caller may use.',
  bundles: 'Named sets of tools, with an endpoint of their own.',
  connections: 'What a caller shows to upstream servers.',
  skills: 'Instructions with their files, for agents.',
  sandboxes: 'Places to run commands in, isolated.',
  operations: 'What takes longer than a request.',
  auth: 'API keys of the caller.',
  cache: 'Values that callers put away for a while.',
  audit: 'Who did what.',
};

/** All operations of the platform API. */
export const platformOperations: PlatformOperations = {
  ...serverOperations,
  ...toolOperations,
  ...bundleOperations,
  ...connectionOperations,
  ...catalogOperations,
  ...skillOperations,
  ...sandboxOperations,
  ...accountOperations,
};
