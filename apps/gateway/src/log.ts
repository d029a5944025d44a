import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino, { type DestinationStream, type Logger } from 'pino';
import { LogFileError } from './errors.ts';

/** Where the gateway logs to. */
export interface LogOptions {
  /** A level by Python's names, in any case: `DEBUG`, `INFO`, `WARNING`, `ERROR`, `CRITICAL`. */
  readonly level: string;
  /** A file that gets each line too; its folder is made. */
  readonly file?: string | undefined;
  /** `pretty` for people at a terminal, `json` for programs. The file always gets JSON. */
  readonly format: 'json' | 'pretty';
}

/** The log of one gateway: structured lines, and security events as lines of their own form. */
export interface Log extends Disposable {
  readonly logger: Logger;
  /** Writes one line as it is, where the level lets information through. */
  readonly line: (text: string) => void;
  setLevel(level: string): void;
  /** Opens the file anew: after it was rotated, or when the setting names another one. */
  reopen(file: string | undefined): void;
  /** Writes out what is still held back. */
  flush(): void;
}

type FileStream = ReturnType<typeof pino.destination>;

const pinoLevels: Readonly<Record<string, string>> = {
  NOTSET: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'fatal',
  CRITICAL: 'fatal',
};

/** Lines are gathered for a tenth of a second: a write for each would wake a thread for each call. */
const unhurried = { sync: false, minLength: 16_384, maxWrite: 65_536, periodicFlush: 100 } as const;

const pinoLevel = (level: string) => pinoLevels[level.toUpperCase()] ?? 'info';

/**
 * Opens the log. Writing never waits: lines are handed to the streams and written beside the calls.
 *
 * @throws LogFileError (`GW_LOG_FILE`) when the file can't be opened
 */
export async function openLog(options: LogOptions): Promise<Log> {
  const stderr = await stderrStream(options.format);
  let file = options.file === undefined ? undefined : openFile(options.file);
  let path = options.file;

  const everywhere: DestinationStream = {
    write(text) {
      stderr.structured.write(text);
      file?.write(text);
    },
  };
  const logger = pino({ level: pinoLevel(options.level), base: null }, everywhere);

  const flush = () => {
    for (const stream of [stderr.plain, file]) {
      // A stream that was never opened, or whose reader has gone, has nothing to flush.
      try {
        stream?.flushSync();
      } catch {}
    }
  };

  return {
    logger,
    line(text) {
      if (!logger.isLevelEnabled('info')) return;
      stderr.plain.write(`${text}\n`);
      file?.write(`${text}\n`);
    },
    setLevel(level) {
      logger.level = pinoLevel(level);
    },
    reopen(next) {
      if (next === path) return file?.reopen();
      const opened = next === undefined ? undefined : openFile(next);
      file?.end();
      file = opened;
      path = next;
    },
    flush,
    [Symbol.dispose]: flush,
  };
}

async function stderrStream(format: LogOptions['format']) {
  const plain = pino.destination({ dest: 2, ...unhurried });
  // A reader that has gone away (a closed terminal, a broken pipe) must not end the gateway.
  plain.on('error', () => {});
  if (format === 'json') return { plain, structured: plain as DestinationStream };
  const { default: pretty } = await import('pino-pretty');
  return { plain, structured: pretty({ destination: plain, ignore: 'pid,hostname' }) as DestinationStream };
}

function openFile(path: string): FileStream {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Opened synchronously, so that a path that can't be written stops the start and not the first line.
    const probe = pino.destination({ dest: path, sync: true, mode: 0o640 });
    probe.end();
    const stream = pino.destination({ dest: path, ...unhurried, mode: 0o640 });
    stream.on('error', () => {});
    return stream;
  } catch (error) {
    throw new LogFileError(path, error);
  }
}
