import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** Where Debian's packages put the programs, the newest version first; undefined where there are none. */
export const postgresPrograms: string | undefined = globSync('/usr/lib/postgresql/*/bin')
  .filter(folder => existsSync(join(folder, 'initdb')))
  .sort((a, b) => Number(b.split('/')[4]) - Number(a.split('/')[4]))[0];

/** PostgreSQL refuses to run as root: it then runs as the user `nobody`. */
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** The server ends when it is told how, or when whoever started it is gone: no test leaves one behind. */
const LAUNCH = '"$@" & server=$!; read -r how; kill -"${how:-INT}" "$server"; wait "$server"';

/** A PostgreSQL of a test's own, on a free port of the loopback interface. */
export class PostgresServer implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: number;
  readonly #password: string;
  readonly #durable: boolean;
  #process: ChildProcess | undefined;
  #databases = 0;

  private constructor(folder: string, port: number, password: string, durable: boolean) {
    this.#folder = folder;
    this.#port = port;
    this.#password = password;
    this.#durable = durable;
  }

  /** `durable` makes it wait for the disk, as it does where it matters; tests that pull no plug are quicker without. */
  static async start({ durable = false } = {}): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), 'gw-postgres-'));
    const password = randomBytes(12).toString('hex');
    if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, password);
    const options = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
    const data = join(folder, 'data');
    await promisify(execFile)(join(postgresPrograms!, 'initdb'), [...options, ...locale, data], user);
    const server = new PostgresServer(folder, await freePort(), password, durable);
    await server.launch();
    return server;
  }

  /** The address of a database. */
  url(database: string, { password = this.#password, port = this.#port } = {}): string {
    return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  }

  /** A database of its own, empty. */
  async createDatabase(): Promise<string> {
    const name = `test_${++this.#databases}`;
    await this.query('postgres', `create database ${name}`);
    return this.url(name);
  }

  /** One statement, past the store. */
  async query(database: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({
      connectionString: database.includes(':') ? database : this.url(database),
    });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Starts it again after a `stop`, at the same address. */
  async launch(): Promise<void> {
    const settings = [`port=${this.#port}`, 'listen_addresses=127.0.0.1', 'shared_buffers=16MB'];
    settings.push(`unix_socket_directories=${this.#folder}`, 'max_connections=60');
    if (!this.#durable) settings.push('fsync=off', 'full_page_writes=off');
    const args = ['-D', join(this.#folder, 'data'), ...settings.flatMap(setting => ['-c', setting])];
    const program = join(postgresPrograms!, 'postgres');
    const child = spawn('sh', ['-c', LAUNCH, 'sh', program, ...args], {
      ...user,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.#process = child;
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk).slice(-4_000);
    });
    const exited = once(child, 'exit');
    while (!log.includes('ready to accept connections')) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL didn't start: ${log}`);
      await Promise.race([once(child.stderr, 'data'), exited]);
    }
  }

  /** `fast` ends all connections; `immediate` is a crash. */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.stdin?.end(how === 'fast' ? 'INT\n' : 'QUIT\n');
    await exited;
    this.#process = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('immediate');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
