import { createHash } from 'node:crypto';
import { storableText } from './storable-text.ts';

/** What happened: the part of an audit record that whoever writes it gives. */
export interface AuditEntry {
  /** When, in epoch milliseconds. */
  readonly at: number;
  /** Who: a principal. */
  readonly principal: string;
  /** The API key that was used. */
  readonly keyId: string | null;
  /** From where: a network address. */
  readonly address: string | null;
  /** What: `tool.execute`, `server.create`… */
  readonly action: string;
  /** To what kind of thing: `server`, `tool`… */
  readonly targetType: string | null;
  /** To which: an id or a name. */
  readonly targetId: string | null;
  /** `ok`, `error`, `denied`… */
  readonly outcome: string;
  /** Of the arguments, which are not kept themselves. */
  readonly argumentsDigest: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** An entry's place in the chain. */
export interface AuditRecord extends AuditEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Of the record before; of the first one, 64 zeros. */
  readonly previousHash: string;
  /** SHA-256 over all of the above, in hexadecimal. */
  readonly hash: string;
}

/** A record as the database keeps it: the detail as JSON text. */
export interface AuditRow extends Omit<AuditRecord, 'detail'> {
  readonly detail: string | null;
}

/** What the first record follows. */
export const GENESIS = '0'.repeat(64);

/** Puts entries behind what is there. */
export function chainEntries(
  entries: readonly AuditEntry[],
  head: { readonly seq: number; readonly hash: string },
): AuditRow[] {
  let { seq, hash: previousHash } = head;
  return entries.map(entry => {
    const unsealed = { ...asStored(entry), seq: ++seq, previousHash };
    const row = { ...unsealed, hash: hashOf(unsealed) };
    previousHash = row.hash;
    return row;
  });
}

/**
 * The hash that a record must have: SHA-256, in hexadecimal, over the UTF-8 of a JSON list, without spaces, of
 * the fields in this order. The detail is in it as the text that is kept, so that nothing depends on a parser.
 */
export function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const fields = [
    row.seq,
    row.previousHash,
    row.at,
    row.principal,
    row.keyId,
    row.address,
    row.action,
    row.targetType,
    row.targetId,
    row.outcome,
    row.argumentsDigest,
    row.detail,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/** An entry as it will be read back: the hash is over that. */
function asStored(entry: AuditEntry): Omit<AuditRow, 'seq' | 'previousHash' | 'hash'> {
  const text = (value: string | null) => (value === null ? null : storableText(value));
  return {
    at: Math.trunc(entry.at),
    principal: storableText(entry.principal),
    keyId: text(entry.keyId),
    address: text(entry.address),
    action: storableText(entry.action),
    targetType: text(entry.targetType),
    targetId: text(entry.targetId),
    outcome: storableText(entry.outcome),
    argumentsDigest: text(entry.argumentsDigest),
    detail: entry.detail === null ? null : JSON.stringify(entry.detail),
  };
}
