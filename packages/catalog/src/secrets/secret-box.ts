import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Sealed } from '@gw/store';

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A secret that can't be opened. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  /** `GW_SECRET_KEY`: sealed with another key. `GW_SECRET_DAMAGED`: changed since, or never sealed at all. */
  readonly code: 'GW_SECRET_KEY' | 'GW_SECRET_DAMAGED';

  constructor(code: SecretError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Seals secrets for the store: AES-256-GCM with a nonce of its own for each. The text says which version and which
 * key made it, so that another key is told from damage.
 */
export class SecretBox {
  readonly #key: Uint8Array;
  readonly #keyId: string;

  /**
   * @param key 32 bytes
   * @throws RangeError it has another length
   */
  constructor(key: Uint8Array) {
    if (key.length !== 32) throw new RangeError('The key for secrets must have 32 bytes');
    this.#key = key;
    this.#keyId = createHash('sha256').update('mcp-gateway key id').update(key).digest('hex').slice(0, 8);
  }

  seal(text: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(this.#head));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${this.#head}.${sealed.toString('base64url')}` as Sealed;
  }

  /** @throws SecretError */
  open(sealed: Sealed): string {
    const [version, keyId, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw damaged();
    if (keyId !== this.#keyId) {
      throw new SecretError(
        'GW_SECRET_KEY',
        'A stored secret was sealed with another key than the one given',
      );
    }
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(this.#head))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw damaged();
    }
  }

  /** Whether a secret says that it was sealed with this key. */
  isOwn(sealed: Sealed): boolean {
    return sealed.startsWith(`${this.#head}.`);
  }

  get #head(): string {
    return `${VERSION}.${this.#keyId}`;
  }
}

const damaged = () => new SecretError('GW_SECRET_DAMAGED', 'A stored secret is damaged');
