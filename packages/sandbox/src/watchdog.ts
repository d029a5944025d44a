import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Logger } from './logger.ts';

/** What belongs to one sandbox, whichever of its processes come and go. */
export interface Belongings {
  readonly shell: string;
  /** First half of the tags of its processes. */
  readonly ownerId: string;
  /** Holds the homes of its processes. */
  readonly folder: string;
  /** In `folder`; new processes start only while it exists. */
  readonly mark: string;
  /** Hold the cgroups of its processes. */
  readonly cgroups: readonly string[];
}

/** Ends everything that belongs to a sandbox, until nothing is left. Waits for the end of its input to begin. */
const script = `
trap '' HUP INT TERM QUIT
read -r word
[ "$word" = done ] && exit 0
owner=$1 folder=$2 mark=$3
shift 3
rm -f "$mark"
kill_pid() {
  read -r stat < "/proc/$1/stat" || return
  case "\${stat##*) }" in Z*|X*) return;; esac
  kill -9 "$1" && found=1
}
kill_group() {
  { echo 0 > "$1/pids.max"; echo 1 > "$1/cgroup.kill"; } 2>/dev/null
  while read -r pid; do kill_pid "$pid"; done < "$1/cgroup.procs"
}
walk() {
  for child in "$2"/*/; do
    [ -e "$child/cgroup.procs" ] && visit "$1" "\${child%/}"
  done
}
visit() { walk "$1" "$2"; "$1" "$2"; }
pass=0 empty=0
while [ $pass -lt 150 ] && [ $empty -lt 2 ]; do
  found=
  for group in "$@"; do walk kill_group "$group"; done
  for file in $(grep -lsE "^Max file locks +$owner[0-9]{9} " /proc/[0-9]*/limits); do
    pid=\${file#/proc/}
    kill_pid "\${pid%/limits}"
  done
  pass=$((pass + 1))
  if [ "$found" ]; then empty=0; sleep 0.05 || sleep 1; else empty=$((empty + 1)); fi
done
rm -rf "$folder" || { chmod -R u+rwx "$folder"; rm -rf "$folder"; }
for attempt in 1 2 3 4 5; do
  left=
  for group in "$@"; do walk rmdir "$group"; rmdir "$group"; [ -e "$group" ] && left=1; done
  [ "$left" ] && sleep 0.2 || break
done
`;

/** Ends, now, what a gateway that is gone has left behind. */
export async function endBelongings(belongings: Belongings): Promise<void> {
  const child = start(belongings, 'ignore');
  await once(child, 'exit');
}

/**
 * A shell that sleeps until the gateway is gone, by whatever means, and then ends all that belonged to its
 * sandbox. It needs to be told nothing while it runs, so there is no moment at which it knows too little.
 */
export class Watchdog {
  readonly #belongings: Belongings;
  readonly #logger: Logger;
  #child: ChildProcess | undefined;
  #stopped = false;

  constructor(belongings: Belongings, logger: Logger) {
    this.#belongings = belongings;
    this.#logger = logger;
  }

  start(): void {
    const startedAt = performance.now();
    const child = start(this.#belongings, 'pipe');
    this.#child = child;
    child.unref();
    const { stdin } = child;
    stdin?.on('error', () => {});
    // The pipe must not keep the gateway's event loop alive; a socket has `unref`, its stream type does not say so.
    if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
    child.once('error', error => this.#logger.error({ err: error }, 'the sandbox watchdog did not start'));
    child.once('exit', () => {
      if (this.#stopped) return;
      this.#logger.warn({ pid: child.pid }, 'the sandbox watchdog was killed; starting another');
      // One that can't live is not restarted in a tight loop.
      if (performance.now() - startedAt > 1000) this.start();
      else setTimeout(() => this.#stopped || this.start(), 500).unref();
    });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the watchdog is gone; it first ends what the sandbox could not, if there is anything. */
  async stop({ nothingLeft }: { nothingLeft: boolean }): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const gone = once(child, 'exit');
    child.stdin?.end(nothingLeft ? 'done\n' : '\n');
    await gone;
  }
}

function start(
  { shell, ownerId, folder, mark, cgroups }: Belongings,
  stdin: 'pipe' | 'ignore',
): ChildProcess {
  return spawn(shell, ['-c', script, 'mcp-gateway-watchdog', ownerId, folder, mark, ...cgroups], {
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' },
    stdio: [stdin, 'ignore', 'ignore'],
  });
}
