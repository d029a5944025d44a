/** Types of records that are asked for. Source: RFC 1035, RFC 3596. */
export const recordTypes = { A: 1, AAAA: 28 } as const;

/** Response codes. Source: RFC 1035, section 4.1.1. */
export const responseCodes = { none: 0, formatError: 1, noSuchName: 3, notImplemented: 4 } as const;

export type ResponseCode = (typeof responseCodes)[keyof typeof responseCodes];

export interface Question {
  /** Lower case, without the dot at the end. */
  readonly name: string;
  readonly type: number;
}

const headerBytes = 12;
const internet = 1;
/** Short, so that a name that was forgotten is soon asked for again. */
const ttlSeconds = 60;

/** The one question of a query; `undefined` for everything that is not a plain query with one question. */
export function parseQuestion(message: Buffer): Question | undefined {
  if (message.length < headerBytes) return undefined;
  const isQuery = (message.readUInt16BE(2) & 0xf800) === 0;
  if (!isQuery || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = message[at]; length !== 0; length = message[at]) {
    // A question has nothing before it that it could point back to.
    if (length === undefined || length > 63) return undefined;
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > message.length || message.readUInt16BE(at + 3) !== internet) return undefined;
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1) };
}

/** The answer to a query: its question again, and an IPv4 address if there is one. */
export function formatAnswer(query: Buffer, code: ResponseCode, address?: string): Buffer {
  const header = Buffer.alloc(headerBytes);
  query.copy(header, 0, 0, Math.min(4, query.length));
  // Response, authoritative, recursion available; opcode and "recursion desired" as they were asked.
  header.writeUInt16BE((header.readUInt16BE(2) & 0x7900) | 0x8480 | code, 2);
  const question = code === responseCodes.formatError ? Buffer.alloc(0) : questionOf(query);
  header.writeUInt16BE(question.length > 0 ? 1 : 0, 4);
  if (address === undefined) return Buffer.concat([header, question]);
  header.writeUInt16BE(1, 6);
  return Buffer.concat([header, question, addressRecord(address)]);
}

function questionOf(query: Buffer): Buffer {
  let at = headerBytes;
  for (let length = query[at] ?? 0; length !== 0; length = query[at] ?? 0) at += 1 + length;
  return query.subarray(headerBytes, at + 5);
}

function addressRecord(address: string): Buffer {
  const record = Buffer.alloc(16);
  // A pointer to the name in the question.
  record.writeUInt16BE(0xc000 | headerBytes, 0);
  record.writeUInt16BE(recordTypes.A, 2);
  record.writeUInt16BE(internet, 4);
  record.writeUInt32BE(ttlSeconds, 6);
  record.writeUInt16BE(4, 10);
  record.set(address.split('.').map(Number), 12);
  return record;
}
