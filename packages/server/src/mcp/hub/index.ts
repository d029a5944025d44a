export type { HubConfig } from './hub-context.ts';
export { createHub, type HubOptions, type ManagedHub } from './mcp-hub.ts';
