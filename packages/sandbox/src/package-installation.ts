import { randomUUID } from 'node:crypto';
import { access, link, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Environment, searchPath } from './environment.ts';
import { SandboxError } from './errors.ts';
import { acquireFileLock } from './file-lock.ts';
import { removeFolder } from './folder.ts';
import type { Logger } from './logger.ts';
import { type InstallableCommand, planFill } from './package-fill.ts';
import { registryEnvironment } from './package-network.ts';
import type { ResolvedPolicy } from './policy.ts';
import type { SandboxedProcess } from './sandboxed-process.ts';

export interface PackageRequest {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly policy: ResolvedPolicy;
  readonly workingDir: string;
  /** Folders that it may change. */
  readonly writable?: readonly string[];
}

export interface InstallationOptions {
  readonly env: Environment;
  readonly logger: Logger;
  /** Starts a fill in the sandbox, so that it doesn't outlive the gateway. */
  readonly run: (request: PackageRequest, signal: AbortSignal) => Promise<SandboxedProcess>;
  /** The sandbox's end. */
  readonly closing: AbortSignal;
}

/** Written last: what it names is complete. Names are relative to the installation's folder. */
export interface Installed {
  readonly folder: string;
  /** Absent when the runner is not there to install anything. */
  readonly program?: string;
}

const markerName = 'ready.json';
const fillWithinMs = 600_000;
const progressEveryMs = 15_000;

/**
 * A fill runs scripts of packages, which are as little to be trusted as the server: it sees no more than that does.
 * But it downloads, and may write large files and compile; the tree's memory and size stay bounded.
 */
export function fillPolicy(policy: ResolvedPolicy): ResolvedPolicy {
  return {
    ...policy,
    preset: policy.preset === 'strict' ? 'high' : policy.preset,
    restrictedEnv: true,
    dropPrivileges: false,
    network: 'host',
    cpuSeconds: Number.POSITIVE_INFINITY,
    fileSizeMb: Number.POSITIVE_INFINITY,
    diskMb: Number.POSITIVE_INFINITY,
    openFiles: Number.POSITIVE_INFINITY,
    memoryMb: 4096,
    processes: 64,
  };
}

/**
 * Installs a command's packages into `folder`, unless they are there. Gateways that share it wait for each other;
 * a half that was cut off is done again. Throws `GW_SANDBOX_PACKAGES_FAILED` with the runner's last words.
 */
export async function install(
  command: InstallableCommand,
  request: PackageRequest,
  folder: string,
  options: InstallationOptions,
): Promise<Installed> {
  await mkdir(folder, { recursive: true });
  const found = await readInstalled(folder);
  if (found) return found;
  const signal = AbortSignal.any([options.closing, AbortSignal.timeout(fillWithinMs)]);
  const release = await acquireFileLock(`${folder}.lock`, { abandonedAfterMs: 2 * fillWithinMs, signal });
  try {
    return (await readInstalled(folder)) ?? (await fill(command, request, folder, options, signal));
  } finally {
    await release();
  }
}

export async function isComplete(
  folder: string,
  { folder: name, program = '' }: Installed,
): Promise<boolean> {
  return exists(join(folder, name, program));
}

async function fill(
  command: InstallableCommand,
  request: PackageRequest,
  folder: string,
  options: InstallationOptions,
  signal: AbortSignal,
): Promise<Installed> {
  const { name, workingDir } = request;
  for (const leftover of await readdir(folder)) await removeFolder(join(folder, leftover));
  const target = join(folder, `fill-${randomUUID().slice(0, 8)}`);
  await mkdir(target);
  const path = searchPath(options.env);
  const plan = await planFill(command, { folder: target, workingDir, path });
  if (!plan) return record(folder, { folder: target });
  const env = { ...(await registryEnvironment(options.env)), ...request.env, ...plan.env };
  const inTarget = { name, policy: fillPolicy(request.policy), workingDir: target, writable: [target] };
  await withProgress(name, options.logger, () =>
    run({ ...inTarget, command: plan.command, env }, options, signal),
  );
  const program = await plan.locate();
  if (!(await exists(program)))
    throw failed(name, `there is no program ${program.split('/').at(-1)} among them`);
  for (const leftover of plan.leftovers) await removeFolder(leftover);
  // Where there is no bubblewrap, modes keep sessions from changing what they share, unless they are root's.
  await run({ ...inTarget, command: ['chmod', '-R', 'a+rX,a-w', target] }, options, signal);
  return record(folder, { folder: target, program });
}

/** One command in the sandbox, to its end. */
async function run(
  request: PackageRequest,
  options: InstallationOptions,
  signal: AbortSignal,
): Promise<void> {
  const child = await options.run(request, signal);
  const stop = () => void child.kill('aborted');
  signal.addEventListener('abort', stop, { once: true });
  try {
    child.stdin.end();
    child.stdout.resume();
    const said = await lastWords(child.stderr, line => options.logger.debug({ service: request.name }, line));
    const exit = await child.exited;
    signal.throwIfAborted();
    if (exit.code !== 0)
      throw failed(request.name, `${request.command[0]}: ${exit.reason}${said && `: ${said}`}`);
  } finally {
    signal.removeEventListener('abort', stop);
    await child.stop();
  }
}

async function withProgress(service: string, logger: Logger, work: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  logger.info({ service }, 'installing the packages of the service, once');
  const timer = setInterval(
    () => logger.info({ service, elapsedMs: elapsedMs() }, 'still installing the packages of the service'),
    progressEveryMs,
  );
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  logger.info({ service, elapsedMs: elapsedMs() }, 'the packages of the service are installed');
}

async function readInstalled(folder: string): Promise<Installed | undefined> {
  try {
    const installed = JSON.parse(await readFile(join(folder, markerName), 'utf8')) as Installed;
    return (await isComplete(folder, installed)) ? installed : undefined;
  } catch {
    return undefined;
  }
}

/** By a link, which is either there whole or not at all; the first one wins. */
async function record(folder: string, { folder: target, program }: Installed): Promise<Installed> {
  const relative = (path: string, base: string) => path.slice(base.length + 1);
  const installed: Installed = {
    folder: relative(target, folder),
    ...(program && { program: relative(program, target) }),
  };
  const written = join(folder, `${markerName}.${randomUUID()}`);
  await writeFile(written, JSON.stringify(installed));
  await link(written, join(folder, markerName)).catch(() => {});
  await unlink(written);
  return (await readInstalled(folder)) ?? installed;
}

async function lastWords(stream: Readable, onLine: (line: string) => void): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) {
    if (!line.trim()) continue;
    onLine(line);
    lines.push(line);
    if (lines.length > 8) lines.shift();
  }
  return lines.join('\n').slice(-2000);
}

function failed(service: string, problem: string): SandboxError {
  return new SandboxError(
    'GW_SANDBOX_PACKAGES_FAILED',
    `could not install the packages of ${service}: ${problem}`,
  );
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
