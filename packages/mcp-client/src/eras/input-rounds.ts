import { UpstreamError, UpstreamRpcError } from '../errors.ts';
import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { RequestHandler } from '../json-rpc/request-handler.ts';

/** A server that still wants more after so many rounds is not believed. */
const MAX_ROUNDS = 16;
/** What a server may ask in one round. */
const MAX_QUESTIONS = 100;

export interface InputRoundsOptions {
  /** Name of the service, for errors. */
  readonly service: string;
  readonly method: string;
  readonly params: JsonObject | undefined;
  /** Sends the request, each time as one of its own. */
  readonly send: (params: JsonObject | undefined) => Promise<unknown>;
  readonly onRequest: RequestHandler;
  readonly signal: AbortSignal | undefined;
}

/**
 * Carries out a request of the 2026 era whose server asks for input: answers what it asks, side by side, and
 * repeats the request with the answers, until there is a result.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 *
 * @throws UpstreamRpcError with the error that a question was answered with: the protocol can't tell it the server
 * @throws UpstreamError `GW_UPSTREAM_PROTOCOL` after 16 rounds, or when what is asked can't be understood
 */
export async function requestWithInput(options: InputRoundsOptions): Promise<unknown> {
  const { service, method, send, onRequest, signal } = options;
  const { inputResponses: _responses, requestState: _state, ...original } = options.params ?? {};
  let { params } = options;
  for (let round = 0; ; round++) {
    const result = await send(params);
    const asked = asObject(result);
    if (asked?.resultType !== 'input_required') return result;
    if (round === MAX_ROUNDS) {
      const message = `Service ${service} asked for input more than ${MAX_ROUNDS} times during ${method}`;
      throw new UpstreamError('GW_UPSTREAM_PROTOCOL', service, message);
    }
    const inputResponses = await answers(service, asked, onRequest, signal);
    const { requestState } = asked;
    params = {
      ...original,
      ...(inputResponses ? { inputResponses } : {}),
      ...(requestState === undefined ? {} : { requestState }),
    };
  }
}

async function answers(
  service: string,
  { inputRequests }: JsonObject,
  onRequest: RequestHandler,
  signal: AbortSignal | undefined,
): Promise<JsonObject | undefined> {
  if (inputRequests === undefined) return undefined;
  const questions = Object.entries(asObject(inputRequests) ?? { '': undefined });
  // When one can't be answered the others are withdrawn.
  const failed = new AbortController();
  const scope = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  try {
    if (questions.length > MAX_QUESTIONS) throw misunderstood(service);
    const replies = questions.map(async ([key, question]) => {
      const { method, params } = asObject(question) ?? {};
      if (typeof method !== 'string') throw misunderstood(service);
      const reply = await onRequest(method, asObject(params), scope);
      if ('error' in reply) throw new UpstreamRpcError(service, reply.error);
      return [key, reply.result] as const;
    });
    return Object.fromEntries(await Promise.all(replies));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

function misunderstood(service: string): UpstreamError {
  const message = `Service ${service} asked for input in a way that can't be understood`;
  return new UpstreamError('GW_UPSTREAM_PROTOCOL', service, message);
}
