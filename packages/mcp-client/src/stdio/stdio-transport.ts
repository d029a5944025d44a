import type { Readable, Writable } from 'node:stream';
import type { ConnectionLimits } from '../json-rpc/connection-limits.ts';
import { answeredId, parseLine } from '../json-rpc/json-rpc-message.ts';
import type { LogLimiter } from '../json-rpc/log-limiter.ts';
import type { JsonRpcMessage, Transport, TransportEvents } from '../transport.ts';
import { LineReader } from './line-reader.ts';
import { LineWriter } from './line-writer.ts';

export interface StdioTransportOptions {
  /** Name of the service, for logs. */
  readonly service: string;
  readonly input: Writable;
  readonly output: Readable;
  readonly limits: ConnectionLimits;
  readonly log: LogLimiter;
  readonly events: TransportEvents;
}

/** Which of its pipes a process has closed. Whether it lives is another question. */
export class ClosedPipeError extends Error {
  readonly pipe: 'input' | 'output';

  constructor(pipe: 'input' | 'output') {
    super(`The ${pipe} was closed`);
    this.pipe = pipe;
  }
}

/** A process's pipes, a message a line. All requests share them, so nothing tells what belongs to which. */
export class StdioTransport implements Transport {
  readonly kind = 'stdio';
  readonly #options: StdioTransportOptions;
  readonly #reader: LineReader;
  readonly #writer: LineWriter;

  constructor(options: StdioTransportOptions) {
    this.#options = options;
    const { input, output, limits, events } = options;
    this.#writer = new LineWriter(input, limits.maxUnsentBytes, () =>
      events.onBroken(new ClosedPipeError('input')),
    );
    this.#reader = new LineReader(output, {
      maxLineBytes: limits.maxLineBytes,
      onLine: line => this.#onLine(line),
      onOverlong: ({ head, tail, bytes }) => this.#onUnreadable(`${bytes} bytes long`, head, tail),
      onEnd: () => events.onBroken(new ClosedPipeError('output')),
    });
  }

  send(message: JsonRpcMessage): boolean {
    return this.#writer.write(`${JSON.stringify(message)}\n`);
  }

  opened(): void {}

  abandon(): void {}

  /** Resolves when what a dead process left in its output has been read. */
  drained(): Promise<void> {
    return this.#reader.drained();
  }

  async close(): Promise<void> {
    this.#reader.stop();
  }

  #onLine(line: Buffer): void {
    const parsed = parseLine(line);
    if (parsed.kind === 'message') {
      if (!parsed.validUtf8) this.#complain('The server wrote bytes that are not UTF-8');
      this.#options.events.onMessage(parsed.message);
    } else if (parsed.kind === 'tooDeep') {
      this.#onUnreadable('nested too deeply', line, line.subarray(-4_096));
    } else if (parsed.kind === 'junk') {
      this.#complain('The server wrote a line that is not JSON', line.toString('utf8', 0, 200));
    }
  }

  #onUnreadable(how: string, head: Buffer, tail: Buffer): void {
    this.#options.events.onUnreadable(how, answeredId(head, tail));
  }

  #complain(message: string, line?: string): void {
    const { log, service } = this.#options;
    log.log('warn', line === undefined ? { service } : { service, line }, message);
  }
}
