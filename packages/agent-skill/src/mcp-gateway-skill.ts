import { sessionOf } from './call-session.ts';
import { type Connection, createConnection } from './connection.ts';
import { SkillError } from './errors.ts';
import { HANGUP_FUNCTION, nameFunctions } from './function-names.ts';
import { type SkillLogger, stderrLogger } from './logger.ts';
import { readParameters, type ServiceSelection, type SkillParameters } from './parameters.ts';
import { privateAddressesAllowed } from './private-address.ts';
import { promptSection } from './prompt-section.ts';
import { updateRegistration } from './sdk-registration.ts';
import { hangupFunction, toolFunction } from './skill-functions.ts';
import { SkillSurface } from './skill-surface.ts';
import type { PromptSection, SkillTool, SwaigRequest, SwaigResponse } from './swaig.ts';
import { callTool } from './tool-call.ts';

export interface SkillOptions {
  /** Default: warnings and errors to stderr. */
  readonly logger?: SkillLogger;
  /** Where credentials and the switch for private addresses are looked for. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface InvokeOptions {
  /** Aborting it ends the waiting; the tool may run to its end. */
  readonly signal?: AbortSignal;
}

/** Under this key the copies that the SDK makes of a skill find the connection of their original. */
const CONNECTION = Symbol('connection');

/**
 * SignalWire's `mcp_gateway` skill: every tool of the gateway's MCP servers as a SWAIG function.
 * Hand it to `AgentBase.addSkill` of SignalWire's TypeScript SDK, or use it as it is: `start`, then
 * `getTools` or `invoke`, `hangup` when a call ends, `cleanup` at the end.
 */
export class McpGatewaySkill extends SkillSurface implements AsyncDisposable {
  readonly #logger: SkillLogger;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #connection: Connection | undefined;
  #starting: Promise<void> | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;
  #tools: readonly SkillTool[] = [];
  #revision: number | undefined;

  constructor(parameters: SkillParameters, options: SkillOptions = {}) {
    super({ ...parameters });
    this.#logger = options.logger ?? stderrLogger;
    this.#env = options.env ?? process.env;
    this.#connection = this.config[CONNECTION] as Connection | undefined;
  }

  /**
   * Checks the parameters, reaches the gateway and learns its tools. A service that can't be listed is
   * logged and asked again later.
   *
   * @throws SkillError `GW_SKILL_PARAMETERS`, `GW_SKILL_ADDRESS_REFUSED`, `GW_SKILL_UNREACHABLE`,
   *   `GW_SKILL_TIMEOUT`, `GW_SKILL_REDIRECT`, `GW_SKILL_ANSWER`.
   */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** `start` in the way of SignalWire's SDK: `false`, with the reason in the log, where it fails. */
  override async setup(): Promise<boolean> {
    try {
      await this.start();
      return true;
    } catch (error) {
      this.#logger.error(`The skill can't start: ${(error as Error).message}`);
      return false;
    }
  }

  /** Ends what is under way and drops the connections; a copy leaves its original's alone. */
  override async cleanup(): Promise<void> {
    await this.#starting?.catch(() => {});
    if (this.#refreshTimer) this.#connection?.client.close();
    clearInterval(this.#refreshTimer);
    this.#connection = undefined;
    this.#tools = [];
    this.#revision = undefined;
    delete this.config[CONNECTION];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cleanup();
  }

  /**
   * Asks the gateway for its tools again.
   *
   * @param maxAgeMs how old the last answer may be, in milliseconds. Default: the parameter `refresh_interval`.
   */
  async refresh(maxAgeMs?: number): Promise<void> {
    await this.#connection?.listing.refresh(maxAgeMs);
    this.#takeUp();
  }

  /** The functions as last heard of; a list past its age is renewed in the background. None before `start`. */
  getTools(): SkillTool[] {
    this.#refreshBeside();
    this.#takeUp();
    return [...this.#tools];
  }

  /**
   * Runs a function by its name, as a SWAIG post does.
   *
   * @param request the post's body; `call_id` and `global_data.mcp_call_id` in it name the session.
   * @returns what the agent is told: the tool's text, or why there is none, in words for a caller.
   * @throws SkillError `GW_SKILL_NOT_STARTED`.
   */
  async invoke(
    name: string,
    args: Readonly<Record<string, unknown>> = {},
    request: SwaigRequest = {},
    { signal }: InvokeOptions = {},
  ): Promise<SwaigResponse> {
    if (name === HANGUP_FUNCTION) return this.hangup(request);
    const connection = this.#started();
    const entry = nameFunctions(connection.listing.tools(), connection.settings.toolPrefix).get(name);
    if (!entry) return { response: `There is no function ${name}.` };
    return callTool(connection, { entry, args, request, agentName: this.#agentName(), signal }, this.#logger);
  }

  /**
   * Closes the session of a call that has ended, and with it its servers' processes. Where the gateway
   * can't be told, it closes the session itself once that has been idle long enough.
   */
  async hangup(request: SwaigRequest): Promise<SwaigResponse> {
    const { client } = this.#started();
    const session = sessionOf(request);
    if (session === undefined) return { response: 'There is no session to close.' };
    try {
      await client.closeSession(session);
    } catch (error) {
      this.#logger.warn(`Session ${session} could not be closed: ${(error as Error).message}`);
    }
    return { response: 'The session is closed.' };
  }

  /** Words that speech recognition should expect. */
  getHints(): string[] {
    return ['MCP', 'gateway', ...this.#services().map(({ name }) => name)];
  }

  /** What the agent's global data gains. */
  getGlobalData(): Record<string, unknown> {
    if (!this.#connection) return {};
    return {
      mcp_gateway_url: this.#connection.settings.gatewayUrl.href.replace(/\/+$/, ''),
      mcp_session_id: null,
      mcp_services: this.#services().map(({ name }) => name),
    };
  }

  protected override promptSections(): PromptSection[] {
    const services = this.#services();
    return services.length === 0 ? [] : [promptSection(services, this.#started().settings.toolPrefix)];
  }

  async #start(): Promise<void> {
    if (this.#connection) return;
    const settings = readParameters(this.config as Record<string, unknown>, this.#env);
    const connection = createConnection(settings, privateAddressesAllowed(this.#env), this.#logger);
    try {
      await connection.client.health();
    } catch (error) {
      connection.client.close();
      throw error;
    }
    await connection.listing.refresh();
    this.#connection = connection;
    this.config[CONNECTION] = connection;
    this.#takeUp();
    this.#refreshTimer = setInterval(() => this.#refreshBeside(), settings.refreshIntervalMs).unref();
  }

  #started(): Connection {
    if (this.#connection) return this.#connection;
    throw new SkillError('GW_SKILL_NOT_STARTED', 'The skill has not been started: call start() or setup()');
  }

  #services(): readonly ServiceSelection[] {
    return this.#connection?.listing.services ?? [];
  }

  #agentName(): string {
    return this.agent?.name ?? this.skillName;
  }

  #refreshBeside(): void {
    const age = this.#connection && this.#connection.settings.refreshIntervalMs * 0.9;
    this.refresh(age).catch((error: Error) => {
      this.#logger.error(`The agent's functions could not be renewed: ${error.message}`);
    });
  }

  /** Makes the functions anew where the listing has changed. */
  #takeUp(): void {
    const connection = this.#connection;
    if (!connection || connection.listing.revision === this.#revision) return;
    const before = this.#tools;
    this.#revision = connection.listing.revision;
    const named = nameFunctions(connection.listing.tools(), connection.settings.toolPrefix);
    this.#tools = [
      ...[...named].map(([name, entry]) =>
        toolFunction(name, entry, (args, request) =>
          callTool(connection, { entry, args, request, agentName: this.#agentName() }, this.#logger),
        ),
      ),
      hangupFunction(request => this.hangup(request)),
    ];
    if (this.agent && this.isInitialized())
      updateRegistration(this.agent, before, this.#tools, this.swaigFields);
  }
}
