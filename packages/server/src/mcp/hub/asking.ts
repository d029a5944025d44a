import type { Caller, JsonObject, JsonRpcReply, RequestHandler } from '../hub.ts';
import type { CallTime } from './call-time.ts';
import { canBeAsked } from './client-abilities.ts';

/** How a server's questions reach its client. */
export interface AskingOptions {
  readonly caller: Caller;
  readonly ask: RequestHandler;
  /** How long an answer may take, in milliseconds. A 2026 client is not waited for here: its call is held. */
  readonly timeoutMs: number;
  /** Stands still meanwhile. */
  readonly time?: CallTime;
}

/**
 * Asks a client what its server wants to know: only what the client has declared that it can answer, and not for
 * ever. Never rejects.
 */
export function asking({ caller, ask, timeoutMs, time }: AskingOptions): RequestHandler {
  return async (method, params, signal) => {
    if (method === 'ping') return { result: {} };
    if (!canBeAsked(caller.capabilities, method, params)) return notDeclared(method);
    const limit = new AbortController();
    const timer = caller.era === '2025' ? setTimeout(() => limit.abort(), timeoutMs) : undefined;
    time?.pause();
    try {
      const withdrawn = AbortSignal.any([signal, limit.signal]);
      return await Promise.race([ask(method, forEra(caller, method, params), withdrawn), givenUp(withdrawn)]);
    } catch {
      return refusal(-32603, 'The client could not be asked');
    } finally {
      clearTimeout(timer);
      time?.resume();
    }
  };
}

export const notDeclared = (method: string) =>
  refusal(-32601, `The client has not declared that it answers ${method.slice(0, 100)}`);

export function refusal(code: number, message: string): JsonRpcReply {
  return { error: { code, message } };
}

function givenUp(signal: AbortSignal): Promise<JsonRpcReply> {
  return new Promise(resolve => {
    const give = () => resolve(refusal(-32603, 'The client did not answer in time'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

/** Clients of the 2025 era expect an id with each URL that they are to open; servers of the 2026 era give none. */
function forEra(caller: Caller, method: string, params: JsonObject | undefined): JsonObject | undefined {
  if (caller.era !== '2025' || method !== 'elicitation/create' || params?.mode !== 'url') return params;
  return params.elicitationId === undefined ? { ...params, elicitationId: crypto.randomUUID() } : params;
}
