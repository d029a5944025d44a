import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { repositoryRoot } from './example-server.ts';

/** The built gateway with one of the configs, started from the repository root as its README says. */
export class ExampleGateway implements AsyncDisposable {
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #authorization: string;
  #url = '';

  private constructor(folder: string, config: string) {
    this.folder = folder;
    const password = crypto.randomUUID();
    this.#authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
    const command = join(repositoryRoot, 'node_modules', '.bin', 'mcp-gateway');
    this.#child = spawn(command, ['-c', `examples/gateway-configs/${config}`], {
      cwd: repositoryRoot,
      env: {
        ...process.env,
        MCP_AUTH_PASSWORD: password,
        MCP_PORT: '0',
        MCP_DATA_DIR: join(folder, 'data'),
        MCP_FILES: folder,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  static async start(config: string): Promise<ExampleGateway> {
    const gateway = new ExampleGateway(await mkdtemp(join(tmpdir(), 'gw-example-')), config);
    try {
      await gateway.#listening();
      return gateway;
    } catch (error) {
      await gateway[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The answer to a call of a tool; throws, with its text, on any status but 200. */
  async call(
    service: string,
    sessionId: string,
    tool: string,
    args: Record<string, unknown> = {},
  ): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#url}/services/${service}/call`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: this.#authorization },
      body: JSON.stringify({ tool, session_id: sessionId, arguments: args }),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text}`);
    return JSON.parse(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  async #listening(): Promise<void> {
    const said: string[] = [];
    for await (const line of createInterface({ input: this.#child.stderr as Readable })) {
      said.push(line);
      const [url] = /https?:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (url === undefined) continue;
      this.#url = url;
      (this.#child.stderr as Readable).resume();
      return;
    }
    throw new Error(`The gateway has ended:\n${said.join('\n')}`);
  }
}
