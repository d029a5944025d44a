import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

const author = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/** Answers a request in place of Git. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Git's own server, over HTTP, with repositories that tests make. */
export class GitServer implements AsyncDisposable {
  /** Method and path of each request. */
  readonly requests: string[] = [];
  /** What clients sent. */
  readonly sent: string[] = [];
  readonly #folder: string;
  readonly #server: Server;
  readonly #answers = new Map<string, Answer>();

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<GitServer> {
    const server = new GitServer(await mkdtemp(join(tmpdir(), 'gw-git-server-')));
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  url(name: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${name}`;
  }

  /** Answers everything below a path by something that isn't Git. */
  answer(name: string, answer: Answer): string {
    this.#answers.set(name, answer);
    return this.url(name);
  }

  /** A repository with one more commit, of these files; `work` does the rest before it is made. */
  async commit(
    name: string,
    files: Readonly<Record<string, string | Uint8Array>>,
    work: (git: Run, folder: string) => Promise<unknown> = async () => {},
  ): Promise<string> {
    const folder = join(this.#folder, name);
    await mkdir(folder, { recursive: true });
    const git: Run = async (args, input) => {
      const running = exec('git', [...args], { cwd: folder, env: { ...process.env, ...author } });
      // Most of its commands read nothing.
      running.child.stdin?.on('error', () => {}).end(input ?? '');
      return (await running).stdout.trim();
    };
    await git(['init', '--quiet']);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    await git(['add', '--all']);
    await git(['commit', '--quiet', '--allow-empty', '-m', 'x']);
    await work(git, folder);
    return this.url(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://localhost');
    this.requests.push(`${request.method} ${url.pathname}${url.search}`);
    const answer = this.#answers.get(url.pathname.split('/')[1] ?? '');
    if (answer) return answer(request, response);
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: this.#folder,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        ...(request.headers['content-encoding'] && {
          HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        }),
        ...(request.headers['git-protocol'] && { GIT_PROTOCOL: `${request.headers['git-protocol']}` }),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    backend.stdin.on('error', () => {});
    request.on('data', chunk => this.sent.push(`${chunk}`)).pipe(backend.stdin);
    response.on('close', () => backend.kill('SIGKILL'));
    let head = Buffer.alloc(0);
    backend.stdout.on('data', (chunk: Buffer) => {
      if (response.headersSent) return void response.write(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const lines = head.subarray(0, end).toString().split('\r\n');
      const headers = Object.fromEntries(lines.map(line => line.split(': ', 2) as [string, string]));
      response.writeHead(Number.parseInt(headers.Status ?? '200', 10), headers);
      response.write(head.subarray(end + 4));
    });
    backend.on('close', () => response.end());
  }
}

type Run = (args: readonly string[], input?: string | Buffer) => Promise<string>;
