import type { EdgeParts } from '../edge-parts.ts';
import type { Message } from '../message.ts';
import { errorText } from '../message-text.ts';
import { asMcpError } from '../rpc-failure.ts';
import type { HttpCall } from './http-call.ts';
import { type HttpReplyOptions, sendJson } from './http-reply.ts';
import type { StreamKeeper } from './stream-keeper.ts';

/** What the parts of the HTTP transports share. */
export interface HttpParts extends EdgeParts {
  readonly keeper: StreamKeeper;
  readonly patience: HttpPatience;
}

/** How long is waited for what, in milliseconds. */
export interface HttpPatience {
  /** An answer that takes longer becomes a stream, which can be kept alive. */
  readonly plainWithinMs: number;
  /** A client that has lost its stream may take so long to come back before its request is cancelled. */
  readonly graceMs: number;
}

/** What holds where nothing else is said. */
export const usualPatience: HttpPatience = { plainWithinMs: 1_000, graceMs: 5_000 };

/** A message, or what could be read of one, that isn't a wrong one. */
export type ValidMessage = Exclude<Message, { kind: 'invalid' }>;

/** Where a plain answer goes. */
export const plainAnswer = (
  { response, answerHeaders }: HttpCall,
  { keeper, patience }: HttpParts,
): Omit<HttpReplyOptions, 'openStream'> => ({
  response,
  headers: answerHeaders,
  keeper,
  plainWithinMs: patience.plainWithinMs,
});

/** Answers a request with what went wrong. */
export function answerFailure(
  call: HttpCall,
  parts: HttpParts,
  { error, key, method }: { error: unknown; key: string | undefined; method: string },
): void {
  const failure = asMcpError(error, method, parts.logger);
  sendJson(plainAnswer(call, parts), failure.httpStatus ?? 200, errorText(key, failure));
}

/** Answers what asks for nothing. */
export function accepted({ response, answerHeaders }: HttpCall): void {
  answerHeaders['content-length'] = 0;
  response.writeHead(202, answerHeaders).end();
}
