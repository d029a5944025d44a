export type { SkillErrorCode, SkillErrorOptions } from './errors.ts';
export { SkillError } from './errors.ts';
export type { SkillLogger } from './logger.ts';
export type { InvokeOptions, SkillOptions } from './mcp-gateway-skill.ts';
export { McpGatewaySkill } from './mcp-gateway-skill.ts';
export type { ParameterSchemaEntry } from './parameter-schema.ts';
export type { SkillParameters } from './parameters.ts';
export type { SkillAgent, SkillSurface } from './skill-surface.ts';
export type { PromptSection, SkillTool, SwaigRequest, SwaigResponse } from './swaig.ts';
