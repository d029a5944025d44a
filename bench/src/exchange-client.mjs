// Makes requests of the size of HTTPS ones, each on a connection of its own: as many as each line of its input says,
// to the port that it is given. Prints how long each took, in milliseconds.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { greeting, hello, request, response } from './exchange.mjs';

const port = Number(process.argv[2]);

function exchange() {
  const { promise, resolve, reject } = Promise.withResolvers();
  const start = performance.now();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received = 0;
  socket.on('connect', () => socket.write(Buffer.alloc(hello)));
  socket.on('data', chunk => {
    const before = received;
    received += chunk.length;
    if (before < greeting && received >= greeting) socket.write(Buffer.alloc(request));
    if (received === greeting + response) resolve(performance.now() - start);
  });
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`the answer ended after ${received} bytes`)));
  return promise;
}

for await (const line of createInterface({ input: process.stdin })) {
  const times = [];
  for (let n = 0; n < Number(line); n++) times.push(await exchange());
  process.stdout.write(`${JSON.stringify(times)}\n`);
}
