import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Scope } from '../../hub.ts';
import type { Sender } from '../sender.ts';

/** One HTTP request to an MCP endpoint, from somebody who may make it. */
export interface HttpCall {
  readonly scope: Scope;
  readonly sender: Sender;
  readonly headers: IncomingHttpHeaders;
  /** Path and query. */
  readonly url: string;
  readonly response: ServerResponse;
  /** What every answer to this request carries. */
  readonly answerHeaders: OutgoingHttpHeaders;
}
