import { join } from 'node:path';
import type { Catalog } from '@gw/catalog';
import type { GatewayConfig } from '@gw/config';
import type { Logger, ServiceChanges } from '@gw/mcp-client';
import { ownProcesses, type PlatformServers } from '@gw/server';
import type { ServicePolicy } from '@gw/sessions';
import type { Store } from '@gw/store';
import { type Core, sessionLimits } from './gateway-core.ts';
import { openSearchModels } from './search-models.ts';
import { type BuiltInServers, mcpServices, servicePolicies } from './services.ts';

interface ServiceRosterOptions {
  readonly config: GatewayConfig;
  readonly core: Pick<
    Core,
    | 'manager'
    | 'sessions'
    | 'mcp'
    | 'exposure'
    | 'selections'
    | 'contributions'
    | 'access'
    | 'packages'
    | 'openSandboxHost'
  >;
  /** Seals secrets in this database; 32 bytes. */
  readonly secretKey: (store: Store) => Promise<Uint8Array>;
  readonly logger: Logger;
  /** Where programs are looked for: `PATH`. */
  readonly searchPath: string | undefined;
  /** Where the gateway is reached where the configuration doesn't say. */
  readonly localUrl: () => string;
  readonly builtIn: BuiltInServers;
}

/** CPU time of a server of the API, as its sandbox has it, in milliseconds. */
const apiCpuLimitMs = 300_000;

/** Which servers there are: those of the configuration and, once the database is open, those of the API, too. */
export class ServiceRoster {
  readonly #options: ServiceRosterOptions;
  #config: GatewayConfig;
  #opening: Promise<Catalog> | undefined;

  constructor(options: ServiceRosterOptions) {
    this.#options = options;
    this.#config = options.config;
  }

  /** Adds the servers that are kept. Their code is loaded here, so that a start doesn't wait for it. */
  async open(store: Store): Promise<PlatformServers> {
    const { core, secretKey, logger, searchPath, localUrl } = this.#options;
    const { manager, sessions } = core;
    const { Catalog, Connections, Git, GitCatalogs, openImports, SecretBox, SkillLibrary } = await import(
      '@gw/catalog'
    );
    const secrets = new SecretBox(await secretKey(store));
    const opening = Catalog.open({
      store,
      manager,
      secrets,
      logger,
      configServices: mcpServices(this.#config, this.#options.builtIn),
      rules: serverRules(this.#config),
      processes: ownProcesses(sessions, core.access),
      onConfigured: changes => this.#follow(changes),
    });
    this.#opening = opening;
    opening.catch(() => {
      this.#opening = undefined;
    });
    const catalog = await opening;
    const publicUrl = () => (this.#config.server.public_url ?? localUrl()).replace(/\/+$/, '');
    const connections = await Connections.open({
      store,
      secrets,
      catalog,
      services: () => manager.services,
      publicUrl,
      logger,
    });
    core.access.use(connections);
    core.exposure.use(catalog);
    const git = new GitCatalogs({
      git: new Git(searchPath),
      folder: join(this.#config.data_dir, 'skill-catalogs'),
      allowPrivateAddresses: () => this.#config.security.allow_private_addresses,
    });
    const skills = await SkillLibrary.open({ store, catalog, git });
    core.contributions.use(skills, catalog);
    const imports = await openImports({
      catalog,
      clients: core.packages,
      // No service has a folder of this name: theirs are encoded.
      folder: join(this.#config.data_dir, 'packages', '@imported'),
      sources: () => catalogSources(this.#config),
      logger,
    });
    const models = await openSearchModels(this.#config, { store, logger });
    const { openSandboxHost, selections } = core;
    const opened = { catalog, connections, imports, secrets, skills, models, openSandboxHost };
    return { ...opened, manager, sessions, selections, publicUrl };
  }

  /** Goes over to another configuration. */
  async configure(config: GatewayConfig): Promise<void> {
    this.#config = config;
    const catalog = await this.#opening?.catch(() => undefined);
    const services = mcpServices(config, this.#options.builtIn);
    if (catalog) await catalog.configure(services, serverRules(config));
    else this.#follow(this.#options.core.manager.configure(services));
  }

  /** What stands on the manager's services goes with them. */
  #follow({ removed, changed }: ServiceChanges): void {
    const { sessions, mcp } = this.#options.core;
    const retired = [...removed, ...changed];
    sessions.configure({ ...sessionLimits(this.#config), services: this.#policies(), retired });
    mcp.configure(this.#config);
  }

  #policies(): Map<string, ServicePolicy> {
    const configured = servicePolicies(this.#config);
    const policies = [...this.#options.core.manager.services].map(([name, { warm, shared }]) => {
      const policy = configured.get(name) ?? { warm, shared, cpuLimitMs: apiCpuLimitMs };
      return [name, policy] as const;
    });
    return new Map(policies);
  }
}

const catalogSources = ({ catalog }: GatewayConfig) => ({
  npmRegistry: catalog.npm_registry,
  pypiIndex: catalog.pypi_index,
  mcpRegistry: catalog.mcp_registry,
});

const serverRules = ({ security, services }: GatewayConfig) => ({
  pins: new Map(Object.entries(services).map(([name, { pin }]) => [name, pin])),
  allowPrivateAddresses: security.allow_private_addresses,
  allowStdioServers: security.allow_stdio_servers,
});
