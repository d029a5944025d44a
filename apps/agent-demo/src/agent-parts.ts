/** The body of a SWAIG post: `call_id`, `global_data` and whatever else the platform sends. */
export type SwaigRequest = Readonly<Record<string, unknown>>;

/** What a function tells the agent, and what the platform does beside it. */
export interface SwaigResponse {
  response: string;
  action?: Record<string, unknown>[];
}

/** A part of the prompt: heading, text, points. Source: SignalWire's Prompt Object Model. */
export interface PromptSection {
  title: string;
  body?: string;
  bullets?: string[];
}

/** A language that the agent speaks, `{ name: 'English', code: 'en-US', voice: 'rime.spore' }`. */
export interface AgentLanguage {
  name: string;
  code: string;
  voice: string;
}

/** A function that the agent can call during a phone call. */
export interface AgentTool {
  name: string;
  /** When to use it: the model chooses by this text. */
  description: string;
  /** JSON schemas by argument name. */
  parameters?: Record<string, Record<string, unknown>>;
  required?: string[];
  handler(
    args: Readonly<Record<string, unknown>>,
    request: SwaigRequest,
  ): SwaigResponse | string | Promise<SwaigResponse | string>;
  /** Set on functions that run when the call has ended. */
  isHangupHook?: boolean;
}

/** What an agent needs of a skill. `McpGatewaySkill` of `@gw/agent-skill` fits. */
export interface AgentSkill {
  readonly skillName: string;
  /** Fields added to each of its functions. */
  readonly swaigFields: Readonly<Record<string, unknown>>;
  setAgent(agent: { readonly name: string }): void;
  start(): Promise<void>;
  /** Renews what the skill offers, where it is older. Never rejects. */
  refresh(maxAgeMs?: number): Promise<void>;
  getTools(): AgentTool[];
  getPromptSections(): PromptSection[];
  getHints(): string[];
  getGlobalData(): Record<string, unknown>;
  cleanup(): Promise<void>;
}
