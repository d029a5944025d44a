import { availableParallelism } from 'node:os';
import type { SecretBox } from '@gw/catalog';
import type { SandboxesConfig } from '@gw/config';
import type { Logger } from '@gw/mcp-client';
import type { Workspace } from '@gw/sandbox';
import type { SandboxRecord, Store, Window } from '@gw/store';
import { invalidField, notFound, PlatformError } from '../problem.ts';
import { defaultImage, type ImageChoice } from './images/sandbox-images.ts';
import { type PackageCategory, takeInventory } from './package-inventory.ts';
import { type Sandbox, statusOf, workspaceOf } from './sandbox.ts';
import { type CommandOutcome, execute, type OutputName, type SandboxCommand } from './sandbox-exec.ts';
import type { SandboxHost } from './sandbox-host.ts';
import { checkLimits, policyOf, type SandboxLimits } from './sandbox-limits.ts';

/** What {@link Sandboxes} work with. */
export interface SandboxesOptions {
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly host: SandboxHost;
  readonly config: SandboxesConfig;
  readonly logger: Logger;
}

/** What a sandbox is made with. */
export interface NewSandboxFields extends SandboxLimits {
  readonly image: string;
  /** Variables of all its commands. */
  readonly env: Readonly<Record<string, string>>;
  /** Finds the caller's own sandbox again, instead of making another. */
  readonly sessionKey?: string | undefined;
}

export interface SandboxChanges extends SandboxLimits {
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** A command of a caller's. */
export interface CommandRequest {
  readonly command: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onOutput?: (name: OutputName, chunk: Buffer) => void;
}

/** What is kept of a command in the list of what was done. */
const keptCommand = 4_096;
const inventoryMs = 3_600_000;
/** Marks workspaces that are nobody's sandbox. */
const lentFor = 'lent-for';

/** Callers' sandboxes: a record in the store, and a workspace on this host. */
export class Sandboxes {
  readonly host: SandboxHost;
  readonly #store: Store;
  readonly #secrets: SecretBox;
  readonly #logger: Logger;
  #config: SandboxesConfig;
  /** Settles when the last record was made: places are counted one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #inventory: { readonly at: number; readonly found: Promise<readonly PackageCategory[]> } | undefined;
  readonly #bySessionKey = new Map<string, Promise<Sandbox>>();

  private constructor({ store, secrets, host, config, logger }: SandboxesOptions) {
    this.#store = store;
    this.#secrets = secrets;
    this.host = host;
    this.#config = config;
    this.#logger = logger;
  }

  /** Opens what there is; what was cut off while it was made or destroyed goes. */
  static async open(options: SandboxesOptions): Promise<Sandboxes> {
    const sandboxes = new Sandboxes(options);
    await sandboxes.#recover();
    return sandboxes;
  }

  /** Takes up a changed configuration: it holds for what is asked for from now on. */
  configure(config: SandboxesConfig): void {
    this.#config = config;
  }

  get config(): SandboxesConfig {
    return this.#config;
  }

  /** A caller's own, newest first. */
  async list(principal: string, window: Window): Promise<{ items: Sandbox[]; total: number }> {
    const { items, total } = await this.#store.sandboxes.list({ principal }, window);
    return { items: items.map(record => this.#join(record)), total };
  }

  /** @throws PlatformError 404: there is none, or it is somebody else's */
  async find(principal: string, id: string): Promise<Sandbox> {
    const record = await this.#store.sandboxes.get(id);
    if (record?.principal !== principal || record.status === 'destroying') throw notFound('sandbox', id);
    return this.#join(record);
  }

  /**
   * Makes a sandbox, or finds the caller's own by its session key and lets it run.
   *
   * @throws PlatformError 422 for what there isn't, 409 `GW_SANDBOX_LIMIT`, 503 where this host can't isolate it
   */
  async create(principal: string, fields: NewSandboxFields): Promise<{ sandbox: Sandbox; isNew: boolean }> {
    const { sessionKey } = fields;
    if (sessionKey === undefined) return { sandbox: await this.#create(principal, fields), isNew: true };
    const key = `${principal}\0${sessionKey}`;
    const making = this.#bySessionKey.get(key);
    if (making) return { sandbox: await making, isNew: false };
    let isNew = false;
    const found = this.#findOrCreate(principal, sessionKey, () => {
      isNew = true;
      return this.#create(principal, fields);
    });
    this.#bySessionKey.set(key, found);
    try {
      return { sandbox: await found, isNew };
    } finally {
      this.#bySessionKey.delete(key);
    }
  }

  /** Changes limits and variables. Other limits end what runs in it: the next command has them. */
  async update(sandbox: Sandbox, { env, ...limits }: SandboxChanges): Promise<Sandbox> {
    const { host } = this;
    checkLimits(limits, this.#config, host.limitsCpu);
    const workspace = workspaceOf(sandbox);
    const { id, image } = sandbox.record;
    const before = sandbox.record;
    const sealedEnv = env === undefined ? undefined : this.#seal(env);
    const record = await this.#store.sandboxes.update(id, { ...limits, sealedEnv });
    if (!record) throw notFound('sandbox', id);
    await workspace.update(this.#workspaceFields(record, this.#choice(image)));
    const isOther = (['memoryMb', 'cpuCores', 'diskMb', 'networkEnabled'] as const).some(
      name => record[name] !== before[name],
    );
    if (isOther && workspace.record.state === 'running') {
      await workspace.stop();
      await workspace.resume();
    }
    const names = env ? { env_vars: Object.keys(env) } : {};
    return this.#noted(id, 'update', { ...wireNames(limits), ...names });
  }

  /** Ends what runs; files stay. */
  async stop(sandbox: Sandbox): Promise<void> {
    const { id } = sandbox.record;
    await workspaceOf(sandbox).stop();
    await this.#store.sandboxes.update(id, { status: 'stopped', stoppedAt: Date.now() });
    await this.#note(id, 'stop', { reason: 'asked' });
  }

  async resume(sandbox: Sandbox): Promise<Sandbox> {
    const { id } = sandbox.record;
    await workspaceOf(sandbox).resume();
    await this.#store.sandboxes.update(id, { status: 'running', stoppedAt: null });
    return this.#noted(id, 'resume', {});
  }

  /** Ends what runs and removes all of it. Destroyed in the middle of it, it is destroyed at the next start. */
  async destroy(sandbox: Sandbox): Promise<void> {
    const { id, keeper } = sandbox.record;
    if (keeper !== this.host.keeper) workspaceOf(sandbox);
    await this.#store.sandboxes.update(id, { status: 'destroying', sessionKey: null });
    await sandbox.workspace?.destroy();
    await this.#store.sandboxes.delete(id);
  }

  /** Runs a command to its end. */
  async exec(
    sandbox: Sandbox,
    { command, timeoutMs, signal, onOutput }: CommandRequest,
  ): Promise<CommandOutcome> {
    const workspace = workspaceOf(sandbox);
    const { id, sealedEnv } = sandbox.record;
    const env =
      sealedEnv === null ? {} : (JSON.parse(this.#secrets.open(sealedEnv)) as Record<string, string>);
    const note = (result: Readonly<Record<string, unknown>>) =>
      this.#note(id, 'exec', { command: command.slice(0, keptCommand), ...result });
    try {
      const outcome = await this.run(workspace, { command, env, timeoutMs, signal, onOutput });
      const { exitCode, durationMs, timedOut, ended } = outcome;
      await note({ exit_code: exitCode, duration_ms: Math.round(durationMs), timed_out: timedOut, ended });
      return outcome;
    } catch (error) {
      if (signal.aborted) await note({ exit_code: null, ended: 'the caller left' });
      throw error;
    }
  }

  /** Notes what was done with it, for whoever looks later. */
  async note({ record }: Sandbox, kind: string, data: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#note(record.id, kind, data);
  }

  /** A workspace that stopped by itself. */
  async stopped(workspace: Workspace): Promise<void> {
    await this.#store.sandboxes.update(workspace.id, { status: 'stopped', stoppedAt: Date.now() });
    await this.#note(workspace.id, 'stop', { reason: 'idle' });
  }

  /** What commands find in a sandbox of the default image; asked in one that is made for it, once an hour. */
  packages(): Promise<readonly PackageCategory[]> {
    const now = Date.now();
    if (!this.#inventory || this.#inventory.at + inventoryMs < now) {
      const found = this.#takeInventory();
      this.#inventory = { at: now, found };
      found.catch(() => {
        this.#inventory = undefined;
      });
    }
    return this.#inventory.found;
  }

  /**
   * A workspace for a time, of the default image: it is in no list, and whoever has it destroys it. What is left of a
   * gateway that was cut off goes at the next start.
   */
  async lend(purpose: string): Promise<Workspace> {
    const { host } = this;
    const config = this.#config;
    const { memory_mb: memoryMb, cpu_cores: cpuCores, disk_mb: diskMb, idle_timeout, max_sandboxes } = config;
    const choice = this.#choice(defaultImage);
    if (host.workspaces.list().length >= max_sandboxes) throw tooMany(`There are ${max_sandboxes} sandboxes`);
    const { env = {}, image } = choice;
    const limits = { memoryMb, cpuCores, diskMb, networkEnabled: false };
    return host.workspaces.create({
      ...{ env, diskMb, policy: policyOf(limits, choice, config, host.limitsCpu) },
      ...(image === undefined ? {} : { image }),
      idleMs: idle_timeout * 1000,
      labels: { [lentFor]: purpose },
    });
  }

  /** Runs a command to its end, within what the configuration allows. */
  async run(
    workspace: Workspace,
    { timeoutMs, ...request }: Omit<SandboxCommand, 'maxOutputBytes'>,
  ): Promise<CommandOutcome> {
    const { max_exec_timeout, max_output_mb } = this.#config;
    if (timeoutMs > max_exec_timeout * 1000)
      throw invalidField('/timeout_seconds', `must be at most ${max_exec_timeout}`);
    return execute(workspace, { ...request, timeoutMs, maxOutputBytes: max_output_mb * 1024 * 1024 });
  }

  async #takeInventory(): Promise<readonly PackageCategory[]> {
    const workspace = await this.lend('inventory');
    try {
      return await takeInventory(workspace);
    } finally {
      await workspace.destroy();
    }
  }

  async #findOrCreate(
    principal: string,
    sessionKey: string,
    create: () => Promise<Sandbox>,
  ): Promise<Sandbox> {
    const record = await this.#store.sandboxes.findBySessionKey(principal, sessionKey);
    if (!record) return create();
    const sandbox = this.#join(record);
    if (sandbox.workspace) return statusOf(sandbox) === 'stopped' ? this.resume(sandbox) : sandbox;
    // Lost here, it is lost for good.
    if (record.keeper !== this.host.keeper) return sandbox;
    await this.destroy(sandbox);
    return create();
  }

  async #create(
    principal: string,
    { image, env, sessionKey, ...limits }: NewSandboxFields,
  ): Promise<Sandbox> {
    const { host } = this;
    const config = this.#config;
    const choice = this.#choice(image);
    checkLimits(limits, config, host.limitsCpu);
    const { memory_mb, cpu_cores, disk_mb, idle_timeout } = config;
    const making = await this.#inTurn(async () => {
      await this.#requireRoom(principal);
      return this.#store.sandboxes.insert({
        ...{ principal, image, sessionKey: sessionKey ?? null, status: 'creating' },
        ...{ keeper: host.keeper, runtime: choice.runtime, sealedEnv: this.#seal(env) },
        memoryMb: limits.memoryMb ?? memory_mb,
        // What isn't held is all of them, and said so.
        cpuCores: limits.cpuCores ?? (host.limitsCpu ? cpu_cores : availableParallelism()),
        diskMb: limits.diskMb ?? disk_mb,
        idleTimeoutSeconds: limits.idleTimeoutSeconds ?? Math.ceil(idle_timeout),
        networkEnabled: limits.networkEnabled ?? false,
        lastActivityAt: Date.now(),
      });
    });
    const { id } = making;
    try {
      await host.workspaces.create({ id, ...this.#workspaceFields(making, choice) });
      await this.#store.sandboxes.update(id, { status: 'running' });
      return await this.#noted(id, 'create', { image });
    } catch (error) {
      await host.workspaces.get(id)?.destroy();
      await this.#store.sandboxes.delete(id);
      throw error;
    }
  }

  /** @throws PlatformError 409 `GW_SANDBOX_LIMIT` */
  async #requireRoom(principal: string): Promise<void> {
    const { max_sandboxes, max_sandboxes_per_caller } = this.#config;
    const window = { offset: 0, limit: 0 };
    const all = await this.#store.sandboxes.all({ keeper: this.host.keeper });
    if (all.length >= max_sandboxes) throw tooMany(`There are ${max_sandboxes} sandboxes`);
    const own = await this.#store.sandboxes.list({ principal }, window);
    if (own.total >= max_sandboxes_per_caller)
      throw tooMany(`You have ${max_sandboxes_per_caller} sandboxes`);
  }

  /** What was cut off goes; what is there is run as this configuration and this host have it. */
  async #recover(): Promise<void> {
    for (const workspace of this.host.workspaces.list())
      if (workspace.record.labels[lentFor] !== undefined) await workspace.destroy();
    for (const record of await this.#store.sandboxes.all({ keeper: this.host.keeper })) {
      const sandbox = this.#join(record);
      const { id, image, status } = record;
      try {
        const choice = this.host.images.find(image);
        if (status === 'creating' || status === 'destroying') await this.destroy(sandbox);
        else if (choice) await sandbox.workspace?.update(this.#workspaceFields(record, choice));
      } catch (err) {
        this.#logger.error({ err, sandbox: id }, 'A sandbox could not be taken up');
      }
    }
  }

  #workspaceFields(record: SandboxRecord, choice: ImageChoice) {
    const policy = policyOf(record, choice, this.#config, this.host.limitsCpu);
    const { env = {}, image } = choice;
    const idleMs = record.idleTimeoutSeconds * 1000;
    return { policy, env, diskMb: record.diskMb, idleMs, ...(image === undefined ? {} : { image }) };
  }

  /** @throws PlatformError 422 naming the images there are */
  #choice(image: string): ImageChoice {
    const { images } = this.host;
    const choice = images.find(image);
    if (choice) return choice;
    const names = images.list().map(({ name }) => name);
    throw invalidField('/image', `must be one of those that there are here: ${names.join(', ')}`);
  }

  #seal(env: Readonly<Record<string, string>>) {
    return Object.keys(env).length === 0 ? null : this.#secrets.seal(JSON.stringify(env));
  }

  #join(record: SandboxRecord): Sandbox {
    const isHere = record.keeper === this.host.keeper;
    return { record, workspace: isHere ? this.host.workspaces.get(record.id) : undefined };
  }

  async #note(id: string, kind: string, data: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#store.sandboxes.addActivity(id, kind, data);
  }

  /** Notes what was done, and gives the sandbox as it is then. */
  async #noted(id: string, kind: string, data: Readonly<Record<string, unknown>>): Promise<Sandbox> {
    await this.#note(id, kind, data);
    const record = await this.#store.sandboxes.get(id);
    if (!record) throw notFound('sandbox', id);
    return this.#join(record);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

/** Changed limits as callers name them. */
const wireNames = ({ memoryMb, cpuCores, diskMb, idleTimeoutSeconds, networkEnabled }: SandboxLimits) => ({
  ...{ memory_mb: memoryMb, cpu_cores: cpuCores, disk_mb: diskMb },
  ...{ idle_timeout_seconds: idleTimeoutSeconds, network_enabled: networkEnabled },
});

const tooMany = (counted: string) =>
  new PlatformError('GW_SANDBOX_LIMIT', 409, `${counted}, which is all that there may be: destroy one first`);
