import type { SkillAgent } from './skill-surface.ts';
import type { SkillTool } from './swaig.ts';

/** What an agent of SignalWire's SDK can do about functions that come and go. */
interface RegisteringAgent extends SkillAgent {
  defineTool?: (tool: SkillTool & { extraFields: Record<string, unknown> }) => unknown;
  readonly toolRegistry?: unknown;
}

/**
 * Brings the functions that SignalWire's SDK keeps of this skill up to date. The SDK asks a skill for
 * its functions once, when it is added; it can define more later, but has no way to withdraw one, so
 * a lost function is taken out of the SDK's own map where that is there.
 */
export function updateRegistration(
  agent: SkillAgent,
  before: readonly SkillTool[],
  after: readonly SkillTool[],
  swaigFields: Readonly<Record<string, unknown>>,
): void {
  const { toolRegistry } = agent as RegisteringAgent;
  const names = new Set(after.map(tool => tool.name));
  if (toolRegistry instanceof Map)
    for (const tool of before) if (!names.has(tool.name)) toolRegistry.delete(tool.name);
  for (const tool of after) {
    const hook = tool.isHangupHook && { is_hangup_hook: true };
    (agent as RegisteringAgent).defineTool?.({ ...tool, extraFields: { ...swaigFields, ...hook } });
  }
}
