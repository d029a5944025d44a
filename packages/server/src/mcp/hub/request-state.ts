import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { asObject } from './json-object.ts';

/** What marks a state as the gateway's own, among those that servers give. */
const prefix = 'gw1.';
const ivBytes = 12;
const tagBytes = 16;
/** Far more than any state needs. */
const maxLength = 4_096;

/** What a `requestState` of the gateway's holds: which call waits, for whom, and until when. */
export interface WaitingState {
  /** Under which the call waits, this once. */
  readonly call: string;
  readonly principal: string;
  /** Digest of the request: method and what it is about. */
  readonly request: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Seals states, so that clients can neither read nor change what they carry for us. */
export class RequestStates {
  readonly #key: Uint8Array;

  /** @param key 32 bytes; the same one over restarts */
  constructor(key: Uint8Array) {
    if (key.byteLength !== 32) throw new RangeError('The sealing key must have 32 bytes');
    this.#key = key;
  }

  seal(state: WaitingState): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(prefix));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(state), 'utf8'), cipher.final()]);
    return prefix + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** `undefined`: the text is no state of ours, or not as we gave it. */
  unseal(text: unknown): WaitingState | undefined {
    if (typeof text !== 'string' || !text.startsWith(prefix) || text.length > maxLength) return undefined;
    const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
    // Base64 has several spellings of the same bytes: one alone is ours.
    if (prefix + bytes.toString('base64url') !== text) return undefined;
    if (bytes.length <= ivBytes + tagBytes) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, ivBytes))
        .setAAD(Buffer.from(prefix))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      const opened = decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8');
      return asObject(JSON.parse(opened + decipher.final('utf8'))) as WaitingState | undefined;
    } catch {
      return undefined;
    }
  }
}
