import type { SandboxesConfig } from '@gw/config';
import type { Workspace } from '@gw/sandbox';
import { PlatformError } from '../problem.ts';
import type { SandboxHost } from './sandbox-host.ts';
import { Sandboxes, type SandboxesOptions } from './sandboxes.ts';

/** What the app is asked to open. */
export type OpenSandboxHost = (events: {
  /** A workspace has stopped by itself. */
  readonly onIdle: (workspace: Workspace) => void;
}) => Promise<SandboxHost>;

/** The sandboxes of a gateway, opened when they are first needed: looking at what a host has takes a moment. */
export class SandboxGate {
  readonly #options: Omit<SandboxesOptions, 'host'>;
  readonly #openHost: OpenSandboxHost | undefined;
  #config: SandboxesConfig;
  #opening: Promise<Sandboxes> | undefined;

  constructor(options: Omit<SandboxesOptions, 'host'>, openHost: OpenSandboxHost | undefined) {
    this.#options = options;
    this.#config = options.config;
    this.#openHost = openHost;
  }

  /** Opens them where there are some already: what was cut off is cleaned up, and idle ones stop. Never rejects. */
  async resume(): Promise<void> {
    const { store, logger } = this.#options;
    try {
      const [any] = await store.sandboxes.all();
      if ((any || this.#config.mcp_server) && this.#openHost) await this.open();
    } catch (err) {
      logger.warn({ err }, 'Sandboxes can not be opened; each request for one tries again');
    }
  }

  /** All callers at once wait for one opening; after one that failed, the next caller tries again. */
  open(): Promise<Sandboxes> {
    this.#opening ??= this.#open();
    const opening = this.#opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  configure(config: SandboxesConfig): void {
    this.#config = config;
    this.#opening?.then(sandboxes => sandboxes.configure(config)).catch(() => {});
  }

  /** Ends what runs; files stay. Commands that are waited for are answered. */
  async close(): Promise<void> {
    const sandboxes = await this.#opening?.catch(() => undefined);
    await sandboxes?.host.workspaces.stop();
  }

  async #open(): Promise<Sandboxes> {
    const openHost = this.#openHost;
    if (!openHost)
      throw new PlatformError(
        'GW_SANDBOX_UNAVAILABLE',
        503,
        'This gateway has nothing to run sandboxes with',
      );
    const { logger } = this.#options;
    let sandboxes: Sandboxes | undefined;
    const onIdle = (workspace: Workspace) => {
      sandboxes
        ?.stopped(workspace)
        .catch(err => logger.warn({ err }, 'That a sandbox stopped was not noted'));
    };
    const host = await openHost({ onIdle });
    try {
      sandboxes = await Sandboxes.open({ ...this.#options, config: this.#config, host });
      return sandboxes;
    } catch (error) {
      await host.workspaces.stop();
      throw error;
    }
  }
}
