import { fileURLToPath } from 'node:url';
import type { Service } from './line.ts';
import type { McpEra } from './mcp-request.ts';

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Gives a text back: a Node process, as most MCP servers are. */
export const echo = { command: [process.execPath, beside('./echo-server.mjs')] } satisfies Service;

/** Does next to nothing in next to no memory. */
export const idle = { command: ['/bin/sh', beside('./idle-server.sh')] } satisfies Service;

/** Gives a text back, short or long, in one era. */
export const mcpEcho = (era: McpEra) =>
  ({ command: [process.execPath, beside('./mcp-echo-server.mjs'), era] }) satisfies Service;

/** Has so many tools. */
export const manyTools = (count: number) =>
  ({ command: [process.execPath, beside('./tools-server.mjs'), String(count)] }) satisfies Service;
