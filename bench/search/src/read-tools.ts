import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { MeasuredServer } from './measured-servers.ts';

export interface ReadTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: Readonly<Record<string, unknown>>;
}

/** How long a server may take until it has listed its tools. */
const START_TIMEOUT_MS = 60_000;

/**
 * The tools of a server: installed at its version, started and asked, once; later from what was read then.
 *
 * @throws when npm has no such package, or the server doesn't list its tools in a minute
 */
export async function readTools(server: MeasuredServer, cacheFolder: string): Promise<readonly ReadTool[]> {
  const folder = join(cacheFolder, `${server.package.replaceAll('/', '+')}@${server.version}`);
  const listing = join(folder, 'tools.json');
  const known = await readFile(listing, 'utf8').catch(() => undefined);
  if (known) return JSON.parse(known);
  await install(server, folder);
  const tools = await ask(server, folder);
  await writeFile(`${listing}.part`, JSON.stringify(tools));
  await rename(`${listing}.part`, listing);
  return tools;
}

async function install(server: MeasuredServer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const present = await readFile(join(folder, 'node_modules', server.package, 'package.json')).catch(
    () => undefined,
  );
  if (present) return;
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const wanted = `${server.package}@${server.version}`;
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', ['install', ...options, wanted], { cwd: folder, timeout: 300_000 });
}

async function ask(server: MeasuredServer, folder: string): Promise<readonly ReadTool[]> {
  const { PATH = '' } = process.env;
  const child = spawn(join(folder, 'node_modules/.bin', server.command), server.args ?? [], {
    cwd: folder,
    env: { PATH, HOME: folder, DO_NOT_TRACK: '1', ...server.env },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
    timeout: START_TIMEOUT_MS,
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${server.name} ended before it listed its tools`)));
  });
  gone.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const answers = new Map<unknown, (answer: Answer) => void>();
  createInterface({ input: child.stdout }).on('line', line => {
    const answer = parsed(line);
    if (answer && !('method' in answer)) answers.get(answer.id)?.(answer);
  });
  let id = 0;
  const request = async (method: string, params: object) => {
    const sent = ++id;
    const answered = new Promise<Answer>(resolve => answers.set(sent, resolve));
    send({ id: sent, method, params });
    const { result } = await Promise.race([answered, gone]);
    if (!result) throw new Error(`${server.name} refused ${method}`);
    return result;
  };
  try {
    const clientInfo = { name: 'bench-search', version: '1' };
    await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    send({ method: 'notifications/initialized' });
    const tools: ReadTool[] = [];
    let cursor: string | undefined;
    do {
      const page = await request('tools/list', cursor === undefined ? {} : { cursor });
      tools.push(...(page.tools ?? []));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return tools;
  } finally {
    endGroup(child.pid);
  }
}

interface Answer {
  readonly id?: unknown;
  readonly result?: { readonly tools?: readonly ReadTool[]; readonly nextCursor?: string };
}

function parsed(line: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Servers that start others are ended with them. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
