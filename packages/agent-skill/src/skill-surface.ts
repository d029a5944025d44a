import { randomBytes } from 'node:crypto';
import { type ParameterSchemaEntry, parameterSchema } from './parameter-schema.ts';
import type { PromptSection, SwaigRequest } from './swaig.ts';

/** What the skill needs to know of the agent that it serves; an agent of SignalWire's SDK fits. */
export interface SkillAgent {
  readonly name?: string;
}

/**
 * What SignalWire's TypeScript SDK asks of any skill that is handed to `AgentBase.addSkill`. The SDK
 * looks at nothing but these members, so no class of its own has to be extended.
 * Source: signalwire/signalwire-typescript, `src/skills/SkillBase.ts` and `SkillManager.ts`.
 */
export abstract class SkillSurface {
  static readonly SKILL_NAME = 'mcp_gateway';
  static readonly SKILL_DESCRIPTION = 'Bridge MCP servers with SWAIG functions';
  static readonly SKILL_VERSION = '1.0.0';
  static readonly REQUIRED_PACKAGES: readonly string[] = [];
  static readonly REQUIRED_ENV_VARS: readonly string[] = [];
  static readonly SUPPORTS_MULTIPLE_INSTANCES = false;

  static getParameterSchema(): Record<string, ParameterSchemaEntry> {
    return { ...parameterSchema };
  }

  readonly skillName = SkillSurface.SKILL_NAME;
  readonly instanceId = `${SkillSurface.SKILL_NAME}-${randomBytes(8).toString('hex')}`;
  /** Fields that the agent adds to each of this skill's functions. */
  readonly swaigFields: Readonly<Record<string, unknown>>;
  /** The SDK copies it to make further instances of the skill. */
  protected readonly config: Record<string | symbol, unknown>;
  protected agent: SkillAgent | undefined;
  #initialized = false;

  constructor(config: Readonly<Record<string | symbol, unknown>>) {
    this.config = { ...config };
    this.swaigFields = (config.swaig_fields as Record<string, unknown> | undefined) ?? {};
  }

  abstract setup(): Promise<boolean>;
  abstract cleanup(): Promise<void>;
  protected abstract promptSections(): PromptSection[];

  setAgent(agent: SkillAgent): void {
    this.agent = agent;
  }

  /** The skill's prompt sections; none where `skip_prompt` is set. */
  getPromptSections(): PromptSection[] {
    return this.config.skip_prompt === true ? [] : this.promptSections();
  }

  getConfig<T = unknown>(key: string, fallback?: T): T {
    return (this.config[key] ?? fallback) as T;
  }

  getInstanceKey(): string {
    return this.skillName;
  }

  getSkillNamespace(): string {
    return `skill:${this.getInstanceKey()}`;
  }

  getSkillData(request: SwaigRequest): Record<string, unknown> {
    const data = request.global_data as Record<string, Record<string, unknown>> | undefined;
    return data?.[this.getSkillNamespace()] ?? {};
  }

  /** Functions that need no handler: this skill has none. */
  getDataMapTools(): Record<string, unknown>[] {
    return [];
  }

  validateEnvVars(): string[] {
    return [];
  }

  async validatePackages(): Promise<string[]> {
    return [];
  }

  isInitialized(): boolean {
    return this.#initialized;
  }

  markInitialized(): void {
    this.#initialized = true;
  }
}
