/** What the script is told. */
export interface NamespaceRequest {
  /** TCP ports to listen on, at every address. */
  readonly ports: readonly number[];
  readonly nameServer: { readonly address: string; readonly port: number };
  /** Words for `ip`, one call each. */
  readonly routes: readonly (readonly string[])[];
  /** The file of `ip`. */
  readonly ip?: string;
}

/** What the script says, with a socket beside it where it has one. */
export type NamespaceMessage =
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'udp' }
  | { readonly kind: 'ready'; readonly pid: number }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Runs as a process of its own within a new network namespace, listens there, and hands its sockets to the gateway:
 * a socket stays in the namespace in which it was made, whoever holds it. Given to `node -e`, so that it needs no
 * file beside the gateway's.
 */
export const namespaceScript = `
const { createServer } = require('node:net');
const { createSocket } = require('node:dgram');
const { execFileSync } = require('node:child_process');
const { ports, nameServer, routes, ip } = JSON.parse(process.argv[1]);
const fail = error => process.send({ kind: 'failed', reason: error.message }, () => process.exit(1));
const hand = (message, socket) => new Promise((resolve, reject) =>
  process.send(message, socket, error => (error ? reject(error) : resolve())));
const listen = port => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject);
  server.listen({ port, backlog: 128 }, () => resolve(server));
});
const bind = () => new Promise((resolve, reject) => {
  const socket = createSocket('udp4').once('error', reject);
  socket.bind(nameServer.port, nameServer.address, () => resolve(socket));
});
process.once('disconnect', () => process.exit(1));
process.once('message', () => process.exit(0));
(async () => {
  for (const words of routes) execFileSync(ip, words, { stdio: 'pipe' });
  for (const port of ports) await hand({ kind: 'tcp', port }, await listen(port));
  await hand({ kind: 'udp' }, await bind());
  process.send({ kind: 'ready', pid: process.pid });
})().catch(fail);
`;
