import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalog, Connections, Git, GitCatalogs, SecretBox, SkillLibrary } from '@gw/catalog';
import { type GatewayConfig, parseConfig } from '@gw/config';
import { createPlainSpawner, type Logger, McpManager, McpService } from '@gw/mcp-client';
import { SessionManager } from '@gw/sessions';
import type { Store } from '@gw/store';
import type { FastifyInstance, InjectOptions } from 'fastify';
import {
  buildApp,
  CatalogExposure,
  ConnectionAccess,
  createMcpEndpoints,
  createPlatform,
  createSharedState,
  guardHttpServer,
  httpServerOptions,
  type McpEndpoints,
  type OpenSandboxHost,
  ownProcesses,
  type Platform,
  type PlatformOptions,
  PlatformSelections,
  type SharedState,
  SkillContributions,
} from '../src/index.ts';

export const toolServer = [process.execPath, join(import.meta.dirname, 'fixtures', 'tool-server.mjs')];

export interface TestGatewayOptions {
  /** Sections of the configuration file. */
  readonly config?: Record<string, unknown>;
  /** Services of the configuration file; default: `tools`, the fixture. */
  readonly services?: Record<string, Record<string, unknown>>;
  readonly shared?: SharedState;
  readonly isReady?: () => boolean;
  /** Opens secrets; default: a new one. */
  readonly secretKey?: Uint8Array;
  readonly version?: string;
  /** Where users' browsers reach it. Default: `https://gateway.example.com`. */
  readonly publicUrl?: string;
  /** Opens what the platform API keeps; default: there is no platform API. */
  readonly openStore?: () => Promise<Store>;
  /** Opens what runs sandboxes; default: nothing does. */
  readonly openSandboxHost?: OpenSandboxHost;
}

/** Limits that no test meets by accident. */
const generous = {
  default_limits: ['1000000 per minute'],
  tools_limit: '1000000 per minute',
  call_limit: '1000000 per minute',
  session_delete_limit: '1000000 per minute',
};

/** The REST API over real services, sessions and processes, without isolation. */
export class TestGateway implements AsyncDisposable {
  readonly app: FastifyInstance;
  readonly config: GatewayConfig;
  readonly manager: McpManager;
  readonly sessions: SessionManager;
  readonly shared: SharedState;
  readonly mcp: McpEndpoints;
  readonly platform: Platform | undefined;
  /** Lines of security events. */
  readonly lines: string[];
  /** What was logged, by level. */
  readonly logged: { level: string; fields: object; message: string }[];
  #server: Server | undefined;

  private constructor(
    parts: Pick<
      TestGateway,
      'app' | 'config' | 'manager' | 'sessions' | 'shared' | 'mcp' | 'platform' | 'lines' | 'logged'
    >,
  ) {
    this.app = parts.app;
    this.config = parts.config;
    this.manager = parts.manager;
    this.sessions = parts.sessions;
    this.shared = parts.shared;
    this.mcp = parts.mcp;
    this.platform = parts.platform;
    this.lines = parts.lines;
    this.logged = parts.logged;
  }

  static async start(options: TestGatewayOptions = {}): Promise<TestGateway> {
    const { services = { tools: {} }, shared = createSharedState(), isReady = () => true } = options;
    const config = testConfig(options.config ?? {}, services);
    const lines: string[] = [];
    const logged: TestGateway['logged'] = [];
    const logger = collectingLogger(logged);
    const access = new ConnectionAccess();
    const manager: McpManager = new McpManager({
      learningAccess: access.forLearning,
      services: mcpServices(config),
      spawner: createPlainSpawner({ env: { PATH: process.env.PATH }, endGraceMs: 50, killAfterMs: 50 }),
      onLearned: client => sessions.offer(client),
      logger,
    });
    const sessions = new SessionManager({
      source: manager,
      services: new Map(
        Object.entries(config.services).map(([name, { warm, shared }]) => [name, { warm, shared }]),
      ),
      defaultTimeoutMs: config.session.default_timeout * 1000,
      maxSessionsPerService: config.session.max_sessions_per_service,
      maxTotalSessions: config.session.max_total_sessions,
      logger,
    });
    manager.start();
    sessions.start();
    const securityLine = (line: string) => void lines.push(line);
    const version = options.version ?? '1.2.3';
    const exposure = new CatalogExposure();
    const selections = new PlatformSelections();
    const contributions = new SkillContributions();
    const mcp = createMcpEndpoints({
      exposure,
      selections,
      contributions,
      access,
      config,
      manager,
      sessions,
      shared,
      sealingKey: randomBytes(32),
      logger,
      securityLine,
      version,
    });
    const { openStore, publicUrl = 'https://gateway.example.com' } = options;
    const secrets = new SecretBox(options.secretKey ?? randomBytes(32));
    const openServers: PlatformOptions['openServers'] = async store => {
      const catalog = await Catalog.open({
        store,
        manager,
        logger,
        secrets,
        configServices: mcpServices(config),
        rules: {
          allowPrivateAddresses: config.security.allow_private_addresses,
          allowStdioServers: config.security.allow_stdio_servers,
        },
        processes: ownProcesses(sessions, access),
        onConfigured: ({ removed, changed }) => {
          const services = new Map(
            [...manager.services].map(([name, { warm, shared }]) => [name, { warm, shared }]),
          );
          sessions.configure({ services, retired: [...removed, ...changed] });
          mcp.configure(config);
        },
      });
      exposure.use(catalog);
      const connections = await Connections.open({
        store,
        secrets,
        catalog,
        services: () => manager.services,
        publicUrl: () => publicUrl,
        logger,
      });
      access.use(connections);
      const git = new GitCatalogs({
        git: new Git(process.env.PATH),
        folder: join(tmpdir(), `gw-skill-catalogs-${randomUUID()}`),
        allowPrivateAddresses: () => config.security.allow_private_addresses,
      });
      const skills = await SkillLibrary.open({ store, catalog, git });
      contributions.use(skills, catalog);
      const { openSandboxHost } = options;
      const opened = { catalog, connections, skills, manager, sessions, secrets, openSandboxHost };
      return { ...opened, selections, publicUrl: () => publicUrl };
    };
    const platform = openStore && createPlatform({ openStore, openServers, config, logger });
    const app = await buildApp({
      ...(platform ? { platform } : {}),
      config,
      manager,
      sessions,
      shared,
      mcp,
      access,
      exposure,
      logger,
      securityLine,
      version,
      isReady,
    });
    return new TestGateway({ app, config, manager, sessions, shared, mcp, platform, lines, logged });
  }

  /** Basic credentials of the owner. */
  get headers(): { authorization: string } {
    const { auth_user, auth_password } = this.config.server;
    return { authorization: `Basic ${Buffer.from(`${auth_user}:${auth_password}`).toString('base64')}` };
  }

  /** Security events that were written, taken apart. */
  get events(): Record<string, unknown>[] {
    return this.lines.map(line => JSON.parse(line.replace(/^SECURITY_EVENT: /, '')));
  }

  /** A request with credentials, straight to the application. */
  inject(options: InjectOptions) {
    return this.app.inject({ ...options, headers: { ...this.headers, ...options.headers } });
  }

  /** A tool call in the session `s1` of the service `tools`, unless told otherwise. */
  call(
    tool: string,
    args: object = {},
    rest: { service?: string; headers?: object } & Record<string, unknown> = {},
  ) {
    const { service = 'tools', headers = {}, ...body } = rest;
    return this.inject({
      method: 'POST',
      url: `/services/${service}/call`,
      headers: headers as Record<string, string>,
      payload: { tool, session_id: 's1', arguments: args, ...body },
    });
  }

  /** Listens as the gateway does: on a server of its own, in front of the application. */
  async listen(): Promise<{ url: string; port: number }> {
    const server = createServer(httpServerOptions);
    this.#server = server;
    guardHttpServer(server);
    server.on('request', (request, response) => this.app.routing(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, port };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = this.#server;
    if (server) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
    await this.mcp.close();
    await this.app.close();
    await Promise.all([this.sessions.shutdown(), this.manager.shutdown()]);
    await this.platform?.close();
    await this.shared.close();
  }
}

export const startTestGateway = (options?: TestGatewayOptions) => TestGateway.start(options);

/** A configuration as the gateway would load it, with credentials made up for it. */
function testConfig(
  sections: Record<string, unknown>,
  services: Record<string, Record<string, unknown>>,
): GatewayConfig {
  const filled = Object.entries(services).map(([name, service]) => [
    name,
    { command: toolServer, ...service },
  ]);
  const input = {
    ...sections,
    server: {
      auth_user: 'admin',
      auth_password: randomBytes(12).toString('hex'),
      auth_token: randomBytes(12).toString('hex'),
      ...(sections.server as object),
    },
    services: Object.fromEntries(filled),
    rate_limiting: { ...generous, ...(sections.rate_limiting as object) },
  };
  return parseConfig(input, { env: {}, cwd: import.meta.dirname, configPath: 'config.json' }).config;
}

const mcpServices = (config: GatewayConfig) =>
  Object.entries(config.services).map(
    ([name, service]) =>
      new McpService({
        name,
        command: service.command,
        description: service.description,
        enabled: service.enabled,
        env: service.env,
        callTimeoutMs: service.call_timeout * 1000,
        startTimeoutMs: service.start_timeout * 1000,
        warm: service.warm,
        shared: service.shared,
      }),
  );

function collectingLogger(logged: TestGateway['logged']): Logger {
  const at = (level: string) => (fields: object, message: string) => {
    logged.push({ level, fields, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
