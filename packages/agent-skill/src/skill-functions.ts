import { HANGUP_FUNCTION } from './function-names.ts';
import type { SkillTool, SwaigRequest, SwaigResponse } from './swaig.ts';
import { swaigParameters } from './swaig-parameters.ts';
import type { ListedTool } from './tool-listing.ts';

/** A tool of the gateway as a SWAIG function. */
export function toolFunction(name: string, entry: ListedTool, handler: SkillTool['handler']): SkillTool {
  const { properties, required } = swaigParameters(entry.tool.inputSchema);
  const { description } = entry.tool;
  const text = typeof description === 'string' && description !== '' ? description : entry.tool.name;
  return { name, description: `[${entry.service}] ${text}`, parameters: properties, required, handler };
}

/** The function that closes a call's session; hidden from the model. */
export function hangupFunction(hangup: (request: SwaigRequest) => Promise<SwaigResponse>): SkillTool {
  return {
    name: HANGUP_FUNCTION,
    description: 'Closes the tools of a call that has ended.',
    parameters: {},
    required: [],
    isHangupHook: true,
    handler: (_args, request) => hangup(request),
  };
}
