import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Agent } from './agent.ts';
import { type AgentAppOptions, buildAgentApp } from './agent-app.ts';
import { withCredentials } from './basic-auth.ts';

export interface AgentHostOptions extends Pick<AgentAppOptions, 'publicUrl' | 'logger'> {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** `0` takes any free one. Default 3000. */
  readonly port?: number;
  /** Default `signalwire`. */
  readonly user?: string;
  /** Default: generated; see `AgentHost.password`. */
  readonly password?: string;
}

/** A started agent that listens. */
export class AgentHost implements AsyncDisposable {
  readonly agent: Agent;
  readonly user: string;
  readonly password: string;
  /** Where it listens, without credentials. */
  readonly url: string;
  readonly #app: FastifyInstance;
  readonly #publicUrl: string;
  #stopping: Promise<void> | undefined;

  constructor(agent: Agent, app: FastifyInstance, url: string, options: AgentAppOptions) {
    this.agent = agent;
    this.#app = app;
    this.url = url;
    this.user = options.user;
    this.password = options.password;
    this.#publicUrl = options.publicUrl ?? url;
  }

  /** What to enter at SignalWire as the SWML address: credentials included, so not for logs. */
  get swmlUrl(): string {
    return withCredentials(this.#publicUrl, this);
  }

  /** Lets requests under way end, then stops the agent's skills. */
  stop(): Promise<void> {
    this.#stopping ??= this.#app.close().then(() => this.agent.stop());
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/**
 * Starts an agent and lets it listen.
 *
 * @throws AgentError `GW_AGENT_SKILL_FAILED`; the system's error where it can't listen. Nothing stays behind.
 */
export async function startAgentHost(agent: Agent, options: AgentHostOptions = {}): Promise<AgentHost> {
  const { host = '127.0.0.1', port = 3000, user = 'signalwire' } = options;
  const password = options.password ?? randomBytes(24).toString('base64url');
  const { publicUrl, logger } = options;
  const appOptions = { user, password, publicUrl, logger };
  const app = buildAgentApp(agent, appOptions);
  try {
    await agent.start();
    return new AgentHost(agent, app, await app.listen({ host, port }), appOptions);
  } catch (error) {
    await app.close();
    await agent.stop();
    throw error;
  }
}
