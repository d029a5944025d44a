import type { ExceededLimit, ProcessExit, ProcessUsage, SandboxedProcess } from '@gw/sandbox';
import type { ServerProcesses, ServiceProcesses } from '@gw/server';

/** How long a measure may take; who isn't measured by then counts with what it used before. */
const patienceMs = 500;

type Cause = ExceededLimit | 'stopped' | 'signal' | 'exit';
type Metered = Pick<SandboxedProcess, 'exited' | 'usage'>;

const nothing: ProcessUsage = { cpuMs: 0, memoryBytes: 0, processes: 0 };

/** Adds up, by service, what the processes of servers use and how they ended. */
export class ProcessMeter implements ServerProcesses {
  readonly #services = new Map<string, ServiceMeter>();

  /** Counts a process from now to its end. */
  watch(service: string, process: Metered): void {
    const meter = this.#services.get(service) ?? new ServiceMeter();
    this.#services.set(service, meter);
    meter.watch(process);
  }

  async measure(): Promise<Record<string, ServiceProcesses>> {
    const look = Promise.all([...this.#services.values()].map(meter => meter.look()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([look, late]);
    clearTimeout(timer);
    return Object.fromEntries([...this.#services].map(([name, meter]) => [name, meter.total()]));
  }
}

class ServiceMeter {
  readonly #running = new Map<Metered, ProcessUsage>();
  readonly #exits: Partial<Record<Cause, number>> = {};
  #gone = { cpuMs: 0, readBytes: 0, writtenBytes: 0 };

  watch(process: Metered): void {
    this.#running.set(process, nothing);
    void process.exited.then(exit => this.#ended(process, exit));
  }

  async look(): Promise<void> {
    await Promise.all(
      [...this.#running.keys()].map(async process => {
        const usage = await process.usage();
        if (this.#running.has(process)) this.#running.set(process, usage);
      }),
    );
  }

  total(): ServiceProcesses {
    const running = [...this.#running.values()];
    const sum = (value: (usage: ProcessUsage) => number | undefined) =>
      running.reduce((total, usage) => total + (value(usage) ?? 0), 0);
    return {
      cpuMs: this.#gone.cpuMs + sum(usage => usage.cpuMs),
      readBytes: this.#gone.readBytes + sum(usage => usage.readBytes),
      writtenBytes: this.#gone.writtenBytes + sum(usage => usage.writtenBytes),
      memoryBytes: sum(usage => usage.memoryBytes),
      processes: sum(usage => usage.processes),
      exits: { ...this.#exits },
    };
  }

  /** Totals never go back: what was seen of a process last counts where its end tells of less. */
  #ended(process: Metered, exit: ProcessExit): void {
    const last = this.#running.get(process) ?? nothing;
    this.#running.delete(process);
    const most = (name: 'cpuMs' | 'readBytes' | 'writtenBytes') =>
      this.#gone[name] + Math.max(last[name] ?? 0, exit.used[name] ?? 0);
    this.#gone = { cpuMs: most('cpuMs'), readBytes: most('readBytes'), writtenBytes: most('writtenBytes') };
    const cause = causeOf(exit);
    this.#exits[cause] = (this.#exits[cause] ?? 0) + 1;
  }
}

function causeOf({ limit, reason, signal }: ProcessExit): Cause {
  if (limit !== undefined) return limit;
  if (reason === 'stopped') return 'stopped';
  return signal === null ? 'exit' : 'signal';
}
