import type { AgentLanguage, AgentTool, PromptSection } from './agent-parts.ts';

/** A function as SWML announces it. */
export interface SwaigFunction {
  function: string;
  description: string;
  parameters: { type: 'object'; properties: Record<string, unknown>; required?: string[] };
  web_hook_url: string;
  is_hangup_hook?: true;
  [field: string]: unknown;
}

/** What an agent tells the platform about itself at the start of a call. Source: SignalWire's SWML reference, `ai`. */
export interface SwmlDocument {
  version: '1.0.0';
  sections: { main: [{ answer: Record<string, never> }, { ai: SwmlAi }] };
}

interface SwmlAi {
  prompt: { pom: PromptSection[] };
  SWAIG: { functions: SwaigFunction[]; defaults: { web_hook_url: string } };
  params: Record<string, unknown>;
  hints?: string[];
  languages?: AgentLanguage[];
  global_data?: Record<string, unknown>;
}

export interface SwmlParts {
  readonly prompt: PromptSection[];
  readonly functions: SwaigFunction[];
  readonly webHookUrl: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly hints: string[];
  readonly languages: readonly AgentLanguage[];
  readonly globalData: Readonly<Record<string, unknown>>;
}

export function swaigFunction(
  tool: AgentTool,
  webHookUrl: string,
  fields: Readonly<Record<string, unknown>>,
): SwaigFunction {
  const { name, description, parameters = {}, required = [] } = tool;
  return {
    ...fields,
    function: name,
    description,
    parameters: { type: 'object', properties: parameters, ...(required.length > 0 && { required }) },
    web_hook_url: webHookUrl,
    ...(tool.isHangupHook && { is_hangup_hook: true }),
  };
}

/** The document that answers the call and hands it to the AI; what is empty is left out. */
export function swmlDocument(parts: SwmlParts): SwmlDocument {
  const { prompt, functions, webHookUrl, params, hints, languages, globalData } = parts;
  return {
    version: '1.0.0',
    sections: {
      main: [
        { answer: {} },
        {
          ai: {
            prompt: { pom: prompt },
            SWAIG: { functions, defaults: { web_hook_url: webHookUrl } },
            params,
            ...(hints.length > 0 && { hints: [...new Set(hints)] }),
            ...(languages.length > 0 && { languages: [...languages] }),
            ...(Object.keys(globalData).length > 0 && { global_data: globalData }),
          },
        },
      ],
    },
  };
}
