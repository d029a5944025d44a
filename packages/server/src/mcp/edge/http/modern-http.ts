import type { RequestMessage } from '../message.ts';
import type { ModernDispatcher } from '../modern/modern-dispatcher.ts';
import { checkParamHeaders } from '../modern/param-headers.ts';
import { checkRequestHeaders } from '../modern/request-headers.ts';
import { readRequestMeta } from '../modern/request-meta.ts';
import { badRequest } from '../rpc-failure.ts';
import { EventStream } from './event-stream.ts';
import type { HttpCall } from './http-call.ts';
import { accepted, type HttpParts, plainAnswer, type ValidMessage } from './http-parts.ts';
import { HttpReply } from './http-reply.ts';
import { PlainStream } from './message-stream.ts';

/** The 2026 era over HTTP: each POST by itself. Source: MCP 2026-07-28, "Streamable HTTP". */
export class ModernHttp {
  readonly #parts: HttpParts;
  readonly #dispatcher: ModernDispatcher;

  constructor(parts: HttpParts, dispatcher: ModernDispatcher) {
    this.#parts = parts;
    this.#dispatcher = dispatcher;
  }

  /** @throws McpError -32602 and -32020 (HTTP 400) for what the request lacks or contradicts itself in */
  post(call: HttpCall, message: ValidMessage): void {
    if (message.kind === 'response') throw badRequest('Clients of this version send no responses');
    if (message.kind === 'request') this.#request(call, message);
    else {
      this.#dispatcher.notification(call.scope, call.sender, message);
      accepted(call);
    }
  }

  #request(call: HttpCall, request: RequestMessage): void {
    const { scope, sender, headers, response, answerHeaders } = call;
    const meta = readRequestMeta(request.params);
    checkRequestHeaders(headers, request, meta);
    this.#checkParams(call, request);
    const reply = new HttpReply({
      ...plainAnswer(call, this.#parts),
      openStream: onGone =>
        new PlainStream(EventStream.open(response, answerHeaders, this.#parts.keeper), onGone),
    });
    this.#dispatcher.request(scope, sender, request, meta, reply);
  }

  #checkParams({ scope, headers }: HttpCall, { method, params }: RequestMessage): void {
    if (method !== 'tools/call' || typeof params?.name !== 'string') return;
    const tool = this.#parts.hub.tool(scope, params.name);
    if (tool) checkParamHeaders(headers, tool, params.arguments);
  }
}
