/** What can go wrong between an agent and its gateway. The codes are API; the README lists them. */
export type SkillErrorCode =
  | 'GW_SKILL_PARAMETERS'
  | 'GW_SKILL_ADDRESS_REFUSED'
  | 'GW_SKILL_NOT_STARTED'
  | 'GW_SKILL_UNREACHABLE'
  | 'GW_SKILL_TIMEOUT'
  | 'GW_SKILL_RATE_LIMITED'
  | 'GW_SKILL_REDIRECT'
  | 'GW_SKILL_ANSWER'
  | 'GW_SKILL_CLOSED';

export interface SkillErrorOptions extends ErrorOptions {
  /** Whether the same request may succeed when sent again. Default false. */
  readonly retryable?: boolean;
  /** The gateway's HTTP status, where it answered. */
  readonly status?: number;
  /** The same trouble in words for a caller on the phone. Default: the message. */
  readonly spoken?: string;
}

/** The one error of this package. Its message is for the agent's log, `spoken` for the caller's ear. */
export class SkillError extends Error {
  override readonly name = 'SkillError';
  readonly code: SkillErrorCode;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly spoken: string;

  constructor(code: SkillErrorCode, message: string, options: SkillErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.status = options.status;
    this.spoken = options.spoken ?? message;
  }
}
