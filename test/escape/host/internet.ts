import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import {
  formatAnswer,
  parseQuestion,
  recordTypes,
  responseCodes,
} from '../../../packages/sandbox/src/egress/dns-message.ts';

/** What stands in for the world outside: addresses of this network namespace alone. */
export const addresses = {
  metadata: '169.254.169.254',
  private: '10.0.0.1',
  outside: '203.0.113.5',
  allowed: '203.0.113.10',
  outsideNames: '203.0.113.53',
  hostNames: '127.0.0.53',
} as const;

const names: Readonly<Record<string, string>> = {
  'outside.test': addresses.outside,
  'allowed.test': addresses.allowed,
  'rebind.test': addresses.private,
};

export interface Internet {
  /** Where all the services listen. */
  readonly port: number;
  /** Of a service whose socket is in no folder. */
  readonly abstractSocket: string;
  /** Of a service whose socket is in the given folder. */
  readonly socket: string;
  /** What name servers were asked for, and what came by datagram. */
  readonly heard: readonly string[];
}

/**
 * Fills a network namespace, which has to be this process's own: web servers that tell the secret at every address
 * but the allowed one, and name servers of the host and outside.
 */
export async function startInternet(folder: string, secret: string): Promise<Internet> {
  const ip = (...words: string[]) => execFileSync('ip', words);
  ip('link', 'set', 'lo', 'up');
  for (const address of Object.values(addresses))
    if (!address.startsWith('127.')) ip('address', 'add', `${address}/32`, 'dev', 'lo');
  // Datagrams go by it, and unreachable addresses are told by nobody, as on a host with a way out.
  const heard: string[] = [];
  await Promise.all(
    [addresses.hostNames, addresses.outsideNames].map(address => startNameServer(address, heard)),
  );
  for (const [file, text] of [
    ['/etc/resolv.conf', `nameserver ${addresses.hostNames}\n`],
    ['/etc/hosts', '127.0.0.1 localhost\n'],
  ] as const) {
    const own = join(folder, file.replaceAll('/', '-').slice(1));
    await writeFile(own, text);
    execFileSync('mount', ['--bind', own, file]);
  }
  const services = createHttpServer((request, response) => {
    if (request.socket.localAddress !== addresses.allowed) return void response.end(`it says ${secret}`);
    const to = { '/metadata': addresses.metadata, '/loopback': '127.0.0.1', '/outside': 'outside.test' };
    const host = to[request.url as keyof typeof to];
    if (!host) return void response.end('nothing to see');
    response.writeHead(302, { location: `http://${host}:${port}/` }).end();
  }).listen(0, '0.0.0.0');
  await once(services, 'listening');
  const { port } = services.address() as AddressInfo;
  const abstractSocket = `\0escape-${process.pid}`;
  const socket = join(folder, 'gateway.sock');
  for (const path of [abstractSocket, socket]) {
    const server = createServer(connection => connection.on('error', () => {}).end(`it says ${secret}`));
    await once(server.listen(path), 'listening');
  }
  return { port, abstractSocket, socket, heard };
}

async function startNameServer(address: string, heard: string[]): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { address: from, port }) => {
    const question = parseQuestion(query);
    heard.push(question?.name ?? query.toString());
    if (!question) return;
    const found = names[question.name];
    const code = found === undefined ? responseCodes.noSuchName : responseCodes.none;
    const answer = question.type === recordTypes.A ? found : undefined;
    socket.send(formatAnswer(query, code, answer), port, from);
  });
  socket.bind(53, address);
  await once(socket, 'listening');
}
