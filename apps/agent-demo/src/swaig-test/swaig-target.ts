import type { AgentTool } from '../agent-parts.ts';

type Json = Record<string, unknown>;

/** A function as a SWML document announces it, wherever the document comes from. */
export interface AnnouncedFunction {
  readonly function: string;
  readonly description?: string;
  readonly parameters?: { properties?: AgentTool['parameters']; required?: string[] };
  readonly web_hook_url?: string;
}

/** What swaig-test talks to: an agent in this process, or one behind a URL. */
export interface SwaigTarget extends AsyncDisposable {
  /** The SWML document of a call with this id. */
  swml(callId: string): Promise<Json>;
  /** Posts a SWAIG request to a function of that document; resolves with the answer. */
  post(target: AnnouncedFunction, body: Json): Promise<Json>;
}

/** The AI verb of a SWML document, or undefined where it has none. */
function aiVerb(swml: Json): Json | undefined {
  const { main = [] } = (swml.sections ?? {}) as { main?: Json[] };
  return main.map(verb => verb.ai as Json | undefined).find(ai => ai !== undefined);
}

/** The functions of a SWML document; one without an address of its own has the document's default. */
export function functionsOf(swml: Json): AnnouncedFunction[] {
  const { functions = [], defaults = {} } = (aiVerb(swml)?.SWAIG ?? {}) as {
    functions?: AnnouncedFunction[];
    defaults?: { web_hook_url?: string };
  };
  return functions.map(announced => ({ ...defaults, ...announced }));
}

/** The data that the platform sends along with every SWAIG post. */
export function globalDataOf(swml: Json): Json {
  return (aiVerb(swml)?.global_data ?? {}) as Json;
}
