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
    const { bytes, entries } = await this.usage();
    return entries > mostEntries ? 0 : this.#options.maxBytes - bytes;
  }

  /**
   * Looks about once a second, less often the longer a look takes, and calls back once when there is more than the
   * quota. A workspace that begins with more is let be as long as it doesn't grow: it may be about to clean up.
   */
  watch(onExcess: (reason: string) => void): void {
    this.#watching = true;
    let allowed: number | undefined;
    const look = async () => {
      const startedAt = performance.now();
      const { bytes, entries } = await this.usage();
      const { maxBytes } = this.#options;
      const excess = bytes > (allowed ?? Number.POSITIVE_INFINITY) || entries > mostEntries * 2;
      allowed ??= Math.max(maxBytes, bytes);
      if (!this.#watching) return;
      if (excess) {
        this.unwatch();
        onExcess(`disk quota (${Math.round(maxBytes / 1024 / 1024)} MB)`);
        return;
      }
      plan((performance.now() - startedAt) / share);
    };
    const plan = (ms: number) => {
      this.#timer = setTimeout(() => void look(), Math.max(shortestMs, ms)).unref();
    };
    void look();
  }

  unwatch(): void {
    this.#watching = false;
    clearTimeout(this.#timer);
  }
}
