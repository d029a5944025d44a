export { createHub, type ManagedHub } from './mcp-hub.ts';
