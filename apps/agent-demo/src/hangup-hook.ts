import type { AgentTool } from './agent-parts.ts';

/** The name by which the platform runs a function when a call has ended. Source: SignalWire's SWAIG reference. */
const HANGUP_HOOK = 'hangup_hook';

/**
 * The function that the platform posts at the end of a call, which runs every function marked as a
 * hangup hook: the platform goes by the reserved name, not by the mark. None where no function is
 * marked, or where the agent has one of that name itself.
 */
export function hangupHook(tools: readonly AgentTool[]): AgentTool[] {
  const hooks = tools.filter(tool => tool.isHangupHook);
  if (hooks.length === 0 || tools.some(tool => tool.name === HANGUP_HOOK)) return [];
  return [
    {
      name: HANGUP_HOOK,
      description: 'Runs when the call has ended.',
      handler: async (args, request) => {
        const runs = await Promise.allSettled(hooks.map(async hook => hook.handler(args, request)));
        const failures = runs.flatMap(run => (run.status === 'rejected' ? [run.reason as unknown] : []));
        if (failures.length > 0) throw new AggregateError(failures, 'A hangup hook failed');
        return 'The call is closed.';
      },
    },
  ];
}
