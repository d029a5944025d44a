import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { root } from '../e2e/gateway.ts';
import { processesWith } from '../e2e/processes.ts';
import { python } from '../interop/python.ts';
import { type DocumentedBlock, exchangesOf, looksLike, type ProgramLanguage } from './documented-block.ts';
import { writeProgram } from './program.ts';

/** What a first start writes or makes; a reader has none of it yet. */
const notYetThere = new Set(['config.json', 'data', 'sandbox', '.git', '.venv', 'certs']);

/**
 * The folder, gateway and shell in which the blocks of one scenario run: a folder that looks like the top of
 * the repository, and a gateway on the examples unless a block starts one.
 */
export class Scenario implements AsyncDisposable {
  readonly folder: string;
  readonly #port: number;
  readonly #secrets = { password: randomBytes(9).toString('hex'), token: randomBytes(9).toString('hex') };
  readonly #started: ChildProcess[] = [];
  /** What the shell kept from the blocks before: variables and the working folder. */
  readonly #state: string;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.#port = port;
    this.#state = join(folder, '.shell-state');
  }

  static async open(): Promise<Scenario> {
    const folder = await mkdtemp(join(tmpdir(), 'docs-'));
    for (const name of await readdir(root))
      if (!notYetThere.has(name)) await symlink(join(root, name), join(folder, name));
    return new Scenario(folder, await freePort());
  }

  /** Starts a command that stays, and waits until the gateway answers. */
  async start(command: string): Promise<void> {
    const child = spawn('bash', ['-c', `exec ${this.#fill(command).trim()}`], {
      cwd: this.folder,
      env: this.#env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#started.push(child);
    let log = '';
    child.stderr.setEncoding('utf8').on('data', text => (log += text));
    const up = () =>
      fetch(`http://127.0.0.1:${this.#port}/livez`).then(
        ({ ok }) => ok,
        () => false,
      );
    const deadline = Date.now() + 30_000;
    while (!(await up())) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`${command} did not start:\n${log}`);
      await delay(20);
    }
  }

  async write(path: string, text: string): Promise<void> {
    const target = join(this.folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, this.#fill(text));
  }

  /** Runs a block; throws when a command fails, or a console block prints something else than it shows. */
  async run(block: DocumentedBlock): Promise<void> {
    if (block.language !== 'console') {
      const { code, output } = await this.#bash(`set -euo pipefail\n${block.text}`);
      if (code !== 0) throw new Error(`exit code ${code}:\n${output}`);
      return;
    }
    for (const { command, output: shown } of exchangesOf(block)) {
      const { output } = await this.#bash(command);
      if (!looksLike(output, this.#fill(shown)))
        throw new Error(`${command}\nprinted:\n${output}\nshown:\n${shown}`);
    }
  }

  /** Runs what the blocks of one language are together; throws when it fails. */
  async runProgram(language: ProgramLanguage, blocks: readonly string[]): Promise<void> {
    const folder = join(this.folder, '.programs', language);
    const { command, args } = await writeProgram(
      folder,
      language,
      blocks.map(block => this.#fill(block)),
    );
    const env = {
      ...this.#env,
      MCPGATEWAY_URL: `http://127.0.0.1:${this.#port}`,
      MCPGATEWAY_TOKEN: this.#secrets.token,
    };
    const options = { cwd: this.folder, env, timeout: 60_000 };
    await promisify(execFile)(command, args, options);
  }

  /** Waits until the database is open and all tools are known, which takes a gateway a moment after its start. */
  async untilReady(): Promise<void> {
    const headers = { authorization: `Bearer ${this.#secrets.token}` };
    const isReady = async () => {
      const answer = await fetch(`http://127.0.0.1:${this.#port}/api/v1/servers`, { headers });
      if (!answer.ok) return false;
      const { items } = (await answer.json()) as { items: { tool_count: number }[] };
      return items.every(({ tool_count }) => tool_count > 0);
    };
    const deadline = Date.now() + 30_000;
    while (!(await isReady()) && Date.now() < deadline) await delay(20);
  }

  async #bash(commands: string): Promise<{ code: number; output: string }> {
    const script = [
      `[ -f ${this.#state} ] && . ${this.#state}`,
      'curl() { command curl --fail-with-body -sS "$@"; }',
      `trap '{ declare -p | grep -vE "^declare -[a-z-]*[ri]"; echo "cd \\"$PWD\\""; } > ${this.#state} 2>/dev/null' EXIT`,
      this.#fill(commands),
    ];
    return new Promise(resolve => {
      const options = { cwd: this.folder, env: this.#env, timeout: 60_000 };
      execFile('bash', ['-c', `exec 2>&1\n${script.join('\n')}`], options, (error, stdout) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout }),
      );
    });
  }

  /** What a reader would put in: a port that is free, secrets of their own. */
  #fill(text: string): string {
    return text
      .replaceAll('8080', String(this.#port))
      .replaceAll('your-secure-password', this.#secrets.password)
      .replaceAll('your-token', this.#secrets.token);
  }

  get #env(): Record<string, string> {
    const bins = [join(root, 'node_modules', '.bin'), join(root, 'apps', 'agent-demo', 'bin')];
    return {
      PATH: [...bins, ...(python ? [dirname(python)] : []), process.env.PATH].join(delimiter),
      HOME: this.folder,
      MCP_PORT: String(this.#port),
      MCP_AUTH_USER: 'admin',
      MCP_AUTH_PASSWORD: this.#secrets.password,
      MCP_AUTH_TOKEN: this.#secrets.token,
      SWML_ALLOW_PRIVATE_URLS: '1',
      PYTHONDONTWRITEBYTECODE: '1',
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#started) {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null)
        await new Promise(resolve => child.once('exit', resolve));
    }
    for (const { pid } of processesWith(this.folder)) process.kill(pid, 'SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}
