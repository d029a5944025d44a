import type { SkillError } from './errors.ts';
import type { GatewayClient, GatewayTool } from './gateway-client.ts';
import type { SkillLogger } from './logger.ts';
import type { ServiceSelection } from './parameters.ts';

export interface ToolListingOptions {
  readonly client: Pick<GatewayClient, 'services' | 'tools'>;
  /** Empty: all that the gateway has. */
  readonly services: readonly ServiceSelection[];
  readonly refreshIntervalMs: number;
  readonly logger: SkillLogger;
}

export interface ListedTool {
  readonly service: string;
  readonly tool: GatewayTool;
}

/** Services change with the gateway's configuration, tools at any time; and a gateway allows few listings of services. */
const SERVICES_INTERVALS = 30;
const AT_ONCE = 4;
const DOUBT_MS = 1_000;

/** What the gateway offers, as last heard. A listing that fails leaves the one before in place. */
export class ToolListing {
  readonly #options: ToolListingOptions;
  readonly #tools = new Map<string, readonly GatewayTool[]>();
  #services: readonly ServiceSelection[];
  #revision = 0;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #servicesAskedAt = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | undefined;

  constructor(options: ToolListingOptions) {
    this.#options = options;
    this.#services = options.services;
  }

  get services(): readonly ServiceSelection[] {
    return this.#services;
  }

  /** Rises with every change. */
  get revision(): number {
    return this.#revision;
  }

  tools(): ListedTool[] {
    return this.#services.flatMap(({ name, tools: wanted }) =>
      (this.#tools.get(name) ?? [])
        .filter(tool => wanted === '*' || wanted.includes(tool.name))
        .map(tool => ({ service: name, tool })),
    );
  }

  /** Asks again where the last answer is older; several callers share one round. Never rejects. */
  async refresh(maxAgeMs = this.#options.refreshIntervalMs): Promise<void> {
    if (this.#underWay === undefined && performance.now() - this.#refreshedAt < maxAgeMs) return;
    this.#underWay ??= this.#refresh().finally(() => {
      this.#underWay = undefined;
    });
    await this.#underWay;
  }

  /** Asks again soon, for the services too: the gateway has denied one of ours. */
  async doubt(): Promise<void> {
    const { refreshIntervalMs } = this.#options;
    if (performance.now() - this.#servicesAskedAt > refreshIntervalMs)
      this.#servicesAskedAt = Number.NEGATIVE_INFINITY;
    await this.refresh(DOUBT_MS);
  }

  async #refresh(): Promise<void> {
    this.#refreshedAt = performance.now();
    await this.#refreshServices();
    const queue = this.#services.map(({ name }) => name);
    const worker = async () => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) await this.#refreshTools(name);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #refreshServices(): Promise<void> {
    const { client, services, refreshIntervalMs, logger } = this.#options;
    if (services.length > 0) return;
    if (performance.now() - this.#servicesAskedAt < refreshIntervalMs * SERVICES_INTERVALS) return;
    try {
      const names = await client.services();
      this.#servicesAskedAt = performance.now();
      if (names.join() === this.#services.map(({ name }) => name).join()) return;
      this.#services = names.map(name => ({ name, tools: '*' }));
      this.#revision += 1;
    } catch (error) {
      logger.error(`The services of the gateway could not be listed: ${(error as SkillError).message}`);
    }
  }

  async #refreshTools(service: string): Promise<void> {
    const { client, logger } = this.#options;
    const before = this.#tools.get(service);
    try {
      this.#tools.set(service, await client.tools(service));
    } catch (error) {
      const { message, status } = error as SkillError;
      if (status === 400 || status === 404) this.#tools.delete(service);
      logger.error(`The tools of service ${service} could not be listed: ${message}`);
    }
    if (JSON.stringify(before) !== JSON.stringify(this.#tools.get(service))) this.#revision += 1;
  }
}
