import { setTimeout as delay } from 'node:timers/promises';
import { SkillError } from './errors.ts';
import type { GatewayHttp, HttpAnswer, HttpRequest } from './gateway-http.ts';
import type { SkillLogger } from './logger.ts';
import { isRecord } from './record.ts';
import { spokenError } from './spoken-error.ts';

/** A tool as the gateway lists it. */
export interface GatewayTool {
  readonly name: string;
  readonly description?: unknown;
  readonly inputSchema?: unknown;
}

export interface CallRequest {
  readonly service: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly sessionId: string;
  /** Idle time of a new session, in seconds. */
  readonly sessionTimeoutSeconds: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
}

export interface GatewayClientOptions {
  readonly http: GatewayHttp;
  readonly attempts: number;
  readonly requestTimeoutMs: number;
  readonly logger: SkillLogger;
}

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 2_000;

/**
 * The gateway's REST API, with patience: what may pass is sent again, up to `attempts` times; over a
 * rate limit it waits as long as the gateway asks, where that ends within `requestTimeoutMs`.
 */
export class GatewayClient {
  readonly #options: GatewayClientOptions;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
  }

  async health(): Promise<void> {
    await this.#json({ method: 'GET', path: '/health' });
  }

  /** Names of the services that the gateway offers. */
  async services(): Promise<string[]> {
    return Object.keys(await this.#json({ method: 'GET', path: '/services' }));
  }

  async tools(service: string): Promise<GatewayTool[]> {
    const answer = await this.#json({
      method: 'GET',
      path: `/services/${encodeURIComponent(service)}/tools`,
    });
    const tools: unknown[] = Array.isArray(answer.tools) ? answer.tools : [];
    return tools.filter(
      (tool): tool is GatewayTool => isRecord(tool) && typeof tool.name === 'string' && tool.name !== '',
    );
  }

  /**
   * Calls a tool. All attempts carry one idempotency key, so that the gateway runs the tool once
   * however often it is asked.
   *
   * @returns the gateway's answer: `result`, and beside it `content`, `structuredContent`, `isError`.
   * @throws SkillError with the gateway's reason once no attempt is left.
   */
  async call(request: CallRequest): Promise<Readonly<Record<string, unknown>>> {
    return this.#json({
      method: 'POST',
      path: `/services/${encodeURIComponent(request.service)}/call`,
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({
        tool: request.tool,
        arguments: request.arguments,
        session_id: request.sessionId,
        timeout: request.sessionTimeoutSeconds,
        metadata: request.metadata,
      }),
      signal: request.signal,
    });
  }

  /** Closes a session; `false` where the gateway has none of that name. */
  async closeSession(sessionId: string): Promise<boolean> {
    const path = `/sessions/${encodeURIComponent(sessionId)}`;
    const answer = await this.#send({ method: 'DELETE', path });
    if (answer.status === 404) return false;
    parseAnswer(answer);
    return true;
  }

  close(): void {
    this.#options.http.close();
  }

  async #json(request: Omit<HttpRequest, 'timeoutMs'>): Promise<Readonly<Record<string, unknown>>> {
    return parseAnswer(await this.#send(request));
  }

  async #send(request: Omit<HttpRequest, 'timeoutMs'>): Promise<HttpAnswer> {
    const { http, attempts, requestTimeoutMs, logger } = this.#options;
    const patienceEnds = performance.now() + requestTimeoutMs;
    let failures = 0;
    let waits = 0;
    for (;;) {
      const outcome = await http
        .send({ ...request, timeoutMs: requestTimeoutMs })
        .catch(error => retryableOnly(error, request.method));
      let pauseMs: number;
      if (outcome instanceof SkillError || (outcome.status >= 500 && !isReplay(outcome))) {
        failures += 1;
        if (failures >= attempts) {
          if (outcome instanceof SkillError) throw outcome;
          return outcome;
        }
        pauseMs = backoffMs(failures);
      } else if (outcome.status === 429) {
        waits += 1;
        pauseMs = Math.max(retryAfterMs(outcome), backoffMs(waits));
        if (performance.now() + pauseMs > patienceEnds) throw rateLimited(outcome, pauseMs);
      } else return outcome;
      const why = outcome instanceof SkillError ? outcome.message : `status ${outcome.status}`;
      logger.warn(`${request.method} ${request.path}: ${why}; again in ${Math.round(pauseMs)} ms`);
      await delay(pauseMs, undefined, request.signal ? { signal: request.signal } : {}).catch(() => {
        throw new SkillError('GW_SKILL_CLOSED', 'The request was cancelled');
      });
    }
  }
}

/**
 * Hands a failure that may pass on as a value; throws the others. A listing that has taken all its time
 * isn't asked for again: the agent waits for it to start, and the next refresh comes.
 */
function retryableOnly(error: unknown, method: string): SkillError {
  if (!(error instanceof SkillError) || !error.retryable) throw error;
  if (error.code === 'GW_SKILL_TIMEOUT' && method === 'GET') throw error;
  return error;
}

/** A stored failure comes back however often one asks. */
function isReplay(answer: HttpAnswer): boolean {
  return answer.headers['idempotency-replayed'] !== undefined;
}

function backoffMs(round: number): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** (round - 1), MAX_BACKOFF_MS);
  return full * (0.75 + Math.random() / 2);
}

/** `Retry-After` holds seconds or a date. Source: RFC 9110, section 10.2.3. */
function retryAfterMs(answer: HttpAnswer): number {
  const value = String(answer.headers['retry-after'] ?? '');
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

function rateLimited(answer: HttpAnswer, waitMs: number): SkillError {
  const seconds = Math.ceil(waitMs / 1000);
  return new SkillError('GW_SKILL_RATE_LIMITED', `${reasonOf(answer)}; free again in ${seconds} s`, {
    status: 429,
    spoken: `there were too many requests, please try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
  });
}

function reasonOf(answer: HttpAnswer): string {
  return `The gateway answered ${answer.status}: ${spokenError(answer)}`;
}

function parseAnswer(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  if (answer.status < 200 || answer.status > 299)
    throw new SkillError('GW_SKILL_ANSWER', reasonOf(answer), {
      status: answer.status,
      spoken: spokenError(answer),
    });
  try {
    const value: unknown = JSON.parse(answer.body);
    if (isRecord(value)) return value;
  } catch {
    // Told below, like JSON of another kind.
  }
  throw new SkillError('GW_SKILL_ANSWER', 'The gateway answered with something else than a JSON object', {
    status: answer.status,
    spoken: 'the answer of the gateway could not be understood',
  });
}
