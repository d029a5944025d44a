import { type Message, readMessage } from '../message.ts';
import { parseMessageText } from '../message-json.ts';
import { claimsVersion } from '../modern/request-meta.ts';
import { modernVersions } from '../protocol-versions.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { refusal } from '../rpc-failure.ts';
import type { HttpCall } from './http-call.ts';
import { answerFailure, type HttpParts } from './http-parts.ts';
import type { LegacyHttp } from './legacy-http.ts';
import type { ModernHttp } from './modern-http.ts';

/**
 * The Streamable HTTP transport, both eras at one URL: a request that tells its version itself is of the 2026 era, an
 * `initialize` opens a session of the 2025 era.
 *
 * Methods throw `McpError` with a status for what can't be answered as a request.
 */
export class StreamableHttp {
  readonly #parts: HttpParts;
  readonly #modern: ModernHttp;
  readonly #legacy: LegacyHttp;

  constructor(parts: HttpParts, eras: { modern: ModernHttp; legacy: LegacyHttp }) {
    this.#parts = parts;
    this.#modern = eras.modern;
    this.#legacy = eras.legacy;
  }

  /** Takes a message, or several. */
  post(call: HttpCall, body: Uint8Array | undefined): void {
    const value = parseMessageText(body ?? new Uint8Array());
    if (Array.isArray(value)) this.#legacy.postArray(call, value);
    else this.#post(call, readMessage(value));
  }

  /** Opens a stream, or takes up one that was lost. */
  get(call: HttpCall): void {
    if (namesModern(call)) throw postAlone();
    this.#legacy.get(call);
  }

  /** Ends a session. */
  delete(call: HttpCall): void {
    if (namesModern(call)) throw postAlone();
    this.#legacy.delete(call);
  }

  #post(call: HttpCall, message: Message): void {
    try {
      if (message.kind === 'invalid') {
        throw refusal(400, message.code, `Invalid message: ${message.problem}`);
      }
      if (isModern(call, message)) this.#modern.post(call, message);
      else this.#legacy.post(call, message);
    } catch (error) {
      const method = 'method' in message ? message.method : '';
      const key = 'key' in message && message.kind !== 'response' ? message.key : undefined;
      answerFailure(call, this.#parts, { error, key, method });
    }
  }
}

/** The body tells the era. A header alone makes a request that lacks what its era wants, and that is told. */
const isModern = (call: HttpCall, message: Message): boolean =>
  ('params' in message && claimsVersion(message.params)) || namesModern(call);

const namesModern = ({ headers }: HttpCall): boolean =>
  modernVersions.includes(`${headers['mcp-protocol-version']}`);

const postAlone = () => refusal(405, rpcCodes.invalidRequest, 'This version of the protocol has POST alone');
