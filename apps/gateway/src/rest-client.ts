import { randomUUID } from 'node:crypto';
import type { GatewayConfig } from '@gw/config';
import { CommandError } from './errors.ts';

/** A tool as the gateway lists it. */
export interface ListedTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: {
    readonly properties?: Record<string, { type?: unknown; description?: string }>;
    readonly required?: string[];
  };
}

/** The answer to a call. */
export interface CallAnswer {
  readonly result: unknown;
  readonly isError?: boolean;
  readonly [key: string]: unknown;
}

/** The REST API of a running gateway, as the command line needs it. */
export class RestClient {
  readonly #base: string;
  readonly #headers: Record<string, string>;

  constructor(
    base: string,
    server: Pick<GatewayConfig['server'], 'auth_user' | 'auth_password' | 'auth_token'>,
  ) {
    this.#base = base;
    const basic = Buffer.from(`${server.auth_user}:${server.auth_password}`).toString('base64');
    this.#headers = { authorization: server.auth_token ? `Bearer ${server.auth_token}` : `Basic ${basic}` };
  }

  async services(): Promise<string[]> {
    return Object.keys(await this.#ask<Record<string, unknown>>('GET', '/services'));
  }

  async tools(service: string): Promise<ListedTool[]> {
    const path = `/services/${encodeURIComponent(service)}/tools`;
    return (await this.#ask<{ tools: ListedTool[] }>('GET', path)).tools;
  }

  /** Calls a tool in a session of its own, which is closed again unless it was named. */
  async call(
    service: string,
    tool: string,
    args: Record<string, unknown>,
    session?: string,
  ): Promise<CallAnswer> {
    const sessionId = session ?? `cli-${randomUUID()}`;
    const body = { tool, arguments: args, session_id: sessionId };
    try {
      return await this.#ask<CallAnswer>('POST', `/services/${encodeURIComponent(service)}/call`, body);
    } finally {
      if (session === undefined) {
        await this.#ask('DELETE', `/sessions/${sessionId}`).catch(() => undefined);
      }
    }
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.#base + path, {
      method,
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as T;
    throw new CommandError(`${this.#base} answered ${response.status}: ${errorText(text)}`);
  }
}

function errorText(body: string): string {
  try {
    return (JSON.parse(body) as { error?: string }).error ?? body;
  } catch {
    return body;
  }
}
