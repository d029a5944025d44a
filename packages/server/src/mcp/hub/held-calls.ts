import { hash, randomUUID } from 'node:crypto';
import { type Caller, type Exchange, type HubResult, type JsonObject, McpError, type Scope } from '../hub.ts';
import { HeldCall, type Question } from './held-call.ts';
import { asObject, canonicalJson } from './json-object.ts';
import { RequestStates } from './request-state.ts';

/** A request as its repetition with answers must have it again. */
export interface HeldRequest {
  readonly scope: Scope;
  readonly method: string;
  readonly params: JsonObject | undefined;
}

export interface HeldCallsOptions {
  readonly sealingKey: Uint8Array;
  readonly limits: () => { readonly maxWaiting: number; readonly inputTimeoutMs: number };
}

/** A call that waits for a client's next request. */
interface Waiting {
  readonly sessionId: string;
  readonly timer: NodeJS.Timeout;
  resume(params: JsonObject | undefined, exchange: Exchange): Promise<HubResult>;
  cancel(): void;
}

/** The requests whose result may be a question. Source: MCP 2026-07-28, multi round-trip requests. */
const canAsk: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** Whether a 2026 client may be asked for more by the result of this request. */
export const mayRequireInput = (method: string, { era, capabilities }: Caller): boolean =>
  era === '2026' && canAsk.has(method) && Object.keys(capabilities).length > 0;

/**
 * Calls of 2026 clients that wait for answers. What a client brings back is sealed: it names the call, and holds for
 * its principal, for the same request, once, and not for long. The calls themselves are bounded in number and time.
 */
export class HeldCalls {
  readonly #options: HeldCallsOptions;
  readonly #states: RequestStates;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: HeldCallsOptions) {
    this.#options = options;
    this.#states = new RequestStates(options.sealingKey);
  }

  /** How many calls wait for a client. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Makes a call that may turn into a question. */
  run(
    request: HeldRequest,
    exchange: Exchange,
    begin: (exchange: Exchange) => Promise<HubResult>,
  ): Promise<HubResult> {
    return this.#next(new HeldCall(exchange.caller, begin), request, { exchange, params: request.params });
  }

  /**
   * Goes on with the call that a client's state names.
   *
   * @returns undefined: the state is none of ours, and perhaps the server's
   * @throws McpError -32602 for a state of somebody else's, of another request, used before, or too old
   */
  resume(request: HeldRequest, exchange: Exchange): Promise<HubResult> | undefined {
    const state = this.#states.unseal(request.params?.requestState);
    if (!state) return undefined;
    const { caller } = exchange;
    if (state.principal !== caller.principal || state.request !== digestOf(request)) {
      throw new McpError(-32602, 'This requestState is of another request');
    }
    const waiting = this.#waiting.get(state.call);
    if (Date.now() > state.expiresAt || !waiting) {
      const message =
        'The call no longer waits for this input: it was given already, came too late, or the gateway was restarted. Call again without requestState';
      throw new McpError(-32602, message, { data: { retryable: true, code: 'GW_INPUT_NOT_AWAITED' } });
    }
    this.#take(state.call);
    return waiting.resume(request.params, exchange);
  }

  /**
   * Asks a client something that no server waits for; with the answers, the request is made again.
   *
   * @param again makes the request anew
   */
  ask(
    request: HeldRequest,
    caller: Caller,
    questions: ReadonlyMap<string, Question>,
    again: (exchange: Exchange) => Promise<HubResult>,
  ): HubResult {
    return this.#wait(request, caller, questions, {
      resume: (_params, exchange) => again(exchange),
      cancel: () => {},
    });
  }

  /** Ends what waits for a client's session. */
  endSession(sessionId: string): void {
    for (const [id, waiting] of this.#waiting) if (waiting.sessionId === sessionId) this.#drop(id);
  }

  close(): void {
    for (const id of this.#waiting.keys()) this.#drop(id);
  }

  /** @param later the client's request that waits now */
  async #next(
    call: HeldCall,
    request: HeldRequest,
    later: { readonly exchange: Exchange; readonly params: JsonObject | undefined },
  ): Promise<HubResult> {
    const next = await call.next(later.exchange, asObject(later.params?._meta)?.progressToken);
    if ('result' in next) return next.result;
    return this.#wait(request, later.exchange.caller, next.questions, {
      resume: (params, exchange) => {
        call.answer(asObject(params?.inputResponses) ?? {});
        return this.#next(call, request, { exchange, params });
      },
      cancel: () => call.cancel(),
    });
  }

  #wait(
    request: HeldRequest,
    { principal, sessionId }: Caller,
    questions: ReadonlyMap<string, Question>,
    { resume, cancel }: Pick<Waiting, 'resume' | 'cancel'>,
  ): HubResult {
    const { maxWaiting, inputTimeoutMs } = this.#options.limits();
    if (this.#waiting.size >= maxWaiting) {
      cancel();
      throw new McpError(-32603, `Too many calls wait for input already (${maxWaiting})`, {
        data: { retryable: true, code: 'GW_TOO_MANY_WAITING_CALLS' },
      });
    }
    const call = randomUUID();
    const digest = digestOf(request);
    const timer = setTimeout(() => this.#drop(call), inputTimeoutMs);
    timer.unref();
    this.#waiting.set(call, { sessionId, timer, resume, cancel });
    const expiresAt = Date.now() + inputTimeoutMs;
    return {
      resultType: 'input_required',
      inputRequests: inputRequests(questions),
      requestState: this.#states.seal({ call, principal, request: digest, expiresAt }),
    };
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(id);
    return waiting;
  }

  #drop(id: string): void {
    this.#take(id)?.cancel();
  }
}

function inputRequests(questions: ReadonlyMap<string, Question>): JsonObject {
  return Object.fromEntries(
    [...questions].map(([key, { method, params }]) => [key, { method, ...(params && { params }) }]),
  );
}

/** What a request is about, without what may differ when it is made again. */
function digestOf({ scope, method, params }: HeldRequest): string {
  const { _meta, inputResponses, requestState, ...salient } = params ?? {};
  return hash('sha256', canonicalJson([scope, method, salient]), 'base64url');
}
