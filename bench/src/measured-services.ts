import { fileURLToPath } from 'node:url';
import type { Service } from './line.ts';

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Gives a text back: a Node process, as most MCP servers are. */
export const echo: Service = { command: [process.execPath, beside('./echo-server.mjs')] };

/** Does next to nothing in next to no memory. */
export const idle: Service = { command: ['/bin/sh', beside('./idle-server.sh')] };
