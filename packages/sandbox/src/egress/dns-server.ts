import type { Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import { type AllowList, plainName } from './allow-list.ts';
import { formatAnswer, parseQuestion, recordTypes, responseCodes } from './dns-message.ts';
import type { NameTable } from './name-table.ts';
import { RateLimit } from './rate-limit.ts';
import type { Refusals } from './refusals.ts';

/** Queries answered; what comes faster is dropped, and asked again by whoever needs it. */
const queries = { burst: 500, perSecond: 200 };
const tcpIdleMs = 5000;

/**
 * The name server that a command sees. Nothing is passed on: names of the allow-list lead to loopback addresses of
 * the command's own network, all others don't exist, so that nothing can be told to anybody by asking.
 */
export class DnsServer {
  readonly #list: AllowList;
  readonly #names: NameTable;
  readonly #refusals: Refusals;
  readonly #rate = new RateLimit(queries);

  constructor(list: AllowList, names: NameTable, refusals: Refusals) {
    this.#list = list;
    this.#names = names;
    this.#refusals = refusals;
  }

  serveUdp(socket: UdpSocket): void {
    socket.on('message', (query, { address, port }) => {
      const answer = this.#answer(query);
      if (answer) socket.send(answer, port, address, () => {});
    });
    // Whoever asked may be gone by now.
    socket.on('error', () => {});
  }

  /** Messages with their length before them. Source: RFC 7766. */
  serveTcp(socket: Socket): void {
    let received = Buffer.alloc(0);
    socket.setTimeout(tcpIdleMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        const answer = this.#answer(received.subarray(2, end));
        received = received.subarray(end);
        // Who asks without reading the answers has asked enough.
        if (!answer || !socket.write(Buffer.concat([lengthOf(answer), answer]))) return socket.destroy();
      }
    });
    socket.on('end', () => socket.end());
  }

  #answer(query: Buffer): Buffer | undefined {
    if (query.length < 4 || !this.#rate.take()) return undefined;
    const question = parseQuestion(query);
    if (!question) return formatAnswer(query, responseCodes.formatError);
    const name = plainName(question.name);
    if (name === 'localhost') return formatAnswer(query, responseCodes.none, loopbackFor(question.type));
    if (name === undefined || !this.#list.knowsName(name)) {
      this.#refusals.add({ target: question.name, reason: 'name not allowed' });
      return formatAnswer(query, responseCodes.noSuchName);
    }
    const address = question.type === recordTypes.A ? this.#names.addressOf(name) : undefined;
    return formatAnswer(query, responseCodes.none, address);
  }
}

function loopbackFor(type: number): string | undefined {
  return type === recordTypes.A ? '127.0.0.1' : undefined;
}

function lengthOf(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return length;
}
