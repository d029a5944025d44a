/** One thing that is wrong, or odd, in a configuration. Secrets never appear in any of its fields. */
export interface ConfigIssue {
  /** JSON pointer (RFC 6901) of the setting; `''` is the whole file. */
  pointer: string;
  /** What is wrong, readable after the pointer: `must be a whole number from 0 to 65535`. */
  message: string;
  /**
   * The value as the file gives it, `${VAR}` not replaced. Left out for secrets, for lists and objects, and
   * for keys that the schema doesn't know (they may be secrets with a typing mistake).
   */
  value?: unknown;
  /** What would have been right: `a whole number from 0 to 65535`. */
  expected?: string;
}

/**
 * - `GW_CONFIG_NOT_FOUND`: there is no file at the path.
 * - `GW_CONFIG_UNREADABLE`: the file is there but can't be read, or is larger than 4 MiB.
 * - `GW_CONFIG_SYNTAX`: the file isn't JSON; the issue says the line and the column.
 * - `GW_CONFIG_INVALID`: the file is JSON, but its settings are wrong; `issues` lists every problem.
 */
export type ConfigErrorCode =
  | 'GW_CONFIG_NOT_FOUND'
  | 'GW_CONFIG_UNREADABLE'
  | 'GW_CONFIG_SYNTAX'
  | 'GW_CONFIG_INVALID';

const MOST_LISTED = 50;

/** Why a configuration can't be used: a code to act on, every issue, and a message that lists them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ConfigErrorCode;
  readonly issues: ConfigIssue[];

  constructor(code: ConfigErrorCode, summary: string, issues: ConfigIssue[] = [], options?: ErrorOptions) {
    super([summary, ...listed(issues)].join('\n'), options);
    this.code = code;
    this.issues = issues;
  }
}

/** One line for people: `/server/port must be a whole number from 0 to 65535 (given: "http")`. */
export function formatIssue({ pointer, message, value }: ConfigIssue): string {
  const subject = pointer === '' ? 'the configuration' : pointer;
  return `${subject} ${message}${value === undefined ? '' : ` (given: ${JSON.stringify(value)})`}`;
}

function listed(issues: readonly ConfigIssue[]): string[] {
  const lines = issues.slice(0, MOST_LISTED).map(issue => `  ${formatIssue(issue)}`);
  return issues.length > MOST_LISTED ? [...lines, `  and ${issues.length - MOST_LISTED} more`] : lines;
}
