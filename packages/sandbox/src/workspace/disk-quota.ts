import { type DiskUsage, measureDisk } from './disk-usage.ts';

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
    const { bytes, entries, tooDeep } = await this.usage();
    return entries > mostEntries || tooDeep ? 0 : this.#options.maxBytes - bytes;
  }

  /**
   * Looks about once a second, less often the longer a look takes, and calls back once when there is more than the
   * quota. A workspace that begins with more is let be as long as it doesn't grow: it may be about to clean up.
   */
  watch(onExcess: (reason: string) => void): void {
    this.#watching = true;
    let allowed: DiskUsage | undefined;
    const look = async () => {
      const startedAt = performance.now();
      const usage = await this.usage();
      const excess = this.#excess(usage, allowed);
      allowed ??= {
        ...{
          bytes: Math.max(this.#options.maxBytes, usage.bytes),
          entries: Math.max(mostEntries, usage.entries),
        },
        tooDeep: usage.tooDeep,
      };
      if (!this.#watching) return;
      if (excess !== undefined) {
        this.unwatch();
        onExcess(excess);
        return;
      }
      plan((performance.now() - startedAt) / share);
    };
    const plan = (ms: number) => {
      this.#timer = setTimeout(() => void look(), Math.max(shortestMs, ms)).unref();
    };
    void look();
  }

  #excess({ bytes, entries, tooDeep }: DiskUsage, allowed: DiskUsage | undefined): string | undefined {
    if (!allowed) return undefined;
    if (bytes > allowed.bytes) return `disk quota (${Math.round(this.#options.maxBytes / 1024 / 1024)} MB)`;
    if (entries > allowed.entries) return `too many files (${mostEntries})`;
    return tooDeep && !allowed.tooDeep ? 'folders nested too deeply' : undefined;
  }

  unwatch(): void {
    this.#watching = false;
    clearTimeout(this.#timer);
  }
}
