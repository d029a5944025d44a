import type { McpClient } from '@gw/mcp-client';
import { type JsonObject, McpError } from '../hub.ts';

/** Source: RFC 5424, least severe first. */
const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

/** Where a 2026 request says which log messages it wants. */
export const logLevelKey = 'io.modelcontextprotocol/logLevel';

/** @throws McpError -32602 */
export function checkedLevel(level: unknown): string {
  if (typeof level === 'string' && levels.includes(level)) return level;
  throw new McpError(-32602, `Invalid log level; known are ${levels.join(', ')}`);
}

/** Whether a log message is at least as severe as somebody asked for. */
export function isAtLeast(level: string, params: JsonObject | undefined): boolean {
  return levels.indexOf(String(params?.level)) >= levels.indexOf(level);
}

/** The levels that were set at servers of the 2025 era, which have one for all requests. */
export class LogLevels {
  readonly #set = new WeakMap<McpClient, string>();

  /** Sets a server's level, as its one session has asked. */
  async set(client: McpClient, level: string): Promise<void> {
    if (!canLog(client) || this.#set.get(client) === level) return;
    this.#set.set(client, level);
    await client.setLogLevel(level);
  }

  /** Sees to it that messages of this level come; others that are wanted come, too, and are filtered elsewhere. */
  async include(client: McpClient, level: string): Promise<void> {
    const now = this.#set.get(client);
    if (now === undefined || levels.indexOf(level) < levels.indexOf(now)) await this.set(client, level);
  }
}

/** Whether a server takes a level for all its messages. */
export const canLog = (client: McpClient): boolean =>
  client.era === '2025' && client.serverCapabilities?.logging !== undefined;
