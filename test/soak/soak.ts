import { setTimeout as delay } from 'node:timers/promises';
import { type Finding, findings } from './finding.ts';
import { pick, seededRandom } from './random.ts';
import { descriptorsOf, type Remains, remainsOf } from './remains.ts';
import { type ServiceName, SoakedGateway, serviceNames } from './soaked-gateway.ts';

export interface SoakOptions {
  readonly sessions: number;
  /** Decides what is done, in which order. */
  readonly seed: number;
  /** How often the gateway is killed on the way. */
  readonly gatewayKills: number;
  /** Sessions at the same time. Default 8. */
  readonly atOnce?: number;
  /** Called now and then with what has been done so far. */
  readonly onProgress?: (done: Done) => void;
}

/** What was done. */
export interface Done {
  sessions: number;
  calls: number;
  serverKills: number;
  wrapperKills: number;
  gatewayKills: number;
  /** Sessions that lost their gateway. */
  lost: number;
  /** Requests that a living gateway did not answer in time, or answered with a fault of its own. */
  unanswered: number;
}

export interface SoakReport {
  readonly done: Done;
  readonly findings: readonly Finding[];
  /** Commands of what outlived a kill of the gateway by some seconds. */
  readonly leftByKills: readonly string[];
}

/** Sessions of a life before it is measured: what they make is made once. */
const warmUpSessions = 24;
const restMs = 15_000;

/** How a session ends: as it should, by leaving it to the gateway, or by a kill of what runs for it. */
const ends = { close: 5, leave: 1, server: 3, wrapper: 2 } as const;

/** Opens, uses and kills sessions and the gateway, and finds what is left of them. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const gateway = await SoakedGateway.create();
  try {
    return await new Soak(gateway, options).run();
  } finally {
    await gateway.remove();
  }
}

class Soak {
  readonly #gateway: SoakedGateway;
  readonly #options: SoakOptions;
  readonly #random: () => number;
  readonly #done: Done = {
    ...{ sessions: 0, calls: 0, serverKills: 0, wrapperKills: 0 },
    ...{ gatewayKills: 0, lost: 0, unanswered: 0 },
  };
  /** Resolves when the gateway is up again. */
  #restarting: Promise<void> | undefined;
  readonly #leftByKills: string[] = [];

  constructor(gateway: SoakedGateway, options: SoakOptions) {
    this.#gateway = gateway;
    this.#options = options;
    this.#random = seededRandom(options.seed);
  }

  async run(): Promise<SoakReport> {
    const { sessions, gatewayKills } = this.#options;
    const gateway = this.#gateway;
    const before = remainsOf(gateway);
    await gateway.start();
    // Kills of the gateway are spread over all but the last part, which is long enough to be measured.
    const kills = Array.from({ length: gatewayKills }, (_, n) =>
      Math.floor((sessions * (n + 1)) / (gatewayKills + 1)),
    );
    let from = 0;
    for (const until of kills) {
      await this.#open(from, until, true);
      from = until;
    }
    const warm = Math.min(sessions, from + warmUpSessions);
    await this.#open(from, warm, false);
    const rest = await this.#atRest();
    await this.#open(warm, sessions, false);
    const end = await this.#atRest(rest);
    const left = (await gateway.end('SIGTERM')).length;
    const after = { ...remainsOf(gateway), processes: left };
    return {
      done: this.#done,
      findings: findings({ before, rest, end, after, leftByKills: this.#leftByKills.length }),
      leftByKills: this.#leftByKills,
    };
  }

  /** Sessions from one number to another, some at a time; at the end of a part the gateway may be killed. */
  async #open(from: number, until: number, thenKill: boolean): Promise<void> {
    const { atOnce = 8, onProgress } = this.#options;
    let next = from;
    const killAt = until - Math.floor(atOnce / 2);
    const worker = async () => {
      while (next < until) {
        const number = next++;
        // In the middle of the others' calls.
        if (thenKill && number === killAt) this.#restarting = this.#killGateway();
        await this.#restarting;
        await this.#session(`soak-${number}`);
        this.#done.sessions++;
        onProgress?.(this.#done);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await this.#restarting;
  }

  async #session(id: string): Promise<void> {
    const random = this.#random;
    const service = serviceNames[Math.floor(random() * serviceNames.length)] as ServiceName;
    const calls = 1 + Math.floor(random() * 4);
    const end = pick(random, ends);
    const life = this.#gateway.pid;
    try {
      for (let call = 0; call < calls; call++) await this.#call(service, id);
      if (end === 'server' && this.#kill(/node-server|small-server/)) {
        this.#done.serverKills++;
        // Its session, or another one's: whoever lost its server is told, or given another.
        await this.#call(service, id, true);
      }
      if (end === 'wrapper' && this.#kill(/bwrap|wrapper\.mjs|sleep/)) {
        this.#done.wrapperKills++;
        await this.#call(service, id, true);
      }
      if (end !== 'leave') await this.#gateway.close(id);
    } catch {
      // The gateway went away in the middle, which is what this is about; a living one has to answer.
      if (this.#gateway.pid === life && !this.#restarting) this.#done.unanswered++;
      else this.#done.lost++;
    }
  }

  async #call(service: ServiceName, id: string, mayFail = false): Promise<void> {
    const { status } = await this.#gateway.call(service, id);
    this.#done.calls++;
    // A neighbour may have killed this one's server; that is told by 502 and no other.
    if (status !== 200 && !(mayFail || status === 502)) this.#done.unanswered++;
  }

  /** Kills one of the processes that run for the gateway's sessions. */
  #kill(what: RegExp): boolean {
    const found = this.#gateway
      .processes()
      .filter(({ command, pid }) => what.test(command) && !this.#guards(pid, command));
    const victim = found[Math.floor(this.#random() * found.length)];
    if (!victim) return false;
    try {
      process.kill(victim.pid, 'SIGKILL');
      return true;
    } catch {
      return false; // It has just ended.
    }
  }

  /** Its watchdog is not for a session; killed just before the gateway, it would leave the rest to the next start. */
  #guards(pid: number, command: string): boolean {
    return pid === this.#gateway.pid || command.includes('mcp-gateway-watchdog');
  }

  async #killGateway(): Promise<void> {
    const left = await this.#gateway.end('SIGKILL');
    this.#leftByKills.push(...left.map(({ command }) => command));
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    await this.#gateway.start();
    this.#done.gatewayKills++;
    this.#restarting = undefined;
  }

  /** Closes all sessions and waits until things are as they were before, if they ever are. */
  async #atRest(before?: AtRest): Promise<AtRest> {
    const gateway = this.#gateway;
    for (const id of await gateway.sessions()) await gateway.close(id);
    const heapMb = await gateway.heapMb();
    const deadline = performance.now() + restMs;
    let now = { ...remainsOf(gateway), descriptors: descriptorsOf(gateway.pid), heapMb };
    for (let same = 0; same < 3 && performance.now() < deadline; ) {
      await delay(100);
      const next = { ...remainsOf(gateway), descriptors: descriptorsOf(gateway.pid), heapMb };
      const quiet = JSON.stringify(next) === JSON.stringify(now);
      const reached =
        !before || (next.processes <= before.processes && next.descriptors <= before.descriptors);
      same = quiet && reached ? same + 1 : 0;
      now = next;
    }
    return now;
  }
}

export interface AtRest extends Remains {
  readonly descriptors: number;
  readonly heapMb: number;
}
