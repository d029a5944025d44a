export type { AgentDefinition } from './agent.ts';
export { Agent, createAgent } from './agent.ts';
export type { AgentAppOptions } from './agent-app.ts';
export { buildAgentApp } from './agent-app.ts';
export type { AgentHostOptions } from './agent-host.ts';
export { AgentHost, startAgentHost } from './agent-host.ts';
export type {
  AgentLanguage,
  AgentSkill,
  AgentTool,
  PromptSection,
  SwaigRequest,
  SwaigResponse,
} from './agent-parts.ts';
export type { AgentErrorCode } from './errors.ts';
export { AgentError } from './errors.ts';
export { runAgent } from './run-agent.ts';
export type { SwaigFunction, SwmlDocument } from './swml.ts';
