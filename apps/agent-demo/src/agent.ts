import type {
  AgentLanguage,
  AgentSkill,
  AgentTool,
  PromptSection,
  SwaigRequest,
  SwaigResponse,
} from './agent-parts.ts';
import { AgentError } from './errors.ts';
import { hangupHook } from './hangup-hook.ts';
import { readSwaigArguments } from './swaig-arguments.ts';
import { type SwaigFunction, type SwmlDocument, swaigFunction, swmlDocument } from './swml.ts';

export interface AgentDefinition {
  /** `greeter-agent`; the gateway sees it as `metadata.agent_id`. */
  readonly name: string;
  readonly languages?: readonly AgentLanguage[];
  readonly prompt?: readonly PromptSection[];
  /** Words that speech recognition should expect. */
  readonly hints?: readonly string[];
  /** Parameters of the AI verb, `{ end_of_speech_timeout: 700 }`. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly globalData?: Readonly<Record<string, unknown>>;
  readonly skills?: readonly AgentSkill[];
  readonly tools?: readonly AgentTool[];
}

/** How old a skill's functions may be when a call begins, and how long a call waits to learn newer ones. */
const FRESH_MS = 5_000;
const REFRESH_WAIT_MS = 1_000;
const APOLOGY = 'Sorry, that did not work. Please try again, or ask for something else.';

/** A voice agent: what it says, what it can do. It listens to nobody by itself; see `startAgentHost`. */
export class Agent implements AsyncDisposable {
  readonly name: string;
  readonly #definition: AgentDefinition;
  #starting: Promise<void> | undefined;

  /** @throws AgentError `GW_AGENT_FUNCTION_CLASH` where two of the tools have one name. */
  constructor(definition: AgentDefinition) {
    const names = (definition.tools ?? []).map(tool => tool.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw new AgentError('GW_AGENT_FUNCTION_CLASH', `Two functions are named ${twice}: rename one`);
    this.#definition = definition;
    this.name = definition.name;
  }

  /** Starts the skills. @throws AgentError `GW_AGENT_SKILL_FAILED`, with the skill's reason. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Stops the skills; a started agent may be started again. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => {});
    await Promise.all(this.#skills().map(skill => skill.cleanup()));
    this.#starting = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /**
   * The SWML document of a call that begins now.
   *
   * @param webHookUrl where the platform posts SWAIG functions, credentials included.
   */
  async renderSwml(webHookUrl: string): Promise<SwmlDocument> {
    const skills = this.#skills();
    await withinTime(Promise.all(skills.map(skill => skill.refresh(FRESH_MS))), REFRESH_WAIT_MS);
    const { prompt = [], hints = [], languages = [], params = {}, globalData } = this.#definition;
    return swmlDocument({
      prompt: [...prompt, ...skills.flatMap(skill => skill.getPromptSections())],
      functions: this.#functions(webHookUrl),
      webHookUrl,
      params,
      hints: [...hints, ...skills.flatMap(skill => skill.getHints())],
      languages,
      globalData: Object.assign({}, ...skills.map(skill => skill.getGlobalData()), globalData),
    });
  }

  /**
   * Runs the function that a SWAIG post names. A function that throws is an apology to the caller.
   *
   * @param onError hears what a function threw.
   * @throws AgentError `GW_AGENT_BAD_REQUEST`, `GW_AGENT_UNKNOWN_FUNCTION`.
   */
  async answer(request: SwaigRequest, onError: (error: unknown) => void = () => {}): Promise<SwaigResponse> {
    const name = request.function;
    if (typeof name !== 'string' || name === '')
      throw new AgentError('GW_AGENT_BAD_REQUEST', 'Missing function name');
    const tool = this.#tool(name);
    if (!tool) throw new AgentError('GW_AGENT_UNKNOWN_FUNCTION', `Unknown function: ${name.slice(0, 128)}`);
    try {
      const answer = await tool.handler(readSwaigArguments(request), request);
      return typeof answer === 'string' ? { response: answer } : answer;
    } catch (error) {
      onError(error);
      return { response: APOLOGY };
    }
  }

  async #start(): Promise<void> {
    for (const skill of this.#skills()) {
      skill.setAgent(this);
      try {
        await skill.start();
      } catch (cause) {
        const reason = (cause as Error).message;
        this.#starting = undefined;
        throw new AgentError('GW_AGENT_SKILL_FAILED', `Skill ${skill.skillName}: ${reason}`, { cause });
      }
    }
  }

  #skills(): readonly AgentSkill[] {
    return this.#definition.skills ?? [];
  }

  /** The agent's own functions go before a skill's of the same name. */
  #tools(): AgentTool[] {
    const all = [...this.#skills().flatMap(skill => skill.getTools()), ...(this.#definition.tools ?? [])];
    const tools = [...new Map(all.map(tool => [tool.name, tool])).values()];
    return [...tools, ...hangupHook(tools)];
  }

  /** SWAIG knows letters, digits and `_`; a name with others means the function that stands in for it. */
  #tool(name: string): AgentTool | undefined {
    const tools = this.#tools();
    const plain = name.replace(/[^A-Za-z0-9_]/g, '_');
    return tools.find(tool => tool.name === name) ?? tools.find(tool => tool.name === plain);
  }

  #functions(webHookUrl: string): SwaigFunction[] {
    const fields = new Map(
      this.#skills().flatMap(skill => skill.getTools().map(tool => [tool.name, skill.swaigFields])),
    );
    return this.#tools().map(tool => swaigFunction(tool, webHookUrl, fields.get(tool.name) ?? {}));
  }
}

/**
 * An agent from its parts; nothing is started yet.
 *
 * @throws AgentError `GW_AGENT_FUNCTION_CLASH` where two of the tools have one name.
 */
export function createAgent(definition: AgentDefinition): Agent {
  return new Agent(definition);
}

/** Waits for what is under way, but no longer than that; it goes on beside. */
async function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
