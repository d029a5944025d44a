export { type PublishedServer, startMcpRegistry } from './mcp-registry.ts';
export { type PublishedNpmPackage, startNpmRegistry } from './npm-registry.ts';
export { type PublishedWheel, startPypiIndex } from './pypi-index.ts';
export { json, RegistryServer } from './registry-server.ts';
export { nodeServer, pythonServer } from './servers.ts';
