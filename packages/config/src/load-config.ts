import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError, type ConfigIssue } from './errors.ts';
import { type DuplicateKey, readJsonText } from './json-text.ts';
import { type ParsedConfig, parseConfig } from './parse-config.ts';
import type { Env } from './substitute.ts';

/** The largest file that is read, in bytes: 4 MiB, room for thousands of services. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A configuration read from a file. */
export interface LoadedConfig extends ParsedConfig {
  /** The absolute path of the file. */
  readonly path: string;
}

/**
 * Reads, parses and checks a configuration file. The file is JSON in UTF-8, with or without byte order mark.
 *
 * @param path relative to `cwd`, or absolute.
 * @throws {ConfigError} `GW_CONFIG_NOT_FOUND`, `GW_CONFIG_UNREADABLE`, `GW_CONFIG_SYNTAX` with line and column,
 *   `GW_CONFIG_INVALID` with every problem at once.
 */
export async function loadConfig(
  path: string,
  options: { readonly env: Env; readonly cwd: string },
): Promise<LoadedConfig> {
  const configPath = resolve(options.cwd, path);
  const json = readJsonText(decode(await readBounded(configPath), configPath));
  if ('problem' in json) {
    const { line, column } = json.position;
    const message = `is not JSON at line ${line}, column ${column}: ${json.problem}`;
    throw new ConfigError('GW_CONFIG_SYNTAX', `${configPath} is not JSON:`, [
      { pointer: json.pointer, message },
    ]);
  }
  const repeated = json.duplicates.map(duplicateIssue);
  const parsed = collecting(repeated, configPath, () => parseConfig(json.value, { ...options, configPath }));
  return { ...parsed, path: configPath };
}

/** Reads to the end, but no further than the bound: the path may be a pipe or a device. */
async function readBounded(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_BYTES) throw new ConfigError('GW_CONFIG_UNREADABLE', `${path} is larger than 4 MiB`);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new ConfigError('GW_CONFIG_NOT_FOUND', `There is no configuration file at ${path}`, [], {
        cause: error,
      });
    }
    throw new ConfigError('GW_CONFIG_UNREADABLE', `${path} cannot be read: ${message}`, [], { cause: error });
  }
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const issue = { pointer: '', message: 'is not UTF-8 text', expected: 'JSON in UTF-8' };
    throw new ConfigError('GW_CONFIG_SYNTAX', `${path} is not JSON:`, [issue]);
  }
}

function duplicateIssue({ pointer, lines: [first, second] }: DuplicateKey): ConfigIssue {
  const where = first === second ? `on line ${first}` : `on lines ${first} and ${second}`;
  return { pointer, message: `stands twice in the file, ${where}`, expected: 'one of the two' };
}

/** Runs the parser and puts issues of its own before those that it finds. */
function collecting(issues: ConfigIssue[], path: string, parse: () => ParsedConfig): ParsedConfig {
  if (issues.length === 0) return parse();
  try {
    parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    issues.push(...error.issues);
  }
  throw new ConfigError('GW_CONFIG_INVALID', `${path} has settings that cannot be used:`, issues);
}
