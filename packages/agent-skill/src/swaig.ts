/** The body of a SWAIG post: `call_id`, `global_data` and whatever else the platform sends. */
export type SwaigRequest = Readonly<Record<string, unknown>>;

/** What a SWAIG function answers; SignalWire's SDKs take it as it is. */
export interface SwaigResponse {
  /** What the agent is told. */
  response: string;
  /** What the platform does beside it. */
  action?: Record<string, unknown>[];
}

/** One SWAIG function of a skill, in the form of SignalWire's TypeScript SDK. */
export interface SkillTool {
  name: string;
  description: string;
  /** Schemas by argument name. */
  parameters: Record<string, Record<string, unknown>>;
  required: string[];
  handler(args: Readonly<Record<string, unknown>>, request: SwaigRequest): Promise<SwaigResponse>;
  /** Set on the function that the platform runs when the call ends; the model never sees it. */
  isHangupHook?: boolean;
}

/** A part of the agent's prompt. */
export interface PromptSection {
  title: string;
  body?: string;
  bullets?: string[];
}
