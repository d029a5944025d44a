import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { GatewayConfig } from '@gw/config';
import { CommandError, reasonOf } from './errors.ts';
import type { TlsMaterial } from './tls.ts';
import type { CallAnswer, ListedTool, ToolAccess } from './tool-access.ts';

type Credentials = Pick<GatewayConfig['server'], 'auth_user' | 'auth_password' | 'auth_token'>;

/** The tools of a gateway that runs, over its REST API. */
export class RunningGateway implements ToolAccess {
  readonly #base: string;
  readonly #authorization: string;
  readonly #tls: TlsMaterial | undefined;

  /** @param tls the certificate that the gateway serves with; it is trusted as it is, whatever name it is for */
  constructor(base: string, credentials: Credentials, tls: TlsMaterial | undefined) {
    const { auth_user, auth_password, auth_token } = credentials;
    const basic = Buffer.from(`${auth_user}:${auth_password}`).toString('base64');
    this.#base = base;
    this.#authorization = auth_token ? `Bearer ${auth_token}` : `Basic ${basic}`;
    this.#tls = tls;
  }

  async services(): Promise<string[]> {
    return Object.keys(await this.#ask<Record<string, unknown>>('GET', '/services'));
  }

  async tools(service: string): Promise<ListedTool[]> {
    const path = `/services/${encodeURIComponent(service)}/tools`;
    return (await this.#ask<{ tools: ListedTool[] }>('GET', path)).tools;
  }

  async call(service: string, tool: string, args: Record<string, unknown>, session?: string) {
    const sessionId = session ?? `cli-${randomUUID()}`;
    const path = `/services/${encodeURIComponent(service)}/call`;
    try {
      return await this.#ask<CallAnswer>('POST', path, { tool, arguments: args, session_id: sessionId });
    } finally {
      if (session === undefined) await this.#ask('DELETE', `/sessions/${sessionId}`).catch(() => {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, content } = await this.#send(method, path, body).catch(error => {
      throw new CommandError(`The gateway at ${this.#base} didn't answer: ${reasonOf(error)}`, error);
    });
    if (status < 300) return JSON.parse(content) as T;
    if (status === 401) throw new CommandError(otherCredentials(this.#base));
    throw new CommandError(`The gateway at ${this.#base} answered ${status}: ${errorText(content)}`);
  }

  #send(method: string, path: string, body: unknown): Promise<{ status: number; content: string }> {
    const headers = { authorization: this.#authorization, 'content-type': 'application/json' };
    const tls = this.#tls && { ca: this.#tls.cert, checkServerIdentity: () => undefined };
    return new Promise((resolve, reject) => {
      const request = tls
        ? httpsRequest(this.#base + path, { method, headers, ...tls })
        : httpRequest(this.#base + path, { method, headers });
      request.once('error', reject);
      request.once('response', response => {
        text(response).then(content => resolve({ status: response.statusCode ?? 0, content }), reject);
      });
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

const otherCredentials = (base: string) =>
  `The gateway at ${base} refuses the credentials of this configuration (401): it runs with another one`;

function errorText(content: string): string {
  try {
    return (JSON.parse(content) as { error?: string }).error ?? content;
  } catch {
    return content;
  }
}
