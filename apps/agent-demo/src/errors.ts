export type AgentErrorCode =
  | 'GW_AGENT_SKILL_FAILED'
  | 'GW_AGENT_FUNCTION_CLASH'
  | 'GW_AGENT_UNKNOWN_FUNCTION'
  | 'GW_AGENT_BAD_REQUEST'
  | 'GW_AGENT_SETTING';

/** The one error of this package; the README lists its codes. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: AgentErrorCode;

  constructor(code: AgentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
