import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EraMemory, EraRecord, Logger } from '@gw/mcp-client';

/**
 * Remembers in a file how each server is spoken to, so that a start needn't find it out again. Nothing depends on it:
 * a file that can't be read or written costs a question at the next start, and a line in the log.
 */
export class EraFile implements EraMemory, AsyncDisposable {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #records: Map<string, EraRecord>;
  #writing: Promise<void> = Promise.resolve();
  #isDirty = false;

  private constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
    this.#records = new Map(Object.entries(read(path, logger)));
  }

  /** Opens the memory; a file that isn't there yet is an empty one. */
  static open(path: string, logger: Logger): EraFile {
    return new EraFile(path, logger);
  }

  get(service: string): EraRecord | undefined {
    return this.#records.get(service);
  }

  set(service: string, record: EraRecord): void {
    this.#records.set(service, record);
    if (this.#isDirty) return;
    this.#isDirty = true;
    this.#writing = this.#writing.then(() => this.#write());
  }

  /** Resolves when all is written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    this.#isDirty = false;
    const draft = `${this.#path}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(draft, `${JSON.stringify(Object.fromEntries(this.#records), null, 2)}\n`, {
        mode: 0o600,
      });
      await rename(draft, this.#path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {});
      this.#logger.warn(
        { path: this.#path, err: error },
        'How servers are spoken to could not be written down',
      );
    }
  }
}

function read(path: string, logger: Logger): Record<string, EraRecord> {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content !== 'object' || content === null) return {};
    return Object.fromEntries(Object.entries(content).filter(([, record]) => isRecord(record)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    logger.warn({ path, err: error }, 'How servers are spoken to could not be read; it is found out again');
    return {};
  }
}

const isRecord = (value: unknown): value is EraRecord =>
  typeof value === 'object' &&
  value !== null &&
  ['era', 'protocolVersion', 'transport', 'foundAt', 'definition'].every(
    field => typeof (value as Record<string, unknown>)[field] === 'string',
  );
