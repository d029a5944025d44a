import { type DiskUsage, measureDisk } from './disk-usage.ts';
import { WorkspaceError } from './errors.ts';

const shortestMs = 1000;
/** Counting takes at most this share of the time. */
const share = 0.05;
const mostEntries = 200_000;

export interface DiskQuotaOptions {
  readonly folder: string;
  readonly maxBytes: number;
}

/** Counts what a workspace takes: when something is written from outside, and while its commands may write. */
export class DiskQuota {
  readonly #options: DiskQuotaOptions;
  #timer: NodeJS.Timeout | undefined;
  #watching = false;

  constructor(options: DiskQuotaOptions) {
    this.#options = options;
  }

  usage(): Promise<DiskUsage> {
    return measureDisk(this.#options.folder);
  }

  /** Bytes that may still be written; none once there are too many files. */
  async room(): Promise<number> {
    const usage = await this.usage();
    return this.#excess(usage) === undefined ? this.#options.maxBytes - usage.bytes : 0;
  }

  /** Throws `GW_WORKSPACE_DISK_FULL` where there is more than the quota already. */
  async check(): Promise<void> {
    const excess = this.#excess(await this.usage());
    if (excess === undefined) return;
    throw new WorkspaceError(
      'GW_WORKSPACE_DISK_FULL',
      `the workspace is over its ${excess}: files have to be deleted before a command may run`,
    );
  }

  /** Looks about once a second, less often the longer a look takes, and calls back once when there is too much. */
  watch(onExcess: (reason: string) => void): void {
    this.#watching = true;
    const plan = (ms: number) => {
      this.#timer = setTimeout(() => void look(), Math.max(shortestMs, ms)).unref();
    };
    const look = async () => {
      const startedAt = performance.now();
      // What can't be counted now is counted next time.
      const usage = await this.usage().catch(() => undefined);
      if (!this.#watching) return;
      const excess = usage && this.#excess(usage);
      if (excess === undefined) plan((performance.now() - startedAt) / share);
      else onExcess(excess);
    };
    plan(shortestMs);
  }

  unwatch(): void {
    this.#watching = false;
    clearTimeout(this.#timer);
  }

  #excess({ bytes, entries, tooDeep }: DiskUsage): string | undefined {
    const { maxBytes } = this.#options;
    if (bytes > maxBytes) return `disk quota (${Math.round(maxBytes / 1024 / 1024)} MB)`;
    if (entries > mostEntries) return `number of files (${mostEntries})`;
    return tooDeep ? 'depth of folders (256)' : undefined;
  }
}
