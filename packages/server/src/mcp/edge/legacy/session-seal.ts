import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Caller, JsonObject, Scope } from '../../hub.ts';
import { asObject } from '../message.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { refusal } from '../rpc-failure.ts';

/** What a session id holds, so that a gateway that has never seen it can go on with it. */
export interface SealedSession {
  readonly scope: Scope;
  readonly caller: Caller;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** What proxies let through as one header line leaves room for this. */
const maxPlainBytes = 4096;

/**
 * Makes session ids that are what they stand for, encrypted: a client goes on after a restart, and nobody can make
 * one up, read it, or change it.
 */
export class SessionSeal {
  readonly #key: Uint8Array;

  /** @param sealingKey 32 bytes; all gateways that share it know each other's sessions */
  constructor(sealingKey: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', sealingKey, '', 'mcp session id', 32));
  }

  /** @throws McpError -32602 when the client declares more than a header can carry */
  seal({ scope, caller, createdAt }: SealedSession): string {
    const { principal, sessionId, protocolVersion, capabilities, clientInfo } = caller;
    const { name, version, title } = clientInfo ?? {};
    const plain = Buffer.from(
      JSON.stringify({
        principal,
        scope,
        sessionId,
        protocolVersion,
        capabilities,
        // What else a client tells of itself, icons for one, is too large to be carried around.
        clientInfo: { name, version, title },
        createdAt,
      }),
    );
    if (plain.length > maxPlainBytes) {
      throw refusal(
        200,
        rpcCodes.invalidParams,
        `Invalid params: capabilities are larger than ${maxPlainBytes} bytes`,
      );
    }
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, this.#key, nonce);
    const sealed = Buffer.concat([nonce, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** What an id holds; `undefined` where it wasn't made with this key. */
  open(id: string): SealedSession | undefined {
    const sealed = Buffer.from(id, 'base64url');
    // One session has one id: other spellings of the same bytes are none.
    if (sealed.length <= nonceBytes + tagBytes || sealed.toString('base64url') !== id) return undefined;
    const opening = createDecipheriv(cipher, this.#key, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    opening.setAuthTag(sealed.subarray(-tagBytes));
    try {
      const plain = Buffer.concat([opening.update(sealed.subarray(nonceBytes, -tagBytes)), opening.final()]);
      return restored(asObject(JSON.parse(plain.toString())) ?? {});
    } catch {
      return undefined;
    }
  }
}

/** What was sealed here was well-formed: nobody else has the key. */
function restored(content: JsonObject): SealedSession {
  const { scope, createdAt, principal, sessionId, protocolVersion, capabilities, clientInfo } = content as {
    scope: Scope;
    createdAt: number;
  } & Pick<Caller, 'principal' | 'sessionId' | 'protocolVersion' | 'capabilities'> & {
      clientInfo: JsonObject;
    };
  return {
    scope,
    caller: { principal, sessionId, era: '2025', protocolVersion, capabilities, clientInfo },
    createdAt,
  };
}
