import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How git is run. */
export interface GitRun {
  readonly args: readonly string[];
  /** Settings for this run alone, such as `http.followRedirects=false`. */
  readonly settings?: readonly string[];
  readonly input?: string;
  /** Its group is killed when it aborts. */
  readonly signal: AbortSignal;
  /** Of what it prints; more ends it. */
  readonly maxOutputBytes: number;
}

/** What went wrong with git: `missing` on this host, too much `output`, or it has `failed`. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly reason: 'missing' | 'output' | 'failed';

  constructor(reason: GitError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What git may take. */
export interface GitLimits {
  /** The largest file that it may write; a repository is one. Default 64 MiB. */
  readonly fileBytes?: number;
  /** Default 2 GiB. */
  readonly memoryBytes?: number;
}

/** Nothing of the host's configuration counts, nothing is asked, and nothing of a repository is run. */
const settings = [
  'core.hooksPath=/dev/null',
  'credential.helper=',
  'core.fsmonitor=false',
  // Larger ones are never held in memory whole.
  'core.bigFileThreshold=1m',
  'pack.threads=1',
  'gc.auto=0',
  'maintenance.auto=false',
];

const environment = {
  LC_ALL: 'C.UTF-8',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '/bin/false',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
};

const maxComplaintBytes = 4_096;
const blockBytes = 512;

// Not every system bounds memory so.
const script =
  // With the signal ignored, a file that becomes too large is an error that git can tell.
  'trap "" XFSZ && ulimit -f "$1" && { ulimit -v "$2" 2>/dev/null || :; } && shift 2 && exec git "$@"';

/** The host's git, run within limits of size, memory and time, each time as a process group of its own. */
export class Git {
  readonly #path: string | undefined;
  readonly #fileBytes: number;
  readonly #memoryBytes: number;

  /** @param path where programs are looked for: `PATH` */
  constructor(path: string | undefined, limits: GitLimits = {}) {
    this.#path = path;
    this.#fileBytes = limits.fileBytes ?? 64 * 1024 * 1024;
    this.#memoryBytes = limits.memoryBytes ?? 2 * 1024 * 1024 * 1024;
  }

  /**
   * Gives what it printed.
   *
   * @throws GitError, and the signal's reason
   */
  async run(run: GitRun): Promise<Buffer> {
    run.signal.throwIfAborted();
    const own = [...settings, ...(run.settings ?? [])].flatMap(setting => ['-c', setting]);
    const child = spawn('/bin/sh', ['-c', script, 'git', ...this.#bounds(), ...own, ...run.args], {
      env: { ...environment, PATH: this.#path },
      cwd: '/',
      detached: true,
      stdio: 'pipe',
    });
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, constants.signals.SIGKILL);
      } catch {
        // It has ended.
      }
    };
    const printed: Buffer[] = [];
    let printedBytes = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printedBytes += chunk.length;
      if (printedBytes > run.maxOutputBytes) kill();
      else printed.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-maxComplaintBytes);
    });
    // One that has ended reads nothing.
    child.stdin.on('error', () => {});
    child.stdin.end(run.input ?? '');
    run.signal.addEventListener('abort', kill, { once: true });
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    // Nothing of it may go on, or keep its pipes open, once it has ended.
    child.on('error', reject).on('exit', kill).on('close', resolve);
    try {
      const code = await promise;
      run.signal.throwIfAborted();
      if (printedBytes > run.maxOutputBytes) throw new GitError('output', 'it lists more than can be taken');
      if (code === 127) throw new GitError('missing', 'git is not installed on the host of the gateway');
      if (code !== 0) throw new GitError('failed', this.#reason(complaint, code));
      return Buffer.concat(printed);
    } finally {
      run.signal.removeEventListener('abort', kill);
    }
  }

  #bounds(): string[] {
    return [`${Math.floor(this.#fileBytes / blockBytes)}`, `${Math.floor(this.#memoryBytes / 1024)}`];
  }

  #reason(complaint: string, code: number | null): string {
    const isTooLarge = complaint.includes('File too large');
    return isTooLarge ? `it is larger than ${this.#fileBytes} bytes` : lastWords(complaint, code);
  }
}

/** Git's reason, in one line. */
function lastWords(complaint: string, code: number | null): string {
  const lines = complaint.split('\n').map(line => line.replace(/^(?:fatal|error|remote):\s*/, '').trim());
  const said = lines
    .filter(Boolean)
    .at(-1)
    ?.replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 300);
  return said ?? `git ended with ${code ?? 'a signal'}`;
}
