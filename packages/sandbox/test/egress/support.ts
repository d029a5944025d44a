import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { formatAnswer, parseQuestion, recordTypes, responseCodes } from '../../src/egress/dns-message.ts';
import { createResolver, type Egress, type EgressOptions, prepareEgress } from '../../src/egress/index.ts';
import type { Logger } from '../../src/logger.ts';

const prober = fileURLToPath(new URL('./fixtures/prober.mjs', import.meta.url));

/** Whether this host lets us make and join network namespaces. */
export const namespaces = (() => {
  try {
    execFileSync('bwrap', ['--dev-bind', '/', '/', '--unshare-net', 'true'], { stdio: 'ignore' });
    execFileSync('nsenter', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Whether this host has `ip`, by which addresses beside loopback lead to the gateway. */
export const routes = (() => {
  try {
    execFileSync('ip', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export interface Recorded {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export function recordingLogger(): Logger & { readonly lines: Recorded[] } {
  const lines: Recorded[] = [];
  const add = (fields: object, message: string) => void lines.push({ fields: { ...fields }, message });
  return { lines, debug: add, info: add, warn: add, error: add };
}

/** A real name server on loopback that knows these names. */
export async function startNameServer(
  names: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly server: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { address, port }) => {
    const question = parseQuestion(query);
    if (!question) return;
    asked.push(question.name);
    const found = names[question.name];
    const code = found === undefined ? responseCodes.noSuchName : responseCodes.none;
    socket.send(
      formatAnswer(query, code, question.type === recordTypes.A ? found : undefined),
      port,
      address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
}

export interface Target extends AsyncDisposable {
  readonly port: number;
  /** Connections that came. */
  readonly count: () => number;
}

/** A real TCP server of the host. */
export async function startTarget(
  handle: (socket: Socket) => void = socket => socket.pipe(socket),
  host = '127.0.0.2',
): Promise<Target> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, socket => {
    count++;
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    handle(socket);
  }).listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A real HTTP server of the host. */
export async function startWeb(listener: RequestListener, host = '127.0.0.2'): Promise<Target> {
  let count = 0;
  const server = createHttpServer((message, response) => {
    count++;
    listener(message, response);
  }).listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Probe = (probe: string, details?: object) => Promise<unknown>;

export interface Inside extends AsyncDisposable {
  readonly egress: Egress;
  readonly probe: Probe;
  readonly proxyPort: number;
  readonly logger: ReturnType<typeof recordingLogger>;
}

/** Runs a program within an allow-list's network that reaches for whatever it is told to. */
export async function startInside(
  allow: readonly string[],
  options: Partial<EgressOptions> & { readonly servers?: readonly string[] } = {},
): Promise<Inside> {
  const folder = await mkdtemp(join(tmpdir(), 'egress-'));
  const logger = recordingLogger();
  // Nobody is asked beyond this machine, whatever a test looks up.
  const resolver = createResolver({ servers: options.servers ?? ['127.0.0.1:9'], hostsFile: '/dev/null' });
  const path = process.env.PATH ?? '';
  const egress = await prepareEgress(allow, {
    ...{ service: 'test', bubblewrap: 'bwrap', path, folder, resolver, logger },
    ...options,
  });
  const [file = '', ...words] = [...egress.join, 'bwrap', '--ro-bind', '/', '/', '--dev', '/dev'];
  const child = spawn(
    file,
    [
      ...[...words, '--proc', '/proc', '--unshare-pid', '--die-with-parent', '--cap-drop', 'ALL'],
      ...['--ro-bind', egress.resolvConf, '/etc/resolv.conf', process.execPath, prober],
    ],
    { env: { PATH: path, ...egress.env }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>();
  createInterface({ input: child.stdout }).on('line', line => {
    const answer = JSON.parse(line) as { id: number; value?: unknown; error?: string };
    waiting.get(answer.id)?.(answer);
  });
  let sequence = 0;
  const probe: Probe = async (name, details = {}) => {
    const id = ++sequence;
    const { promise, resolve } = Promise.withResolvers<{ value?: unknown; error?: string }>();
    waiting.set(id, resolve);
    child.stdin.write(`${JSON.stringify({ id, probe: name, ...details })}\n`);
    const { value, error } = await promise;
    if (error !== undefined) throw new Error(error);
    return value;
  };
  return {
    egress,
    probe,
    proxyPort: Number(new URL(egress.env.HTTP_PROXY ?? '').port),
    logger,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
      await egress.close();
      await rm(folder, { recursive: true });
    },
  };
}
